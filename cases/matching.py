"""Scores how much a company can learn from a case. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Shares of the score; the themes in need decide, the rest tells two such cases apart.
THEMES, SECTOR, SIZE, FIGURES, DOMESTIC = 0.55, 0.2, 0.1, 0.1, 0.05
_SAME_GROUP = 0.4
# Public bodies stand beside no size of company.
_LADDER = ("micro", "small", "medium", "mid", "large")


@dataclass(frozen=True, slots=True)
class ThemeNeed:
    """A theme a company is weak in, and how much that weighs (> 0; only ratios matter)."""

    theme: str
    weight: float


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What of a case decides whether it fits."""

    id: str
    organisation: str
    themes: tuple[str, ...]
    sector_code: str
    group_code: str
    size_code: str
    has_figures: bool
    is_domestic: bool
    year: int


@dataclass(frozen=True, slots=True)
class Match:
    """A case that fits: its score 0-1 and what it has in common."""

    id: str
    score: float
    themes: tuple[str, ...]
    same_sector: bool
    same_group: bool
    same_size: bool


def match_cases(
    *,
    needs: Sequence[ThemeNeed],
    sector_code: str,
    group_code: str,
    size_code: str,
    cases: Iterable[CaseFacts],
    limit: int,
) -> list[Match]:
    """Return the best fitting cases, best first, none twice from one organisation.

    A case fits if it shares a theme in need. Of equal ones the newer stands first, then the lower id.
    """
    weights = {need.theme: need.weight for need in needs if need.weight > 0}
    scored: list[tuple[tuple[float, int, str], CaseFacts, Match]] = []
    for case in cases:
        shared = sorted((t for t in set(case.themes) if t in weights), key=lambda theme: (-weights[theme], theme))
        if shared:
            match = _match(case, shared, weights, sector_code=sector_code, group_code=group_code, size_code=size_code)
            scored.append(((-match.score, -case.year, case.id), case, match))
    best: dict[str, Match] = {}
    for _order, case, match in sorted(scored, key=lambda one: one[0]):
        best.setdefault(case.organisation, match)
    return list(best.values())[: max(limit, 0)]


def _match(
    case: CaseFacts, shared: list[str], weights: dict[str, float], *, sector_code: str, group_code: str, size_code: str
) -> Match:
    same_sector = bool(sector_code) and case.sector_code == sector_code
    same_group = bool(group_code) and case.group_code == group_code
    score = (
        THEMES * sum(weights[theme] for theme in shared) / sum(weights.values())
        + SECTOR * (1.0 if same_sector else _SAME_GROUP if same_group else 0.0)
        + SIZE * size_nearness(case.size_code, size_code)
        + FIGURES * case.has_figures
        + DOMESTIC * case.is_domestic
    )
    same_size = bool(size_code) and case.size_code == size_code
    return Match(case.id, round(score, 6), tuple(shared), same_sector, same_group, same_size)


def size_nearness(one: str, other: str) -> float:
    """Return 1 for the same size class, 0 for the ends of the ladder or an unknown one, steps between."""
    if one == other:
        return 1.0 if one else 0.0
    if one not in _LADDER or other not in _LADDER:
        return 0.0
    return 1 - abs(_LADDER.index(one) - _LADDER.index(other)) / (len(_LADDER) - 1)
