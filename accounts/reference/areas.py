"""The five areas of the plan (권역) by code: regions name theirs in Korean, addresses and figures need plain codes."""

from dataclasses import dataclass
from functools import cache

from accounts.reference.data import read_data
from accounts.reference.regions import Region


@dataclass(frozen=True, slots=True)
class Area:
    """An area of regions."""

    code: str
    name_ko: str
    name_en: str

    def name(self, language: str) -> str:
        """Give the Korean name, or the English one for any other language."""
        return self.name_ko if language == "ko" else self.name_en


class UnableToFindArea(LookupError):
    """No area has this code."""


@cache
def area_codes() -> tuple[Area, ...]:
    """Return the five areas, in the order to show them."""
    return tuple(_by_korean_name().values())


@cache
def _by_korean_name() -> dict[str, Area]:
    return {row["area"]: Area(row["code"], row["name_ko"], row["name_en"]) for row in read_data("areas")}


def area(code: str) -> Area:
    """Return the area of a code.

    Raises
    ------
    UnableToFindArea
        No area has the code.
    """
    for one in area_codes():
        if one.code == code:
            return one
    raise UnableToFindArea(code)


def area_of(region: Region) -> Area:
    """Return the area a region lies in."""
    return _by_korean_name()[region.area]
