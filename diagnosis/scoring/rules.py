"""Consistency rules over the answers (docs/method.md, section 6)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.expressions import Expression
from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Answer, AnswerState
from diagnosis.scoring.items import rule_value
from diagnosis.scoring.sheet import Flag

Truths = NDArray[np.bool_]

_SIGNS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq, "!=": operator.ne,
    "and": operator.and_, "or": operator.or_,
}  # fmt: skip


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
        flag_of(model, index)
        for index, rule in enumerate(model.rules)
        if rule.if_.holds(values) and rule.then.holds(values) is False
    )


def flag_of(model: AssessmentModel, index: int) -> Flag:
    """Return the flag of a rule by its place from 0."""
    rule = model.rules[index]
    return Flag(index, rule.severity, tuple(dict.fromkeys((*rule.if_.codes, *rule.then.codes))))


def broken_rules(
    model: AssessmentModel, n: int, values: Callable[[str], NDArray[np.float64]], known: Callable[[str], Truths]
) -> Truths:
    """Return (rules, n) whether a rule's first part holds and its second does not.

    Parameters
    ----------
    n : how many submissions.
    values, known : give for an item code what the answers stand for and where there are any.
    """
    broken = np.zeros((len(model.rules), n), np.bool_)
    with np.errstate(all="ignore"):
        for index, rule in enumerate(model.rules):
            spoken = np.ones(n, np.bool_)
            for code in dict.fromkeys((*rule.if_.codes, *rule.then.codes)):
                spoken &= known(code)
            if_, if_defined = _column(rule.if_, values)
            then, then_defined = _column(rule.then, values)
            broken[index] = spoken & if_defined & then_defined & if_ & ~then
    return broken


def _column(expression: Expression, values: Callable[[str], NDArray[np.float64]]) -> tuple[Any, Any]:
    """Return where a condition holds, and where no divisor is zero."""
    defined: Any = np.True_

    def join(sign: str, left: Any, right: Any) -> Any:
        nonlocal defined
        if sign == "/":
            defined = defined & (np.asarray(right) != 0)
        return _SIGNS[sign](left, right)

    def constant(value: float) -> Any:
        return np.bool_(value) if expression.text.strip() == "true" else np.float64(value)

    found = expression.fold(constant, values, join)
    return found, defined
