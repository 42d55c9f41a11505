"""Synthetic companies are reproducible, answerable and marked."""

import json
from pathlib import Path

import pytest

from diagnosis.catalog import parse_model
from diagnosis.scoring import AnswerState, check_answer
from diagnosis.scoring.answers import Profile
from diagnosis.scoring.engine import score
from diagnosis.scoring.submissions import read_submission
from diagnosis.simulation import (
    Behaviour,
    Shares,
    answers_lines,
    as_answers_line,
    companies_of,
    simulate,
    simulate_answers,
    simulate_batches,
)
from diagnosis.simulation.batches import BLOCK

MODEL_FILE = Path("diagnosis/catalog/models/dqm/2026.1.yaml")
REGIONS = ["11", "41"]


@pytest.fixture(scope="module")
def model():
    return parse_model(MODEL_FILE.read_bytes())


def drawn(model, seed=1, companies=60, **options):
    return list(simulate(model, companies=companies, seed=seed, year=2025, regions=REGIONS, **options))


def test_the_same_seed_gives_the_same_companies(model) -> None:
    assert drawn(model) == drawn(model)
    assert drawn(model) != drawn(model, seed=2)


def test_a_company_is_the_same_however_many_there_are(model) -> None:
    many = drawn(model, companies=BLOCK + 40)
    assert drawn(model, companies=60) == many[:60]
    options = {"companies": BLOCK + 40, "seed": 1, "year": 2025, "regions": REGIONS}
    (last,) = simulate_batches(model, first_block=1, **options)
    assert list(companies_of(last)) == many[BLOCK:]
    assert [company.number for company in many] == list(range(1, BLOCK + 41))


def test_every_answer_is_one_its_item_takes_and_is_asked(model) -> None:
    for company in drawn(model, companies=300):
        sheet = score(model, company.profile, company.answers)
        for code, answer in company.answers.items():
            check_answer(model, code, answer)
            assert sheet.items[code].state is not AnswerState.NA_PROFILE


def test_lines_can_be_read_back_and_are_marked(model) -> None:
    companies = drawn(model, companies=200)
    batch = next(simulate_batches(model, companies=200, seed=1, year=2025, regions=REGIONS))
    lines = list(answers_lines(batch))
    assert [json.loads(line) for line in lines] == [as_answers_line(company) for company in companies]
    for line, company in zip(lines, companies, strict=True):
        document = json.loads(line)
        assert document["id"] == f"synthetic-{company.number:07d}"
        assert document["synthetic"] is True
        read = read_submission(document, model)
        assert read.profile.sector == company.profile.sector
        assert score(model, read.profile, read.answers) == score(model, company.profile, company.answers)


def test_the_table_scores_as_the_companies_do(model) -> None:
    from diagnosis.scoring.engine import score_table

    batch = next(simulate_batches(model, companies=150, seed=5, year=2025))
    scores = score_table(batch.table())
    for row, company in enumerate(companies_of(batch)):
        assert scores.sheet(row) == score(model, company.profile, company.answers)


def test_frozen_answers_are_those_of_the_company(model) -> None:
    batch = next(simulate_batches(model, companies=80, seed=5, year=2025))
    for row, company in enumerate(companies_of(batch)):
        frozen = batch.frozen(row)
        assert json.loads(json.dumps(frozen)) == frozen
        assert set(frozen) == set(company.answers)
        for code, answer in company.answers.items():
            value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
            assert frozen[code]["value"] == value
            assert frozen[code]["state"] == answer.state.value
            assert frozen[code]["confidence"] == answer.confidence
            assert frozen[code]["na_reason"] == answer.na_reason
            assert bool(frozen[code]["evidence"]) == (code in company.evidence)
            assert frozen[code]["evidence"].startswith("가상 데이터") or not frozen[code]["evidence"]


def test_earlier_years_are_the_same_companies_a_little_behind(model) -> None:
    options = {"companies": 400, "seed": 4, "year": 2025, "shares": Shares.all_ordinary()}
    years = list(simulate_batches(model, years=3, **options))
    (alone,) = simulate_batches(model, **options)
    assert [batch.year for batch in years] == [2023, 2024, 2025]
    assert list(companies_of(years[-1])) == list(companies_of(alone))
    assert all((batch.kind == alone.kind).all() for batch in years)
    change = years[-1].ability - years[0].ability
    assert 3 < change.mean() < 5
    assert 3 < change.std() < 7
    lines = [json.loads(line)["id"] for batch in years for line in answers_lines(batch)]
    assert len(set(lines)) == 1200
    assert lines[0] == "synthetic-0000001-2023"
    assert lines[-1] == "synthetic-0000400"
    assert next(iter(companies_of(years[0]))).profile.year == 2023
    assert as_answers_line(next(iter(companies_of(years[0]))))["id"] == lines[0]


def test_ability_moves_the_score(model) -> None:
    profile = Profile(sector="AUTO", group="MANUFACTURING", size="medium", year=2025)
    low, high = (score(model, profile, simulate_answers(model, profile, ability=a, seed=3)).score for a in (20, 80))
    assert low == pytest.approx(20, abs=8)
    assert high == pytest.approx(80, abs=8)


@pytest.mark.parametrize(
    "wrong",
    [{"companies": -1}, {"seed": -1}, {"years": 0}, {"years": 11}, {"first_block": -1}, {"sectors": [("AUTO", -1.0)]}],
)
def test_senseless_numbers_are_refused(model, wrong) -> None:
    options = {"companies": 1, "seed": 1, "year": 2025} | wrong
    with pytest.raises(ValueError, match="negative"):
        next(simulate_batches(model, **options))


@pytest.mark.parametrize("wrong", [{"drop_out": -0.1}, {"partial": 0.9, "drop_out": 0.2}])
def test_senseless_shares_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match="Shares"):
        Shares(**wrong)


def test_no_companies_are_no_batches(model) -> None:
    assert list(simulate_batches(model, companies=0, seed=1, year=2025)) == []


def test_other_sector_shares_are_drawn(model) -> None:
    companies = drawn(model, companies=200, sectors=[("AUTO", 3.0), ("CONSTR", 1.0)])
    sectors = [company.profile.sector for company in companies]
    assert set(sectors) == {"AUTO", "CONSTR"}
    assert 0.65 < sectors.count("AUTO") / 200 < 0.85
    assert {company.profile.group for company in companies} == {"MANUFACTURING", "CONSTRUCTION"}
    assert {company.behaviour for company in companies} <= {one.name.lower() for one in Behaviour}
