"""Pictures of the data dam's rows: changes as dots on one scale, where halving and doubling are equally far. Pure."""

import math
from collections.abc import Sequence
from typing import Final

from qmplatform.charts.canvas import Canvas

HEIGHT: Final = 24.0
# A tenth and ten times; what lies beyond is drawn at the end.
_REACH: Final = math.log(10)
_MARKS: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)
_EDGE: Final = 0.02
_NAMED: Final = (
    (0.1, "\u221290%", "start"),
    (0.5, "\u221250%", "middle"),
    (1.0, "0", "middle"),
    (2.0, "+100%", "middle"),
    (10.0, "+900%", "end"),
)


def place_of(ratio: float) -> float:
    """Return where a ratio of after to before stands on the scale, 0 to 1; no change is in the middle."""
    if ratio <= 0:
        return _EDGE
    share = (math.log(ratio) / _REACH + 1) / 2
    return min(max(share, 0.0), 1.0) * (1 - 2 * _EDGE) + _EDGE


def dots_svg(dots: Sequence[tuple[float, bool]], middle: float | None) -> str:
    """Draw the changes of one family: solid what was measured, a ring what was stated, a line at the median.

    Parameters
    ----------
    dots : sequence of (float, bool)
        Ratio of after to before, and whether it was measured.
    middle : float or None
        Ratio of the median, or none.
    """
    canvas = Canvas.for_page()
    for mark in _MARKS:
        canvas.upright("tick" if mark == 1 else "grid", place_of(mark), 0, HEIGHT)
    for ratio, measured in sorted(dots):
        canvas.dot("halo" if measured else "target", place_of(ratio), HEIGHT / 2, 5)
    if middle is not None:
        canvas.upright("bench-line", place_of(middle), 1, HEIGHT - 1, stroke=2)
    return canvas.finish(HEIGHT, summary="")


def scale_svg() -> str:
    """Draw the scale that dots stand on, to head their column."""
    canvas = Canvas.for_page()
    for ratio, words, anchor in _NAMED:
        canvas.text("mute", place_of(ratio), 14, words, anchor=anchor, size=12)
    return canvas.finish(18, summary="")


def bar_svg(share: float) -> str:
    """Draw a bar of a share of the longest, 0 to 1."""
    canvas = Canvas.for_page()
    canvas.rect("own", 0, 4, max(share, 0.004), 8)
    return canvas.finish(16, summary="")
