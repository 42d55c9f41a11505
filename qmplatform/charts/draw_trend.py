"""Scores over the years."""

from collections.abc import Sequence

from qmplatform.charts.canvas import Canvas
from qmplatform.charts.fitting import shorten, stack, text_width
from qmplatform.charts.spec import ChartSpec

_TOP, _BOTTOM = 14.0, 184.0


def draw_trend(canvas: Canvas, spec: ChartSpec) -> str:
    """Draw our line solid and the peers' dashed, both named at their ends; a year without a value breaks the line."""
    low, high, step = _scale(spec)
    least = canvas.least_width
    names = [_end_label(canvas, spec, "own", spec.own), _end_label(canvas, spec, "benchmark", spec.benchmark)]
    room = max((text_width(line) for lines in names for line in lines), default=0.0)
    left, right = 34 / least, 1 - (room + 10) / least
    value = low
    while value <= high + step / 2:
        y = _y(value, low, high)
        canvas.line("grid", left, y, right, y)
        canvas.text("mute", 0, y + 4, f"{value:g}", size=12)
        value += step
    xs = _spread(left + 0.03, right - 0.03, len(spec.labels))
    _years(canvas, spec, xs)
    ends = []
    for role, dot, values, dash in (
        ("bench-line", "bench", spec.benchmark, "5 4"),
        ("own-line", "halo", spec.own, ""),
    ):
        ends.append(_series(canvas, (role, dot), xs, [None if v is None else _y(v, low, high) for v in values], dash))
    _missing(canvas, spec, xs)
    _name_ends(canvas, names, ends[1], ends[0], right)
    return canvas.finish(220, summary=spec.summary)


def _scale(spec: ChartSpec) -> tuple[float, float, float]:
    """Cut the scale to the values, in steps of 5, 10 or 20, inside the domain."""
    values = [v for v in (*spec.own, *spec.benchmark) if v is not None] or list(spec.domain)
    step = next((s for s in (5.0, 10.0, 20.0) if max(values) - min(values) <= 4 * s), 25.0)
    low = max(spec.domain[0], min(values) // step * step)
    high = min(spec.domain[1], -(-max(values) // step) * step)
    if high - low < step:
        high = min(spec.domain[1], low + step)
        low = high - step
    return low, high, step


def _y(value: float, low: float, high: float) -> float:
    return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)


def _spread(first: float, last: float, count: int) -> list[float]:
    return [(first + last) / 2] if count == 1 else [first + (last - first) * k / (count - 1) for k in range(count)]


def _series(
    canvas: Canvas, roles: tuple[str, str], xs: list[float], ys: Sequence[float | None], dash: str
) -> float | None:
    """Draw one line; give the height of its last point."""
    last = None
    for k, y in enumerate(ys):
        before = ys[k - 1] if k else None
        if y is not None and before is not None:
            canvas.line(roles[0], xs[k - 1], before, xs[k], y, stroke=2.5, dash=dash)
    for x, y in zip(xs, ys, strict=False):
        if y is not None:
            canvas.dot(roles[1], x, y, 4.5 if roles[1] == "halo" else 3.5)
            last = y
    return last


def _years(canvas: Canvas, spec: ChartSpec, xs: list[float]) -> None:
    """Name the years; where they would touch, every second goes."""
    widths = [text_width(label, 13) for label in spec.labels]
    lines = stack([x * canvas.least_width for x in xs], widths)
    for label, x, line in zip(spec.labels, xs, lines, strict=True):
        if line == 0:
            canvas.text("mute", x, 212, label, anchor="middle")


def _missing(canvas: Canvas, spec: ChartSpec, xs: list[float]) -> None:
    room = (xs[-1] - xs[0]) / max(len(xs) - 1, 1) * canvas.least_width
    for row, x in zip(spec.rows(), xs, strict=True):
        if row.own is None:
            canvas.hatch(x - 0.02, _TOP + 4, 0.04, _BOTTOM - _TOP - 4)
            word = shorten(row.absent_word, room)
            canvas.text("mute", x, _TOP - 1, word, anchor="middle", full=row.absent_word)


def _end_label(canvas: Canvas, spec: ChartSpec, what: str, values: Sequence[float | None]) -> tuple[str, ...]:
    known = [v for v in values if v is not None]
    if not known:
        return ()
    return shorten(spec.name(what), canvas.least_width * 0.28), spec.shown(known[-1])


def _name_ends(
    canvas: Canvas, names: list[tuple[str, ...]], own_y: float | None, peers_y: float | None, right: float
) -> None:
    """Write both names beside the last points, moved apart where the lines end close together."""
    heights = [own_y, peers_y]
    if own_y is not None and peers_y is not None and abs(own_y - peers_y) < 38:
        middle, own_first = (own_y + peers_y) / 2, own_y <= peers_y
        middle = min(max(middle, _TOP + 19), _BOTTOM - 19)
        heights = [middle + (-19 if own_first else 19), middle + (19 if own_first else -19)]
    for lines, y, role in zip(names, heights, ("own-text", "ink"), strict=True):
        for k, line in enumerate(lines):
            canvas.text(role, right, (y or 0.0) - 2 + 17 * k, line, bold=role == "own-text", shift=8)
