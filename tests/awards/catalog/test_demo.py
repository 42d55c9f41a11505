"""The fictional applicant: marked as such, and in step with the criteria and the cycle."""

from importlib import resources
from typing import Any

import pytest
import yaml

from awards.catalog import read_criteria, read_cycle


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    path = resources.files("awards.demo").joinpath("demo-2026.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_bytes())
    return found


def test_it_says_that_it_is_fictional(demo: dict[str, Any]) -> None:
    assert demo["demo"]["fictional"] is True
    assert demo["demo"]["label"]["en"] == "Fictional data"
    assert "(fictional)" in demo["applicant"]["name"]["en"]


def test_it_names_what_the_shipped_files_hold(demo: dict[str, Any]) -> None:
    criteria, cycle = read_criteria("knqa-2026"), read_cycle(demo["demo"]["cycle"])
    assert demo["demo"]["model"] == f"{criteria.key}@{criteria.version}"
    assert cycle.category(demo["applicant"]["category"]).open
    assert set(demo["final_percents"]) == set(criteria.items)
    for review in demo["reviews"]:
        kind = criteria.items[review["item"]].kind
        assert criteria.factors
        assert set(review["factors"]) == {factor.code for factor in getattr(criteria.factors, kind)}
        assert criteria.range_of(review["percent"])
    for answer in demo["dossier"]:
        written = sum(len(paragraph["ko"]) for paragraph in answer["paragraphs"])
        assert 0 < written <= criteria.character_limit(answer["item"], sme=True)


def test_its_total_is_the_sum_of_points_times_percent(demo: dict[str, Any]) -> None:
    criteria = read_criteria("knqa-2026")
    totals = {"process": 0.0, "results": 0.0}
    for code, percent in demo["final_percents"].items():
        item = criteria.items[code]
        totals[item.kind] += item.points * percent / 100
    expected = demo["expected"]
    assert totals["process"] == pytest.approx(expected["process_points"])
    assert totals["results"] == pytest.approx(expected["results_points"])
    assert sum(totals.values()) == pytest.approx(expected["total_points"])
