"""All dimensions at a glance."""

import math
from dataclasses import dataclass

from qmplatform.charts.canvas import Canvas
from qmplatform.charts.fitting import text_width, wrap
from qmplatform.charts.spec import ChartSpec, Row

_LINE, _LABEL_WIDTH, _GAP = 15.0, 96.0, 14.0
# 400 px across as drawn; long labels take from the web, not from the text's size.
_HALF = 206.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Web:
    """Where the spokes are."""

    centre: Point
    radius: float
    angles: tuple[float, ...]

    def at(self, k: int, share: float) -> Point:
        """Give the point on spoke `k` at `share` of its length."""
        x, y = self.centre
        length = self.radius * share
        return x + length * math.sin(self.angles[k]), y - length * math.cos(self.angles[k])


def draw_radar(canvas: Canvas, spec: ChartSpec) -> str:
    """Draw our outline over the peers' middle half and median; an item below the median is marked ▼."""
    rows = spec.rows()
    words = [_words(row) for row in rows]
    side = max(44.0, *(text_width(line) for lines in words for line in lines))
    radius = min(138.0, _HALF - _GAP - side)
    half_height = radius + _GAP + _LINE * max(len(lines) for lines in words) + 6
    angles = tuple(2 * math.pi * k / len(rows) for k in range(len(rows)))
    web = _Web((_HALF, half_height), radius, angles)
    _spokes(canvas, web)
    _peers(canvas, web, rows)
    _ours(canvas, web, rows)
    for k, lines in enumerate(words):
        _label(canvas, web, k, lines, rows[k].label)
    return canvas.finish(2 * half_height, summary=spec.summary, view_box=(2 * _HALF, 2 * half_height))


def _spokes(canvas: Canvas, web: _Web) -> None:
    for share in (0.25, 0.5, 0.75, 1.0):
        ring = [web.at(k, share) for k in range(len(web.angles))]
        canvas.shape("polygon", "grid", {"fill": "none", "points": _points(ring)})
    for k in range(len(web.angles)):
        x, y = web.at(k, 1)
        ends = {"x1": _c(web.centre[0]), "y1": _c(web.centre[1]), "x2": _c(x), "y2": _c(y)}
        canvas.shape("line", "grid", ends)


def _peers(canvas: Canvas, web: _Web, rows: tuple[Row, ...]) -> None:
    quartiles = [(row.share(row.q1), row.share(row.q3)) for row in rows if row.q1 is not None and row.q3 is not None]
    if len(quartiles) == len(rows):
        outer = _path([web.at(k, high) for k, (_, high) in enumerate(quartiles)])
        inner = _path([web.at(k, low) for k, (low, _) in enumerate(quartiles)])
        canvas.shape("path", "band", {"fill-rule": "evenodd", "d": f"{outer} {inner}"})
    for tag, points in _runs(web, [None if row.benchmark is None else row.share(row.benchmark) for row in rows]):
        more = {"fill": "none", "stroke-width": "1.5", "stroke-dasharray": "4 3"}
        canvas.shape(tag, "bench-line", {**more, "points": _points(points)})


def _ours(canvas: Canvas, web: _Web, rows: tuple[Row, ...]) -> None:
    shares = [None if row.own is None else row.share(row.own) for row in rows]
    for tag, points in _runs(web, shares):
        if tag == "polygon":
            canvas.shape("polygon", "area", {"points": _points(points)})
        more = {"fill": "none", "stroke-width": "2.5", "stroke-linejoin": "round"}
        canvas.shape(tag, "own-line", {**more, "points": _points(points)})
    for k, share in enumerate(shares):
        if share is not None:
            x, y = web.at(k, share)
            canvas.shape("circle", "halo", {"stroke-width": "1.5", "cx": _c(x), "cy": _c(y), "r": "4"})


def _runs(web: _Web, shares: list[float | None]) -> list[tuple[str, list[Point]]]:
    """Join neighbours that have values: a closed outline if all have, else open stretches that skip the gaps."""
    points = [None if share is None else web.at(k, share) for k, share in enumerate(shares)]
    known = [point for point in points if point is not None]
    if len(known) == len(points):
        return [("polygon", known)]
    first_gap = points.index(None)
    runs: list[list[Point]] = [[]]
    for point in (*points[first_gap:], *points[:first_gap]):
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [("polyline", run) for run in runs if len(run) > 1]


def _words(row: Row) -> tuple[str, ...]:
    return (*wrap(row.label, _LABEL_WIDTH, 2), f"{row.own_text}{' ▼' if row.behind else ''}")


def _label(canvas: Canvas, web: _Web, k: int, lines: tuple[str, ...], full: str) -> None:
    sideways, upwards = math.sin(web.angles[k]), math.cos(web.angles[k])
    x = web.centre[0] + (web.radius + _GAP) * sideways
    y = web.centre[1] - (web.radius + _GAP) * upwards
    anchor = "middle" if abs(sideways) < 0.1 else "start" if sideways > 0 else "end"
    # Above the circle a label grows upwards, below it downwards, at the sides both ways.
    top = y - _LINE * len(lines) * (1 + upwards) / 2 + 11
    for i, line in enumerate(lines):
        is_value = i == len(lines) - 1
        cut = full if line.endswith("…") else ""
        canvas.words_at(
            "ink" if is_value else "mute", (x, top + i * _LINE), line, anchor=anchor, bold=is_value, full=cut
        )


def _c(value: float) -> str:
    return f"{value:.1f}"


def _points(points: list[Point]) -> str:
    return " ".join(f"{_c(x)},{_c(y)}" for x, y in points)


def _path(points: list[Point]) -> str:
    return f"M{'L'.join(f'{_c(x)},{_c(y)}' for x, y in points)}Z"
