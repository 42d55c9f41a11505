"""Who the synthetic companies are: the mix of sectors, sizes and regions, and where each kind stands on average.

Published are five means of 2022 (KSA; 6th quality plan, page 4): all firms of the survey 45.7, large and mid-sized 70,
small and medium 41, machinery-electric-electronics 51.5, construction-environment 37.9. The tables below are set so
that these come out; every other number in them is our own setting and says nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Profile

OVERALL: Final = 45.7
MACHINERY, CONSTRUCTION = "기계전기전자", "건설환경"
PUBLIC_SIZE: Final = "public"
# Size class -> share among companies, mean. Large and mid-sized are 16.2 %, as the three published means imply.
SIZES: Final[dict[str, tuple[float, float]]] = {
    "micro": (0.140, 34.0),
    "small": (0.420, 40.0),
    "medium": (0.278, 46.0),
    "mid": (0.122, 68.5),
    "large": (0.040, 74.6),
}
# Families of sectors -> published or assumed mean; then sector -> share, mean before its family is brought to that.
FAMILIES: Final[dict[str, tuple[float, dict[str, tuple[float, float]]]]] = {
    MACHINERY: (
        51.5,
        {
            "METAL": (3, 49.0),
            "FABMETAL": (6, 47.0),
            "SEMI": (3, 59.0),
            "ICTDEV": (3, 54.0),
            "BATTERY": (2, 58.0),
            "ELECTRIC": (5, 52.0),
            "MACHINE": (8, 50.0),
            "AUTO": (6, 54.5),
            "SHIP": (2, 50.0),
            "AERODEF": (2, 55.0),
        },
    ),
    CONSTRUCTION: (37.9, {"CERAMIC": (2, 40.0), "ENERGYENV": (2, 41.0), "CONSTR": (8, 36.5)}),
    "바이오헬스식품": (
        44.5,
        {"FOOD": (6, 43.0), "COSMETIC": (2, 45.0), "PHARMA": (2, 49.0), "MEDDEV": (2, 47.0)},
    ),
    "화학융합": (43.5, {"TEXTILE": (3, 38.5), "CHEM": (3, 49.0), "PLASTIC": (5, 43.0)}),
    "": (
        41.4,
        {
            "WOODPAPER": (3, 39.0),
            "PRIMARY": (1, 35.0),
            "TRADE": (4, 40.0),
            "LOGIS": (3, 42.0),
            "HOSPLEIS": (2, 38.0),
            "ICTSVC": (4, 46.0),
            "FINANCE": (1, 50.0),
            "BIZSVC": (3, 42.0),
            "HEALTH": (2, 43.0),
        },
    ),
}
PUBLIC_MEAN: Final = 46.0
PUBLIC_SHARE: Final = 2.0
# Region -> share, points above or below the rest; codes of before 2023 and after stand side by side.
REGIONS: Final[dict[str, tuple[float, float]]] = {
    "11": (16, 1.5), "41": (30, 0.8), "28": (7, 0.5),
    "26": (7, -0.4), "31": (3, 1.2), "48": (9, 0.0),
    "27": (6, -0.6), "47": (7, -0.3),
    "30": (3, 0.9), "36": (1, 0.6), "43": (5, 0.4), "44": (5, 0.6),
    "12": (5, -1.6), "29": (3, -1.4), "46": (2, -2.0), "45": (4, -1.8), "52": (4, -1.8),
    "42": (2, -2.2), "51": (2, -2.2), "50": (1, -2.4),
}  # fmt: skip
# How far companies of one kind lie apart.
COMPANY_SD: Final = 15.0
# What a company that claims the highest level everywhere scores.
OVER_CLAIMED: Final = 99.0
_LEAST_MEAN, _GREATEST_MEAN = 12.0, 90.0


def _sector_effects() -> dict[str, float]:
    """Return by how much each sector stands above the mean of all."""
    effects: dict[str, float] = {}
    for target, members in FAMILIES.values():
        shares = sum(share for share, _ in members.values())
        own = sum(share * mean for share, mean in members.values()) / shares
        effects |= {code: target - OVERALL + mean - own for code, (_, mean) in members.items()}
    return effects


SECTOR_EFFECTS: Final = _sector_effects()
SECTOR_SHARES: Final = {code: share for _, members in FAMILIES.values() for code, (share, _) in members.items()}


@dataclass(frozen=True, eq=False)
class Population:
    """The kinds of companies there are, and how they are drawn.

    Attributes
    ----------
    kinds
        Every pair of sector and size once, as profiles without region and year.
    regions
        Region codes; empty where none are wanted.
    """

    kinds: tuple[Profile, ...]
    regions: tuple[str, ...]
    _sector_steps: npt.NDArray[np.float64]
    _size_steps: npt.NDArray[np.float64]
    _region_steps: npt.NDArray[np.float64]
    _public: npt.NDArray[np.bool_]
    _kind_means: npt.NDArray[np.float64]
    _region_effects: npt.NDArray[np.float64]
    _claimed: float

    def draw(self, chances: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return kind and region numbers from three uniform draws a company, shape (3, n)."""
        sectors = np.searchsorted(self._sector_steps, chances[0], side="right")
        sizes = np.searchsorted(self._size_steps, chances[1], side="right")
        sizes = np.where(self._public[sectors], len(SIZES), sizes)
        regions = np.searchsorted(self._region_steps, chances[2], side="right") if self.regions else sectors * 0
        return sectors * (len(SIZES) + 1) + sizes, regions

    def abilities(
        self, kind: npt.NDArray[np.intp], region: npt.NDArray[np.intp], chances: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """Return abilities on 0-100: each kind's mean and the same spread, by a beta distribution that stays inside."""
        from scipy.special import betaincinv  # half a second that web pages need not wait for

        mean = self._kind_means[kind] + (self._region_effects[region] if self.regions else 0.0)
        # What over-claimers add to a mean is taken from what the others stand at, so that reported means come out.
        others = (mean - self._claimed * OVER_CLAIMED) / (1.0 - self._claimed)
        share = np.clip(others, _LEAST_MEAN, _GREATEST_MEAN) / 100.0
        spread = share * (1.0 - share) / (COMPANY_SD / 100.0) ** 2 - 1.0
        drawn = np.asarray(100.0 * betaincinv(share * spread, (1.0 - share) * spread, chances), dtype=np.float64)
        return np.clip(drawn, 2.0, 98.0)


def population_of(
    model: AssessmentModel,
    *,
    sectors: Sequence[tuple[str, float]] = (),
    regions: Sequence[str] = (),
    over_claimers: float = 0.0,
) -> Population:
    """Return the population that answers a model.

    Parameters
    ----------
    model
        Its sectors are drawn by our shares; one without sectors has companies of no sector.
    sectors
        Sector codes with other shares.
    regions
        Region codes to draw from by our shares; none when empty.
    over_claimers
        Share of over-claimers among those with a score, below 1.
    """
    chosen = dict(sectors) or {code: SECTOR_SHARES.get(code, PUBLIC_SHARE) for code in model.sector_groups}
    codes: tuple[str | None, ...] = tuple(chosen) or (None,)
    groups = tuple(model.group_of_sector(code) for code in codes)
    sizes = (*SIZES, PUBLIC_SIZE)
    kinds = tuple(Profile(code, group, size) for code, group in zip(codes, groups, strict=True) for size in sizes)
    return Population(
        kinds=kinds,
        regions=tuple(regions),
        _sector_steps=_steps(list(chosen.values()) or [1.0]),
        _size_steps=_steps([share for share, _ in SIZES.values()]),
        _region_steps=_steps([REGIONS.get(code, (1.0, 0.0))[0] for code in regions] or [1.0]),
        _public=np.array([group == "PUBLIC" for group in groups]),
        _kind_means=np.array([_kind_mean(kind) for kind in kinds]),
        _region_effects=_region_effects(regions),
        _claimed=over_claimers,
    )


def _steps(shares: list[float]) -> npt.NDArray[np.float64]:
    """Return where the cumulated shares end, without the last, so that a draw always falls into one of them."""
    weights = np.array(shares, dtype=np.float64)
    if (weights < 0).any() or weights.sum() <= 0:
        raise ValueError("Shares must not be negative, and one must be above 0.")
    steps: npt.NDArray[np.float64] = np.cumsum(weights) / weights.sum()
    return steps[:-1]


def _kind_mean(kind: Profile) -> float:
    if kind.size == PUBLIC_SIZE:
        return PUBLIC_MEAN
    return SIZES[kind.size or "small"][1] + SECTOR_EFFECTS.get(kind.sector or "", 0.0)


def _region_effects(regions: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return each region's points above the mean of those that are drawn."""
    known = [REGIONS.get(code, (1.0, 0.0)) for code in regions] or [(1.0, 0.0)]
    shares, effects = (np.array(column, dtype=np.float64) for column in zip(*known, strict=True))
    centred: npt.NDArray[np.float64] = effects - (shares * effects).sum() / shares.sum()
    return centred
