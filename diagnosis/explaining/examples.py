"""The worked examples of the method, computed by the engine: the page, docs/method.md and the tests read them.

Each is a model with answers (`NAME.yaml`, `NAME.answers.json`) or a few figures (`NAME.json`), in
diagnosis/catalog/models/examples/method; beside them stand the results as printed, which the engine has to give.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np

from diagnosis.benchmark import PeerResult, build_benchmark, read_benchmark
from diagnosis.benchmark.anchors import KSA_2022
from diagnosis.benchmark.pooling import Sample, Tree, pool
from diagnosis.benchmark.trend import is_meaningful_change
from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.priorities.items import ItemStanding, gap_of, impact_of, priority_of, proximity_of
from diagnosis.priorities.selection import Action, select_actions
from diagnosis.scoring import Answer, ScoreInterval, ScoreSheet, score, score_interval
from diagnosis.scoring.submissions import read_submission

SCORED: Final = ("items", "means", "missing", "profiles", "levels", "rules", "points", "interval")
FIGURES: Final = ("pooling", "anchor", "position", "trend", "priority", "roadmap")
SEED: Final = 2026


@dataclass(frozen=True, eq=False)
class ScoredExample:
    """A small model with one set of answers, and what the engine makes of them."""

    name: str
    model: AssessmentModel
    answers: dict[str, Answer]
    sheet: ScoreSheet
    interval: ScoreInterval
    model_text: str
    answers_text: str


@dataclass(frozen=True, eq=False)
class FiguresExample:
    """A few figures, and what the engine makes of them."""

    name: str
    given: dict[str, Any]
    found: dict[str, Any]
    text: str


def text_of(file: str) -> str:
    """Return a file of the examples."""
    folder = resources.files("diagnosis.catalog").joinpath("models", "examples", "method")
    return folder.joinpath(file).read_text(encoding="utf-8")


@cache
def scored_example(name: str) -> ScoredExample:
    """Return one example, scored now."""
    model_text, answers_text = text_of(f"{name}.yaml"), text_of(f"{name}.answers.json")
    model = parse_model(model_text.encode())
    given = read_submission(json.loads(answers_text), model)
    return ScoredExample(
        name=name,
        model=model,
        answers=dict(given.answers),
        sheet=score(model, given.profile, given.answers),
        interval=score_interval(model, given.profile, given.answers, seed=SEED),
        model_text=model_text,
        answers_text=answers_text,
    )


@cache
def figures_example(name: str) -> FiguresExample:
    """Return one example of a few figures, computed now."""
    text = text_of(f"{name}.json")
    given: dict[str, Any] = json.loads(text)["given"]
    return FiguresExample(name, given, _COMPUTED[name](given), text)


def _pooling(given: Mapping[str, Any]) -> dict[str, Any]:
    means, n = np.array(given["means"], float), float(given["companies"])
    places = np.arange(len(means))
    alike = np.zeros(len(means), dtype=np.int64)
    squares = float(np.square(np.array(given["deviations"], float)).sum())
    found = pool(
        Tree(cell_sector=places, cell_size=alike, sector_group=alike),
        Sample(np.full(len(means), n), n * means, np.full(len(means), squares)),
    )
    sector = found.sector
    return {
        "within": found.within,
        "between": sector.between,
        "pooled": [float(mean) for mean in sector.mean],
        "own_share": float(sector.own_share[0]),
        "low": float(sector.low[0]),
        "high": float(sector.high[0]),
    }


def _anchor(given: Mapping[str, Any]) -> dict[str, Any]:
    anchors = KSA_2022
    point, n = anchors.national, float(given["companies"])
    stands_for = anchors.companies(point, given["year"], n)
    gone_from = next(real for real in range(1, 10_000) if not anchors.companies(point, given["year"], real))
    blend = (n * given["mean"] + stands_for * point.value) / (n + stands_for)
    return {"published": point.value, "stands_for": stands_for, "blend": blend, "gone_from": gone_from}


def _position(given: Mapping[str, Any]) -> dict[str, Any]:
    firms = [
        PeerResult(
            sector="AUTO",
            group="MANUFACTURING",
            size="small",
            values={"TOTAL": value},
            base_values={"TOTAL": value},
            synthetic=False,
        )
        for value in given["scores"]
    ]
    content = build_benchmark(firms, model="example", engine="example", as_of="2026-01-01T00:00:00+00:00")
    own = float(given["own"])
    found = read_benchmark(content).position(
        "TOTAL", value=own, base_value=own, sector="AUTO", group="MANUFACTURING", size="small"
    )
    assert found is not None  # sixteen companies
    names = ("peers", "n", "percentile", "percentile_low", "percentile_high", "top_percent", "telling")
    return {name: getattr(found, name) for name in names}


def _trend(given: Mapping[str, Any]) -> dict[str, Any]:
    before, ends = float(given["before"]), (tuple(given["before_interval"]), tuple(given["after_interval"]))
    clear = [
        is_meaningful_change(before, float(after), before_interval=ends[0], after_interval=ends[1])
        for after in given["afters"]
    ]
    half_widths = [(high - low) / 2 for low, high in ends]
    return {"least": float(np.hypot(*half_widths)), "clear": clear}


def _priority(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = dict(given)
    heaviest, cost, kpi = facts.pop("heaviest"), facts.pop("cost_factor"), facts.pop("kpi_factor")
    item = ItemStanding(code="EXAMPLE", dimension="EXAMPLE", known=True, **facts)
    impact = impact_of(item.level, item.peer_level, cost_factor=cost, kpi_factor=kpi)
    gap = gap_of(item.level, item.target)
    return {
        "target": item.target,
        "gap": gap,
        "proximity": proximity_of(item.level, item.peer_level),
        "impact": impact,
        "priority": priority_of(weight=item.weight, heaviest=heaviest, impact=impact, gap=gap),
    }


def _roadmap(given: Mapping[str, Any]) -> dict[str, Any]:
    actions = [
        Action(code, worth, effort, needs=tuple(given["needs"].get(code, ())))
        for code, (worth, effort) in given["actions"].items()
    ]
    return {"chosen": [list(select_actions(actions, effort_budget=budget)) for budget in given["budgets"]]}


_COMPUTED: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "pooling": _pooling,
    "anchor": _anchor,
    "position": _position,
    "trend": _trend,
    "priority": _priority,
    "roadmap": _roadmap,
}
