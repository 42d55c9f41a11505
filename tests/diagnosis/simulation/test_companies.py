"""Synthetic companies are reproducible, answerable, and spread as they should be."""

import json
import statistics
from pathlib import Path

import pytest

from diagnosis.catalog import parse_model
from diagnosis.scoring.answers import Profile
from diagnosis.scoring.engine import score
from diagnosis.simulation import as_answers_line, simulate, simulate_answers

MODEL_FILE = Path("diagnosis/catalog/models/dqm/2026.1.yaml")


@pytest.fixture(scope="module")
def model():
    return parse_model(MODEL_FILE.read_bytes())


def drawn(model, seed=1, companies=60):
    return list(simulate(model, companies=companies, seed=seed, year=2025, regions=["11", "41"]))


def test_the_same_seed_gives_the_same_companies(model) -> None:
    assert drawn(model) == drawn(model)
    assert drawn(model) != drawn(model, seed=2)


def test_every_answer_can_be_scored_and_larger_firms_stand_higher(model) -> None:
    by_size: dict[str, list[float]] = {}
    for company in drawn(model, companies=250):
        sheet = score(model, company.profile, company.answers)
        if sheet.score is not None:
            by_size.setdefault(company.profile.size or "", []).append(sheet.score)
    assert sum(map(len, by_size.values())) > 200
    assert statistics.mean(by_size["mid"]) - statistics.mean(by_size["small"]) > 12
    assert 20 < statistics.mean(by_size["small"]) < 50


def test_ability_moves_the_score(model) -> None:
    profile = Profile(sector="AUTO", group="MANUFACTURING", size="medium", year=2025)
    low, high = (score(model, profile, simulate_answers(model, profile, ability=a, seed=3)).score for a in (20, 80))
    assert low is not None
    assert high is not None
    assert high - low > 40


def test_lines_say_that_they_are_synthetic(model) -> None:
    line = as_answers_line(drawn(model)[0])
    assert line["id"].startswith("synthetic-")
    assert json.loads(json.dumps(line)) == line
