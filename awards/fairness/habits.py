"""How each examiner uses the scale, beside what others made of the same files: spread, halo, middle, runs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from awards.fairness.estimates import Estimate, mean_estimate, t_estimate
from awards.fairness.ratings import Floats, Range, Rating, Sheet, shared_items, sheets
from qmplatform.statistics import longest_run

LEAST_FILES: Final = 3
LEAST_ITEMS: Final = 3
MIDDLE: Final[Range] = (30, 65)


@dataclass(frozen=True, slots=True)
class Habits:
    """How one examiner uses the scale.

    Attributes
    ----------
    files, ratings
        All that the examiner locked.
    lowest, highest, distinct
        Percents used: from, to, and how many different ones.
    sd
        Standard deviation of all own percents; None with fewer than two.
    most_used_share
        Share of the percent used most often.
    longest_run
        Longest run of one percent over the items of a file in their order; over all files.
    flat_files
        Files of at least three items that were all rated alike.
    spread
        Spread over everything read with others, as a ratio to theirs; below 1 for using less of the scale.
    halo
        Spread between the items within a file, as a ratio to the others'; below 1 where one impression colours all.
    middle
        Share of ratings in the middle ranges less the others' share, -1..1: the central tendency.

    The three comparisons are None with fewer than three files of three items shared with others.
    """

    examiner: str
    files: int
    ratings: int
    lowest: float
    highest: float
    distinct: int
    sd: float | None
    most_used_share: float
    longest_run: int
    flat_files: int
    spread: Estimate | None
    halo: Estimate | None
    middle: Estimate | None


@dataclass
class _Beside:
    """What one examiner and the others gave the same items, file by file."""

    own: list[Floats] = field(default_factory=list)
    others: list[list[Floats]] = field(default_factory=list)


def habits(
    ratings: Iterable[Rating],
    *,
    middle: Range = MIDDLE,
    step: float = 5.0,
    item_order: Sequence[str] = (),
    confidence: float = 0.95,
) -> tuple[Habits, ...]:
    """Describe every examiner's use of the scale.

    Parameters
    ----------
    ratings : iterable of Rating
        Locked independent ratings. Comparisons use the items that all examiners of a file rated.
    middle : (low, high)
        Percents that count as the middle of the scale, both included.
    step : float
        Step of the scale in percent. Its rounding variance, ``step^2 / 12``, is added to every variance, so that a
        file rated flat has a ratio too.
    item_order : sequence of str
        Items in the order of the form, for runs; without it they go by name.
    confidence : float
        Of the intervals, strictly between 0 and 1.

    Returns
    -------
    tuple of Habits
        Sorted by examiner.

    Raises
    ------
    ValueError
        As for `ratings.sheets`, or if the confidence is out of range.

    Notes
    -----
    Files are the observations. Halo: mean over files of the log ratio of standard deviations between items, with a t
    interval. Middle: mean over files of the difference of shares, likewise. Spread: the log ratio of standard
    deviations over all shared ratings; its standard error leaves out one file at a time (jackknife). Both spreads are
    ratios of standard deviations and not slopes, which errors alone would make smaller than 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1, not at {confidence!r}.")
    by_file = sheets(ratings)
    beside: dict[str, _Beside] = defaultdict(_Beside)
    whole: dict[str, list[dict[str, Rating]]] = defaultdict(list)
    for sheet in by_file.values():
        for examiner, own in sheet.items():
            whole[examiner].append(own)
        _compare(sheet, beside)
    place = {item: number for number, item in enumerate(item_order)}
    rounding = step * step / 12
    return tuple(
        _described(examiner, whole[examiner], place, _compared(beside[examiner], rounding, middle, confidence))
        for examiner in sorted(whole)
    )


def _compare(sheet: Sheet, beside: dict[str, _Beside]) -> None:
    items = shared_items(sheet)
    if len(sheet) < 2 or len(items) < LEAST_ITEMS:
        return
    rows = {examiner: np.array([own[item].percent for item in items]) for examiner, own in sheet.items()}
    for examiner, row in rows.items():
        beside[examiner].own.append(row)
        beside[examiner].others.append([other for name, other in rows.items() if name != examiner])


def _compared(
    beside: _Beside, rounding: float, middle: Range, confidence: float
) -> tuple[Estimate | None, Estimate | None, Estimate | None]:
    if len(beside.own) < LEAST_FILES:
        return None, None, None
    return (
        _spread(beside, rounding, confidence),
        _halo(beside, rounding, confidence),
        _middle(beside, middle, confidence),
    )


def _described(
    examiner: str,
    files: list[dict[str, Rating]],
    place: dict[str, int],
    compared: tuple[Estimate | None, Estimate | None, Estimate | None],
) -> Habits:
    percents = np.array([rating.percent for own in files for rating in own.values()])
    _, counts = np.unique(percents, return_counts=True)
    runs = [
        int(longest_run([[own[item].percent for item in sorted(own, key=lambda name: (place.get(name, 0), name))]])[0])
        for own in files
    ]
    spread, halo, middle = compared
    return Habits(
        examiner=examiner,
        files=len(files),
        ratings=len(percents),
        lowest=float(percents.min()),
        highest=float(percents.max()),
        distinct=len(counts),
        sd=float(percents.std(ddof=1)) if len(percents) > 1 else None,
        most_used_share=float(counts.max()) / len(percents),
        longest_run=max(runs),
        flat_files=sum(len(own) >= LEAST_ITEMS and run == len(own) for own, run in zip(files, runs, strict=True)),
        spread=spread,
        halo=halo,
        middle=middle,
    )


def _log_sd(values: Floats, rounding: float) -> float:
    return math.log(float(values.var(ddof=1)) + rounding) / 2


def _halo(beside: _Beside, rounding: float, confidence: float) -> Estimate | None:
    ratios = [
        _log_sd(own, rounding) - float(np.mean([_log_sd(other, rounding) for other in others]))
        for own, others in zip(beside.own, beside.others, strict=True)
    ]
    found = mean_estimate(ratios, confidence)
    return None if found is None else found.raised()


def _middle(beside: _Beside, middle: Range, confidence: float) -> Estimate | None:
    def share(values: Floats) -> float:
        return float(((values >= middle[0]) & (values <= middle[1])).mean())

    differences = [
        share(own) - float(np.mean([share(other) for other in others]))
        for own, others in zip(beside.own, beside.others, strict=True)
    ]
    return mean_estimate(differences, confidence)


def _spread(beside: _Beside, rounding: float, confidence: float) -> Estimate:
    """Return the ratio of standard deviations over everything shared.

    The others of a file stand for one examiner: their variance about the grand mean is averaged, not that of their
    mean, which would be smaller for being a mean.
    """
    files = len(beside.own)

    def log_ratio(kept: list[int]) -> float:
        own = np.concatenate([beside.own[at] for at in kept])
        others = [(other, 1 / len(beside.others[at])) for at in kept for other in beside.others[at]]
        values = np.concatenate([other for other, _ in others])
        weights = np.concatenate([np.full(len(other), weight) for other, weight in others])
        centre = float(np.average(values, weights=weights))
        variance = float(np.average((values - centre) ** 2, weights=weights)) * len(own) / (len(own) - 1)
        return _log_sd(own, rounding) - math.log(variance + rounding) / 2

    every = list(range(files))
    value = log_ratio(every)
    left_out = np.array([log_ratio([at for at in every if at != out]) for out in every])
    error = math.sqrt((files - 1) / files * float(((left_out - left_out.mean()) ** 2).sum()))
    return t_estimate(files, value, error, files - 1, confidence).raised()
