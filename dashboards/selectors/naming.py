"""Names of codes in the reader's language: nodes of the model, sectors, groups, sizes, regions, areas, sets of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Company
from accounts.reference import (
    GROUPS,
    SIZES,
    Region,
    UnableToFindArea,
    UnableToFindRegion,
    UnableToFindSector,
    area,
    region,
    region_on,
    sector,
)
from dashboards.editions import SetKey
from dashboards.figures import UnableToReadFilters
from dashboards.selectors.scope import NOWHERE
from diagnosis.catalog import AssessmentModel, Group, Item

_GROUPS: Final = {group.code: group for group in GROUPS}
SEPARATOR: Final = " · "


@dataclass(frozen=True, slots=True)
class Names:
    """Names of codes on a day, of one model, in one language."""

    model: AssessmentModel
    language: str
    on: date

    def node(self, code: str) -> str:
        """Name a domain, a dimension, an indicator or the whole score; the code itself if the model lacks it."""
        found = self._node(code)
        return code if found is None else found.title.in_(self.language)

    def _node(self, code: str) -> Group | Item | None:
        return self.model.groups().get(code) or self.model.items().get(code)

    def is_item(self, code: str) -> bool:
        """Tell whether a node is an indicator, which is published of fewer kinds of sets."""
        return code in self.model.items()

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from below the root down to a node; none for the whole score."""
        found: list[str] = []
        while code != self.model.root.code:
            found.insert(0, code)
            try:
                code = self.model.parent_of(code).code
            except KeyError:
                break
        return tuple(found)

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes right under a node; none under an indicator."""
        group = self.model.groups().get(code)
        return () if group is None else tuple(child.code for child in group.children)

    def size(self, code: str) -> str:
        """Name a size class."""
        return str(Company.Size(code).label) if code in SIZES else code

    def sector(self, code: str) -> str:
        """Name a sector."""
        if code == NOWHERE:
            return _("No sector")
        try:
            return sector(code).name(self.language)
        except UnableToFindSector:
            return code

    def group(self, code: str) -> str:
        """Name a group of sectors."""
        return _GROUPS[code].name(self.language) if code in _GROUPS else code

    def region(self, code: str) -> str:
        """Name a region shortly in Korean, in full in English."""
        if code == NOWHERE:
            return _("No region")
        try:
            found = region(code)
        except UnableToFindRegion:
            return code
        return found.short_ko if self.language == "ko" else found.name_en

    def area(self, code: str) -> str:
        """Name an area of regions."""
        try:
            return area(code).name(self.language)
        except UnableToFindArea:
            return code

    def label(self, dimension: str, code: str) -> str:
        """Name a code of a dimension of sets."""
        return str(getattr(self, dimension)(code))

    def set(self, key: SetKey) -> str:
        """Name a set of companies, the widest part first; the country where nothing is restricted."""
        order = ("area", "region", "group", "sector", "size")
        parts = [self.label(name, getattr(key, name)) for name in order if getattr(key, name)]
        return SEPARATOR.join(parts) or _("Whole country")

    def settled_region(self, code: str) -> str:
        """Return the code that a region of an address has on the day: old addresses outlive mergers."""
        return code if code == NOWHERE else _region_of(code, self.on).code

    def check(self, key: SetKey) -> None:
        """Raise `UnableToReadFilters` where a set names a code that does not exist."""
        known: dict[str, Callable[[str], bool]] = {
            "sector": lambda code: code == NOWHERE or bool(sector(code)),
            "group": lambda code: bool(_GROUPS[code]),
            "size": lambda code: bool(Company.Size(code)),
            "area": lambda code: bool(area(code)),
            "region": lambda code: code == NOWHERE or bool(region(code)),
        }
        for name, code in key._asdict().items():
            try:
                _found = not code or known[name](code)
            except (LookupError, ValueError) as error:
                raise UnableToReadFilters(name, code) from error


def _region_of(code: str, on: date) -> Region:
    try:
        return region_on(code, on)
    except UnableToFindRegion as error:
        raise UnableToReadFilters("region", code) from error
