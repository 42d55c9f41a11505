"""Charts: same numbers in every form, nothing unsafe, nothing overlapping."""

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from qmplatform.charts import Absent, ChartSpec, UnableToDrawChart, to_plotly, to_row_svgs, to_svg, to_table
from qmplatform.charts.fitting import shorten, stack, text_width, wrap
from qmplatform.charts.roles import PAPER, PLATE, ROLES, role_attributes
from tests.qmplatform.charts import samples

STATIC = Path(__file__).parents[3] / "static"
EVERY = samples.every()
NAMES = [f"{i}-{spec.kind}" for i, spec in enumerate(EVERY)]
NASTY = '<script>alert("1")</script>&\'"></svg>'


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def words(svg: str) -> list[str]:
    return ["".join(t for t in e.itertext()) for e in tree(svg).iter("text")]


@pytest.mark.parametrize("spec", EVERY, ids=NAMES)
@pytest.mark.parametrize("for_print", [False, True])
def test_every_kind_draws(spec: ChartSpec, for_print: bool) -> None:
    svg = to_svg(spec, for_print=for_print)
    root = tree(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == spec.summary
    assert "style=" not in svg
    assert "<script" not in svg
    assert "nan" not in svg
    assert svg == to_svg(spec, for_print=for_print)
    if for_print:
        assert "class=" not in svg
        assert "%" not in re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "", svg)
        assert root.findtext("title") == spec.summary
    else:
        assert "#0b50d0" not in svg


@pytest.mark.parametrize("spec", EVERY, ids=NAMES)
def test_displayed_numbers_are_the_tables(spec: ChartSpec) -> None:
    table = to_table(spec)
    assert all(len(row) == len(table.header) for row in table.rows)
    assert len(table.rows) == len(spec.labels)
    drawn = " ".join(words(to_svg(spec)))
    column = 2 if spec.kind == "matrix" else 1
    for row in table.rows:
        if spec.kind not in ("gauge", "matrix", "trend"):
            assert row[column] in drawn
    assert json.loads(json.dumps(to_plotly(spec), allow_nan=False)) == to_plotly(spec)


@pytest.mark.parametrize("spec", EVERY, ids=NAMES)
def test_text_is_escaped_everywhere(spec: ChartSpec) -> None:
    hostile = {name: getattr(spec, name) for name in ChartSpec.__dataclass_fields__}
    hostile.update(title=NASTY, summary=NASTY, labels=[NASTY] * len(spec.labels), unit=NASTY, own_name=NASTY)
    hostile.update(axes=(NASTY, NASTY), quadrants=(NASTY,) * 4, benchmark_name=NASTY)
    for svg in (to_svg(ChartSpec(**hostile)), to_svg(ChartSpec(**hostile), for_print=True)):
        assert "<script" not in svg
        assert tree(svg).attrib["aria-label"] == NASTY
    assert "<script" not in json.dumps(to_plotly(ChartSpec(**hostile)))


@pytest.mark.parametrize("kind", ["bars", "radar", "trend"])
def test_missing_is_a_word_or_hatch_never_zero(kind: str) -> None:
    spec = samples.with_gaps(kind)
    shown = words(to_svg(spec))
    assert any("모름" in word for word in shown)
    assert any("해당 없음" in word for word in shown)
    assert not any(word.startswith("0.0") for word in shown)
    table = to_table(spec)
    assert table.rows[1][1] == "모름"
    assert "비공개" in table.rows[2]
    figure = to_plotly(spec)
    assert not any(0 in series.get(axis, []) for series in figure["data"] for axis in ("x", "y", "r"))
    if kind != "radar":
        assert "url(#hatch-" in to_svg(spec)


def test_gauge_without_a_score() -> None:
    svg = to_svg(samples.gauge(own=None))
    assert "모름" in words(svg)
    assert "url(#hatch-" in svg
    assert "k-halo" not in svg


def test_hatch_ids_differ_between_charts_of_a_page() -> None:
    first, second = to_svg(samples.with_gaps("bars")), to_svg(samples.gauge(own=None))
    strips = [strip for strip in to_row_svgs(samples.with_gaps("bars")) if "hatch-" in strip]
    ids = re.findall(r'id="(hatch-\w+)"', first + second + "".join(strips))
    assert len(ids) == len(set(ids)) == 4


def test_below_the_median_is_marked_without_colour() -> None:
    shown = words(to_svg(samples.dimensions("bars")))
    assert "41.0 ▼" in shown
    assert "62.5" in shown
    bullets = words(to_svg(samples.indicators()))
    # 620 ppm against 1,200 is better, 96.2 % against 97.5 % is worse.
    assert "620 ppm" in bullets
    assert "96.2% ▼" in bullets


def test_difference_is_that_of_the_displayed_numbers() -> None:
    spec = ChartSpec(kind="bars", title="", summary="요약", labels=["가"], own=[50.05], benchmark=[49.94])
    assert to_table(spec).rows[0] == ("가", "50.1", "49.9", "+0.2")


def test_indicators_keep_three_digits() -> None:
    spec = ChartSpec(
        kind="bullet",
        title="",
        summary="요약",
        labels=["가", "나"],
        own=[0.1234, 1234.56],
        goalposts=[(1, 0), (9000, 0)],
    )
    assert [row[1] for row in to_table(spec).rows] == ["0.123", "1,235"]


def test_log_scale_and_reversed_goalposts() -> None:
    (row, *_) = samples.indicators().rows()
    assert row.share(50000) == 0
    assert row.share(10) == 1
    assert row.share(0) == 1
    assert row.share(707.1) == pytest.approx(0.5, abs=0.001)


def test_row_strips_are_decoration() -> None:
    strips = to_row_svgs(samples.levels())
    assert len(strips) == 3
    assert all('aria-hidden="true"' in strip and "<text" not in strip for strip in strips)
    assert strips[0].count("k-halo") == 4
    with pytest.raises(UnableToDrawChart, match="to_svg"):
        to_row_svgs(samples.trend())


def test_english() -> None:
    table = to_table(samples.gauge("en"))
    assert table.header == ("Item", "Our company", "90% interval", "Median", "Against median", "Middle half (25–75%)")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"labels": []}, "no labels"),
        ({"own": [1.0]}, "own has 1"),
        ({"benchmark": [1.0]}, "benchmark has 1"),
        ({"own": [1.0, float("nan"), 2.0]}, "nan"),
        ({"kind": "gauge"}, "one value"),
        ({"kind": "matrix"}, "importance"),
        ({"kind": "bullet"}, "goalposts"),
        ({"domain": (5, 5)}, "no length"),
        ({"kind": "bullet", "goalposts": [(0, 1)] * 3, "logarithmic": [True] * 3}, "above 0"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, object], message: str) -> None:
    fields = {"kind": "bars", "title": "", "summary": "", "labels": ["가", "나", "다"], "own": [1.0, 2.0, 3.0]}
    with pytest.raises(UnableToDrawChart, match=message):
        ChartSpec(**(fields | changes))


def test_a_picture_nobody_can_hear_is_refused() -> None:
    with pytest.raises(UnableToDrawChart, match="summary"):
        to_svg(ChartSpec(kind="bars", title="", summary=" ", labels=["가"], own=[1]))


def test_radar_needs_three_items() -> None:
    with pytest.raises(UnableToDrawChart, match="Use bars"):
        ChartSpec(kind="radar", title="", summary="요약", labels=["가", "나"], own=[1, 2])


def test_matrix_points_do_not_hide_each_other() -> None:
    spec = ChartSpec(
        kind="matrix", title="", summary="요약", labels=list("가나다라"), own=[50] * 4, importance=[0.5] * 4
    )
    heights = sorted(float(e.attrib["cy"]) for e in tree(to_svg(spec)).iter("circle"))
    assert all(b - a >= 20 for a, b in itertools.pairwise(heights))


def boxes(svg: str, least: float = 288.0) -> Iterator[tuple[float, float, float, str]]:
    """Give each text's line, left and right in px of the narrowest page."""
    for element in tree(svg).iter("text"):
        text = "".join(t for t in (element.text, *(child.tail for child in element)) if t)
        raw = element.attrib["x"]
        x = float(raw.rstrip("%")) / 100 * least if raw.endswith("%") else float(raw)
        x += float(element.attrib.get("dx", 0))
        width = font_width(text, bold="font-weight" in element.attrib)
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.attrib.get("text-anchor", "start")]
        yield float(element.attrib["y"]), left, left + width, text


FONTS = {bold: TTFont(STATIC / "fonts" / f"Pretendard-{'Bold' if bold else 'Regular'}.ttf") for bold in (False, True)}


def font_width(text: str, *, bold: bool = True, size: float = 13) -> float:
    font = FONTS[bold]
    advances, names = font["hmtx"], font.getBestCmap()
    return sum(advances[names.get(ord(c), ".notdef")][0] for c in text) / font["head"].unitsPerEm * size


@pytest.mark.parametrize("spec", EVERY, ids=NAMES)
@pytest.mark.parametrize("for_print", [False, True])
def test_labels_do_not_overlap(spec: ChartSpec, for_print: bool) -> None:
    """On the narrowest page and on paper, measured with the real font."""
    texts = list(boxes(to_svg(spec, for_print=for_print)))
    across = 412 if spec.kind == "radar" else 650 if for_print else 288
    for i, (y, left, right, text) in enumerate(texts):
        assert left > -4, text
        assert right < across + 4, text
        for other_y, other_left, other_right, other in texts[i + 1 :]:
            if abs(y - other_y) < 11:
                assert right <= other_left + 0.5 or other_right <= left + 0.5, (text, other)


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="품질관리 ·abcMW1", min_size=1, max_size=40), min_size=3, max_size=13), st.data())
def test_any_labels_stay_apart_in_bars(labels: list[str], data: st.DataObject) -> None:
    scores = st.one_of(st.none(), st.floats(0, 100))
    count = len(labels)
    own = data.draw(st.lists(scores, min_size=count, max_size=count))
    median = data.draw(st.lists(scores, min_size=count, max_size=count))
    spec = ChartSpec(kind="bars", title="", summary="요약", labels=labels, own=own, benchmark=median)
    texts = list(boxes(to_svg(spec)))
    for i, (y, left, right, text) in enumerate(texts):
        for other_y, other_left, other_right, other in texts[i + 1 :]:
            if abs(y - other_y) < 11:
                assert right <= other_left + 0.5 or other_right <= left + 0.5, (text, other)


@given(st.text(alphabet=[*map(chr, range(32, 127)), *"가나힣▼·→~−…㈜"], max_size=30))
def test_estimated_widths_are_not_too_small(text: str) -> None:
    assert text_width(text) >= font_width(text) - 0.01


def test_fitting() -> None:
    assert shorten("품질", 100) == "품질"
    assert shorten("품질이슈 분석", 50).endswith("…")
    assert wrap("경력개발·교육훈련", 70, 2) == ("경력개발·", "교육훈련")
    assert len(wrap("가 나 다 라 마 바 사", 20, 2)) == 2
    assert stack([10, 20, 60], [30, 30, 30]) == (0, 1, 0)


def test_cut_labels_carry_the_whole_text() -> None:
    long = "아주 긴 이름을 가진 세부항목의 점수를 그리는 막대 그림의 이름표 하나가 두 줄을 넘어서까지 이어집니다"
    spec = ChartSpec(kind="bars", title="", summary="요약", labels=[long], own=[50])
    assert f"<title>{long}</title>" in to_svg(spec)


def test_paper_colours_are_the_pages_tokens() -> None:
    """One table of roles: print repeats the light values of the stylesheet, and each class exists there."""
    css = (STATIC / "css" / "app.css").read_text(encoding="utf-8")
    light = css[: css.index("prefers-color-scheme: dark")]
    for token, value in (
        ("own", PAPER.own),
        ("band", PAPER.band),
        ("bench", PAPER.bench),
        ("target", PAPER.target),
        ("grid", PAPER.grid),
        ("ink3", PAPER.mute),
        ("plate", PLATE.ground),
    ):
        assert f"--{token}: {value}" in light
    for name, _ in ROLES.values():
        assert not name or f".{name}" in css or f"text.{name}" in css


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [PAPER, PLATE])
def test_contrast(palette: object) -> None:
    assert contrast(palette.own, palette.band) >= 3
    assert contrast(palette.bench, palette.band) >= 3
    assert contrast(palette.own, palette.ground) >= 3
    assert contrast(palette.mute, palette.ground) >= 4.5
    assert contrast(palette.ink, palette.ground) >= 4.5


def test_absent_words() -> None:
    assert [reason.word("ko") for reason in Absent] == ["모름", "비공개", "해당 없음", "점수 없음"]
    assert Absent.HIDDEN.word("en") == "Withheld"


def test_roles_give_classes_on_the_page_and_colours_in_print() -> None:
    assert role_attributes("own", None) == {"class": "k-own"}
    assert role_attributes("halo", PLATE) == {"fill": "#86aff9", "stroke": "#03163a"}
