"""D13: the Baldrige criteria: 17 items, 1000 points, eight bands."""

import json
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from diagnosis.catalog import parse_model
from diagnosis.catalog.model import PercentItem
from tests.oracles.runner import DATA, EXAMPLES, score_file

CASE = json.loads((DATA / "D13_baldrige" / "case.json").read_text(encoding="utf-8"))


def test_points_of_the_model_are_the_published_ones() -> None:
    model = parse_model((EXAMPLES / "baldrige-points.yaml").read_bytes())
    points = {code: item.points for code, item in model.items().items() if isinstance(item, PercentItem)}
    assert points == CASE["item_points"]
    assert sum(points.values()) == CASE["total"]


def test_example_in_points_and_band(tmp_path: Path) -> None:
    example = CASE["derived_example"]
    result = score_file(tmp_path, EXAMPLES / "baldrige-points.yaml", [{"id": "x", "answers": example["percent"]}])[0]
    assert result["items"] == example["item_scores"]
    assert result["score"] == example["total"]
    assert result["level"] == example["band"]


@pytest.mark.parametrize(("percent", "share"), [(0, 0.0), (100, 1.0), (50, 0.5)])
def test_categories_add_up(tmp_path: Path, percent: int, share: float) -> None:
    answers = dict.fromkeys(CASE["item_points"], percent)
    result = score_file(tmp_path, EXAMPLES / "baldrige-points.yaml", [{"id": "x", "answers": answers}])[0]
    expected = {code: points * share for code, points in CASE["category_points"].items()}
    assert {code: result["nodes"][code] for code in expected} == pytest.approx(expected)
    assert result["score"] == pytest.approx(1000 * share)


def test_band_goes_by_the_total_rounded_to_a_whole_number(tmp_path: Path) -> None:
    answers = {"7.1": 100, "7.2": 100, "7.3": 90, "1.1": 5}
    result = score_file(tmp_path, EXAMPLES / "baldrige-points.yaml", [{"id": "x", "answers": answers}])[0]
    assert (result["score"], result["level"]) == (275.5, 2)


def test_percentage_off_the_steps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1 of 1 lines were refused"):
        score_file(tmp_path, EXAMPLES / "baldrige-points.yaml", [{"id": "x", "answers": {"1.1": 42}}])
