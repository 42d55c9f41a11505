"""The worked examples of docs/method.md, as printed there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.oracles.runner import score_file

PAGE = Path(__file__).parents[3] / "docs" / "method.md"
EXAMPLE = re.compile(r"```yaml\n(.*?)```\n```json answers\n(.*?)```\n```json results\n(.*?)```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
PRINTED = 0.005 + 1e-9  # two decimals


def compare(found: Any, printed: Any) -> None:
    if isinstance(printed, dict):
        for key, value in printed.items():
            compare(found[key], value)
    elif isinstance(printed, list):
        assert len(found) == len(printed)
        for one, value in zip(found, printed, strict=True):
            compare(one, value)
    elif isinstance(printed, float):
        assert found == pytest.approx(printed, abs=PRINTED)
    else:
        assert found == printed


def test_page_has_its_examples() -> None:
    assert [json.loads(answers)["id"] for _, answers, _ in EXAMPLES] == [
        "items", "means", "missing", "profiles", "levels", "rules", "points",
    ]  # fmt: skip


@pytest.mark.parametrize(("model", "answers", "results"), EXAMPLES)
def test_example_gives_the_printed_numbers(tmp_path: Path, model: str, answers: str, results: str) -> None:
    compare(score_file(tmp_path, model, [json.loads(answers)])[0], json.loads(results))


def test_balance_of_the_example_of_section_2(tmp_path: Path) -> None:
    model, answers, _ = EXAMPLES[1]
    result = score_file(tmp_path, model, [json.loads(answers)])[0]
    assert result["balanced"] == pytest.approx(38.26, abs=PRINTED)
    assert result["balance_ratio"] == pytest.approx(0.883, abs=0.0005)


def test_comparison_notices_a_wrong_number(tmp_path: Path) -> None:
    model, answers, results = EXAMPLES[0]
    with pytest.raises(AssertionError):
        compare(score_file(tmp_path, model, [json.loads(answers)])[0], json.loads(results) | {"score": 61.93 + 0.01})
