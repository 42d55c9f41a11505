"""Companies counted by where they belong, up to the last midnight in Korea."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Final, NamedTuple

from accounts.reference import GROUPS, SIZES, UnableToFindRegion, area_codes, area_of, region_on, regions, sectors
from qmplatform.korean.formats import KST

# Those without a dimension around them first: sectors lie in groups, regions in areas.
DIMENSIONS: Final = ("group", "size", "area", "sector", "region")
AROUND: Final = {"sector": "group", "region": "area"}
# Companies whose sector, size or region is none of ours: counted in the country, told nowhere.
ELSEWHERE: Final = ""


class Tally(NamedTuple):
    """So many companies of one sector, size and region that belong to one business group, '' for none."""

    sector: str
    size: str
    region: str
    owner: str
    companies: int


def midnight(now: datetime) -> datetime:
    """Return the last midnight in Korea."""
    return datetime.combine(now.astimezone(KST).date(), time(), KST)


@dataclass(slots=True)
class Count:
    """How many companies, and of how many business groups at least."""

    companies: int = 0
    alone: int = 0
    groups: set[str] = field(default_factory=set)

    def add(self, tally: Tally) -> None:
        """Count companies in."""
        self.companies += tally.companies
        if tally.owner:
            self.groups.add(tally.owner)
        else:
            self.alone += tally.companies

    @property
    def owners(self) -> int:
        return self.alone + len(self.groups)


def count_of(tallies: Iterable[Tally]) -> Count:
    """Return the count of all of them."""
    found = Count()
    for tally in tallies:
        found.add(tally)
    return found


@dataclass(frozen=True, slots=True)
class Places:
    """The codes of every dimension on one day: what tables have rows for, whether or not anybody is there."""

    on: date

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Return the codes in the order to show them."""
        return _codes(self.on)[dimension]

    def around(self, dimension: str, code: str) -> str:
        """Return the group of a sector or the area of a region; '' for any other code."""
        return _around(self.on)[dimension].get(code, ELSEWHERE)

    def place(self, tally: Tally, dimension: str) -> str:
        """Return where companies belong, '' where that is none of the codes of the day."""
        if dimension in ("region", "area"):
            region = _region_of(tally.region, self.on)
            return region if dimension == "region" else self.around("region", region)
        if dimension in ("sector", "group"):
            group = self.around("sector", tally.sector)
            return (tally.sector if group else ELSEWHERE) if dimension == "sector" else group
        return tally.size if tally.size in SIZES else ELSEWHERE


@cache
def _codes(on: date) -> Mapping[str, tuple[str, ...]]:
    return {
        "group": tuple(group.code for group in GROUPS),
        "size": SIZES,
        "area": tuple(area.code for area in area_codes()),
        "sector": tuple(sector.code for sector in sectors()),
        "region": tuple(region.code for region in regions(on)),
    }


@cache
def _around(on: date) -> Mapping[str, Mapping[str, str]]:
    return {
        "sector": {sector.code: sector.group_code for sector in sectors()},
        "region": {region.code: area_of(region).code for region in regions(on)},
    }


@cache
def _region_of(code: str, on: date) -> str:
    try:
        found = region_on(code, on)
    except UnableToFindRegion:
        return ELSEWHERE
    return found.code if found.is_valid(on) else ELSEWHERE


def counts_by(tallies: Iterable[Tally], places: Places) -> tuple[Count, Mapping[str, Mapping[str, Count]]]:
    """Return the count of the country, and by dimension and code; codes without companies are left out."""
    nation = Count()
    found: dict[str, defaultdict[str, Count]] = {name: defaultdict(Count) for name in DIMENSIONS}
    merged: Counter[tuple[str, str, str, str]] = Counter()
    for tally in tallies:
        merged[tally[:4]] += tally.companies
    for key, companies in merged.items():
        tally = Tally(*key, companies)
        nation.add(tally)
        for name in DIMENSIONS:
            found[name][places.place(tally, name)].add(tally)
    return nation, found
