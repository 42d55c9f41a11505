"""What a reader asks to see, read from and written to the address; and what the reader's office may see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final, Self
from urllib.parse import urlencode

_CODE: Final = re.compile(r"[A-Za-z0-9_.:\-]{0,80}")


class UnableToReadFilters(ValueError):
    """A filter in the address says something that cannot be; names which one in ``name``."""

    def __init__(self, name: str, given: str) -> None:
        super().__init__(f"{name}={given[:80]!r}")
        self.name, self.given = name, given


@dataclass(frozen=True, slots=True)
class Scope:
    """What an office may see beside the country as a whole; empty texts restrict nothing.

    Attributes
    ----------
    region
        Code of the only region whose numbers may be seen.
    sector
        Code of the only sector whose numbers may be seen.
    """

    region: str = ""
    sector: str = ""

    def may_see(self, *, sector: str = "", area: str = "", region: str = "") -> bool:
        """Tell whether numbers of a region, an area of regions or a sector are within the office's view.

        Who may see one sector sees regions of that sector alone.
        """
        if self.region and (area or (region and region != self.region)):
            return False
        return not (self.sector and (sector or area or region) and sector != self.sector)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a page, all texts, empty where nothing is restricted.

    Attributes
    ----------
    edition
        Identity of an edition; the newest one if empty.
    other
        Edition to compare with.
    sector, group, size, area, region
        Who: codes. A sector stands before its group, a region before its area.
    node
        Code of the dimension or indicator that is looked at; the whole score if empty.
    against
        Compare with another group of companies: ``name:code`` such as ``size:small``, several joined by commas.
    period
        For figures counted day by day: a year, or a month ``2026-10``.
    cycle
        Key of an award cycle.
    """

    edition: str = ""
    other: str = ""
    sector: str = ""
    group: str = ""
    size: str = ""
    area: str = ""
    region: str = ""
    node: str = ""
    against: str = ""
    period: str = ""
    cycle: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Return the filters of an address; parameters that are no filters are passed over.

        Raises
        ------
        UnableToReadFilters
            A value is not of the form of a code. Whether the code exists is the page's to say.
        """
        found = {}
        for field in fields(cls):
            value = given.get(field.name, "")
            allowed = value.replace(",", "") if field.name == "against" else value
            if not _CODE.fullmatch(allowed):
                raise UnableToReadFilters(field.name, value)
            found[field.name] = value
        return cls(**found)

    def query(self) -> str:
        """Return the query string: fields in their order, empty ones left out; read back, it gives the same filters."""
        return urlencode([(f.name, getattr(self, f.name)) for f in fields(self) if getattr(self, f.name)])

    def with_(self, **changes: str) -> Self:
        """Return the filters with some changed."""
        return replace(self, **changes)

    def within(self, scope: Scope) -> Self:
        """Return the filters as an office may use them: what lies outside its view is replaced by its own."""
        found = self
        if scope.region and (found.area or (found.region and found.region != scope.region)):
            found = replace(found, area="", region=scope.region)
        if scope.sector and found.sector != scope.sector and (found.sector or found.area or found.region):
            found = replace(found, sector=scope.sector, group="")
        return found
