"""How far examiners' percents of one item lie apart, and whether the median may stand (method, section 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from awards.scoring.percents import PercentScale
from awards.scoring.reasons import Code, Reason, refuse_if
from qmplatform.statistics import round_half_up


class Outcome(StrEnum):
    """What a spread leads to."""

    AGREED = "agreed"
    DISCUSS = "discuss"


@dataclass(frozen=True, slots=True)
class SpreadRules:
    """When the median stands: at most so many percents and so many ranges apart; `round_to` is in percents."""

    max_spread: int
    max_ranges_apart: int
    round_to: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Percents of one item side by side.

    Attributes
    ----------
    scores
        Percent by examiner, examiners in alphabetical order.
    low, high, spread
        Least and greatest percent and their difference.
    ranges_apart
        How many ranges lie between the least and the greatest.
    median
        Unrounded, in percents.
    percent
        The median rounded half up to `round_to`: what is agreed, if the outcome is `AGREED`.
    deviations
        Percent less median by examiner.
    """

    scores: Mapping[str, int]
    low: int
    high: int
    spread: int
    ranges_apart: int
    median: float
    percent: int
    outcome: Outcome
    deviations: Mapping[str, float]


def spread(scores: Mapping[str, int], *, scale: PercentScale, rules: SpreadRules) -> Spread:
    """Return the spread of one item's percents and what it leads to.

    Parameters
    ----------
    scores
        Percent by examiner, at least one; the order changes nothing.

    Raises
    ------
    Refused
        If there is no score, or one is off the scale.
    ValueError
        If `round_to` is not the scale's step: the median could leave the scale, or what the examiners gave.
    """
    refuse_if([] if scores else [Reason(Code.SCORE_MISSING)])
    if rules.round_to != scale.step:
        raise ValueError("the median is rounded to the step of the scale")
    refuse_if(
        Reason(fault.code, {"examiner": examiner, **fault.facts})
        for examiner, percent in sorted(scores.items())
        for fault in scale.faults_of(percent)
    )
    ordered = dict(sorted(scores.items()))
    low, high = min(ordered.values()), max(ordered.values())
    middle = float(median(ordered.values()))
    apart = scale.range_of(high).number - scale.range_of(low).number
    agreed = high - low <= rules.max_spread and apart <= rules.max_ranges_apart
    return Spread(
        scores=ordered,
        low=low,
        high=high,
        spread=high - low,
        ranges_apart=apart,
        median=middle,
        percent=int(round_half_up(middle / rules.round_to, 0)) * rules.round_to,
        outcome=Outcome.AGREED if agreed else Outcome.DISCUSS,
        deviations={examiner: percent - middle for examiner, percent in ordered.items()},
    )


def discussion_order(spreads: Mapping[str, Spread], order: Sequence[str]) -> tuple[str, ...]:
    """Return the items that need a discussion, widest spread first; then more ranges apart, then the criteria's order.

    Parameters
    ----------
    order
        All item codes as the criteria have them.
    """
    at = {code: place for place, code in enumerate(order)}
    return tuple(
        sorted(
            (code for code, found in spreads.items() if found.outcome is Outcome.DISCUSS),
            key=lambda code: (-spreads[code].spread, -spreads[code].ranges_apart, at[code]),
        )
    )
