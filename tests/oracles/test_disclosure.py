"""D11: the worked examples of primary disclosure rules in the handbook of the ESSNet."""

import json

import pytest

from diagnosis.disclosure.rules import (
    dominance_to_p,
    dominance_unsafe,
    frequency_unsafe,
    overestimate,
    p_percent_unsafe,
    p_to_dominance,
)
from tests.oracles.runner import DATA

CASES = json.loads((DATA / "D11_disclosure_rules" / "cases.json").read_text(encoding="utf-8"))
BY_RULE = {(case["rule"], case["X"]): case for case in CASES if "X" in case}


def contributions(case: dict[str, float]) -> list[float]:
    return [case["x2"], case["X"] - case["x1"] - case["x2"], case["x1"]]


def test_the_file_holds_what_is_tested() -> None:
    assert len(BY_RULE) == 4
    assert len(CASES) == 6


@pytest.mark.parametrize(
    ("rule", "total", "unsafe"),
    [
        ("(1,90)-dominance", 100000, lambda x: dominance_unsafe(x, 1, 90)),
        ("(2,90.909)-dominance", 110000, lambda x: dominance_unsafe(x, 2, 90.909)),
        ("p%-rule p=10", 110000, lambda x: p_percent_unsafe(x, 10)),
        ("p%-rule p=10", 100000, lambda x: p_percent_unsafe(x, 10)),
    ],
)
def test_worked_examples(rule, total, unsafe) -> None:
    case = BY_RULE[rule, total]
    assert unsafe(contributions(case)) is case["unsafe"]


def test_how_near_the_second_comes() -> None:
    first, second = BY_RULE["(1,90)-dominance", 100000], BY_RULE["p%-rule p=10", 110000]
    assert first["estimate_by_second"] == first["X"] - first["x2"]
    assert 100 * overestimate(contributions(first)) == pytest.approx(first["overestimate_pct"])
    assert 100 * overestimate(contributions(second)) == pytest.approx(second["overestimate_pct"], abs=second["tol"])


def test_conversion_between_the_rules() -> None:
    case = next(case for case in CASES if "convert" in case)
    for k, p in case["pairs"]:
        assert dominance_to_p(k) == pytest.approx(p, abs=case["tol"])
        assert p_to_dominance(dominance_to_p(k)) == pytest.approx(k)


def test_least_frequency() -> None:
    case = next(case for case in CASES if case.get("rule", "").startswith("min frequency"))
    assert [frequency_unsafe(n, 3) for n in case["counts"]] == case["unsafe"]
