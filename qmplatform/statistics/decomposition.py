"""Why a mean moved between two years: other units took part, or the same kind of unit scores otherwise."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One group's part of the change: of its share (`mix`) and of its mean (`real`), in points."""

    group: Hashable
    mix: float
    real: float


@dataclass(frozen=True, slots=True)
class MeanChange:
    """A change of a mean, taken apart.

    Attributes
    ----------
    before, after
        The two means over all units.
    mix, real
        ``mix + real == after - before`` but for rounding of floats.
    only_before, only_after
        Groups that stand in one year alone; what they move counts as mix.
    groups
        Every group's part, in the order of `before` and then of `after`.
    """

    before: float
    after: float
    mix: float
    real: float
    only_before: tuple[Hashable, ...]
    only_after: tuple[Hashable, ...]
    groups: tuple[GroupChange, ...]

    @property
    def total(self) -> float:
        return self.after - self.before


def mean_change(
    before: Mapping[Hashable, tuple[float, float]], after: Mapping[Hashable, tuple[float, float]]
) -> MeanChange | None:
    """Take the change of a mean apart into mix and real change.

    Parameters
    ----------
    before, after
        Group -> (number of units, mean of the group). Numbers are not negative; a group of none is left out.

    Returns
    -------
    MeanChange or None
        None where one of the years has no units at all.

    Raises
    ------
    ValueError
        If a number is negative, or a number or mean is not finite.

    Notes
    -----
    Kitagawa (1955): with shares p and means m of both years, ``real = sum (p0 + p1) / 2 * (m1 - m0)`` and
    ``mix = sum (m0 + m1) / 2 * (p1 - p0)``; the two halves are symmetric, so swapping the years swaps the signs and
    nothing is left over. A group of one year alone has no change of its own: its whole part, measured from that year's
    mean of the groups both years have, is mix.
    """
    first, second = _shares(before), _shares(after)
    if not first or not second:
        return None
    both = [group for group in first if group in second]
    mean_before = sum(share * mean for share, mean in first.values())
    mean_after = sum(share * mean for share, mean in second.values())
    # Shares sum to one in both years, so any level may be taken off the means in `mix`; this one says what a group that
    # comes or goes does to the mean of those that stay.
    anchor_before, anchor_after = _mean_of(first, both, mean_before), _mean_of(second, both, mean_after)
    anchor = (anchor_before + anchor_after) / 2
    parts = []
    for group in dict.fromkeys((*first, *second)):
        if group in first and group in second:
            (p0, m0), (p1, m1) = first[group], second[group]
            parts.append(GroupChange(group, ((m0 + m1) / 2 - anchor) * (p1 - p0), (p0 + p1) / 2 * (m1 - m0)))
        elif group in first:
            share, mean = first[group]
            parts.append(GroupChange(group, -(mean - anchor) * share, 0.0))
        else:
            share, mean = second[group]
            parts.append(GroupChange(group, (mean - anchor) * share, 0.0))
    return MeanChange(
        before=mean_before,
        after=mean_after,
        mix=math.fsum(part.mix for part in parts),
        real=math.fsum(part.real for part in parts),
        only_before=tuple(group for group in first if group not in second),
        only_after=tuple(group for group in second if group not in first),
        groups=tuple(parts),
    )


def _shares(groups: Mapping[Hashable, tuple[float, float]]) -> dict[Hashable, tuple[float, float]]:
    for group, (number, mean) in groups.items():
        if not math.isfinite(number) or number < 0 or not math.isfinite(mean):
            raise ValueError(f"{group!r}: a number that is not negative and a finite mean were expected")
    total = math.fsum(number for number, _mean in groups.values())
    if not total:
        return {}
    return {group: (number / total, mean) for group, (number, mean) in groups.items() if number}


def _mean_of(groups: Mapping[Hashable, tuple[float, float]], chosen: list[Hashable], default: float) -> float:
    weight = math.fsum(groups[group][0] for group in chosen)
    return math.fsum(groups[group][0] * groups[group][1] for group in chosen) / weight if weight else default
