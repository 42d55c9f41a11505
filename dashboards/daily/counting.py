"""Companies counted by where they belong, up to the last midnight in Korea."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Final, NamedTuple

from accounts.reference import GROUPS, SIZES, UnableToFindRegion, region_on, regions, sectors
from qmplatform.korean.formats import KST

DIMENSIONS: Final = ("group", "sector", "size", "region")
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


@cache
def group_of(sector: str) -> str:
    """Return the sector group of a sector, '' if there is no such sector."""
    return next((one.group_code for one in sectors() if one.code == sector), ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Places:
    """The codes of every dimension on one day: what tables have rows for, whether or not anybody is there."""

    on: date

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Return the codes in the order to show them."""
        if dimension == "group":
            return tuple(group.code for group in GROUPS)
        if dimension == "sector":
            return tuple(sector.code for sector in sectors())
        if dimension == "size":
            return SIZES
        return tuple(region.code for region in regions(self.on))

    def place(self, tally: Tally, dimension: str) -> str:
        """Return where companies belong, '' where that is none of the codes of the day."""
        if dimension == "region":
            try:
                code = region_on(tally.region, self.on).code
            except UnableToFindRegion:
                return ELSEWHERE
        else:
            code = {"group": group_of(tally.sector), "sector": tally.sector, "size": tally.size}[dimension]
        return code if code in self.codes(dimension) else ELSEWHERE


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
