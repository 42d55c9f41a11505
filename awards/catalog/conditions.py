"""Conditions over facts in three-valued logic: what is not known is UNKNOWN, and that never refuses anybody.

Kleene's strong logic: a joined condition is UNKNOWN where the parts that are known do not settle it alone. More
knowledge may settle an UNKNOWN and never turns TRUE or FALSE.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, Literal

FactValue = str | float | bool | date | frozenset[int] | None
Operator = Literal["eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "starts_with", "within_years"]
Operand = str | float | bool | date | tuple[str | float | bool | date, ...]
FactType = Literal["enum", "code", "number", "bool", "date", "years"]

OPERATORS: Final = ("eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte", "starts_with", "within_years")
OPERATORS_OF: Final[Mapping[str, frozenset[str]]] = {
    "enum": frozenset({"eq", "ne", "in", "not_in", "starts_with"}),
    "code": frozenset({"eq", "ne", "in", "not_in", "starts_with"}),
    "number": frozenset({"eq", "ne", "in", "not_in", "lt", "lte", "gt", "gte"}),
    "bool": frozenset({"eq", "ne"}),
    "date": frozenset({"eq", "ne", "lt", "lte", "gt", "gte"}),
    "years": frozenset({"within_years"}),
}


class UnableToEvaluate(ValueError):
    """A fact has a value of another type than its condition needs."""


class Truth(Enum):
    """A value of three-valued logic."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __bool__(self) -> bool:
        raise TypeError("a three-valued truth is no bool: compare it with Truth.TRUE, FALSE or UNKNOWN")

    def negated(self) -> Truth:
        """Return NOT: UNKNOWN stays UNKNOWN."""
        return Truth(2 - self.value)


def all_of(truths: Collection[Truth]) -> Truth:
    """Return AND: FALSE if any is FALSE, else UNKNOWN if any is; TRUE of nothing."""
    return min(truths, key=lambda truth: truth.value, default=Truth.TRUE)


def any_of(truths: Collection[Truth]) -> Truth:
    """Return OR: TRUE if any is TRUE, else UNKNOWN if any is; FALSE of nothing."""
    return max(truths, key=lambda truth: truth.value, default=Truth.FALSE)


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact against a value."""

    fact: str
    op: Operator
    value: Operand


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined: `all` true, `any` true, or `not` one of them true."""

    how: Literal["all", "any", "not"]
    parts: tuple[Condition, ...]


Condition = Compare | Joined


def facts_of(condition: Condition) -> Iterator[str]:
    """Yield the key of every fact a condition names, in its order, doubles included."""
    if isinstance(condition, Compare):
        yield condition.fact
    else:
        for part in condition.parts:
            yield from facts_of(part)


def evaluate(condition: Condition, facts: Mapping[str, FactValue], *, year: int) -> Truth:
    """Return what a condition is, given what is known.

    Parameters
    ----------
    facts
        Fact key -> value; a key that is missing or None is not known. Sets of years are known to be complete: an
        empty set means that there was none.
    year
        The year of the cycle, from which `within_years` counts back.

    Raises
    ------
    UnableToEvaluate
        If a fact has another type than its condition needs.
    """
    if isinstance(condition, Compare):
        return _compare(condition, facts.get(condition.fact), year)
    parts = [evaluate(part, facts, year=year) for part in condition.parts]
    if condition.how == "all":
        return all_of(parts)
    found = any_of(parts)
    return found if condition.how == "any" else found.negated()


def _compare(condition: Compare, known: FactValue, year: int) -> Truth:
    if known is None:
        return Truth.UNKNOWN
    value = condition.value
    if condition.op == "within_years":
        if not isinstance(known, frozenset) or not isinstance(value, int):
            raise UnableToEvaluate(f"`{condition.fact}` must be a set of years, not {known!r}")
        return _truth(any(year - value <= one <= year for one in known))
    for one in value if isinstance(value, tuple) else (value,):
        if _family(one) != _family(known):
            raise UnableToEvaluate(f"`{condition.fact}` is {known!r} and cannot be compared with {one!r}")
    return _truth(_OPERATIONS[condition.op](known, value))


def _truth(found: bool) -> Truth:
    return Truth.TRUE if found else Truth.FALSE


def _family(value: object) -> type:
    """Return the type that may be compared: whole and broken numbers are one family, truth values are another."""
    if isinstance(value, bool):
        return bool
    return float if isinstance(value, int | float) else type(value)


# Values of one family only reach these; the checks of the loader and `_family` see to it.
_OPERATIONS: Final[Mapping[str, Callable[..., bool]]] = {
    "eq": lambda known, value: known == value,
    "ne": lambda known, value: known != value,
    "in": lambda known, value: known in value,
    "not_in": lambda known, value: known not in value,
    "lt": lambda known, value: known < value,
    "lte": lambda known, value: known <= value,
    "gt": lambda known, value: known > value,
    "gte": lambda known, value: known >= value,
    "starts_with": lambda known, value: known.startswith(value),
}
