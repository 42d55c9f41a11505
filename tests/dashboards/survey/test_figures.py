"""Figures of the survey's quality: those of the statistics behind them, rounded, and nothing of a few companies."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from dashboards.survey import careless_flags
from dashboards.survey.figures import LEAST, count, figures_of, percent, scale_figures
from dashboards.survey.year import SurveyYear, asked_states, joined
from diagnosis.scoring import Profile
from diagnosis.scoring.table import ANSWERED, MISSING, NA_PROFILE, AnswerTable
from qmplatform.statistics import omega_total, reliability
from tests.dashboards.survey.cases import RUBRIC, make_year, silence
from tests.oracles.runner import DATA

pytestmark = pytest.mark.once


def figures(year: SurveyYear) -> dict:
    return figures_of(year, careless_flags(year.answers()))


def scale(found: dict, code: str) -> dict:
    return next(one for one in found["scales"] if one["code"] == code)


def item(found: dict, code: str) -> dict:
    return next(one for one in found["items"] if one["code"] == code)


def test_a_scale_says_what_the_statistics_say() -> None:
    year = make_year(240)
    levels = year.levels(RUBRIC[:5])
    told, alpha, omega = scale(figures(year), "INF1")["all"], reliability(levels), omega_total(levels)
    assert told["alpha"] == pytest.approx(alpha.alpha, abs=0.005)
    assert (told["low"], told["high"]) == pytest.approx((alpha.low, alpha.high), abs=0.005)
    assert told["omega"] == pytest.approx(omega.omega, abs=0.005)
    assert told["omega_companies"] == 240


@pytest.mark.parametrize("folder", ["D10_alpha_attitude", "D19_feldt_ci"])
def test_printed_examples(folder: str) -> None:
    """The oracles have 30 and fewer rows, too few to be told of: the same rows four times over have the same alpha."""
    with (DATA / folder / "input.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    table = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    published = json.loads((DATA / folder / "expected.json").read_text(encoding="utf-8"))
    assert scale_figures(table) is None or len(table) >= LEAST
    told = scale_figures(np.tile(table, (50, 1)))
    assert told is not None
    alpha = published.get("raw_alpha", published.get("alpha"))
    # Fifty times the rows have divisor n - 1 nearer to n, which cancels in the ratio of variances.
    assert told["alpha"] == pytest.approx(alpha, abs=0.011)


def test_a_gap_is_a_gap() -> None:
    year = make_year(300)
    silence(year, "INF1.1", slice(0, 45))
    told = item(figures(year), "INF1.1")
    assert told["missing"] == 15.0
    assert item(figures(year), "INF1.2")["missing"] is None  # nobody, and one to four look the same
    silence(year, "INF1.2", slice(0, 4))
    assert item(figures(year), "INF1.2")["missing"] is None


def test_floor_and_ceiling() -> None:
    year = make_year(200)
    year.values[year.place("ORG1.1")] = np.repeat([0.0, 5.0], [120, 80])
    told = item(figures(year), "ORG1.1")
    assert (told["floor"], told["ceiling"]) == (60.0, 40.0)


@pytest.mark.parametrize(("n", "is_told"), [(LEAST - 1, False), (LEAST, True)])
def test_under_a_hundred_nothing_is_said(n: int, is_told: bool) -> None:
    found = figures(make_year(n))
    assert all((one["all"] is not None) is is_told for one in found["scales"] if one["code"] != "DNA")
    assert (item(found, "INF1.1")["item_total"] is not None) is is_told
    assert item(found, "INF1.1")["told"] is is_told
    assert (found["formative"][0]["r"] is not None) is is_told


def test_a_module_is_asked_of_those_who_chose_it() -> None:
    found = figures(make_year(260, in_module=150))
    assert scale(found, "DNA")["companies"] == 150
    assert item(found, "DNA1")["companies"] == 150
    assert item(found, "DNA1")["missing"] is None


def test_unchosen_modules_are_not_asked() -> None:
    model = make_year(1).model
    table = AnswerTable.of_frozen(model, [Profile()] * 2, [{}, {"DNA1": {"state": "answered", "value": 3}}])
    states = asked_states(table, [["DNA"], []])
    places = {code: at for at, code in enumerate(model.items())}
    assert (states[places["DNA1"]] == [MISSING, ANSWERED]).all()
    assert (states[places["DNA2"]] == [MISSING, NA_PROFILE]).all()
    assert (states[places["INF1.1"]] == MISSING).all()


@pytest.mark.parametrize(("careless", "is_told"), [(4, False), (5, True)])
def test_without_flagged_answers_only_where_they_are_five(careless: int, is_told: bool) -> None:
    year = make_year(300)
    year.values[: len(RUBRIC), :careless] = 3.0
    found = figures(year)
    assert ("without" in scale(found, "INF1")) is is_told
    assert (found["several"]["companies"] is not None) is is_told


def test_what_an_official_kept_counts_with_the_others() -> None:
    year = make_year(300)
    year.values[: len(RUBRIC), :8] = 3.0
    kept = np.zeros(300, dtype=bool)
    kept[:8] = True
    assert "without" in scale(figures(year), "INF1")
    assert "without" not in scale(figures(replace(year, kept=kept)), "INF1")
    assert "without" in scale(figures(replace(year, kept=kept, left_out=np.roll(kept, 20))), "INF1")


def test_rules_are_counted_of_those_who_could_break_them() -> None:
    year = make_year(300)
    year.rules[0, :30] = True
    silence(year, "ORG1.1", slice(200, 300))
    assert figures(year)["rules"][0] == {
        "rule": 0, "severity": "warn", "able": 200, "companies": 30, "percent": 15.0,
    }  # fmt: skip


def test_one_company_moves_nothing_but_rounding() -> None:
    """Among 200 one answers otherwise: shares of at least five are made of counts to the nearest five."""
    year, other = make_year(202), make_year(202)
    silence(year, "INF1.3", slice(0, 21))
    silence(other, "INF1.3", slice(0, 22))
    assert item(figures(year), "INF1.3")["missing"] == item(figures(other), "INF1.3")["missing"]


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(4, 100, None), (5, 100, 5.0), (96, 100, None), (95, 100, 95.0), (0, 3, None)]
)
def test_neither_side_of_a_share_is_under_five(part: int, whole: int, told: float | None) -> None:
    assert percent(part, whole) == told


def test_counts_are_to_the_nearest_five() -> None:
    assert [count(number) for number in (0, 4, 5, 7, 8, 1002)] == [None, None, 5, 5, 10, 1000]


def test_parts_make_the_same_year() -> None:
    year = make_year(120)
    cut = [slice(0, 50), slice(50, 120)]
    parts = [
        replace(
            year, submissions=year.submissions[rows], values=year.values[:, rows], states=year.states[:, rows],
            sizes=year.sizes[rows], evidence=year.evidence[rows], rules=year.rules[:, rows],
            left_out=year.left_out[rows], kept=year.kept[rows],
        )
        for rows in cut
    ]  # fmt: skip
    assert figures(joined(parts)) == figures(year)
