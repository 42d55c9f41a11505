"""The 30 sectors of the platform, by industry code."""

from dataclasses import dataclass
from functools import cache

from accounts.reference.data import read_data


@dataclass(frozen=True, slots=True)
class SectorGroup:
    """One of the four groups of the assessment model's profiles."""

    code: str
    name_ko: str
    name_en: str

    def name(self, language: str) -> str:
        """Give the Korean name, or the English one for any other language."""
        return self.name_ko if language == "ko" else self.name_en


GROUPS: tuple[SectorGroup, ...] = (
    SectorGroup("MANUFACTURING", "제조", "Manufacturing"),
    SectorGroup("CONSTRUCTION", "건설", "Construction"),
    SectorGroup("SERVICE", "서비스", "Services"),
    SectorGroup("PUBLIC", "공공", "Public"),
)


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector.

    Attributes
    ----------
    ksic : tuple of str
        Prefixes of industry codes; the longest that fits decides.
    group_code : str
        MANUFACTURING, SERVICE, CONSTRUCTION or PUBLIC.
    survey_group : str or None
        Group of the KSA survey of 2022 (manufacturing only), an assumption of ours; None where it is unknown.
    """

    code: str
    name_ko: str
    name_en: str
    ksic: tuple[str, ...]
    group_code: str
    survey_group: str | None

    def name(self, language: str) -> str:
        """Give the Korean name, or the English one for any other language."""
        return self.name_ko if language == "ko" else self.name_en

    @property
    def group(self) -> SectorGroup:
        return next(group for group in GROUPS if group.code == self.group_code)


class UnableToFindSector(LookupError):
    """No sector has this code."""


@cache
def sectors() -> tuple[Sector, ...]:
    """Return every sector, in the order to show them."""
    return tuple(
        Sector(
            code=row["code"],
            name_ko=row["name_ko"],
            name_en=row["name_en"],
            ksic=tuple(row["ksic"]),
            group_code=row["group"],
            survey_group=row["survey_group"],
        )
        for row in read_data("sectors")
    )


def sectors_by_group() -> tuple[tuple[SectorGroup, tuple[Sector, ...]], ...]:
    """Return the sectors under their groups."""
    return tuple((group, tuple(s for s in sectors() if s.group_code == group.code)) for group in GROUPS)


def sector(code: str) -> Sector:
    """Return the sector of a code.

    Raises
    ------
    UnableToFindSector
        No sector has the code.
    """
    for one in sectors():
        if one.code == code:
            return one
    raise UnableToFindSector(code)


def sector_of_ksic(ksic: str) -> Sector | None:
    """Return the sector of an industry code as `parse_ksic` gives it, or None where none covers it.

    The longest prefix wins: C2042 is cosmetics although C20 is chemicals.
    """
    fits = [(len(prefix), one) for one in sectors() for prefix in one.ksic if ksic.startswith(prefix)]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None
