"""A small country in memory: two editions of the shipped model, and registry counts, from invented companies."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path

from accounts.reference import area_of, region, sector
from dashboards.editions import EditionView, NodeValue, PanelChange, SetKey
from dashboards.figures import Filters, Scope
from dashboards.selectors.query import Query
from dashboards.selectors.reading import Reading, reading
from dashboards.selectors.registry import RegistryCounts
from diagnosis.catalog import AssessmentModel, parse_model
from qmplatform.statistics import round_half_up

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
AS_OF = datetime(2026, 10, 31, 3, 0, tzinfo=UTC)
BEFORE = datetime(2025, 10, 31, 3, 0, tzinfo=UTC)
CROSSINGS = frozenset(
    {"", "sector", "group", "size", "sector*size", "group*size", "region", "area", "size*area", "group*region"}
)
SHIFT = {"micro": -8.0, "small": -3.0, "medium": 4.0, "mid": 12.0, "large": 20.0}
Company = tuple[str, str, str, float]  # sector, size, region, score


@cache
def model() -> AssessmentModel:
    return parse_model(Path("diagnosis/catalog/models/dqm/2026.1.yaml").read_bytes())


def nodes() -> tuple[str, ...]:
    return (*model().groups(), *model().items())


def _companies(seed: int, gain: float, small: int) -> list[Company]:
    draw = random.Random(seed)
    found = []
    for name, count in (("AUTO", 60), ("FOOD", 40), ("CONSTR", 30), ("TRADE", 30), ("SHIP", 3)):
        for place in range(count):
            sizes = ["micro", "small", "small", "medium", "mid"] + ["small"] * small
            size = sizes[place % len(sizes)]
            where = ("11", "26", "41", "12", "30")[place % 5] if place or name in ("CONSTR", "TRADE", "SHIP") else "36"
            found.append((name, size, where, 40 + SHIFT[size] + gain + draw.uniform(-5, 5)))
    return found


def view_of(companies: list[Company], *, identity: str, as_of: datetime, least: int = 5) -> EditionView:
    """Publish every set of five companies or more; no secondary suppression, which is not what these tests are about."""
    members: dict[SetKey, list[float]] = defaultdict(list)
    for name, size, where, score in companies:
        group, area = sector(name).group_code, area_of(region(where)).code
        for who, how, place in product(
            (SetKey(), SetKey(sector=name), SetKey(group=group)), ("", size), (("", ""), ("", where), (area, ""))
        ):
            key = who._replace(size=how, area=place[0], region=place[1])
            if key.crossing in CROSSINGS:
                members[key].append(score)
    every = nodes()
    cells = {key: _values(scores, every) for key, scores in members.items() if len(scores) >= least}
    return EditionView(
        id=identity,
        model_key="dqm",
        model_version="2026.1",
        as_of=as_of,
        is_synthetic=True,
        companies=5 * round(len(companies) / 5),
        nodes=every,
        crossings=CROSSINGS,
        cells=cells,
        withheld=frozenset(key for key, scores in members.items() if len(scores) < least),
        levels={key: _level(scores) for key, scores in members.items() if len(scores) >= 12},
    )


def _level(scores: list[float]) -> float:
    return round_half_up(100 * sum(score >= 50 for score in scores) / len(scores))


def _values(scores: list[float], every: tuple[str, ...]) -> dict[str, NodeValue]:
    mean, ordered = sum(scores) / len(scores), sorted(scores)
    half = 9.0 / len(scores) ** 0.5
    quartiles = tuple(ordered[len(ordered) * at // 4] for at in (1, 2, 3)) if len(ordered) >= 12 else None
    found = {}
    for place, node in enumerate(every):
        # Every node lies its own step off the whole, so that an order of nodes is known.
        off = 0.0 if place == 0 else (place * 37 % 41 - 20) / 4
        found[node] = NodeValue(
            round_half_up(mean + off),
            round_half_up(mean + off - half),
            round_half_up(mean + off + half),
            5 * round(len(scores) / 5),
            quartiles and tuple(round_half_up(one + off) for one in quartiles),
            tuple(round_half_up(mean + off + step) for step in (0.0, -half, half)),
        )
    return found


@cache
def now() -> EditionView:
    found = view_of(_companies(1, 2.0, 0), identity="f" * 64, as_of=AS_OF)
    panel = {SetKey(): {node: PanelChange(1.5, 0.9, 2.1, 85) for node in nodes()}}
    return replace(found, panel=panel, panel_since=BEFORE)


@cache
def earlier() -> EditionView:
    return view_of(_companies(2, 0.0, 3), identity="e" * 64, as_of=BEFORE)


def registry() -> RegistryCounts:
    return RegistryCounts(
        2026,
        {
            (name, size): count
            for name in ("AUTO", "FOOD", "CONSTR", "TRADE", "SHIP")
            for size, count in (("micro", 5000), ("small", 2000), ("medium", 500), ("mid", 50), ("large", 10))
        },
        "registry",
        is_synthetic=True,
    )


def ask(
    *,
    scope: Scope | None = None,
    language: str = "ko",
    view: EditionView | None = None,
    before: EditionView | None = None,
    counts: RegistryCounts | None = None,
    **filters: str,
) -> Reading:
    """Return a reading of the newest edition with the earlier one before it."""
    office = scope or Scope()
    query = Query(Filters(**filters).within(office), office, language, NOW)
    first = before or earlier()
    shown = view or now()
    return reading(query, shown, model(), before=first, trend=(first, shown), registry=counts or registry())
