"""The worked examples of docs/method.md on benchmarks and priorities, as printed there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from diagnosis.priorities import ItemStanding, gap_of, impact_of, importance_of, priority_of
from tests.diagnosis.benchmark.firms import benchmark, firm, position_of

PAGE = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
PRINTED = 0.005 + 1e-9  # two decimals


def block(name: str) -> dict[str, Any]:
    (text,) = re.findall(rf"```json {name}\n(.*?)```", PAGE, re.DOTALL)
    found: dict[str, Any] = json.loads(text)
    return found


def test_position_of_the_example() -> None:
    given, printed = block("peers"), block("position")
    found = position_of(benchmark(*map(firm, given["scores"])), given["own"])
    assert found is not None
    for name, value in printed.items():
        shown = getattr(found, name)
        assert shown == (pytest.approx(value, abs=PRINTED) if isinstance(value, float) else value), name


def test_priority_of_the_example() -> None:
    given, printed = block("item"), block("priority")
    heaviest = given.pop("heaviest")
    item = ItemStanding(code="INF1.1", dimension="INF1", known=True, **given)
    impact, gap = impact_of(item.level, item.peer_level), gap_of(item.level, item.target)
    found = {
        "target": item.target,
        "gap": gap,
        "impact": impact,
        "importance": importance_of(item, heaviest),
        "priority": priority_of(weight=item.weight, heaviest=heaviest, impact=impact, gap=gap),
    }
    assert found == pytest.approx(printed, abs=PRINTED)
