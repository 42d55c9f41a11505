"""Recommends cases to a company by its weaknesses, each with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.reference import UnableToFindSector, sector
from cases.figures import improvement
from cases.matching import CaseFacts, Match, ThemeNeed, match_cases
from cases.models import Case
from cases.vocabulary import theme_name

__all__ = ["RecommendedCase", "ThemeNeed", "recommend_cases"]

LIMIT = 3
_THEMES_NAMED = 2


@dataclass(frozen=True, slots=True)
class RecommendedCase:
    """A case, why it was chosen in both languages, and its score 0-1."""

    case: Case
    reason_ko: str
    reason_en: str
    score: float

    def reason(self, language: str) -> str:
        """Give the Korean reason, or the English one for any other language."""
        return self.reason_ko if language == "ko" else self.reason_en


def recommend_cases(
    *, needs: Sequence[ThemeNeed], sector_code: str, size_code: str, limit: int = LIMIT
) -> list[RecommendedCase]:
    """Recommend cases that tell how others met the same weaknesses; one query, the same answer every time.

    Parameters
    ----------
    needs : sequence of ThemeNeed
        Weak themes with their weights; needs of unknown themes or without weight find nothing.
    sector_code, size_code : str
        Of the company; empty where unknown.
    limit : int
        At most so many, from different organisations.

    Returns
    -------
    list of RecommendedCase
        Best first. Only cases whose source was read and that tell an approach or results.
    """
    readable = Case.objects.filter(is_rich=True, verification_status=Case.Verification.SOURCE_READ)
    cases = {case.id: case for case in readable.defer("search_text", "search_title")}
    matches = match_cases(
        needs=needs,
        sector_code=sector_code,
        group_code=_group_of(sector_code),
        size_code=size_code,
        cases=[_facts(case) for case in cases.values()],
        limit=limit,
    )
    return [
        RecommendedCase(cases[m.id], _reason_ko(m, cases[m.id]), _reason_en(m, cases[m.id]), m.score) for m in matches
    ]


def _facts(case: Case) -> CaseFacts:
    return CaseFacts(
        id=case.id,
        organisation=case.organisation_ko,
        themes=tuple(case.themes),
        sector_code=case.sector_code,
        group_code=_group_of(case.sector_code),
        size_code=case.size_code,
        has_figures=case.has_figures,
        is_domestic=case.country_code == "KR",
        year=case.year or 0,
    )


def _group_of(sector_code: str) -> str:
    try:
        return sector(sector_code).group_code if sector_code else ""
    except UnableToFindSector:
        return ""


def _reason_ko(match: Match, case: Case) -> str:
    names = "·".join(theme_name(theme, "ko") for theme in match.themes[:_THEMES_NAMED])
    facts = [f"같은 약점({names})"]
    if match.same_sector:
        facts.append("같은 업종")
    elif match.same_group:
        facts.append("가까운 업종")
    if match.same_size:
        facts.append("같은 규모")
    return "; ".join(part for part in (", ".join(facts), improvement(case.results, "ko")) if part)


def _reason_en(match: Match, case: Case) -> str:
    names = ", ".join(theme_name(theme, "en") for theme in match.themes[:_THEMES_NAMED])
    facts = [f"same weakness ({names})"]
    if match.same_sector:
        facts.append("same sector")
    elif match.same_group:
        facts.append("related sector")
    if match.same_size:
        facts.append("same size")
    sentence = "; ".join(part for part in (", ".join(facts), improvement(case.results, "en")) if part)
    return sentence[:1].upper() + sentence[1:]
