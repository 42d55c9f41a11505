"""One score on the ruler."""

from dataclasses import dataclass

from qmplatform.charts.canvas import Canvas
from qmplatform.charts.fitting import shorten, stack, text_width
from qmplatform.charts.spec import ChartSpec, Row

_TOP, _RULER, _LINE = 22, 50, 19


def draw_gauge(canvas: Canvas, spec: ChartSpec) -> str:
    """Draw peers as a band, our reading with its interval, ticks, and the levels with their bounds."""
    (row,) = spec.rows()
    if row.q1 is not None and row.q3 is not None:
        canvas.rect("band", row.share(row.q1), _TOP, row.share(row.q3) - row.share(row.q1), _RULER - _TOP)
    _ticks(canvas)
    if row.benchmark is not None:
        _median(canvas, spec, row, row.benchmark)
    if row.own is None:
        canvas.hatch(0, _TOP + 2, 1, _RULER - _TOP - 4)
        at_left = row.benchmark is not None and row.share(row.benchmark) > 0.5
        canvas.text("ink", 0 if at_left else 1, 11, row.absent_word, anchor="start" if at_left else "end", bold=True)
    else:
        _reading(canvas, row, row.own)
    height = _levels(canvas, spec, row) if spec.bands else _ends(canvas, spec)
    return canvas.finish(height, summary=spec.summary)


def _ticks(canvas: Canvas) -> None:
    for k in range(51):
        length = 11 if k % 25 == 0 else 8 if k % 5 == 0 else 4
        canvas.upright("tick" if k % 5 == 0 else "grid", k / 50, _RULER, _RULER + length)
    canvas.line("tick", 0, _RULER, 1, _RULER)


def _median(canvas: Canvas, spec: ChartSpec, row: Row, value: float) -> None:
    share = row.share(value)
    words = f"{spec.name('benchmark')} {row.benchmark_text}"
    shortened = shorten(words, canvas.least_width)
    canvas.upright("bench-line", share, 16, _RULER, stroke=2)
    at_left = text_width(shortened) > share * canvas.least_width
    canvas.text(
        "mute", share, 11, shortened, anchor="start" if at_left else "end", shift=-2 if at_left else 4, full=words
    )


def _reading(canvas: Canvas, row: Row, value: float) -> None:
    middle = 36
    if row.interval:
        low, high = (row.share(end) for end in row.interval)
        canvas.line("own-line", low, middle, high, middle, stroke=3)
        for end in (low, high):
            canvas.upright("own-line", end, middle - 7, middle + 7, stroke=3)
    canvas.dot("halo", row.share(value), middle, 6.5)


def _ends(canvas: Canvas, spec: ChartSpec) -> float:
    for value, share, anchor in ((spec.domain[0], 0, "start"), (spec.domain[1], 1, "end")):
        canvas.text("mute", share, 75, _bound(value), anchor=anchor, size=12)
    return 82


def _levels(canvas: Canvas, spec: ChartSpec, row: Row) -> float:
    bands = spec.bands
    starts = [row.share(band.start) for band in bands]
    ends = [*starts[1:], 1.0]
    _bounds(canvas, spec, row)
    current = max((k for k, band in enumerate(bands) if row.own is not None and row.own >= band.start), default=None)
    canvas.line("grid", 0, 84.5, 1, 84.5)
    if current is not None:
        canvas.rect("own", starts[current], 83, ends[current] - starts[current], 4)
    height = 90.0
    names = _placed_names([band.name for band in bands], starts, ends, canvas.least_width)
    stepped = len({name.line for name in names}) > 1 and len(names) == len(bands)
    for start in starts[1:]:
        # Stepped names may reach under their neighbours' bounds.
        canvas.upright("grid", start, 84, 89 if stepped else 100)
    for name in names:
        mine = name.index == current
        y = 85 + _LINE * (name.line + 1)
        height = max(height, y + 8)
        canvas.text("ink" if mine else "mute", name.share, y, name.words, anchor=name.anchor, bold=mine, full=name.full)
    return height


def _bounds(canvas: Canvas, spec: ChartSpec, row: Row) -> None:
    """Write where the levels begin; one that would touch the upper end's number leans left."""
    low, high = (_bound(end) for end in spec.domain)
    canvas.text("mute", 0, 75, low, size=12)
    canvas.text("mute", 1, 75, high, anchor="end", size=12)
    for value in (band.start for band in spec.bands if band.start not in spec.domain):
        share, width = row.share(value), text_width(_bound(value), 12)
        room = (1 - share) * canvas.least_width - text_width(high, 12)
        leans = room < width / 2 + 4
        canvas.text(
            "mute", share, 75, _bound(value), anchor="end" if leans else "middle", size=12, shift=4 if leans else 0
        )


@dataclass(frozen=True, slots=True)
class _Name:
    index: int
    line: int
    share: float
    anchor: str
    words: str
    full: str


def _placed_names(names: list[str], starts: list[float], ends: list[float], least: float) -> list[_Name]:
    """Place level names: on one line, or number over word, or stepped; whichever first keeps them apart."""
    cells = [(end - start) * least - 4 for start, end in zip(starts, ends, strict=True)]
    centres = [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    for broken in ([[name] for name in names], [name.split(" ", 1) for name in names]):
        if all(text_width(part) <= cell for parts, cell in zip(broken, cells, strict=True) for part in parts):
            return [
                _Name(k, line, centres[k], "middle", part, name)
                for k, (parts, name) in enumerate(zip(broken, names, strict=True))
                for line, part in enumerate(parts)
            ]
    shown = [shorten(name, least / 2) for name in names]
    widths = [text_width(name) for name in shown]
    inside = [min(max(c * least, w / 2), least - w / 2) for c, w in zip(centres, widths, strict=True)]
    lines = stack(inside, widths)
    result = []
    for k, name in enumerate(names):
        anchor, share = _anchor(starts[k], ends[k], widths[k], least)
        result.append(_Name(k, lines[k], share, anchor, shown[k], name))
    return result


def _anchor(start: float, end: float, width: float, least: float) -> tuple[str, float]:
    """Centre a name in its stretch, or lean it on the edge it would cross."""
    centre = (start + end) / 2
    if centre * least < width / 2:
        return "start", 0.0
    if (1 - centre) * least < width / 2:
        return "end", 1.0
    return "middle", centre


def _bound(value: float) -> str:
    return f"{value:g}"
