"""What to do first: importance against performance."""

from qmplatform.charts.canvas import Canvas
from qmplatform.charts.fitting import shorten, text_width
from qmplatform.charts.spec import ChartSpec, Row

_RADIUS = 14.0
_MARGIN = 22.0


def draw_matrix(canvas: Canvas, spec: ChartSpec) -> str:
    """Draw numbered points, the upper left quarter shaded: important and weak."""
    height = 360.0 if canvas.width is None else max(230.0, canvas.width * 0.6)
    first = spec.rows()[0]
    cross_x, cross_y = spec.crosshair or (sum(spec.domain) / 2, 0.5)
    x, y = first.share(cross_x), _down(cross_y, height)
    canvas.rect("band", 0, 0, x, y, opacity=".6")
    canvas.rect("grid", 0, 0.5, 1, height - 1, fill="none")
    canvas.upright("bench-line", x, 0, height, dash="4 3")
    canvas.line("bench-line", 0, y, 1, y, dash="4 3")
    _quadrants(canvas, spec, height)
    _axes(canvas, spec, height)
    placed: list[tuple[float, float]] = []
    for number, row in enumerate(spec.rows(), start=1):
        if row.own is not None:
            _point(canvas, row, number, height, placed)
    return canvas.finish(height + (24 if any(spec.axes) else 1), summary=spec.summary)


def _quadrants(canvas: Canvas, spec: ChartSpec, height: float) -> None:
    places = ((0.0, 18.0, "start"), (1.0, 18.0, "end"), (0.0, height - 8, "start"), (1.0, height - 8, "end"))
    for k, (name, (x, y, anchor)) in enumerate(zip(spec.quadrants, places, strict=True)):
        shown = shorten(name, canvas.least_width / 2 - 12, 14)
        shift = 6 if anchor == "start" else -6
        role = "ink" if k == 0 else "mute"
        canvas.text(role, x, y, shown, anchor=anchor, size=14, bold=k == 0, shift=shift, full=name)


def _axes(canvas: Canvas, spec: ChartSpec, height: float) -> None:
    if not any(spec.axes):
        return
    across, up = spec.axes
    up_words = f"↑ {up}"
    up_shown = shorten(up_words, canvas.least_width / 2)
    canvas.text("mute", 0, height + 18, up_shown, full=up_words)
    across_words = f"{across} →"
    room = canvas.least_width - text_width(up_shown) - 12
    canvas.text("mute", 1, height + 18, shorten(across_words, room), anchor="end", full=across_words)


def _point(canvas: Canvas, row: Row, number: int, height: float, placed: list[tuple[float, float]]) -> None:
    x, y = _clear(canvas, row.share(row.own or 0.0), _down(row.importance, height), height, placed)
    placed.append((x, y))
    canvas.dot("halo" if row.focus else "target", x, y, _RADIUS)
    canvas.text("on" if row.focus else "ink", x, y + 5, str(number), anchor="middle", size=14, bold=True)


def _clear(canvas: Canvas, x: float, y: float, height: float, placed: list[tuple[float, float]]) -> tuple[float, float]:
    """Keep a point inside the frame and step it aside where it would cover an earlier one by more than half."""
    least = canvas.least_width
    edge = (_RADIUS + 2) / least
    x = min(max(x, edge), 1 - edge)
    y = min(max(y, _RADIUS + 2), height - _RADIUS - 2)
    for step in range(40):
        aside = (step + 1) // 2 * _RADIUS * (1 if step % 2 else -1)
        candidate = min(max(y + aside, _RADIUS + 2), height - _RADIUS - 2)
        near = ((px - x) * least for px, py in placed if abs(py - candidate) < _RADIUS * 1.5)
        if all(abs(distance) >= _RADIUS * 1.5 for distance in near):
            return x, candidate
    return x, y


def _down(importance: float, height: float) -> float:
    return _MARGIN + (1 - min(max(importance, 0.0), 1.0)) * (height - 2 * _MARGIN)
