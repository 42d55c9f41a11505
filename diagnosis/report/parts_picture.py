"""A value as the sum of its parts: a box as wide as each part's weight, filled as far as its value."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diagnosis.report.explained import Explanation
from qmplatform.charts.canvas import Canvas
from qmplatform.korean.formats import number1

_TOP, _HEIGHT, _GAP = 20, 28, 0.003
_LEAST_FOR_NUMBER = 0.035  # of the width: a number of two digits has room


def parts_picture(told: Explanation) -> str:
    """Draw the parts of a value that is their sum; empty where it is none, or nothing adds up."""
    counted = [part for part in told.parts if part.counts]
    if not told.adds_up or told.exact is None or len(counted) < 2:
        return ""
    canvas, left = Canvas.for_page(), 0.0
    for part in counted:
        width = max(0.0, part.share - _GAP)
        canvas.rect("band", left, _TOP, width, _HEIGHT)
        canvas.rect("own", left, _TOP, min(width, part.filled), _HEIGHT)
        if part.share >= _LEAST_FOR_NUMBER:
            canvas.text("mute", left + part.share / 2, _TOP - 6, str(part.number), anchor="middle", size=12)
        left += part.share
    said = [f"{part.title} {number1(part.contribution or 0.0, 2)}" for part in counted]
    return canvas.finish(
        _TOP + _HEIGHT + 4,
        summary=_("%(parts)s: together %(total)s.") % {"parts": ", ".join(said), "total": number1(told.exact, 2)},
    )
