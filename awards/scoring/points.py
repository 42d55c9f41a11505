"""Award points: an item's points x percent / 100, summed unrounded; whole numbers only where a band is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from awards.scoring.percents import PercentScale
from awards.scoring.reasons import Code, Reason, refuse_if
from qmplatform.statistics import round_half_up

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item of the criteria: its points (more than 0), the category it counts in, and its kind (process, results)."""

    code: str
    points: int | float
    category: str
    kind: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is scored: items in order, and bands by section ("total" or a kind).

    Attributes
    ----------
    bands
        For each section the (lowest, highest) whole points of band 1, 2, ...; without a gap from 0 to the section's
        points. A section that is left out has no bands.
    unverified
        What of this is provisional, as codes that a page shows ("points", "bands").
    """

    items: tuple[ScoredItem, ...]
    bands: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    unverified: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len({item.code for item in self.items}) < len(self.items):
            raise ValueError("each item has a code of its own")
        if any(item.points <= 0 for item in self.items):
            raise ValueError("an item has more than 0 points")
        for section, bands in self.bands.items():
            most = self.points_of(section)
            edges = [-1, *(edge for band in bands for edge in band)]
            joined = all(low == before + 1 for before, low in zip(edges[::2], edges[1::2], strict=False))
            if not joined or edges[-1] != most or any(low > high for low, high in bands):
                raise ValueError(f"the bands of {section} run without a gap from 0 to {most}")

    def points_of(self, section: str) -> int | float:
        """Return the points that a section ("total" or a kind) holds at most."""
        return float(sum(Fraction(item.points) for item in self.items if section in (TOTAL, item.kind)))

    def with_points(self, points: Mapping[str, int | float], *, unverified: tuple[str, ...] = ()) -> Scheme:
        """Return the scheme with the points of a variant, which names every item.

        Raises
        ------
        ValueError
            If the variant leaves an item out, names another, or no longer sums to the same total.
        """
        if set(points) != {item.code for item in self.items}:
            raise ValueError("a variant has points for exactly the items of the scheme")
        items = tuple(replace(item, points=points[item.code]) for item in self.items)
        if sum(Fraction(item.points) for item in items) != sum(Fraction(item.points) for item in self.items):
            raise ValueError("a variant keeps the total")
        return Scheme(items, self.bands, tuple(dict.fromkeys((*self.unverified, *unverified))))


@dataclass(frozen=True, slots=True)
class Band:
    """The band of a section: its number from 1, its edges, and the whole points that were looked up."""

    number: int
    low: int
    high: int
    points: int


@dataclass(frozen=True, slots=True)
class AwardScore:
    """Points, unrounded, by item, category and kind.

    Attributes
    ----------
    missing
        Items without a percent, in the scheme's order; they count 0.
    """

    items: Mapping[str, float]
    categories: Mapping[str, float]
    kinds: Mapping[str, float]
    total: float
    bands: Mapping[str, Band]
    missing: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()

    def points_of(self, code: str) -> float:
        """Return the points of an item or a category.

        Raises
        ------
        KeyError
            If there is neither.
        """
        return self.items[code] if code in self.items else self.categories[code]


def award_points(scheme: Scheme, scale: PercentScale, percents: Mapping[str, int | None]) -> AwardScore:
    """Return the points of an application.

    Parameters
    ----------
    percents
        Percent 0..100 in the scale's steps by item. Left out or None: the item counts 0 and stands in `missing`.

    Raises
    ------
    Refused
        If a percent is off the scale or belongs to no item; every such item is named.

    Notes
    -----
    Sums are exact, whatever the order of the items: fractions, turned into the nearest float at the end. Method,
    section 5.
    """
    known = {item.code for item in scheme.items}
    refuse_if(
        [Reason(Code.ITEM_UNKNOWN, {"item": code}) for code in sorted(set(percents) - known)]
        + [
            Reason(fault.code, {"item": code, **fault.facts})
            for code, percent in percents.items()
            if percent is not None
            for fault in scale.faults_of(percent)
        ]
    )
    exact = {item.code: Fraction(item.points) * (percents.get(item.code) or 0) / 100 for item in scheme.items}

    def by(names: Sequence[str]) -> dict[str, float]:
        sums: dict[str, Fraction] = {}
        for name, item in zip(names, scheme.items, strict=True):
            sums[name] = sums.get(name, Fraction(0)) + exact[item.code]
        return {name: float(points) for name, points in sums.items()}

    kinds = by([item.kind for item in scheme.items])
    total = float(sum(exact.values()))
    sections = {TOTAL: total, **kinds}
    return AwardScore(
        items={code: float(points) for code, points in exact.items()},
        categories=by([item.category for item in scheme.items]),
        kinds=kinds,
        total=total,
        bands={section: band_of(bands, sections[section]) for section, bands in scheme.bands.items()},
        missing=tuple(item.code for item in scheme.items if percents.get(item.code) is None),
        unverified=scheme.unverified,
    )


def band_of(bands: Sequence[tuple[int, int]], points: float) -> Band:
    """Return the band of unrounded points, rounded to a whole number, half up, for this alone.

    Raises
    ------
    ValueError
        If the points lie in no band.
    """
    whole = int(round_half_up(points, 0))
    for number, (low, high) in enumerate(bands, start=1):
        if low <= whole <= high:
            return Band(number, low, high, whole)
    raise ValueError(f"{points} points lie in no band")


def points_short_of(score: AwardScore, floor: float | None) -> float | None:
    """Return how many points are missing to a floor, 0.0 when it is met, None when the floor is not known.

    A floor decides, so it is compared with the unrounded total: 799.5 points do not meet 800.
    """
    return None if floor is None else max(0.0, float(Fraction(floor) - Fraction(score.total)))


def combined_total(totals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted total of parts judged apart, as a circle's document and presentation.

    Raises
    ------
    ValueError
        If the weights do not sum to 1 or name other parts than the totals.
    """
    exact = {part: Fraction(str(weight)) for part, weight in weights.items()}
    if set(exact) != set(totals) or sum(exact.values()) != 1 or min(exact.values()) < 0:
        raise ValueError("weights of 0 or more, one a part, sum to 1")
    return float(sum(exact[part] * Fraction(total) for part, total in totals.items()))
