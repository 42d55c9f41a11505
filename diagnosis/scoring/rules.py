"""Consistency rules over the answers (docs/method.md, section 6)."""

from __future__ import annotations

from collections.abc import Mapping

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Answer, AnswerState
from diagnosis.scoring.items import rule_value
from diagnosis.scoring.sheet import Flag


def check_rules(model: AssessmentModel, answers: Mapping[str, Answer]) -> tuple[Flag, ...]:
    """Return a flag for each rule whose first part holds and whose second does not.

    Parameters
    ----------
    answers : by item code. A rule is silent when any item it names is not in the state "answered".

    Raises
    ------
    UnableToReadAnswer
        If an answer named by a rule is not one its item can take.
    """
    items = model.items()
    values: dict[str, float] = {}
    for rule in model.rules:
        for code in (*rule.if_.codes, *rule.then.codes):
            answer = answers.get(code)
            if code not in values and answer is not None and answer.state is AnswerState.ANSWERED:
                values[code] = rule_value(items[code], answer)
    return tuple(
        Flag(index, rule.severity, tuple(dict.fromkeys((*rule.if_.codes, *rule.then.codes))))
        for index, rule in enumerate(model.rules)
        if rule.if_.holds(values) and rule.then.holds(values) is False
    )
