"""How long a plan takes: as scoring makes it, with limited people and money, and with draws."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measure import Measurement, compare
from diagnosis.catalog import parse_model
from diagnosis.catalog.library import read_library
from diagnosis.catalog.links import read_links
from diagnosis.priorities import Action, ItemStanding, PlanInputs, make_plan, points_of, select_actions

MODEL = Path("diagnosis/catalog/models/dqm/2026.1.yaml")
REPEATS = 20
DRAWS = 1000


def measure_planning() -> list[Measurement]:
    """Plan a company below its peers; the floor works out the items' priorities and nothing else."""
    model, library, links = parse_model(MODEL.read_bytes()), read_library(), read_links()
    items = [
        ItemStanding(
            code, model.parent_of(code).code, float(n % 4), known=True, weight=0.01 + n % 5 / 200,
            peer_level=2.5, upper_quartile=3.5,
        )
        for n, code in enumerate(model.core_items())
    ]  # fmt: skip
    everything: dict[str, Any] = {
        "items": items,
        "dimensions": [],
        "measures": library.measures,
        "measures_of_item": {code: item.measures for code, item in model.core_items().items()},
        "links": links,
    }
    said = PlanInputs("strategic", {"MATERIAL": 40, "LABOUR": 30, "FAILURE": 5}, ("OEE", "CLAIMS"))
    limited = PlanInputs("strategic", said.cost_shares, said.kpis, {}, 3.0, 300.0, 8)
    reference = "priorities of 56 items", _timed(lambda: points_of(items))
    cases = {
        "plan of the result": lambda: make_plan(**everything),
        "plan by shares and key figures": lambda: make_plan(**everything, inputs=said),
        "plan within people and money": lambda: make_plan(**everything, inputs=limited),
        f"plan with {DRAWS} draws": lambda: make_plan(**everything, draws=DRAWS),
    }
    found = [compare(name, subject=("make_plan", _timed(run)), reference=reference) for name, run in cases.items()]
    return [*found, _knapsack()]


def _knapsack() -> Measurement:
    """Choose of 60 chained actions by the solver; the reference takes the best return until the budget is used."""
    actions = [
        Action(f"{n:02}", 1 + n * 7 % 23, 1 + n * 5 % 9, needs=(f"{n - 1:02}",) if n % 3 else ()) for n in range(60)
    ]

    def greedy() -> float:
        left, worth = 60.0, 0.0
        for action in sorted(actions, key=lambda a: a.worth / a.effort, reverse=True):
            if action.effort <= left:
                left, worth = left - action.effort, worth + action.worth
        return worth

    taken = select_actions(actions, effort_budget=60)
    return compare(
        "choose of 60 actions",
        subject=("mixed-integer program", _timed(lambda: select_actions(actions, effort_budget=60))),
        reference=("greedy, needs ignored", _timed(greedy)),
        more={"taken": len(taken), "worth": sum(a.worth for a in actions if a.code in taken)},
    )


def _timed(run: Callable[[], object]) -> Callable[[], float]:
    def milliseconds() -> float:
        begun = time.perf_counter()
        for _ in range(REPEATS):
            run()
        return (time.perf_counter() - begun) * 1000 / REPEATS

    run()  # What is read or imported once is not counted.
    return milliseconds
