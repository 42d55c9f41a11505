"""Provinces and metropolitan cities (시도), each valid from a day to a day: they merge and change their codes."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from accounts.reference.data import read_data


@dataclass(frozen=True, slots=True)
class Region:
    """A region.

    Attributes
    ----------
    code : str
        Two digits of the Ministry of the Interior and Safety (not Statistics Korea's).
    area : str
        One of the five areas of the plan; membership is common practice, not law.
    valid_from, valid_to : date or None
        First and last day; None where it lies before our records or is open.
    successor : str or None
        Code of the region that took over.
    """

    code: str
    name_ko: str
    short_ko: str
    name_en: str
    area: str
    mega_region: str
    valid_from: date | None
    valid_to: date | None
    successor: str | None

    def name(self, language: str) -> str:
        """Give the Korean name, or the English one for any other language."""
        return self.name_ko if language == "ko" else self.name_en

    def is_valid(self, on: date) -> bool:
        """Tell whether the region exists on the day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class UnableToFindRegion(LookupError):
    """No region has ever had this code."""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _all() -> tuple[Region, ...]:
    return tuple(
        Region(**{**row, "valid_from": _day(row["valid_from"]), "valid_to": _day(row["valid_to"])})
        for row in read_data("regions")
    )


def regions(on: date | None = None) -> tuple[Region, ...]:
    """Return the regions that exist on a day, or all there ever were, by code."""
    return _all() if on is None else tuple(one for one in _all() if one.is_valid(on))


def region(code: str) -> Region:
    """Return the region of a code, whether or not it still exists.

    Raises
    ------
    UnableToFindRegion
        No region has ever had the code.
    """
    for one in _all():
        if one.code == code:
            return one
    raise UnableToFindRegion(code)


def region_on(code: str, on: date) -> Region:
    """Return what the region of a code has become by a day: itself, or its successor's successor.

    Raises
    ------
    UnableToFindRegion
        No region has ever had the code.
    """
    found = region(code)
    while found.successor and found.valid_to is not None and found.valid_to < on:
        found = region(found.successor)
    return found


def areas(on: date) -> dict[str, tuple[Region, ...]]:
    """Return the five areas with their regions of a day."""
    found: dict[str, tuple[Region, ...]] = {}
    for one in regions(on):
        found[one.area] = (*found.get(one.area, ()), one)
    return found
