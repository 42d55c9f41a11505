"""Items one under the other: scores with the peers' band, indicators on their own scales, level meters."""

from qmplatform.charts.canvas import Canvas
from qmplatform.charts.fitting import text_width, wrap
from qmplatform.charts.spec import ChartSpec, Row
from qmplatform.korean.formats import plain_number, with_unit

_LINE, _STRIP, _GAP = 18, 24, 12


def draw_bars(canvas: Canvas, spec: ChartSpec) -> str:
    """Draw the items with their words.

    Scores: our bar on the band of the peers' middle half, the median across. Indicators: each between its own
    goalposts, better always to the right, the target a ring. Levels: one cell a level, filled up to ours.
    """
    y = 0.0
    rows = spec.rows()
    column = max((text_width(_beside(row)) + 8 for row in rows if _beside(row)), default=0.0)
    for row in rows:
        y = _words(canvas, row, y, column)
        bar_strip(canvas, spec, row, y)
        y += _STRIP
        if spec.kind == "bullet":
            y = _goalposts(canvas, row, y)
        y += _GAP
    return canvas.finish(y - _GAP + 2, summary=spec.summary)


def bar_strip(canvas: Canvas, spec: ChartSpec, row: Row, y: float) -> None:
    """Draw one item's picture, 24 px high, without words."""
    if spec.kind == "levels":
        _level_strip(canvas, spec, row, y)
        return
    for k in range(6):
        canvas.upright("grid", k / 5, y, y + _STRIP)
    if row.q1 is not None and row.q3 is not None:
        low, high = sorted((row.share(row.q1), row.share(row.q3)))
        canvas.rect("band", low, y + 2, high - low, 20)
    if row.own is None:
        canvas.hatch(0, y + 4, 1, 16)
    else:
        canvas.rect("own", 0, y + 8, max(row.share(row.own), 0.004), 8)
    if row.interval and row.own is not None:
        low, high = (row.share(end) for end in row.interval)
        canvas.line("tick", low, y + 12, high, y + 12)
        for end in (low, high):
            canvas.upright("tick", end, y + 9, y + 15)
    if row.benchmark is not None:
        canvas.upright("bench-line", row.share(row.benchmark), y + 1, y + 23, stroke=2)
    if row.target is not None:
        canvas.dot("target", row.share(row.target), y + 12, 5)


def _level_strip(canvas: Canvas, spec: ChartSpec, row: Row, y: float) -> None:
    lowest, highest = (round(end) for end in spec.domain)
    count = highest - lowest + 1
    if row.own is None:
        canvas.hatch(0, y + 5, 1, 14)
    else:
        for k in range(count):
            filled = lowest + k <= row.own
            more = {"stroke-width": "2"} if filled else {}
            canvas.rect("halo" if filled else "target", k / count, y + 5, 1 / count, 14, **more)
    middle = 0.5 / count
    if row.benchmark is not None:
        canvas.upright("bench-line", (row.benchmark - lowest) / count + middle, y + 1, y + 23, stroke=2)
    if row.target is not None:
        canvas.dot("target", (row.target - lowest) / count + middle, y + 12, 4)


def _beside(row: Row) -> str:
    """Give what stands right of our number: the difference from the median, or that the peers are withheld."""
    return row.difference_text or (row.hidden_word if row.own is not None else "")


def _words(canvas: Canvas, row: Row, y: float, column: float) -> float:
    mark = " ▼" if row.behind else ""
    value = f"{row.own_text}{mark}"
    room = canvas.least_width - text_width(value) - column - 12
    lines = wrap(row.label, room, 2)
    for k, line in enumerate(lines):
        cut = row.label if line.endswith("…") else ""
        canvas.text("ink", 0, y + 13 + k * _LINE, line, full=cut)
    canvas.text("ink", 1, y + 13, value, anchor="end", bold=True, shift=-column)
    if _beside(row):
        canvas.text("mute", 1, y + 13, _beside(row), anchor="end")
    return y + _LINE * len(lines) + 2


def _goalposts(canvas: Canvas, row: Row, y: float) -> float:
    canvas.text("mute", 0, y + 12, with_unit(plain_number(row.low), row.unit), size=12)
    canvas.text("mute", 1, y + 12, with_unit(plain_number(row.high), row.unit), anchor="end", size=12)
    return y + 14
