"""Scores how much a company can learn from a case, and picks a varied few. Pure.

The score is 0.7 of the themes, 0.2 of the sector, 0.1 of how near size and starting point are, and a little for
figures (docs/recommending.md). The shares were chosen by a simulation over this library and are measured against
labelled profiles: `python -m bench recommending`. Sources: inverse document frequency after Sparck Jones (1972),
variety by maximal marginal relevance after Carbonell and Goldstein (1998).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

THEMES: Final = 0.7
SECTOR: Final = 0.2
NEARNESS: Final = 0.1
# Beyond the shares, for what makes a case easy to take over; together at most MOST_BONUS.
FIGURES: Final = 0.02
CHANGE: Final = 0.02
DOMESTIC: Final = 0.02
MOST_BONUS: Final = 0.05
SAME_GROUP: Final = 0.5
# Nearness by steps apart on the ladder; further is 0. Mild: two of three cases in the library are of large firms.
STEPS: Final = (1.0, 0.6, 0.25, 0.0)
UNKNOWN: Final = 0.5
# Covering so many of the weakest themes counts as covering all there is to learn.
THEMES_FOR_ALL: Final = 3
# What each case of the same award, and of the same sector, already picked costs the next one.
REPEATED_AWARD: Final = 0.03
REPEATED_SECTOR: Final = 0.03
# Only so many of the best take part in the picking for variety.
_POOL: Final = 100
# Public bodies stand on no step of it.
_LADDER: Final = ("micro", "small", "medium", "mid", "large")


@dataclass(frozen=True, slots=True)
class ThemeNeed:
    """A theme a company is weak in, and how much that weighs: gap x weight of its items (> 0; only ratios matter)."""

    theme: str
    weight: float


@dataclass(frozen=True, slots=True)
class Seeker:
    """The company that looks for cases.

    Attributes
    ----------
    needs
        Its weakness vector; a theme at most once.
    sector_code, group_code, size_code
        Empty where unknown.
    level
        Mean maturity of its weak items, 0-5; None where unknown.
    """

    needs: tuple[ThemeNeed, ...]
    sector_code: str = ""
    group_code: str = ""
    size_code: str = ""
    level: float | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What of a case decides whether it fits; empty and None where unknown."""

    id: str
    organisation: str
    themes: tuple[str, ...]
    sector_code: str = ""
    group_code: str = ""
    size_code: str = ""
    award_code: str = ""
    start_level: int | None = None
    has_figures: bool = False
    has_change: bool = False
    is_domestic: bool = False
    year: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A case that fits: its score 0-1, its themes in need (the heaviest first) and what else it shares.

    `size_nearness` and `start_nearness` are 0-1, and None where one side is unknown.
    """

    id: str
    score: float
    themes: tuple[str, ...]
    same_sector: bool
    same_group: bool
    size_nearness: float | None
    start_nearness: float | None


@dataclass(frozen=True, slots=True)
class Weighing:
    """Which parts of the method take part; all of them unless a measurement leaves one out."""

    rarity: bool = True
    sector: bool = True
    variety: bool = True


ALL: Final = Weighing()


def match_cases(
    *, seeker: Seeker, cases: Iterable[CaseFacts], limit: int, without: Iterable[str] = (), weighing: Weighing = ALL
) -> list[Match]:
    """Return the cases a company can learn most from, the best first, none twice from one organisation.

    Parameters
    ----------
    seeker
        A company without needs gets nothing.
    cases
        All that may be recommended, in any order; they also tell how rare a theme is.
    limit
        At most so many, 0 or more.
    without
        Ids of cases that are shown already.

    Notes
    -----
    A case fits if it shares a theme in need. The next one picked is the one with the highest score, less what each
    picked one of the same award or sector costs. Of equal ones the newer stands first, then the lower id.
    """
    known = list(cases)
    weights = theme_weights(seeker.needs, known if weighing.rarity else ())
    whole = _whole(weights)
    left_out = set(without)
    scored = [
        (case, _match(case, seeker, weights, whole, weighing))
        for case in known
        if case.id not in left_out and not weights.keys().isdisjoint(case.themes)
    ]
    scored.sort(key=lambda one: (-one[1].score, -one[0].year, one[0].id))
    best: dict[str, tuple[CaseFacts, Match]] = {}
    for case, match in scored:
        best.setdefault(case.organisation, (case, match))
    return _varied(list(best.values())[:_POOL], max(limit, 0), weighing)


def theme_weights(needs: Sequence[ThemeNeed], cases: Sequence[CaseFacts]) -> dict[str, float]:
    """Return the weight of each theme in need, rare ones counting more: weight x log(1 + N / cases with the theme).

    Parameters
    ----------
    cases
        N of them; none makes every theme equally rare. A theme of no case is left out: there is nothing to learn.
    """
    wanted = {need.theme: need.weight for need in needs if need.weight > 0}
    if not cases:
        return wanted
    counts = Counter(theme for case in cases for theme in set(case.themes))
    return {theme: weight * math.log1p(len(cases) / counts[theme]) for theme, weight in wanted.items() if counts[theme]}


def theme_match(themes: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return 0-1: the weights of the themes in need over the root of all its themes; 1 where it covers all there is.

    A case tagged with everything does not win: each theme beyond the needs lowers it.
    """
    return _share(set(themes), weights, _whole(weights))


def size_nearness(one: str, other: str) -> float | None:
    """Return 1 for the same size class, 0.6, 0.25 and 0 for one, two and more steps apart; None where unknown.

    A public body is as near as known only to another public body.
    """
    if one and one == other:
        return 1.0
    if one not in _LADDER or other not in _LADDER:
        return None
    return _of_steps(abs(_LADDER.index(one) - _LADDER.index(other)))


def start_nearness(start_level: int | None, level: float | None) -> float | None:
    """Return 0-1: how near the maturity 1-5 a case started from is to the company's 0-5; None where unknown.

    The steps of sizes, and straight lines between them.
    """
    if start_level is None or level is None:
        return None
    return _of_steps(abs(start_level - min(5.0, max(1.0, level))))


def _of_steps(apart: float) -> float:
    lower = min(int(apart), len(STEPS) - 1)
    upper = min(lower + 1, len(STEPS) - 1)
    return STEPS[lower] + (STEPS[upper] - STEPS[lower]) * (apart - lower if upper > lower else 0.0)


def _whole(weights: Mapping[str, float]) -> float:
    """Return what a case gets that covers the weakest themes and nothing else."""
    heaviest = sorted(weights.values(), reverse=True)[:THEMES_FOR_ALL]
    return math.fsum(heaviest) / math.sqrt(len(heaviest)) if heaviest else 0.0


def _share(themes: set[str], weights: Mapping[str, float], whole: float) -> float:
    covered = math.fsum(weights[theme] for theme in themes if theme in weights)
    return min(1.0, covered / math.sqrt(len(themes)) / whole) if covered else 0.0


def _match(case: CaseFacts, seeker: Seeker, weights: Mapping[str, float], whole: float, weighing: Weighing) -> Match:
    themes = set(case.themes)
    same_sector = bool(seeker.sector_code) and case.sector_code == seeker.sector_code
    same_group = bool(seeker.group_code) and case.group_code == seeker.group_code
    size = size_nearness(case.size_code, seeker.size_code)
    start = start_nearness(case.start_level, seeker.level)
    near = sum(UNKNOWN if part is None else part for part in (size, start)) / 2
    bonus = min(MOST_BONUS, FIGURES * case.has_figures + CHANGE * case.has_change + DOMESTIC * case.is_domestic)
    score = THEMES * _share(themes, weights, whole) + NEARNESS * near + bonus
    if weighing.sector:
        score += SECTOR * (1.0 if same_sector else SAME_GROUP if same_group else 0.0)
    shared = sorted(themes & weights.keys(), key=lambda theme: (-weights[theme], theme))
    return Match(case.id, round(min(1.0, score), 6), tuple(shared), same_sector, same_group, size, start)


def _varied(ranked: list[tuple[CaseFacts, Match]], limit: int, weighing: Weighing) -> list[Match]:
    """Pick one after the other: the highest score less the cost of what was picked before."""
    if not weighing.variety:
        return [match for _case, match in ranked[:limit]]
    awards: Counter[str] = Counter()
    sectors: Counter[str] = Counter()
    left, picked = list(ranked), list[Match]()
    while left and len(picked) < limit:
        values = [
            match.score - REPEATED_AWARD * awards[case.award_code] - REPEATED_SECTOR * sectors[case.sector_code]
            for case, match in left
        ]
        # The first of the highest: the list is in order of score, year and id.
        case, match = left.pop(values.index(max(values)))
        picked.append(match)
        # What is unknown repeats nothing.
        awards.update([case.award_code] if case.award_code else ())
        sectors.update([case.sector_code] if case.sector_code else ())
    return picked
