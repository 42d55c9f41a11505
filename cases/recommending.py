"""Recommends cases to a company by its weaknesses, each with the reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from accounts.reference import UnableToFindSector, sector
from cases.figures import figures
from cases.matching import ALL, CaseFacts, Match, Seeker, ThemeNeed, Weighing, match_cases
from cases.models import Case
from cases.reasons import reason_of

__all__ = [
    "RecommendedCase",
    "Shelf",
    "ThemeNeed",
    "facts_of",
    "group_of",
    "read_shelf",
    "recommend_cases",
    "recommendable_cases",
]

LIMIT: Final = 3
_FACTS: Final = ("id", "organisation_ko", "themes", "sector_code", "size_code", "award_code", "start_level",
                 "has_figures", "country_code", "year", "results")  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecommendedCase:
    """A case, why it was chosen in both languages, and its score 0-1."""

    case_id: str
    reason_ko: str
    reason_en: str
    score: float

    def reason(self, language: str) -> str:
        """Give the Korean reason, or the English one for any other language."""
        return self.reason_ko if language == "ko" else self.reason_en


@dataclass(frozen=True)
class Shelf:
    """What may be recommended, read once for any number of questions."""

    facts: tuple[CaseFacts, ...]
    results: Mapping[str, Sequence[Mapping[str, Any]]]

    def recommend(
        self,
        *,
        needs: Sequence[ThemeNeed],
        sector_code: str,
        size_code: str,
        level: float | None = None,
        limit: int = LIMIT,
        without: Iterable[str] = (),
        weighing: Weighing = ALL,
    ) -> list[RecommendedCase]:
        """Recommend cases as `recommend_cases` does; no query."""
        seeker = Seeker(tuple(needs), sector_code, group_of(sector_code), size_code, level)
        matches = match_cases(seeker=seeker, cases=self.facts, limit=limit, without=without, weighing=weighing)
        return [self._told(match) for match in matches]

    def _told(self, match: Match) -> RecommendedCase:
        korean, english = (reason_of(match, self.results[match.id], language) for language in ("ko", "en"))
        return RecommendedCase(match.id, korean, english, match.score)


def recommendable_cases() -> QuerySet[Case]:
    """Return what may be recommended: published, its source read, and telling an approach or results."""
    return Case.published.filter(is_rich=True, verification_status=Case.Verification.SOURCE_READ)


def read_shelf() -> Shelf:
    """Read all that may be recommended; one query."""
    rows = list(recommendable_cases().values(*_FACTS))
    return Shelf(tuple(facts_of(row) for row in rows), {row["id"]: row["results"] for row in rows})


def recommend_cases(
    *,
    needs: Sequence[ThemeNeed],
    sector_code: str,
    size_code: str,
    level: float | None = None,
    limit: int = LIMIT,
    without: Iterable[str] = (),
) -> list[RecommendedCase]:
    """Recommend cases that tell how others met the same weaknesses; one query, the same answer every time.

    Parameters
    ----------
    needs
        Weak themes with their weights, gap x weight of the items (> 0, only ratios matter); needs of unknown themes
        find nothing.
    sector_code, size_code
        Of the company; empty where unknown.
    level
        Mean maturity of its weak items, 0-5; None where unknown.
    limit
        At most so many, from different organisations.
    without
        Ids of cases that are shown already.

    Returns
    -------
    list of RecommendedCase
        Best first, varied in award and sector (`cases.matching`). Only cases of `recommendable_cases`.
    """
    return read_shelf().recommend(
        needs=needs, sector_code=sector_code, size_code=size_code, level=level, limit=limit, without=without
    )


def facts_of(row: Mapping[str, Any]) -> CaseFacts:
    """Return what of a case's field values decides whether it fits."""
    return CaseFacts(
        id=row["id"],
        organisation=row["organisation_ko"],
        themes=tuple(row["themes"]),
        sector_code=row["sector_code"],
        group_code=group_of(row["sector_code"]),
        size_code=row["size_code"],
        award_code=row["award_code"],
        start_level=row["start_level"],
        has_figures=row["has_figures"],
        has_change=any(figure.change for figure in figures(row["results"], "ko")),
        is_domestic=row["country_code"] == "KR",
        year=row["year"] or 0,
    )


def group_of(sector_code: str) -> str:
    try:
        return sector(sector_code).group_code if sector_code else ""
    except UnableToFindSector:
        return ""
