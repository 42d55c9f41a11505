"""The scores of synthetic companies spread as the published figures say; careless ones answer as they should."""

from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import pytest

from accounts.reference import sector
from diagnosis.catalog import parse_model
from diagnosis.scoring.engine import score_table
from diagnosis.scoring.table import ANSWERED, MISSING, NA_CLAIMED, UNKNOWN
from diagnosis.simulation import Behaviour, Shares, SyntheticBatch, simulate_batches
from diagnosis.simulation.population import REGIONS, SECTOR_EFFECTS, SECTOR_SHARES, SIZES
from qmplatform.statistics import longest_run, reliability

MODEL_FILE = Path("diagnosis/catalog/models/dqm/2026.1.yaml")
COMPANIES = 12_288
CURRENT_REGIONS = ["11", "41", "28", "26", "31", "48", "27", "47", "30", "36", "43", "44", "29", "46", "52", "51", "50"]


class Survey:
    """Scored companies in columns."""

    def __init__(self, batches: Iterator[SyntheticBatch]) -> None:
        self.batches = list(batches)
        model = self.batches[0].model
        tables = [score_table(batch.table()) for batch in self.batches]
        self.codes = list(model.items())
        self.score = np.concatenate([table.values[0] for table in tables])
        self.flagged = np.concatenate([table.flags.any(axis=0) for table in tables])
        kinds = [batch.kinds[kind] for batch in self.batches for kind in batch.kind]
        self.size = np.array([kind.size for kind in kinds])
        self.sector = np.array([kind.sector for kind in kinds])
        self.family = np.array([sector(code).survey_group or "" for code in self.sector])
        self.region = np.array([region for batch in self.batches for region in batch.regions])
        self.behaviour = np.concatenate([batch.behaviour for batch in self.batches])
        self.values, self.states, self.evidence = (
            np.concatenate([getattr(batch, name) for batch in self.batches], axis=1)
            for name in ("values", "states", "evidence")
        )
        self.rubrics = np.array([item.type == "rubric" for item in model.items().values()])
        self.core = np.array([code in model.core_items() for code in self.codes])

    def mean(self, rows: np.ndarray) -> float:
        return float(np.nanmean(self.score[rows]))


@pytest.fixture(scope="module")
def model():
    return parse_model(MODEL_FILE.read_bytes())


@pytest.fixture(scope="module")
def survey(model) -> Survey:
    return Survey(simulate_batches(model, companies=COMPANIES, seed=11, year=2025, regions=CURRENT_REGIONS))


def test_published_means_come_out(survey: Survey) -> None:
    business = survey.size != "public"
    large = np.isin(survey.size, ["mid", "large"])
    assert survey.mean(business) == pytest.approx(45.7, abs=2)
    assert survey.mean(large) == pytest.approx(70, abs=2)
    assert survey.mean(business & ~large) == pytest.approx(41, abs=2)
    assert survey.mean(large) - survey.mean(business & ~large) == pytest.approx(29, abs=2)
    assert survey.mean(business & (survey.family == "기계전기전자")) == pytest.approx(51.5, abs=2)
    assert survey.mean(business & (survey.family == "건설환경")) == pytest.approx(37.9, abs=2)


def test_other_families_of_sectors_lie_between(survey: Survey) -> None:
    means = {family: survey.mean(survey.family == family) for family in set(survey.family)}
    assert max(means, key=means.get) == "기계전기전자"
    assert min(means, key=means.get) == "건설환경"


def test_companies_of_one_kind_differ(survey: Survey) -> None:
    spreads = []
    for size in SIZES:
        for code in SECTOR_SHARES:
            scores = survey.score[(survey.size == size) & (survey.sector == code)]
            scores = scores[~np.isnan(scores)]
            if len(scores) >= 25:
                spreads.append(scores.std(ddof=1))
    assert len(spreads) > 40
    assert 15 <= float(np.mean(spreads)) <= 18


def test_regions_matter_a_little(survey: Survey) -> None:
    capital = np.isin(survey.region, ["11", "41", "28"])
    south = np.isin(survey.region, ["29", "46", "52", "50"])
    assert 0 < survey.mean(capital) - survey.mean(south) < 6
    shares = [(survey.region == code).mean() for code in ("41", "50")]
    assert shares[0] > 10 * shares[1] > 0


def test_items_of_a_dimension_hang_together(model, survey: Survey) -> None:
    for dimension in model.dimensions():
        rows = [survey.codes.index(i.code) for i in dimension.child_items() if i.type == "rubric"]
        if len(rows) >= 3:
            found = reliability(survey.values[rows][:, :2000].T)
            assert 0.8 < found.alpha < 0.97, dimension.code


def test_the_tables_are_centred() -> None:
    assert sum(share for share, _ in SIZES.values()) == pytest.approx(1)
    large = SIZES["mid"][0] + SIZES["large"][0]
    assert large == pytest.approx(0.162)
    total = sum(SECTOR_SHARES.values())
    assert sum(SECTOR_SHARES[code] * SECTOR_EFFECTS[code] for code in SECTOR_SHARES) / total == pytest.approx(
        0, abs=0.1
    )
    assert set(CURRENT_REGIONS) < set(REGIONS)


# How the careless answer


def rows(survey: Survey, sort: Behaviour) -> np.ndarray:
    return np.flatnonzero(survey.behaviour == sort)


@pytest.mark.parametrize("field", fields(Shares), ids=lambda field: field.name)
def test_each_sort_has_its_share(survey: Survey, field) -> None:
    share = (survey.behaviour == Behaviour[field.name.upper()]).mean()
    assert share == pytest.approx(getattr(Shares(), field.name), abs=0.008)


def test_the_rest_answers_with_care(survey: Survey) -> None:
    assert (survey.behaviour == Behaviour.ORDINARY).mean() == pytest.approx(1 - sum(astuple(Shares())), abs=0.015)
    assert not np.isnan(survey.score[rows(survey, Behaviour.ORDINARY)]).any()


def test_straight_liners_run_long(survey: Survey) -> None:
    def runs(sort: Behaviour) -> np.ndarray:
        return longest_run(survey.values[survey.rubrics & survey.core][:, rows(survey, sort)].T)

    assert np.median(runs(Behaviour.STRAIGHT_LINER)) >= 30
    assert np.median(runs(Behaviour.ORDINARY)) <= 10


def test_contradictory_companies_break_rules(survey: Survey) -> None:
    assert survey.flagged[rows(survey, Behaviour.CONTRADICTORY)].mean() > 0.98
    assert survey.flagged[rows(survey, Behaviour.ORDINARY)].mean() < 0.7


def state_share(survey: Survey, sort: Behaviour, state: int) -> float:
    return float((survey.states[survey.core][:, rows(survey, sort)] == state).mean())


@pytest.mark.parametrize(
    ("sort", "state", "times"),
    [(Behaviour.NA_CLAIMER, NA_CLAIMED, 8), (Behaviour.UNSURE, UNKNOWN, 3), (Behaviour.PARTIAL, MISSING, 50)],
)
def test_gaps_of_each_sort(survey: Survey, sort: Behaviour, state: int, times: int) -> None:
    assert state_share(survey, sort, state) > times * state_share(survey, Behaviour.ORDINARY, state)


def test_drop_outs_have_no_score_and_leave_the_end_open(survey: Survey) -> None:
    dropped = rows(survey, Behaviour.DROP_OUT)
    assert np.isnan(survey.score[dropped]).all()
    states = survey.states[survey.core][:, dropped]
    assert (states[-1] != ANSWERED).all()
    assert (states[0] == ANSWERED).any()


def test_over_claimers_claim_the_most_and_prove_nothing(survey: Survey) -> None:
    claimed = rows(survey, Behaviour.OVER_CLAIMER)
    assert (survey.score[claimed] > 97).all()
    assert not survey.evidence[:, claimed].any()
    top = survey.values[survey.rubrics & survey.core][:, claimed]
    assert (np.isnan(top) | (top == 5)).all()
    ordinary = rows(survey, Behaviour.ORDINARY)
    assert 0.1 < survey.evidence[survey.core][:, ordinary].mean() < 0.5


def test_numbers_are_short_inside_bounds_and_spread(model, survey: Survey) -> None:
    for place, item in enumerate(model.items().values()):
        values = survey.values[place][~np.isnan(survey.values[place])]
        if item.type == "number":
            assert values.min() >= item.bounds.min
            assert values.max() <= item.bounds.max
            assert all(len(repr(value).replace(".", "").strip("0")) <= 3 for value in np.unique(values).tolist())
            assert len(np.unique(values)) > 60
        elif item.type == "rubric":
            assert set(np.unique(values)) == {float(level.level) for level in item.levels}


def test_all_ordinary_leaves_nobody_careless(model) -> None:
    batch = next(simulate_batches(model, companies=500, seed=2, year=2025, shares=Shares.all_ordinary()))
    assert not batch.behaviour.any()


def test_a_population_of_one_sort(model) -> None:
    shares = Shares(**{field.name: 0.0 for field in fields(Shares)} | {"over_claimer": 1.0})
    batch = next(simulate_batches(model, companies=50, seed=2, year=2025, shares=shares))
    assert (batch.behaviour == Behaviour.OVER_CLAIMER).all()
