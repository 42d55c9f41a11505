"""D02: small published cases of means, least answered shares and goalposts (OECD/JRC handbook, COINr)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.oracles.runner import DATA, EXAMPLES, score_file

CASES = json.loads((DATA / "D02_small_aggregation" / "cases.json").read_text(encoding="utf-8"))
MEANS = {"arith": 1, "geo": 0, "harm": -1}


def model(
    mean: object, weights: list[float], *, min_share: float | None = None, goalposts: str = "worst: 0, best: 100"
) -> str:
    """Write a model of one group whose items are worth the number given."""
    items = [
        f"  - {{code: I{n}, type: number, weight: {weight}, goalposts: {{{goalposts}}}}}"
        for n, weight in enumerate(weights)
    ]
    share = [] if min_share is None else [f"  min_share: {min_share!r}"]
    return "\n".join(
        [
            "model: {key: small, version: '1'}",
            "tree:",
            "  code: TOTAL",
            f"  mean: {mean}",
            *share,
            "  children:",
            *items,
        ]
    )


def answers(values: list[float | None]) -> dict[str, Any]:
    return {"id": "x", "answers": {f"I{n}": value for n, value in enumerate(values)}}


MEAN_CASES = [
    (case, name, case[name])
    for case in [*CASES["geometric"], *CASES["coinr"]]
    for name in MEANS
    if isinstance(case.get(name), int | float)
]


@pytest.mark.parametrize(("case", "name", "expected"), MEAN_CASES)
def test_means(tmp_path: Path, case: dict[str, Any], name: str, expected: float) -> None:
    weights = case.get("w", [1] * len(case["x"]))
    result = score_file(tmp_path, model(MEANS[name], weights), [answers(case["x"])])[0]
    assert result["score"] == pytest.approx(expected, abs=case["tol"])


@pytest.mark.parametrize(("file", "name"), [("oecd-arithmetic.yaml", "arith"), ("oecd-geometric.yaml", "geo")])
def test_the_shipped_examples_of_compensation(tmp_path: Path, file: str, name: str) -> None:
    cases = [case for case in CASES["geometric"] if name in case]
    results = score_file(
        tmp_path, EXAMPLES / file, [answers(case["x"]) | {"id": str(n)} for n, case in enumerate(cases)]
    )
    assert len(results) >= 2
    for case, line in zip(cases, results, strict=True):
        assert line["score"] == pytest.approx(case[name], abs=case["tol"])


@pytest.mark.parametrize(("values", "expected"), [([10, 20, 0], 200 ** (1 / 3)), ([1, 2, 0], 1.0)])
def test_zero_does_not_wipe_out_a_geometric_mean(tmp_path: Path, values: list[float | None], expected: float) -> None:
    """COINr stops at a zero; we count it as 1 of 100, and never go above the arithmetic mean (here 1)."""
    result = score_file(tmp_path, model(0, [1, 1, 1]), [answers(values)])[0]
    assert result["score"] == pytest.approx(expected)


def test_least_answered_share(tmp_path: Path) -> None:
    case = CASES["threshold"][0]
    text = model(1, case["w"], min_share=case["min_share"])
    results = score_file(tmp_path, text, [answers(row) for row in case["rows"]])
    for line, expected in zip(results, case["expected"], strict=True):
        assert line["score"] == (None if expected is None else pytest.approx(expected))


def test_without_a_least_share_the_thin_row_has_a_score(tmp_path: Path) -> None:
    case = CASES["threshold"][0]
    results = score_file(tmp_path, model(1, case["w"]), [answers(row) for row in case["rows"]])
    assert results[1]["score"] == pytest.approx(2)


@pytest.mark.parametrize(
    ("name", "goalposts"),
    [("goalposts_0_10", "worst: 0, best: 10"), ("goalposts_0_10_negative", "worst: 10, best: 0")],
)
def test_goalposts(tmp_path: Path, name: str, goalposts: str) -> None:
    for value, expected in CASES["normalise"][name]:
        result = score_file(tmp_path, model(1, [1], goalposts=goalposts), [answers([value])])[0]
        assert result["score"] / 100 == pytest.approx(expected)


def test_distance_to_target_is_capped(tmp_path: Path) -> None:
    case = CASES["normalise"]["dist2target"]
    for value, expected in zip(case["x"], case["capped"], strict=True):
        result = score_file(tmp_path, model(1, [1], goalposts=f"worst: 0, best: {case['target']}"), [answers([value])])[
            0
        ]
        assert result["score"] / 100 == pytest.approx(expected)
