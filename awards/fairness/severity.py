"""How strict each examiner is against those who read the same files. Scores are never changed by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from awards.fairness.estimates import Estimate, t_estimate
from awards.fairness.ratings import FileMean, Floats, Rating, file_means, numbered
from qmplatform.statistics import AdditiveFit, added_effect, additive_fit, shrunken_effects

LEAST_FILES_IN_HALF: Final = 2


@dataclass(frozen=True, slots=True)
class ExaminerSeverity:
    """One examiner against the others of the same group. All figures in percent points.

    Attributes
    ----------
    files
        Files shared with at least one other examiner.
    group
        Number of the group; examiners of two groups share no file, not even through others, and cannot be compared.
    peers
        Other examiners of the group.
    severity
        Against the mean of the group, above 0 for stricter; the severities of a group sum to 0.
    against_others
        Against the mean of the others in the group: severity * R / (R - 1). None where the design tells nothing.
    shrunken
        Severity pulled to 0 by as much as there are few files: the better guess, without an interval.
    shared_difference
        Own means less the others' means on the shared files, plainly averaged; above 0 for milder. Not freed of whom
        the examiner happened to sit with.
    drift
        How much milder in the second half of the own files than in the first, against the others of those files; None
        with fewer than two files in either half, or where the design tells nothing.
    """

    examiner: str
    files: int
    group: int
    peers: int
    severity: Estimate | None
    against_others: Estimate | None
    shrunken: float
    shared_difference: float
    drift: Estimate | None


@dataclass(frozen=True, slots=True)
class SeverityReport:
    """What the additive model says of all examiners of a cycle.

    Attributes
    ----------
    examiners
        Sorted by name; who shares no file with anybody is not among them but in `alone`.
    groups
        Examiners that can be compared with each other. More than one group: a mild and a strict group look alike.
    alone
        Examiners whose files nobody else rated.
    files, single, nothing_shared
        Files used; files with one examiner; files without an item that all their examiners rated.
    residual_sd, examiner_sd
        Spread of an examiner's mean of one file beside severity, and estimated spread of severities.
    df
        Degrees of freedom of the intervals; 0 if there are none.
    confidence
        Of the intervals.
    fit
        The model behind it, examiners in their order; None if no file is shared.
    """

    examiners: tuple[ExaminerSeverity, ...]
    groups: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...]
    files: int
    single: tuple[str, ...]
    nothing_shared: tuple[str, ...]
    residual_sd: float | None
    examiner_sd: float
    df: int
    confidence: float
    fit: AdditiveFit | None = field(default=None, repr=False, compare=False)

    def comparable(self, one: str, other: str) -> bool:
        """Return whether files connect two examiners, directly or through others."""
        return any(one in group and other in group for group in self.groups)

    def against(self, examiner: str, others: Collection[str]) -> Estimate | None:
        """Return how much stricter an examiner is than the mean of some others of the same group, in percent points.

        None where the design tells nothing.

        Raises
        ------
        ValueError
            If there are no others, the examiner is among them, or one of them cannot be compared.
        """
        if not others or examiner in others or not all(self.comparable(examiner, other) for other in others):
            raise ValueError(f"{examiner} cannot be compared with {', '.join(sorted(others))}.")
        if self.fit is None or self.fit.variance is None:
            return None
        weights = np.zeros(len(self.examiners))
        for place, one in enumerate(self.examiners):
            weights[place] = (one.examiner == examiner) - (one.examiner in others) / len(others)
        files = next(one.files for one in self.examiners if one.examiner == examiner)
        error = max(0.0, self.fit.variance * float(weights @ self.fit.unscaled @ weights)) ** 0.5
        return t_estimate(files, -float(weights @ self.fit.effects), error, self.fit.df, self.confidence)


def severity_report(
    ratings: Iterable[Rating], *, points: Mapping[str, float] | None = None, confidence: float = 0.95
) -> SeverityReport:
    """Estimate the severity and the drift of every examiner.

    Parameters
    ----------
    ratings : iterable of Rating
        Locked independent ratings, percent 0..100, of as many cycles as shall count together.
    points : mapping, optional
        Points by item as weights of a file's mean; without it every item counts alike.
    confidence : float
        Of the intervals, strictly between 0 and 1. Each examiner's own; see `flags` for looking at many.

    Returns
    -------
    SeverityReport

    Raises
    ------
    ValueError
        If an examiner rates an item twice, a percent lies outside, or the confidence is out of range.

    Notes
    -----
    Method document, section 4.5: ``y = mu + company + item - severity``, severities summing to 0. Fitted by least
    squares to one mean a file and examiner rather than item by item: what an examiner sees in a company colours all its
    items, so seventeen items are not seventeen observations. Where all examiners rated all items the estimates are the
    same, and the t intervals keep what they promise. An item that one examiner left out is left out for the file.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence!r}.")
    ratings = list(ratings)
    found = file_means(ratings, points)
    everybody = {rating.examiner for rating in ratings}
    means = found.means
    if not means:
        return SeverityReport(
            (), (), tuple(sorted(everybody)), 0, found.single, found.nothing_shared, None, 0.0, 0, confidence
        )
    _, files = numbered([mean.application for mean in means])
    names, judges = numbered([mean.examiner for mean in means])
    values = np.array([mean.mean for mean in means])
    fit = additive_fit(files, judges, values)
    pulled, variance = shrunken_effects(fit)
    counts, sizes = np.bincount(judges), np.bincount(fit.group)
    differences = _shared_differences(means)
    orders = np.array([mean.order for mean in means])
    examiners = []
    for place, name in enumerate(names):
        size = int(sizes[fit.group[place]])
        own = None
        if fit.variance is not None:
            error = float(np.sqrt(fit.variance * fit.unscaled[place, place]))
            own = t_estimate(int(counts[place]), -float(fit.effects[place]), error, fit.df, confidence)
        examiners.append(
            ExaminerSeverity(
                examiner=name,
                files=int(counts[place]),
                group=int(fit.group[place]),
                peers=size - 1,
                severity=own,
                against_others=None if own is None else own.mapped(size / (size - 1)),
                shrunken=-float(pulled[place]),
                shared_difference=differences[name],
                drift=_drift(fit, orders, place, confidence),
            )
        )
    return SeverityReport(
        examiners=tuple(examiners),
        groups=tuple(tuple(names[at] for at in np.flatnonzero(fit.group == group)) for group in range(fit.groups)),
        alone=tuple(sorted(everybody - set(names))),
        files=fit.targets,
        single=found.single,
        nothing_shared=found.nothing_shared,
        residual_sd=None if fit.variance is None else fit.variance**0.5,
        examiner_sd=variance**0.5,
        df=fit.df,
        confidence=confidence,
        fit=fit,
    )


def _shared_differences(means: Iterable[FileMean]) -> dict[str, float]:
    by_file: dict[str, list[FileMean]] = defaultdict(list)
    for mean in means:
        by_file[mean.application].append(mean)
    differences: dict[str, list[float]] = defaultdict(list)
    for file in by_file.values():
        total = sum(mean.mean for mean in file)
        for mean in file:
            differences[mean.examiner].append(mean.mean - (total - mean.mean) / (len(file) - 1))
    return {examiner: sum(values) / len(values) for examiner, values in differences.items()}


def _drift(fit: AdditiveFit, orders: Floats, place: int, confidence: float) -> Estimate | None:
    """Return the second half of an examiner's files against the first, by one more column of the model."""
    own = np.flatnonzero(fit.judge == place)
    # Of an odd number the file in the middle belongs to neither half, nor do files locked at one time there.
    halves = np.sign(orders[own] - np.median(orders[own])) / 2
    if min((halves < 0).sum(), (halves > 0).sum()) < LEAST_FILES_IN_HALF:
        return None
    column = np.zeros(len(orders))
    column[own] = halves
    added = added_effect(fit, column)
    return None if added is None else t_estimate(len(own), added.value, added.error, added.df, confidence)
