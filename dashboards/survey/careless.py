"""Signs that answers were given without care or with a purpose (method, section 4.3), all respondents at once.

A sign is no proof. Nothing here takes anybody out of a benchmark: a person looks at what two or more signs point to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from dashboards.survey.twins import nearly_equal_rows
from qmplatform.statistics import longest_run, mahalanobis_squares

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


class Flag(StrEnum):
    """Every sign there is, by its number in the method."""

    LONG_RUN = "f1"
    NO_SPREAD = "f2"
    TOO_FAST = "f3"
    FAR_OUT = "f4"
    TWIN = "f5"
    TOP_WITHOUT_EVIDENCE = "f6"
    ODD_EVEN = "f7"


@dataclass(frozen=True, slots=True)
class CarelessRules:
    """Thresholds of the method; ratios 0..1."""

    run_items: int = 8
    run_ratio: float = 0.6
    spread_below: float = 0.30
    spread_items: int = 15
    seconds_below: float = 2.0
    distance_quantile: float = 0.999
    twin_ratio: float = 0.98
    top_level: float = 5.0
    odd_even_below: float = 0.30
    least_group: int = 30
    to_review: int = 2


@dataclass(frozen=True)
class Answers:
    """All respondents of one model and year.

    Attributes
    ----------
    levels
        (n, k) levels of rubric items in the order of the questionnaire; NaN where not answered or not applicable.
    sections, scales
        (k,) section a question stands on a page with, and scale (sub-area) it belongs to.
    groups
        (n,) size class: distances are measured among those of one.
    seconds
        (n,) median active seconds an item; NaN where nobody measured.
    evidence
        (n,) pieces of evidence named.
    """

    levels: Floats
    sections: Sequence[str]
    scales: Sequence[str]
    groups: Sequence[str]
    seconds: Floats
    evidence: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        n, k = self.levels.shape
        if len(self.sections) != k or len(self.scales) != k:
            raise ValueError("each item has a section and a scale")
        if len(self.groups) != n or self.seconds.shape != (n,) or self.evidence.shape != (n,):
            raise ValueError("each respondent has a group, a time and a count of evidence")


def careless_flags(answers: Answers, rules: CarelessRules | None = None) -> dict[Flag, Booleans]:
    """Return who shows which sign, each an array over the respondents.

    Missing-value rule: an item without an answer shows nothing; whoever answered too little for a sign does not show
    it. `FAR_OUT` fills a gap with the mean of the item in the group, which can only bring a respondent nearer.
    """
    own = rules or CarelessRules()
    return {
        Flag.LONG_RUN: _long_run(answers, own),
        Flag.NO_SPREAD: _no_spread(answers.levels, own),
        Flag.TOO_FAST: np.nan_to_num(answers.seconds, nan=np.inf) < own.seconds_below,
        Flag.FAR_OUT: _far_out(answers, own),
        Flag.TWIN: _twins(answers.levels, own),
        Flag.TOP_WITHOUT_EVIDENCE: _top_without_evidence(answers, own),
        Flag.ODD_EVEN: _odd_even(answers, own),
    }


def to_review(flags: dict[Flag, Booleans], rules: CarelessRules | None = None) -> Booleans:
    """Return who shows so many signs that a person should look."""
    own = rules or CarelessRules()
    return np.asarray(np.sum(list(flags.values()), axis=0) >= own.to_review, dtype=bool)


def _long_run(answers: Answers, rules: CarelessRules) -> Booleans:
    found = np.zeros(len(answers.levels), dtype=bool)
    for columns in _columns(answers.sections):
        least = max(rules.run_items, int(np.ceil(rules.run_ratio * len(columns))))
        if len(columns) >= least:
            found |= longest_run(answers.levels[:, columns]) >= least
    return found


def _no_spread(levels: Floats, rules: CarelessRules) -> Booleans:
    answered = (~np.isnan(levels)).sum(axis=1)
    enough = answered >= rules.spread_items
    found = np.zeros(len(levels), dtype=bool)
    found[enough] = np.nanstd(levels[enough], axis=1, ddof=1) < rules.spread_below
    return found


def _far_out(answers: Answers, rules: CarelessRules) -> Booleans:
    found = np.zeros(len(answers.levels), dtype=bool)
    for rows in _columns(answers.groups):
        table = answers.levels[rows]
        seen = ~np.isnan(table)
        kept = seen.any(axis=0)
        answering = seen.any(axis=1)
        if answering.sum() < rules.least_group or not kept.any():
            continue
        table, seen = table[np.ix_(answering, kept)], seen[np.ix_(answering, kept)]
        middle = np.where(seen, table, 0).sum(axis=0) / seen.sum(axis=0)
        squares = mahalanobis_squares(np.where(seen, table, middle))
        varying = int((np.where(seen, table, middle).std(axis=0) > 0).sum())
        if varying:
            found[rows[answering]] = squares > chi2.ppf(rules.distance_quantile, varying)
    return found


def _twins(levels: Floats, rules: CarelessRules) -> Booleans:
    return nearly_equal_rows(levels, rules.twin_ratio, least=rules.spread_items)


def _top_without_evidence(answers: Answers, rules: CarelessRules) -> Booleans:
    seen = ~np.isnan(answers.levels)
    all_top = ((answers.levels == rules.top_level) | ~seen).all(axis=1) & seen.any(axis=1)
    return np.asarray(all_top & (answers.evidence == 0), dtype=bool)


def _odd_even(answers: Answers, rules: CarelessRules) -> Booleans:
    """Correlate, within each respondent, the odd and the even half of every scale, lengthened by Spearman-Brown."""
    halves: list[tuple[Floats, Floats]] = []
    for columns in _columns(answers.scales):
        if len(columns) >= 2:
            halves.append((_means(answers.levels[:, columns[::2]]), _means(answers.levels[:, columns[1::2]])))
    if not halves:
        return np.zeros(len(answers.levels), dtype=bool)
    odd, even = np.array([one for one, _ in halves]).T, np.array([other for _, other in halves]).T
    both = ~np.isnan(odd) & ~np.isnan(even)
    number = both.sum(axis=1)
    odd, even = np.where(both, odd, 0.0), np.where(both, even, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        odd = np.where(both, odd - (odd.sum(axis=1) / number)[:, None], 0.0)
        even = np.where(both, even - (even.sum(axis=1) / number)[:, None], 0.0)
        r = (odd * even).sum(axis=1) / np.sqrt((odd**2).sum(axis=1) * (even**2).sum(axis=1))
        lengthened = 2 * r / (1 + r)
    # With fewer than three scales, or where one half never changes, there is no correlation and no sign.
    return np.asarray((number >= 3) & np.isfinite(r) & (np.where(r <= -1, -1, lengthened) < rules.odd_even_below))


def _means(table: Floats) -> Floats:
    seen = ~np.isnan(table)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(seen, table, 0).sum(axis=1) / seen.sum(axis=1), dtype=np.float64)


def _columns(names: Sequence[str]) -> list[npt.NDArray[np.int64]]:
    """Return the places of each name, in the order in which names first stand."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        found[name].append(place)
    return [np.array(places, dtype=np.int64) for places in found.values()]
