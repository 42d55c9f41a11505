"""Typical gains by family of measures: medians and ranges with the number behind them. Pure.

Ratios are compared on a log scale, where halving and doubling are equally far from no change. Quartiles stand only
where five results or more do; below that each result is listed by itself.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cases.dam.facts import Fact, Kind
from cases.dam.table import CaseTable, Flags
from cases.vocabulary import Kpi
from qmplatform.statistics.quantiles import quantile

ENOUGH: Final = 5


@dataclass(frozen=True, slots=True)
class Single:
    """One result and whose it is; `value` in the unit of its spread."""

    value: float
    case_id: str
    organisation_ko: str
    organisation_en: str
    year: int | None
    fact: Fact


@dataclass(frozen=True, slots=True)
class Spread:
    """Results of one kind.

    Attributes
    ----------
    n : int
        Results; at least 1.
    cases : int
        Cases they come from.
    median, low, high : float
        Middle, smallest and greatest value.
    q1, q3 : float or None
        Quartiles; None below five results.
    singles : tuple of Single
        Each result, smallest first; below five results only.
    """

    n: int
    cases: int
    median: float
    low: float
    high: float
    q1: float | None
    q3: float | None
    singles: tuple[Single, ...]


@dataclass(frozen=True, slots=True)
class FamilyGains:
    """What the results of one family say.

    Attributes
    ----------
    kpi : Kpi
    measured : Spread or None
        Change in percent of what stood before, from exact numbers before and after.
    points : Spread or None
        After minus before, of percentages and places in an order.
    stated : Spread or None
        Changes in percent that the source states without both numbers.
    yearly, once : Spread or None
        Amounts in KRW: said to be one a year, and the others.
    n, better : int
        Measured and stated changes, and how many of them went the better way.
    dots : tuple of (float, bool)
        Ratio after to before of each change, and whether it was measured; for the picture.
    """

    kpi: Kpi
    measured: Spread | None
    points: Spread | None
    stated: Spread | None
    yearly: Spread | None
    once: Spread | None
    n: int
    better: int
    dots: tuple[tuple[float, bool], ...]


def gains_of(table: CaseTable, chosen: Flags, kpis: Mapping[str, Kpi]) -> tuple[FamilyGains, ...]:
    """Work out the gains of the chosen cases, the family with most results first."""
    by_family: dict[str, list[tuple[int, Fact]]] = defaultdict(list)
    for place, fact in table.facts:
        if chosen[place] and fact.family in kpis:
            by_family[fact.family].append((place, fact))
    found = [_family(table, kpis[code], held) for code, held in by_family.items()]
    return tuple(sorted(found, key=lambda one: (-one.n, -_amounts(one), one.kpi.code)))


def singles_of(table: CaseTable, chosen: Flags, family: str) -> tuple[Single, ...]:
    """Return every fact of a family among the chosen cases, in the order of the cases; `value` is what it tells first.

    That is the change in percent, else the difference in points, else the amount in KRW.
    """
    return tuple(
        _single(table, place, fact, next(one for one in (fact.change, fact.points, fact.money) if one is not None))
        for place, fact in table.facts
        if chosen[place] and fact.family == family
    )


def _amounts(gains: FamilyGains) -> int:
    return sum(spread.n for spread in (gains.yearly, gains.once, gains.points) if spread)


def _family(table: CaseTable, kpi: Kpi, held: Sequence[tuple[int, Fact]]) -> FamilyGains:
    def spread(values: Iterable[tuple[int, Fact, float | None]], *, by_ratio: bool) -> Spread | None:
        return _spread(table, [(place, fact, value) for place, fact, value in values if value is not None], by_ratio)

    measured = [(place, fact) for place, fact in held if fact.kind is Kind.MEASURED]
    stated = [(place, fact) for place, fact in held if fact.kind is Kind.STATED]
    money = [(place, fact) for place, fact in held if fact.kind is Kind.MONEY]
    ratios = [(fact.ratio, fact.kind is Kind.MEASURED) for _place, fact in held if fact.ratio is not None]
    return FamilyGains(
        kpi=kpi,
        measured=spread(((place, fact, fact.change) for place, fact in measured), by_ratio=True),
        points=spread(((place, fact, fact.points) for place, fact in measured), by_ratio=False),
        stated=spread(((place, fact, fact.change) for place, fact in stated), by_ratio=True),
        yearly=spread(((place, fact, fact.money) for place, fact in money if fact.is_yearly), by_ratio=False),
        once=spread(((place, fact, fact.money) for place, fact in money if not fact.is_yearly), by_ratio=False),
        n=len(ratios),
        better=sum((ratio < 1) if kpi.better == "lower" else (ratio > 1) for ratio, _measured in ratios),
        dots=tuple(ratios),
    )


def _spread(table: CaseTable, values: Sequence[tuple[int, Fact, float]], by_ratio: bool) -> Spread | None:
    if not values:
        return None
    numbers = sorted(value for _place, _fact, value in values)
    at = _at_ratio if by_ratio else _at
    enough = len(numbers) >= ENOUGH
    return Spread(
        n=len(numbers),
        cases=len({place for place, _fact, _value in values}),
        median=at(numbers, 0.5),
        low=numbers[0],
        high=numbers[-1],
        q1=at(numbers, 0.25) if enough else None,
        q3=at(numbers, 0.75) if enough else None,
        singles=() if enough else tuple(_single(table, *one) for one in sorted(values, key=lambda one: one[2])),
    )


def _at(numbers: Sequence[float], p: float) -> float:
    found = quantile(numbers, p)
    assert found is not None  # a spread has a number at least
    return found


def _at_ratio(changes: Sequence[float], p: float) -> float:
    """Take a quantile of changes in percent through the logarithm of their ratios."""
    if changes[0] <= -100:
        # Something fell to nothing: it has no logarithm, so the plain quantile stands.
        return _at(changes, p)
    return round((math.exp(_at([math.log1p(change / 100) for change in changes], p)) - 1) * 100, 9)


def _single(table: CaseTable, place: int, fact: Fact, value: float) -> Single:
    year = int(table.years[place])
    return Single(value, *table.owners[place], year or None, fact)
