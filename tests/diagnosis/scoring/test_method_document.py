"""The worked examples of docs/method.md that are scored: page, files and engine agree."""

import json
import re
from pathlib import Path

import pytest

from diagnosis.explaining.examples import SCORED, text_of
from tests.diagnosis.explaining.printed import PRINTED, compare
from tests.oracles.runner import score_file

PAGE = Path(__file__).parents[3] / "docs" / "method.md"
EXAMPLE = re.compile(r"```yaml\n(.*?)```\n```json answers\n(.*?)```\n```json results\n(.*?)```", re.DOTALL)
EXAMPLES = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))


def test_page_shows_the_files_of_the_examples() -> None:
    assert [json.loads(answers)["id"] for _, answers, _ in EXAMPLES] == list(SCORED)
    for name, blocks in zip(SCORED, EXAMPLES, strict=True):
        assert blocks == tuple(text_of(f"{name}.{kind}") for kind in ("yaml", "answers.json", "results.json")), name


@pytest.mark.parametrize(("model", "answers", "results"), EXAMPLES[:-1])
def test_the_command_gives_the_printed_numbers(tmp_path: Path, model: str, answers: str, results: str) -> None:
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
