"""What officials should look at, as a code and numbers that a page puts into plain words. Nothing is changed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from awards.fairness.estimates import Estimate, holm
from awards.fairness.habits import Habits
from awards.fairness.severity import SeverityReport


class FlagCode(StrEnum):
    """What stands out. Amounts, in the order of the words: points, points, ratio or share."""

    RATES_LOWER = "rates_lower"
    RATES_HIGHER = "rates_higher"
    DRIFTS_LOWER = "drifts_lower"
    DRIFTS_HIGHER = "drifts_higher"
    NARROW_SPREAD = "narrow_spread"
    WIDE_SPREAD = "wide_spread"
    HALO = "halo"
    KEEPS_TO_THE_MIDDLE = "keeps_to_the_middle"
    FLAT_FILE = "flat_file"
    PAIR_DIFFERS = "pair_differs"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at.

    Attributes
    ----------
    examiner
        Whom it is about; the first of the two for a pair.
    n
        Files behind it.
    amount, low, high
        In the direction the code names: "rates lower by 6 points, 95 % interval 2 to 10" is 6, 2, 10. None where there
        is no amount.
    other
        The second examiner of a pair.
    """

    code: FlagCode
    examiner: str
    n: int
    amount: float | None = None
    low: float | None = None
    high: float | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class FlagRules:
    """When something is worth a look. All of it is the cycle's to set; the defaults are our own.

    Attributes
    ----------
    alpha
        Chance of any false flag of one kind among all examiners of a cycle who are alike, after Holm's correction.
    least_files
        Fewest files behind a flag.
    least_points
        Smallest difference of means worth a word, in percent points: one step of the scale.
    narrow, wide
        Ratios of spread from which on the scale is used too little or too much.
    least_share
        Smallest surplus of ratings in the middle of the scale worth a word.
    """

    alpha: float = 0.05
    least_files: int = 3
    least_points: float = 5.0
    narrow: float = 0.67
    wide: float = 1.5
    least_share: float = 0.2

    def __post_init__(self) -> None:
        if not (0 < self.alpha < 1 and self.least_files >= 1 and self.least_points >= 0 and self.least_share >= 0):
            raise ValueError("An alpha lies between 0 and 1, and what is least is not below 0.")
        if not 0 < self.narrow <= 1 <= self.wide:
            raise ValueError("Narrow is a ratio up to 1, wide one from 1 on.")


DEFAULT_RULES = FlagRules()
_Named = tuple[str, Estimate]


def flags(
    report: SeverityReport, described: Iterable[Habits] = (), rules: FlagRules = DEFAULT_RULES
) -> tuple[Flag, ...]:
    """Return what stands out about examiners, sorted by examiner and code.

    Parameters
    ----------
    report : SeverityReport
        From `severity_report`.
    described : iterable of Habits
        From `habits`; without them only severity, drift and comparability are looked at.
    rules : FlagRules
        Those of the cycle.

    Returns
    -------
    tuple of Flag
        An effect is named where it is both large enough and, corrected for looking at every examiner, beyond chance.
        The interval beside it is the examiner's own. Who is named for severity is compared with those who are not, so
        that a strict examiner does not make the others look mild. Two examiners who meet nobody else are named as a
        pair: nothing tells which of them is the one to look at.
    """
    found = _of_severity(report, rules)
    drifts = [(one.examiner, one.drift) for one in report.examiners if one.drift is not None]
    for name, estimate in _beyond_chance(drifts, rules):
        if abs(estimate.value) >= rules.least_points:
            code = FlagCode.DRIFTS_HIGHER if estimate.value > 0 else FlagCode.DRIFTS_LOWER
            found.append(_flag(code, name, estimate if estimate.value > 0 else estimate.mapped(-1)))
    found.extend(_of_habits(list(described), rules))
    found.extend(Flag(FlagCode.NOT_COMPARABLE, name, 0) for name in report.alone)
    return tuple(sorted(found, key=lambda flag: (flag.examiner, flag.code.value)))


def _of_severity(report: SeverityReport, rules: FlagRules) -> list[Flag]:
    """Name the clearest one, take it out of what the others are compared with, and look again."""
    unnamed = [list(group) for group in report.groups]
    named: list[tuple[str, list[str]]] = []
    while True:
        looked_at = {
            examiner: at for at, group in enumerate(unnamed) for examiner in _tellable(group, report.groups[at])
        }
        estimates = [
            (examiner, estimate)
            for examiner, at in looked_at.items()
            if (estimate := report.against(examiner, set(unnamed[at]) - {examiner})) is not None
        ]
        clear = [pair for pair in _beyond_chance(estimates, rules) if abs(pair[1].value) >= rules.least_points]
        if not clear:
            break
        examiner = min(clear, key=lambda pair: (pair[1].p, -abs(pair[1].value), pair[0]))[0]
        at = looked_at[examiner]
        named.append((examiner, unnamed[at]))
        unnamed[at].remove(examiner)
    return [
        _severe(report, examiner, others, estimate)
        for examiner, others in named
        if (estimate := report.against(examiner, others)) is not None
    ]


def _tellable(unnamed: list[str], group: tuple[str, ...]) -> list[str]:
    """Return whom of a group to look at: one of a pair is enough, and two left of more cannot be told apart."""
    if len(unnamed) > 2:
        return unnamed
    return unnamed[:1] if len(unnamed) == len(group) else []


def _severe(report: SeverityReport, examiner: str, others: list[str], estimate: Estimate) -> Flag:
    lower = estimate.value > 0
    amount = estimate if lower else estimate.mapped(-1)
    if not any(len(group) == 2 and examiner in group for group in report.groups):
        return _flag(FlagCode.RATES_LOWER if lower else FlagCode.RATES_HIGHER, examiner, amount)
    pair = (examiner, others[0]) if lower else (others[0], examiner)
    return _flag(FlagCode.PAIR_DIFFERS, pair[0], amount, other=pair[1])


def _of_habits(described: list[Habits], rules: FlagRules) -> list[Flag]:
    found: list[Flag] = []
    kinds: list[tuple[FlagCode, Callable[[Habits], Estimate | None], Callable[[float], bool]]] = [
        (FlagCode.NARROW_SPREAD, lambda one: one.spread, lambda value: value <= rules.narrow),
        (FlagCode.WIDE_SPREAD, lambda one: one.spread, lambda value: value >= rules.wide),
        (FlagCode.HALO, lambda one: one.halo, lambda value: value <= rules.narrow),
        (FlagCode.KEEPS_TO_THE_MIDDLE, lambda one: one.middle, lambda value: value >= rules.least_share),
    ]
    for code, figure, stands_out in kinds:
        named = [(one.examiner, estimate) for one in described if (estimate := figure(one)) is not None]
        found.extend(
            _flag(code, name, estimate) for name, estimate in _beyond_chance(named, rules) if stands_out(estimate.value)
        )
    found.extend(Flag(FlagCode.FLAT_FILE, one.examiner, one.flat_files) for one in described if one.flat_files > 0)
    return found


def _beyond_chance(named: list[_Named], rules: FlagRules) -> list[_Named]:
    enough = [(name, estimate) for name, estimate in named if estimate.n >= rules.least_files]
    corrected = holm([estimate.p for _, estimate in enough])
    return [pair for pair, p in zip(enough, corrected, strict=True) if p <= rules.alpha]


def _flag(code: FlagCode, examiner: str, estimate: Estimate, other: str | None = None) -> Flag:
    return Flag(code, examiner, estimate.n, estimate.value, estimate.low, estimate.high, other)
