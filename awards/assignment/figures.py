"""What a set of teams asks of people: loads, hours, who leads, and pairs that meet too often."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from awards.assignment.people import Examiner, Seat

if TYPE_CHECKING:
    from awards.catalog.review_parts import TimeBudget


@dataclass(frozen=True, slots=True)
class Load:
    """Files an examiner holds, elsewhere included, how many of them as lead, and the hours they take."""

    examiner: str
    files: int
    leads: int
    hours: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two examiners who sit together on so many teams."""

    first: str
    second: str
    teams: int


@dataclass(frozen=True, slots=True)
class Workload:
    """Figures of a set of teams.

    Attributes
    ----------
    loads
        By examiner, the heaviest first.
    least, most, mean, deviation
        Of the files an examiner holds; the deviation is that of the whole pool, not of a sample. All 0 without a pool.
    evenness
        Jain's index, (sum of x) ** 2 / (n * sum of x ** 2): 1 where all hold the same, 1/n where one holds everything;
        1 where nobody holds anything.
    met_often
        Pairs on at least `often_from` teams, the most frequent first.
    """

    loads: tuple[Load, ...]
    least: int
    most: int
    mean: float
    deviation: float
    evenness: float
    met_often: tuple[Pair, ...]


def hours_per_file(budget: TimeBudget, items: int) -> float:
    """Return the hours one file takes an examiner: reading, each item, preparing the consensus.

    Raises
    ------
    ValueError
        If there are fewer than 0 items.
    """
    if items < 0:
        raise ValueError("a file has 0 items or more")
    return budget.first_read + budget.per_item * items + budget.consensus_preparation


def workload(
    seats: Collection[Seat], examiners: Sequence[Examiner], *, hours_each: float = 0.0, often_from: int = 3
) -> Workload:
    """Return the figures of a set of teams for a pool of examiners.

    Parameters
    ----------
    examiners
        Everybody who could have been given a file; who has none counts with 0.
    hours_each
        Hours one file takes, 0 or more.
    often_from
        From how many common teams on a pair is named, 2 or more: who always meet agree before they begin.

    Raises
    ------
    ValueError
        If a seat names nobody of the pool, or a bound is out of its range.
    """
    if hours_each < 0 or often_from < 2:
        raise ValueError("hours are 0 or more, and meeting often begins with 2 teams")
    pool = {one.key: one.files_elsewhere for one in examiners}
    if unknown := sorted({seat.examiner for seat in seats} - set(pool)):
        raise ValueError(f"not in the pool: {', '.join(unknown)}")
    files = Counter(pool) + Counter(seat.examiner for seat in seats)
    leads = Counter(seat.examiner for seat in seats if seat.is_lead)
    counts = [files[key] for key in pool]
    teams: dict[str, set[str]] = {}
    for seat in seats:
        teams.setdefault(seat.application, set()).add(seat.examiner)
    met = Counter(pair for team in teams.values() for pair in combinations(sorted(team), 2))
    n, squares = len(counts), sum(count * count for count in counts)
    mean = sum(counts) / n if n else 0.0
    return Workload(
        loads=tuple(
            Load(key, files[key], leads[key], files[key] * hours_each)
            for key in sorted(pool, key=lambda key: (-files[key], key))
        ),
        least=min(counts, default=0),
        most=max(counts, default=0),
        mean=mean,
        deviation=math.sqrt(sum((count - mean) ** 2 for count in counts) / n) if n else 0.0,
        evenness=sum(counts) ** 2 / (n * squares) if squares else 1.0,
        met_often=tuple(
            Pair(first, second, times)
            for (first, second), times in sorted(met.items(), key=lambda one: (-one[1], one[0]))
            if times >= often_from
        ),
    )
