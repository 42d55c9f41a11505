"""What if some items stood a level or two higher: the answers they would have then. Whoever asks scores them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NoReturn

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Item, NumberItem, PercentItem, RubricItem
from diagnosis.priorities.inputs import PlanFault, UnableToPlan
from diagnosis.priorities.steps import PlannedLevel
from diagnosis.scoring import Answer, AnswerState, UnableToReadAnswer
from diagnosis.scoring.items import measure_for, number_value, ticked

LEVELS: Final = 5
POINTS_A_LEVEL: Final = 20.0
# A figure to reach is written with as many digits; rounded towards the better side, so that the level is reached.
_DIGITS: Final = 4
_HAIR: Final = 1e-9


def what_if(model: AssessmentModel, answers: Mapping[str, Answer], raised: Mapping[str, int]) -> dict[str, Answer]:
    """Return the answers with some items so many levels higher; the others stay as they are.

    A rubric goes up by whole levels. Any other item goes up to whole levels of its value (a level is 20 points): a
    number to the figure that stands for the level, in the item's own unit; a checklist by its next options in order,
    what they need included. What is not known starts from the lowest level.

    Parameters
    ----------
    raised
        Item code -> levels up, 1 or more.

    Raises
    ------
    UnableToPlan
        With every item that is unknown, not answered, not applicable or cannot go up so far; `field` is its code.
    """
    found = dict(answers)
    faults: list[PlanFault] = []
    for code, steps in raised.items():
        try:
            found[code] = _raised(model, code, answers.get(code), steps)
        except UnableToPlan as error:
            faults += error.faults
        except UnableToReadAnswer as error:
            faults.append(PlanFault(code, "unreadable", error.message, error.message_ko))
    if faults:
        raise UnableToPlan(tuple(faults))
    return found


def steps_planned(planned: Iterable[PlannedLevel]) -> dict[str, int]:
    """Return how many whole levels up a plan is to bring each item, at least one, as `what_if` wants them."""
    return {
        one.code: max(1, math.floor(one.planned + _HAIR) - math.floor(one.level + _HAIR))
        for one in planned
        if one.planned > one.level
    }


def _raised(model: AssessmentModel, code: str, answer: Answer | None, steps: int) -> Answer:
    item = model.items().get(code)
    if item is None:
        _refuse(code, "unknown", "is no item of the model", "모형에 없는 문항입니다")
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
        _refuse(code, "no_step", "must go up by 1 level or more", "1단계 이상 올려야 합니다")
    if answer is None or answer.state is AnswerState.MISSING:
        _refuse(code, "missing", "has no answer yet", "아직 답하지 않은 문항입니다")
    if answer.state not in (AnswerState.ANSWERED, AnswerState.UNKNOWN):
        _refuse(code, "not_applicable", "does not apply", "해당하지 않는 문항입니다")
    is_known = answer.state is AnswerState.ANSWERED
    value = measure_for(item)(answer) if is_known else 0.0
    if isinstance(item, RubricItem):
        return _answered(answer, _rubric(item, answer if is_known else None, steps))
    level = math.floor(value / POINTS_A_LEVEL + _HAIR)
    _check_room(code, steps, LEVELS - level if value < 100.0 else 0)
    wanted = POINTS_A_LEVEL * (level + steps)
    if isinstance(item, NumberItem):
        return _answered(answer, _figure(item, wanted, answer if is_known else None))
    if isinstance(item, ChecklistItem):
        return _answered(answer, _ticks(item, wanted, answer if is_known else None))
    assert isinstance(item, PercentItem)
    return _answered(answer, wanted)


def _answered(answer: Answer, value: float | tuple[str, ...]) -> Answer:
    return replace(answer, state=AnswerState.ANSWERED, value=value, unit=None)


def _rubric(item: RubricItem, answer: Answer | None, steps: int) -> int:
    """Return the level so many steps up."""
    levels = [level.level for level in item.levels]
    at = levels.index(int(answer.value)) if answer is not None and isinstance(answer.value, int | float) else 0
    _check_room(item.code, steps, len(levels) - 1 - at)
    return levels[at + steps]


def _check_room(code: str, steps: int, room: int) -> None:
    if room == 0:
        _refuse(code, "highest", "stands at the highest level already", "이미 가장 높은 수준입니다")
    if steps > room:
        _refuse(code, "too_far", f"can go up by {room} at most", f"{room}단계까지 올릴 수 있습니다")


def _figure(item: NumberItem, wanted: float, answer: Answer | None) -> float:
    """Return the figure with a value of ``wanted`` or a little more, in the item's own unit."""
    if item.target is not None:
        away = item.target.tolerance * (1.0 - wanted / 100.0)
        below = answer is not None and number_value(item, answer) < item.target.value
        return item.target.value - away if below else item.target.value + away
    assert item.goalposts is not None  # parse_model accepts exactly one of the two
    worst, best = item.goalposts.worst, item.goalposts.best
    share = wanted / 100.0
    if share >= 1.0:
        return best
    whole = 100.0 if item.unit == "%" else 1.0
    if item.transform == "log10":
        floor = max(worst, item.floor or 0.0), max(best, item.floor or 0.0)
        exact = 10.0 ** (math.log10(floor[0]) + share * (math.log10(floor[1]) - math.log10(floor[0])))
    elif item.transform == "ratio_defect":
        bad = math.log10(whole - worst), math.log10(whole - best)
        exact = whole - 10.0 ** (bad[0] + share * (bad[1] - bad[0]))
    else:
        exact = worst + share * (best - worst)
    return _rounded(exact, up=best > worst)


def _rounded(value: float, *, up: bool) -> float:
    """Return a figure with four digits, on the better side."""
    if value == 0.0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - _DIGITS + 1)
    count = value / unit
    whole = math.ceil(count - _HAIR) if up else math.floor(count + _HAIR)
    return float(f"{whole * unit:.12g}")


def _ticks(item: ChecklistItem, wanted: float, answer: Answer | None) -> tuple[str, ...]:
    """Return the options ticked, with the next ones in order until the value is reached."""
    options = {option.code: option for option in item.options}
    chosen = {code for code in (ticked(item, answer) if answer else ()) if not options[code].exclusive}
    measure = measure_for(item)
    for option in item.options:
        now = tuple(one.code for one in item.options if one.code in chosen)
        if measure(Answer(AnswerState.ANSWERED, now)) >= wanted - _HAIR:
            return now
        if option.scores and not option.exclusive and option.code not in chosen:
            chosen |= _with_needs(option.code, {code: one.needs for code, one in options.items()})
    return tuple(one.code for one in item.options if one.code in chosen)


def _with_needs(code: str, needs: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needs[one]
    return found


def _refuse(code: str, fault: str, message: str, message_ko: str) -> NoReturn:
    raise UnableToPlan((PlanFault(code, fault, message, message_ko),))


def item_can_rise(item: Item, answer: Answer) -> bool:
    """Tell whether `what_if` can take an item one level up."""
    if answer.state is AnswerState.UNKNOWN:
        return True
    return answer.state is AnswerState.ANSWERED and measure_for(item)(answer) < 100.0
