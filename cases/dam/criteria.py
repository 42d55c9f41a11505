"""What part of the library is looked at: all of it stands in the address. Pure."""

from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

FIRST_YEAR, LAST_YEAR = 1900, 2100
# A choice longer than any code is no choice.
_CODE_LENGTH = 40
_CODES = ("theme", "sector", "country")
_YEARS = ("from", "to")
FILTERS = (*_CODES, *_YEARS)


class Parameters(Protocol):
    """A query string as Django reads it."""

    def get(self, key: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class DamCriteria:
    """The part chosen; empty fields choose everything. A case without a year lies in no range of years."""

    theme: str = ""
    sector: str = ""
    country: str = ""
    first: int | None = None
    last: int | None = None

    @property
    def is_narrowed(self) -> bool:
        return self != DamCriteria()

    def pairs(self) -> list[tuple[str, str]]:
        """Return what stands in the address, in a fixed order; what is not chosen is left out."""
        given = (self.theme, self.sector, self.country, self.first, self.last)
        return [(name, str(value)) for name, value in zip(FILTERS, given, strict=True) if value]

    def query_string(self) -> str:
        return urlencode(self.pairs())

    def takes_year(self, year: int | None) -> bool:
        if self.first is None and self.last is None:
            return True
        return year is not None and (self.first or FIRST_YEAR) <= year <= (self.last or LAST_YEAR)


def read_dam_criteria(parameters: Parameters) -> DamCriteria:
    """Read a choice from an address; what cannot be meant is left out, a range the wrong way round is turned."""
    codes = {name: _code(parameters.get(name)) for name in _CODES}
    first, last = (_year(parameters.get(name)) for name in _YEARS)
    chosen = DamCriteria(**codes, first=first, last=last)
    return replace(chosen, first=last, last=first) if first and last and first > last else chosen


def _code(given: str | None) -> str:
    text = given or ""
    return text if text.isascii() and text.isprintable() and len(text) <= _CODE_LENGTH else ""


def _year(given: str | None) -> int | None:
    text = given or ""
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None
