"""The reading shown on the front page: made up, and marked so."""

from django.utils.translation import get_language, gettext

from qmplatform.charts import Band, ChartSpec, to_svg


def example_gauge() -> str:
    """Return the ruler of the example as SVG in the reader's language."""
    return to_svg(
        ChartSpec(
            kind="gauge",
            title=gettext("Example of a result"),
            summary=gettext(
                "Overall score 56.0, possible range 52.7 to 59.2. Level 3 of 5, established. "
                "The median of the same sector and size is 49.7."
            ),
            labels=[gettext("Overall score")],
            own=[56.0],
            interval=[(52.7, 59.2)],
            benchmark=[49.7],
            q1=[39.0],
            q3=[62.0],
            bands=[
                Band(0, gettext("0 Starting")),
                Band(10, gettext("1 Recording")),
                Band(30, gettext("2 Orderly")),
                Band(50, gettext("3 Established")),
                Band(70, gettext("4 Preventive")),
                Band(90, gettext("5 Leading")),
            ],
            language=get_language() or "ko",
        )
    )
