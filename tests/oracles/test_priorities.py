"""D18: gap, proximity, impact and priority of the worked example. D16: quadrants by grand means."""

import json
from statistics import mean
from typing import Any

import pytest

from diagnosis.priorities import gap_of, impact_of, priority_of, quadrant_of
from diagnosis.priorities.items import proximity_of
from tests.oracles.runner import DATA

CASE = json.loads((DATA / "D18_priority_worked_example" / "case.json").read_text(encoding="utf-8"))
MATRIX = json.loads((DATA / "D16_ipa" / "case.json").read_text(encoding="utf-8"))
# The example's levels run from 1 to 5.
SPAN = 4.0
QUADRANTS = {"A": "improve", "B": "keep", "C": "low", "D": "excess"}


def computed(row: dict[str, Any], weights: tuple[float, float, float]) -> tuple[float, float, float, float]:
    gap = gap_of(row["level"], row["target"], span=SPAN)
    impact = impact_of(
        row["level"],
        row["peer_mean"],
        cost_factor=row["cost_factor"],
        kpi_factor=row["kpi_factor"],
        weights=weights,
        span=SPAN,
    )
    heaviest = max(other["weight"] for other in CASE["rows"])
    priority = priority_of(weight=row["weight"], heaviest=heaviest, impact=impact, gap=gap)
    return gap, proximity_of(row["level"], row["peer_mean"], span=SPAN), impact, priority


@pytest.mark.parametrize("row", CASE["rows"], ids=lambda row: row["item"])
def test_priority_of_the_worked_example(row: dict[str, Any]) -> None:
    expected = [row[name] for name in ("gap", "proximity", "impact", "priority")]
    assert computed(row, tuple(CASE["weights_abg"])) == pytest.approx(expected, abs=0.001)


def test_other_weights_give_other_priorities() -> None:
    row = CASE["rows"][0]
    assert computed(row, (0.5, 0.3, 0.2))[3] != pytest.approx(row["priority"], abs=0.001)


@pytest.mark.parametrize("row", MATRIX["rows"], ids=lambda row: row["name"])
def test_quadrant_of_the_published_matrix(row: dict[str, Any]) -> None:
    up, across = (mean(other[name] for other in MATRIX["rows"]) for name in ("importance", "performance"))
    assert (up, across) == pytest.approx(MATRIX["grand_means"], abs=0.0001)
    assert quadrant_of(row["importance"], row["performance"], across=across, up=up) == QUADRANTS[row["quadrant"]]
