"""What was answered, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnosis.catalog import ChecklistItem, Item, NumberItem, RubricItem, Text
from diagnosis.report import wording
from diagnosis.report.facts import IndicatorFact, ItemFact, Standing
from diagnosis.scoring import AnswerState, ItemScore, UnableToConvertUnit, convert_unit
from qmplatform.korean.formats import number1, plain_number, with_unit
from qmplatform.statistics import round_half_up


def say(text: Text | None, language: str) -> str:
    return text.in_(language) if text is not None else ""


def shown(value: float | None) -> float | None:
    """Return a score as it is displayed."""
    return None if value is None else float(round_half_up(value, 1))


def item_fact(
    item: Item, scored: ItemScore, answer: Mapping[str, Any], standing: Standing | None, language: str
) -> ItemFact:
    """Tell one question."""
    low, high = (item.low, item.high) if isinstance(item, RubricItem) else (0, 0)
    answered = scored.state == AnswerState.ANSWERED
    level = int(answer["value"]) if answered and isinstance(item, RubricItem) else None
    texts = {entry.level: say(entry.text, language) for entry in item.levels} if isinstance(item, RubricItem) else {}
    above = min((known for known in texts if level is not None and known > level), default=None)
    return ItemFact(
        code=item.code,
        title=say(item.title, language),
        type=item.type,
        state=scored.state.value,
        state_word=wording.state_word(scored.state),
        value=shown(scored.value) if answered else None,
        answer=_answer_text(item, answer, language) if answered else wording.state_word(scored.state),
        note=str(answer.get("na_reason") or ""),
        level=level,
        low=low,
        high=high,
        own_text=texts.get(level, "") if level is not None else "",
        next_level=above,
        next_text=texts.get(above, "") if above is not None else "",
        evidence=tuple(say(text, language) for text in item.evidence),
        standing=standing,
    )


def _answer_text(item: Item, answer: Mapping[str, Any], language: str) -> str:
    value = answer.get("value")
    if isinstance(item, RubricItem):
        return wording.level_words(int(value or 0))
    if isinstance(item, NumberItem):
        own = own_number(item, answer)
        return "" if own is None else number_words(item, own, language)
    if isinstance(item, ChecklistItem):
        ticked = {str(code) for code in (value or ())}
        return ", ".join(say(option.text, language) for option in item.options if option.code in ticked)
    return f"{number1(float(value or 0), 0)}%"


def own_number(item: NumberItem, answer: Mapping[str, Any]) -> float | None:
    """Return a number answer in the question's own unit."""
    value = answer.get("value")
    if not isinstance(value, int | float):
        return None
    try:
        return convert_unit(value, answer.get("unit"), item.unit)
    except UnableToConvertUnit:
        return None


def number_words(item: NumberItem, value: float, language: str) -> str:
    """Write a number with the question's unit; six digits are enough for a reader."""
    return with_unit(plain_number(float(f"{value:.6g}")), say(item.unit_label, language) or item.unit or "")


def indicator_fact(item: NumberItem, fact: ItemFact, answer: Mapping[str, Any], language: str) -> IndicatorFact | None:
    """Tell a number question on its own scale; None where the model gives it no goalposts."""
    if item.goalposts is None:
        return None
    worst, best = item.goalposts.worst, item.goalposts.best
    peers = fact.standing.median if fact.standing and fact.standing.median is not None else None
    return IndicatorFact(
        code=item.code,
        title=fact.title,
        state=fact.state,
        answer=fact.answer,
        value=fact.value,
        unit=say(item.unit_label, language) or item.unit or "",
        own=own_number(item, answer) if fact.state == AnswerState.ANSWERED else None,
        worst=worst,
        best=best,
        is_logarithmic=item.transform == "log10" and min(worst, best) > 0,
        goalposts=f"{plain_number(worst)} → {number_words(item, best, language)}",
        period=say(item.period, language),
        formula=say(item.formula, language),
        peers="" if peers is None else number1(peers),
    )
