"""D04: the EU Digital Maturity Assessment for SMEs: ticks and counts, a mean of six dimensions."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.oracles.runner import DATA, EXAMPLES, score_file

TICKS = {"q1a": "q1_invested", "q1b": "q1_planned", **{f"q{n}": f"q{n}" for n in (2, 3, 5, 6, 8, 10)}}
COUNTS = ("q4", "q9", "q11")
BANDS = {"Basic": 1, "Average": 2, "Moderately advanced": 3, "Advanced": 4}


def cases() -> list[dict[str, Any]]:
    return json.loads((DATA / "D04_dmat_rules" / "cases.json").read_text(encoding="utf-8"))["cases"]


def answers(case: dict[str, Any]) -> dict[str, Any]:
    given = case["answers"]
    found: dict[str, Any] = {code: [f"t{n}" for n in range(1, given[key] + 1)] for code, key in TICKS.items()}
    found["q7"] = [f"t{n}" for n in range(1, 9) if n != 2][: given["q7"]]
    for code in COUNTS:
        found |= {f"{code}.{n}": value for n, value in enumerate(given[code], start=1)}
    return found


def test_questions_dimensions_overall_and_band(tmp_path: Path) -> None:
    submissions = [{"id": str(n), "answers": answers(case)} for n, case in enumerate(cases())]
    for case, result in zip(cases(), score_file(tmp_path, EXAMPLES / "dmat-sme.yaml", submissions), strict=True):
        values = result["items"] | result["nodes"]
        for code, value in case["question_scores"].items():
            assert values[code] / 10 == pytest.approx(value, abs=1e-3)
        for code, value in case["dimension_scores"].items():
            assert values[code] == pytest.approx(value, abs=1e-3)
        assert result["score"] == pytest.approx(case["overall"], abs=1e-3)
        assert result["level"] == BANDS[case["band"]]


def test_option_that_scores_nothing_earns_nothing(tmp_path: Path) -> None:
    result = score_file(tmp_path, EXAMPLES / "dmat-sme.yaml", [{"id": "x", "answers": {"q7": ["t2"]}}])[0]
    assert result["items"]["q7"] == 0
