"""Pictures of fairness: severities with their intervals, and self against assessor after Bland and Altman."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qmplatform.charts.canvas import Canvas
from qmplatform.korean.formats import signed1

_ROW: Final = 30.0
_PLOT: Final = 300.0
# Room for the words at the ends of the lines.
_WORDS: Final = 18.0


@dataclass(frozen=True, slots=True)
class Effect:
    """A value with its interval, in percent points."""

    value: float
    low: float
    high: float


def reach(effects: Sequence[Effect | None], *, least: float = 10.0) -> float:
    """Return how far the common scale goes to both sides of 0: a whole ten that holds every interval."""
    most = max((max(abs(one.low), abs(one.high)) for one in effects if one is not None), default=0.0)
    return max(least, 10.0 * -(-most // 10.0))


def effect_row(effect: Effect | None, *, ends: float, summary: str) -> str:
    """Draw one effect on a scale from -ends to +ends, 0 in the middle; a hatch where there is no number.

    Without a summary the picture is decoration beside the same numbers.
    """
    canvas = Canvas.for_page()
    canvas.line("grid", 0, _ROW / 2, 1, _ROW / 2)
    canvas.upright("tick", 0.5, 3, _ROW - 3)
    if effect is not None:
        low, value, high = (_share(one, ends) for one in (effect.low, effect.value, effect.high))
        canvas.rect("band", low, _ROW / 2 - 5, max(high - low, 0.002), 10)
        canvas.dot("halo", value, _ROW / 2, 6)
    return canvas.finish(_ROW, summary=summary)


def bland_altman_picture(
    dots: Sequence[tuple[float, float]],
    *,
    bias: float,
    limits: tuple[float, float],
    words: tuple[str, str, str],
    axes: tuple[str, str],
    summary: str,
) -> str:
    """Draw self less assessor over the mean of both, a dot a company, with the bias and the limits of agreement.

    Parameters
    ----------
    dots : sequence of (own, assessor)
        0..100 each.
    bias, limits
        Lines across, in percent points.
    words : three str
        What the upper limit, the bias and the lower limit are called.
    axes : (str, str)
        Names of across and up.
    summary : str
        What a screen reader says.
    """
    differences = [own - assessor for own, assessor in dots]
    ends = 10.0 * -(-max(10.0, *(abs(one) for one in (*differences, *limits))) // 10.0)
    canvas = Canvas.for_page()

    def down(value: float) -> float:
        return _WORDS + (1 - (value + ends) / (2 * ends)) * (_PLOT - 2 * _WORDS)

    lower, upper = limits
    canvas.rect("band", 0, down(upper), 1, max(down(lower) - down(upper), 1), opacity=".45")
    canvas.line("tick", 0, down(0), 1, down(0), dash="2 3")
    for place, name in ((upper, words[0]), (bias, words[1]), (lower, words[2])):
        canvas.line("bench-line", 0, down(place), 1, down(place), stroke=2 if place == bias else 1)
        canvas.text("ink", 1, down(place) - 5, f"{name} {signed1(place)}", anchor="end")
    for own, assessor in dots:
        canvas.dot("halo", (own + assessor) / 200, down(own - assessor), 6)
    for share, figure in ((0.0, "0"), (0.5, "50"), (1.0, "100")):
        anchor = {0.0: "start", 1.0: "end"}.get(share, "middle")
        canvas.text("mute", share, _PLOT + 14, figure, anchor=anchor)
    canvas.text("mute", 0, 12, f"↑ {axes[1]}")
    canvas.text("mute", 0, _WORDS + 14, signed1(ends, 0))
    canvas.text("mute", 0, _PLOT - _WORDS - 4, signed1(-ends, 0))
    canvas.text("mute", 1, _PLOT + 34, f"{axes[0]} →", anchor="end")
    return canvas.finish(_PLOT + 42, summary=summary)


def _share(value: float, ends: float) -> float:
    return min(max((value + ends) / (2 * ends), 0.0), 1.0)
