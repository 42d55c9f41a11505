"""How far examiners agree: within a file, a category, a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final, Literal

import numpy as np

from awards.fairness.ratings import RANGES, Floats, Range, Rating, file_means, numbered, range_of, sheets
from qmplatform.statistics import (
    Alpha,
    Correlation,
    RaterCorrelations,
    agreement_table,
    cohen_kappa,
    krippendorff_alpha,
    rater_correlations,
)

FORMS: Final = ("ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)")
_LEVELS: Final[tuple[Literal["interval", "ordinal"], ...]] = ("interval", "ordinal")


class Verdict(StrEnum):
    """What a coefficient says by the cycle's bounds."""

    GOOD = "good"
    MODERATE = "moderate"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The cycle's `reliability`: which coefficient counts, good from here on, poor below there.

    The defaults are those of the cycle of 2026, which are ours. Method document, section 4.5: correlations below .50
    poor, below .75 moderate; Krippendorff's alpha from .80 on to decide by, from .667 on for tentative conclusions.
    """

    metric: str = "ICC(2,k)"
    good_from: float = 0.75
    poor_below: float = 0.50
    alpha_good_from: float = 0.80
    alpha_poor_below: float = 0.667

    def __post_init__(self) -> None:
        if self.metric not in FORMS:
            raise ValueError(f"No coefficient is called {self.metric!r}; there are {', '.join(FORMS)}.")
        for poor, good in ((self.poor_below, self.good_from), (self.alpha_poor_below, self.alpha_good_from)):
            if not 0 <= poor <= good <= 1:
                raise ValueError("Poor ends where good begins or before, both within 0 and 1.")

    def verdict(self, value: float) -> Verdict:
        """Return what a correlation says; a value on a bound has reached it."""
        return _verdict(value, self.poor_below, self.good_from)

    def alpha_verdict(self, value: float) -> Verdict:
        """Return what Krippendorff's alpha says: decide by it, take it as tentative, or neither."""
        return _verdict(value, self.alpha_poor_below, self.alpha_good_from)


def _verdict(value: float, poor_below: float, good_from: float) -> Verdict:
    if value >= good_from:
        return Verdict.GOOD
    return Verdict.POOR if value < poor_below else Verdict.MODERATE


DEFAULT_THRESHOLDS: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Reading:
    """The coefficient that counts, its verdict, and the verdicts its interval allows: sure if they are one."""

    metric: str
    value: float
    low: float | None
    high: float | None
    verdict: Verdict
    sure: bool


@dataclass(frozen=True, slots=True)
class RangeAgreement:
    """How pairs of examiners of one file and item agree on the range.

    Attributes
    ----------
    pairs
        Pairs of ratings.
    same, adjacent
        Shares of pairs in one range, and at most one apart.
    kappa
        Kappa with quadratic weights over all pairs, each counted both ways since examiners have no order; None where
        chance alone agrees.
    """

    pairs: int
    same: float
    adjacent: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How examiners agree on what they share.

    Attributes
    ----------
    unit
        What is rated in `correlations` and the alphas: "item" or the mean of a "file".
    applications, examiners, ratings
        How many; ratings of single items.
    correlations
        None with fewer than two units of two ratings.
    alpha_interval, alpha_ordinal
        Krippendorff's alpha; None where no ratings pair or none differ.
    ranges
        None where no examiner shares an item with another.
    mean_spread
        Mean over items of highest less lowest percent; None like `ranges`.
    reading
        None where the coefficient that counts has no value.
    """

    unit: Literal["item", "file"]
    applications: int
    examiners: int
    ratings: int
    correlations: RaterCorrelations | None
    alpha_interval: Alpha | None
    alpha_ordinal: Alpha | None
    ranges: RangeAgreement | None
    mean_spread: float | None
    reading: Reading | None


def agreement(
    ratings: Iterable[Rating],
    *,
    unit: Literal["item", "file"] | None = None,
    points: Mapping[str, float] | None = None,
    ranges: Sequence[Range] = RANGES,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
    draws: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Agreement:
    """Measure agreement over all ratings given: those of one application, one category or one cycle.

    Parameters
    ----------
    ratings : iterable of Rating
        Locked independent ratings.
    unit : {"item", "file"}, optional
        Without it items for a single application and files for several: what a cycle decides by are totals, and items
        of one file are not independent of each other.
    points : mapping, optional
        Points by item as weights of a file's mean.
    ranges : sequence of (low, high)
        Ranges of the criteria, lowest first.
    thresholds : Thresholds
        Those of the cycle.
    draws, seed
        Of the alphas' bootstrap. Items are drawn file by file where there are several files.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    Agreement
        Within one file the design is complete and intervals are Shrout and Fleiss's. Over files each examiner sees only
        some: variances by least squares, intervals approximate (see `rater_correlations`); items over several files
        have intervals that are too narrow, since they take items as independent.

    Raises
    ------
    ValueError
        If an examiner rates an item twice or a percent lies outside 0..100 or in no range.
    """
    ratings = list(ratings)
    by_file = sheets(ratings)
    unit = unit or ("item" if len(by_file) <= 1 else "file")
    table, belongs = _items(ratings) if unit == "item" else _files(ratings, points)
    clusters = belongs if unit == "item" and len(by_file) > 1 else None
    correlations = rater_correlations(table, confidence=confidence)
    interval, ordinal = (
        krippendorff_alpha(table, level=level, clusters=clusters, draws=draws, seed=seed, confidence=confidence)
        for level in _LEVELS
    )
    by_item = [
        [own[item].percent for own in sheet.values() if item in own]
        for sheet in by_file.values()
        for item in sorted({item for own in sheet.values() for item in own})
    ]
    shared = [percents for percents in by_item if len(percents) > 1]
    form = None if correlations is None else correlations.forms[thresholds.metric]
    return Agreement(
        unit=unit,
        applications=len(by_file),
        examiners=len({rating.examiner for rating in ratings}),
        ratings=len(ratings),
        correlations=correlations,
        alpha_interval=interval,
        alpha_ordinal=ordinal,
        ranges=_range_agreement(shared, ranges),
        mean_spread=float(np.mean([max(percents) - min(percents) for percents in shared])) if shared else None,
        reading=None if form is None else _reading(form, thresholds),
    )


def agreement_by(
    ratings: Iterable[Rating],
    group: Mapping[str, str],
    *,
    unit: Literal["item", "file"] | None = None,
    points: Mapping[str, float] | None = None,
    ranges: Sequence[Range] = RANGES,
    thresholds: Thresholds = DEFAULT_THRESHOLDS,
    draws: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> dict[str, Agreement]:
    """Measure agreement within each group of applications, e.g. each category, or each application by itself.

    Parameters
    ----------
    group : mapping
        Group by application; applications without one are left out.
    ratings, unit, points, ranges, thresholds, draws, seed, confidence
        As for `agreement`.

    Returns
    -------
    dict
        Agreement by group, sorted. A group of one application is measured by items unless the unit is given.
    """
    found: dict[str, list[Rating]] = {}
    for rating in ratings:
        if rating.application in group:
            found.setdefault(group[rating.application], []).append(rating)
    return {
        name: agreement(
            found[name],
            unit=unit,
            points=points,
            ranges=ranges,
            thresholds=thresholds,
            draws=draws,
            seed=seed,
            confidence=confidence,
        )
        for name in sorted(found)
    }


def _items(ratings: Sequence[Rating]) -> tuple[Floats, Floats]:
    units, rows = numbered([f"{rating.application}\n{rating.item}" for rating in ratings])
    _, files = numbered([rating.application for rating in ratings])
    belongs = np.zeros(len(units))
    belongs[rows] = files
    return _table(rows.tolist(), [rating.examiner for rating in ratings], [r.percent for r in ratings]), belongs


def _files(ratings: Sequence[Rating], points: Mapping[str, float] | None) -> tuple[Floats, Floats]:
    means = file_means(ratings, points).means
    names, rows = numbered([mean.application for mean in means])
    return _table(rows.tolist(), [mean.examiner for mean in means], [mean.mean for mean in means]), np.arange(
        len(names), dtype=np.float64
    )


def _table(rows: Sequence[int], examiners: Sequence[str], values: Sequence[float]) -> Floats:
    names, columns = numbered(examiners)
    table = np.full((max(rows, default=-1) + 1, len(names)), np.nan)
    table[np.asarray(rows, dtype=np.int64), columns] = values
    return table


def _range_agreement(shared: Sequence[Sequence[float]], ranges: Sequence[Range]) -> RangeAgreement | None:
    pairs = [
        pair for percents in shared for pair in combinations([range_of(percent, ranges) for percent in percents], 2)
    ]
    if not pairs:
        return None
    one, other = np.array(pairs, dtype=np.float64).T
    table = agreement_table(one, other, len(ranges))
    apart = np.abs(one - other)
    return RangeAgreement(
        pairs=len(pairs),
        same=float((apart == 0).mean()),
        adjacent=float((apart <= 1).mean()),
        kappa=cohen_kappa(table + table.T, weights="quadratic"),
    )


def _reading(form: Correlation, thresholds: Thresholds) -> Reading:
    verdict = thresholds.verdict(form.value)
    ends = {verdict if end is None else thresholds.verdict(end) for end in (form.low, form.high)}
    sure = form.low is not None and form.high is not None and ends == {verdict}
    return Reading(thresholds.metric, form.value, form.low, form.high, verdict, sure)
