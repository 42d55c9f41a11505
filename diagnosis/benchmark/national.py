"""National figures: what those who took part score, and what all companies of the country would."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Protocol


class HasMean(Protocol):
    """A stratum's pooled mean and how many companies took part."""

    @property
    def mean(self) -> float: ...
    @property
    def n(self) -> float: ...


@dataclass(frozen=True, slots=True)
class PostStratified:
    """Both means of the country, to be shown side by side.

    Attributes
    ----------
    participants
        Mean of the strata by companies that took part; None if none did.
    population
        Mean of the strata by all companies there are in the registry; None if no stratum has both.
    covered
        Share of the registry's companies that lie in strata with an estimate, 0-1.
    """

    participants: float | None
    population: float | None
    covered: float


def post_stratify(estimates: Mapping[Hashable, HasMean], registry_counts: Mapping[Hashable, float]) -> PostStratified:
    """Return the mean of those who took part and the one weighted to all companies.

    Parameters
    ----------
    estimates
        Stratum (sector and size, say) -> its pooled mean and companies; a stratum nobody took part in has n = 0 and the
        mean it borrowed.
    registry_counts
        Stratum -> companies in the registry of establishments, >= 0.

    Raises
    ------
    ValueError
        If a count is negative or not finite.

    Notes
    -----
    ``sum N_h t_h / sum N_h`` over strata with an estimate. It corrects for who takes part by sector and size only: that
    the better companies of a stratum may be keener to take part is not corrected, and is to be said beside the number.
    """
    counts = [*registry_counts.values(), *(estimate.n for estimate in estimates.values())]
    if any(not math.isfinite(count) or count < 0 for count in counts):
        raise ValueError("A stratum has zero companies or more.")
    weighed = [(registry_counts[key], estimates[key].mean) for key in registry_counts if key in estimates]
    whole, known = math.fsum(registry_counts.values()), math.fsum(count for count, _ in weighed)
    return PostStratified(
        participants=_weighted([(estimate.n, estimate.mean) for estimate in estimates.values()]),
        population=_weighted(weighed),
        covered=known / whole if whole else 0.0,
    )


def _weighted(pairs: list[tuple[float, float]]) -> float | None:
    total = math.fsum(weight for weight, _ in pairs)
    return math.fsum(weight * value for weight, value in pairs) / total if total else None
