"""What an applicant is told of its scores: a range for each item and a band for each section, and nothing else.

The types below cannot carry a percent, a point or a name: every text has to be a code of the criteria, the only number
is a band, and there are slots for nothing more. Each guard looks at the exact type, for `True` is a number too and a
subclass of `str` may carry anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from awards.scoring.percents import PercentScale
from awards.scoring.points import TOTAL, AwardScore, Scheme, award_points
from awards.scoring.reasons import Code, Reason, refuse_if

_ITEM: Final = re.compile(r"[A-Z]{2,8}[0-9]{1,2}(\.[0-9]{1,2})?")
_RANGE: Final = re.compile(r"[A-Z][A-Z0-9]?")
_SECTIONS: Final = (TOTAL, "process", "results")
_MOST_BANDS: Final = 10


class NotForApplicants(ValueError):
    """Something that is not a range or a band was put into the applicant's copy."""


@dataclass(frozen=True, slots=True)
class ItemRange:
    """The range of an item, by its code alone; pages look its edges up in the criteria."""

    item: str
    range_code: str

    def __post_init__(self) -> None:
        if type(self.item) is not str or not _ITEM.fullmatch(self.item):
            raise NotForApplicants("an item's code was expected")
        if type(self.range_code) is not str or not _RANGE.fullmatch(self.range_code):
            raise NotForApplicants("a range's code was expected")


@dataclass(frozen=True, slots=True)
class SectionBand:
    """The band of the total, the process items or the results items."""

    section: str
    band: int

    def __post_init__(self) -> None:
        if type(self.section) is not str or self.section not in _SECTIONS:
            raise NotForApplicants("a section was expected")
        if type(self.band) is not int or not 1 <= self.band <= _MOST_BANDS:
            raise NotForApplicants("a band's number was expected")


@dataclass(frozen=True, slots=True)
class ApplicantCopy:
    """The scores as the applicant sees them."""

    items: tuple[ItemRange, ...]
    bands: tuple[SectionBand, ...]

    def __post_init__(self) -> None:
        if type(self.items) is not tuple or any(type(item) is not ItemRange for item in self.items):
            raise NotForApplicants("ranges were expected")
        if type(self.bands) is not tuple or any(type(band) is not SectionBand for band in self.bands):
            raise NotForApplicants("bands were expected")


def applicant_copy(scheme: Scheme, scale: PercentScale, percents: Mapping[str, int | None]) -> ApplicantCopy:
    """Return what the applicant is told of the percents that were agreed.

    Parameters
    ----------
    percents
        The agreed percent of every item of the scheme; an unanswered item was agreed at 0.

    Raises
    ------
    Refused
        If an item is still open: its range would be told as the lowest, which nobody decided.
    """
    refuse_if(Reason(Code.ITEM_OPEN, {"item": item.code}) for item in scheme.items if percents.get(item.code) is None)
    score: AwardScore = award_points(scheme, scale, percents)
    return ApplicantCopy(
        items=tuple(
            ItemRange(code, scale.range_of(percent).code)
            for code in score.items
            if (percent := percents[code]) is not None
        ),
        bands=tuple(SectionBand(section, band.number) for section, band in score.bands.items()),
    )
