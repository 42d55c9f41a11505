"""How good the recommended cases are, against popularity, chance and a plain count of themes; and how fast."""

import json
import math
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.measure import Measurement, compare
from cases.importing import read_records, read_rows
from cases.matching import ALL, CaseFacts, Seeker, ThemeNeed, Weighing, match_cases
from cases.models import Case
from cases.recommending import facts_of, group_of

LIBRARY = Path("cases/data/cases.jsonl")
PROFILES = Path("tests/cases/recommending/profiles.jsonl")
FIRST = 5
DRAWS = 200
BOOTSTRAPS = 2000
SEED = 20261121
# Names the recommended cases of a profile, the best first.
Ranker = Callable[["Profile", Sequence[CaseFacts]], list[str]]


@dataclass(frozen=True)
class Profile:
    """A diagnosed company with the cases a reader graded for it, 0 (of no use) to 3 (just what it needs)."""

    id: str
    seeker: Seeker
    relevant: Mapping[str, int]


@dataclass(frozen=True)
class Quality:
    """nDCG@5 by profile, and how varied the first five are."""

    name: str
    scores: tuple[float, ...]
    awards: float
    sectors: float

    @property
    def mean(self) -> float:
        return statistics.fmean(self.scores)


def ndcg(ranked: Sequence[str], relevant: Mapping[str, int], first: int = FIRST) -> float:
    """Return the normalised discounted gain of the first few, 0-1; gains 2^grade - 1, what nobody graded has none."""
    ideal = _gain(sorted(relevant.values(), reverse=True)[:first])
    return _gain([relevant.get(key, 0) for key in ranked[:first]]) / ideal if ideal else 0.0


def _gain(grades: Iterable[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def ours(weighing: Weighing = ALL) -> Ranker:
    """Rank as the product does."""

    def rank(profile: Profile, cases: Sequence[CaseFacts]) -> list[str]:
        found = match_cases(seeker=profile.seeker, cases=cases, limit=FIRST, weighing=weighing)
        return [match.id for match in found]

    return rank


def popularity(profile: Profile, cases: Sequence[CaseFacts]) -> list[str]:
    """Rank alike for every company: most themes, then figures, then the newest."""
    return [case.id for case in sorted(cases, key=lambda c: (-len(c.themes), -c.has_figures, -c.year, c.id))[:FIRST]]


def shared_themes(profile: Profile, cases: Sequence[CaseFacts]) -> list[str]:
    """Rank by how many themes in need a case has: what a plain filter gives."""
    wanted = {need.theme for need in profile.seeker.needs}
    ranked = sorted(cases, key=lambda c: (-len(wanted.intersection(c.themes)), -c.has_figures, -c.year, c.id))
    return [case.id for case in ranked[:FIRST]]


def chance(seed: int) -> Ranker:
    """Rank by lot, the same lot for the same seed and profile."""

    def rank(profile: Profile, cases: Sequence[CaseFacts]) -> list[str]:
        return [case.id for case in random.Random(f"{seed} {profile.id}").sample(list(cases), FIRST)]

    return rank


@cache
def read_profiles(path: Path = PROFILES) -> tuple[Profile, ...]:
    """Return the graded profiles."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Profile(row["id"], _seeker(row), row["relevant"]) for row in rows)


def _seeker(row: Mapping[str, Any]) -> Seeker:
    needs = tuple(ThemeNeed(theme, weight) for theme, weight in row["needs"].items())
    return Seeker(needs, row["sector"], group_of(row["sector"]), row["size"], row["level"])


@cache
def read_cases(path: Path = LIBRARY) -> tuple[CaseFacts, ...]:
    """Return what of the delivered library may be recommended."""
    records = read_records(read_rows(path.read_bytes(), suffix=path.suffix))
    read = Case.Verification.SOURCE_READ
    return tuple(facts_of(row) for row in records if row["is_rich"] and row["verification_status"] == read)


def quality(name: str, rankers: Sequence[Ranker]) -> Quality:
    """Measure a way of ranking; several rankers of one way (draws of chance) are averaged by profile."""
    profiles, cases = read_profiles(), read_cases()
    known = {case.id: case for case in cases}
    lists = [[rank(profile, cases) for rank in rankers] for profile in profiles]
    scores = tuple(
        statistics.fmean(ndcg(ranked, profile.relevant) for ranked in found)
        for profile, found in zip(profiles, lists, strict=True)
    )
    shown = [[known[key] for key in ranked] for found in lists for ranked in found]
    awards = statistics.fmean(len({case.award_code for case in row}) for row in shown)
    sectors = statistics.fmean(len({case.sector_code for case in row}) for row in shown)
    return Quality(name, scores, awards, sectors)


def interval(scores: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean over profiles; the same every time."""
    rng = random.Random(SEED)
    means = sorted(statistics.fmean(rng.choices(scores, k=len(scores))) for _ in range(BOOTSTRAPS))
    return means[int(0.025 * BOOTSTRAPS)], means[int(0.975 * BOOTSTRAPS) - 1]


def lead(one: Quality, other: Quality) -> tuple[float, float, float]:
    """Return how far one is ahead of another on the same profiles: mean, and its 95 % interval."""
    differences = [a - b for a, b in zip(one.scores, other.scores, strict=True)]
    return statistics.fmean(differences), *interval(differences)


def references() -> list[Quality]:
    """Return what the product has to be ahead of."""
    return [
        quality("popularity", [popularity]),
        quality(f"chance ({DRAWS} draws)", [chance(seed) for seed in range(DRAWS)]),
        quality("most shared themes", [shared_themes]),
    ]


def ablations() -> list[Quality]:
    """Return the product's way without one of its parts."""
    return [
        quality("ours without rarity", [ours(Weighing(rarity=False))]),
        quality("ours without sector", [ours(Weighing(sector=False))]),
        quality("ours without variety", [ours(Weighing(variety=False))]),
    ]


def measure_recommending() -> list[Measurement]:
    """Print nDCG@5 with bootstrap intervals; time one recommendation against counting shared themes."""
    product = quality("ours", [ours()])
    print(f"{len(read_profiles())} profiles, {len(read_cases())} cases that may be recommended")
    print(f"{'ranking':<24}{'nDCG@5':>8}  95 % interval   ours ahead by            awards sectors (of five)")
    for row in (product, *references(), *ablations()):
        low, high = interval(row.scores)
        ahead, least, most = lead(product, row)
        print(
            f"{row.name:<24}{row.mean:>8.3f}  {low:.3f} … {high:.3f}  {ahead:>+6.3f} ({least:+.3f} … {most:+.3f})"
            f"   {row.awards:>6.2f}  {row.sectors:.2f}"
        )
    low, high = interval(product.scores)
    more = {"nDCG@5": round(product.mean, 3), "low": round(low, 3), "high": round(high, 3)}
    return [
        compare(
            "recommending: five of the library",
            subject=("match_cases", _timed(ours())),
            reference=("count shared themes", _timed(shared_themes)),
            more=more,
        )
    ]


def _timed(rank: Ranker) -> Callable[[], float]:
    profiles, cases = read_profiles(), read_cases()

    def run() -> float:
        start = time.perf_counter()
        for profile in profiles:
            rank(profile, cases)
        return (time.perf_counter() - start) * 1000 / len(profiles)

    return run
