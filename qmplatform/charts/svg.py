"""Charts as SVG."""

import hashlib
from collections.abc import Callable

from qmplatform.charts.canvas import Canvas
from qmplatform.charts.draw_bars import bar_strip, draw_bars
from qmplatform.charts.draw_gauge import draw_gauge
from qmplatform.charts.draw_matrix import draw_matrix
from qmplatform.charts.draw_radar import draw_radar
from qmplatform.charts.draw_trend import draw_trend
from qmplatform.charts.spec import ChartSpec, Kind, UnableToDrawChart

PAPER_WIDTH = 650.0
STRIP_HEIGHT = 24.0
_DRAW: dict[Kind, Callable[[Canvas, ChartSpec], str]] = {
    "gauge": draw_gauge,
    "radar": draw_radar,
    "bars": draw_bars,
    "bullet": draw_bars,
    "levels": draw_bars,
    "matrix": draw_matrix,
    "trend": draw_trend,
}


def to_svg(spec: ChartSpec, *, for_print: bool = False, on_plate: bool = False, width: float = PAPER_WIDTH) -> str:
    """Draw a chart.

    Parameters
    ----------
    spec : ChartSpec
    for_print : bool
        False: classes and percentages, as wide as the page lets it. True: presentation attributes and px, for PDF.
    on_plate : bool
        In print, for the navy cover. On the page the plate recolours by itself.
    width : float
        px in print.

    Returns
    -------
    str
        One ``<svg role="img">`` element, all text escaped, no style attributes, no scripts, nothing fetched.

    Raises
    ------
    UnableToDrawChart
        If there is no summary: a picture that nobody can hear is not drawn.
    """
    if not spec.summary.strip():
        raise UnableToDrawChart(f"{spec.kind}: the summary is empty. Say in one sentence what the chart shows.")
    return _DRAW[spec.kind](_canvas(spec, for_print=for_print, on_plate=on_plate, width=width), spec)


def to_row_svgs(spec: ChartSpec, *, for_print: bool = False, width: float = PAPER_WIDTH) -> tuple[str, ...]:
    """Draw each item alone and without words, to stand in a row of a list or table that has them.

    Parameters
    ----------
    spec : ChartSpec
        Of kind ``bars``, ``bullet`` or ``levels``.
    for_print, width
        As for `to_svg`.

    Returns
    -------
    tuple of str
        ``<svg aria-hidden="true">`` elements, 24 px high, in the order of the labels.

    Raises
    ------
    UnableToDrawChart
        For any other kind.
    """
    if spec.kind not in ("bars", "bullet", "levels"):
        raise UnableToDrawChart(f"{spec.kind}: has no rows. Use to_svg.")
    strips = []
    for i, row in enumerate(spec.rows()):
        canvas = _canvas(spec, for_print=for_print, on_plate=False, width=width, part=i)
        bar_strip(canvas, spec, row, 0.0)
        strips.append(canvas.finish(STRIP_HEIGHT, summary=""))
    return tuple(strips)


def _canvas(spec: ChartSpec, *, for_print: bool, on_plate: bool, width: float, part: int = -1) -> Canvas:
    canvas = Canvas.for_paper(width, on_plate=on_plate) if for_print else Canvas.for_page()
    # Ids must differ between the charts of one page and be the same at every rendering.
    digest = hashlib.sha256(f"{spec!r}|{part}".encode()).hexdigest()
    canvas.hatch_id = f"hatch-{digest[:10]}"
    return canvas
