"""Which answers make the interval of a group wide."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from diagnosis.catalog.model import AssessmentModel, Item, NumberItem, RubricItem
from diagnosis.scoring import Answer, AnswerState, ScoreSheet
from diagnosis.scoring.items import measure_for
from diagnosis.scoring.uncertainty import NOISE
from diagnosis.scoring.years import number_value

_OPEN = (AnswerState.UNKNOWN, AnswerState.MISSING)


@dataclass(frozen=True, slots=True)
class Spread:
    """What one question adds to the variance of a group's score.

    Attributes
    ----------
    points
        Standard deviation it alone would give the group, in points of 0-100.
    share
        Its part of the variance of all questions together, 0-1; the weights' own movement is not counted.
    """

    code: str
    points: float
    share: float
    is_open: bool


def spreads(
    model: AssessmentModel,
    sheet: ScoreSheet,
    answers: Mapping[str, Answer],
    code: str,
    *,
    with_evidence: Collection[str] = (),
) -> tuple[Spread, ...]:
    """Return the questions of a group by how much they widen its interval, the widest first.

    Notes
    -----
    To first order: share in the group times the standard deviation of the question's own value, as the draws of the
    interval move it. A missing answer is taken as uniform; where peers are known the draws do better.
    """
    group = model.groups()[code]
    below = [node for node in group.walk() if isinstance(node, Item)]
    whole = math.fsum(sheet.items[item.code].weight_share for item in below)
    found = []
    for item in below:
        scored = sheet.items[item.code]
        if whole and scored.weight_share:
            deviation = _deviation(item, answers.get(item.code), scored.state, item.code in with_evidence)
            found.append((item.code, scored.weight_share / whole * deviation, scored.state in _OPEN))
    variance = math.fsum(points**2 for _, points, _ in found)
    told = [Spread(name, points, points**2 / variance, is_open) for name, points, is_open in found if points > 0]
    return tuple(sorted(told, key=lambda spread: (-spread.points, spread.code)))


def _deviation(item: Item, answer: Answer | None, state: AnswerState, has_evidence: bool) -> float:
    """Return the standard deviation of a question's value on 0-100."""
    if answer is None or state in _OPEN:
        return _uniform(item)
    if state is not AnswerState.ANSWERED:
        return 0.0
    kept = NOISE.evidence if has_evidence else 1.0
    if isinstance(item, RubricItem):
        return _rubric(item, answer, kept)
    if isinstance(item, NumberItem):
        return _number(item, answer)
    return 0.0


def _uniform(item: Item) -> float:
    if not isinstance(item, RubricItem):
        return 100 / math.sqrt(12)
    measure = measure_for(item)
    worths = [measure(Answer(AnswerState.ANSWERED, entry.level)) for entry in item.levels]
    return _spread_of(worths, [1 / len(worths)] * len(worths))


def _rubric(item: RubricItem, answer: Answer, kept: float) -> float:
    assert isinstance(answer.value, int | float)  # the sheet was scored from it
    level, measure = int(answer.value), measure_for(item)
    _, lower, higher = NOISE.steps[answer.confidence]
    chances = {
        level - 1: lower * kept if level > item.low else 0.0,
        level: 1.0 - (lower + higher) * kept,
        level + 1: higher * kept if level < item.high else 0.0,
    }
    inside = {known: chance for known, chance in chances.items() if chance}
    whole = sum(inside.values())
    worths = [measure(Answer(AnswerState.ANSWERED, known)) for known in inside]
    return _spread_of(worths, [chance / whole for chance in inside.values()])


def _number(item: NumberItem, answer: Answer) -> float:
    if item.trend:
        return 0.0  # Every year moves by itself; what is left of it in a slope is small.
    own, factor = number_value(item, answer), math.exp(NOISE.spreads[answer.confidence])
    ends = [own / factor, own * factor]
    if item.bounds is not None:
        ends = [min(item.bounds.max, max(item.bounds.min, end)) for end in ends]
    low, high = (measure_for(item)(Answer(AnswerState.ANSWERED, end)) for end in ends)
    return abs(high - low) / 2


def _spread_of(values: list[float], chances: list[float]) -> float:
    mean = math.fsum(chance * value for chance, value in zip(chances, values, strict=True))
    return math.sqrt(math.fsum(c * (value - mean) ** 2 for c, value in zip(chances, values, strict=True)))
