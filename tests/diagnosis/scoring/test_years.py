"""Numbers by year: the latest, or the slope of a line through them."""

import math
from typing import Any

import numpy as np
import pytest

from diagnosis.catalog import AssessmentModel, UnableToReadModel, parse_model
from diagnosis.scoring import AnswerTable, Noise, Profile, UnableToReadAnswer, score_interval
from diagnosis.scoring.submissions import UnableToReadSubmission, read_answer, read_submission
from tests.diagnosis.scoring.small_model import HEADER, flat, score_raw

PLAIN = 'unit: "%", goalposts: {worst: 1, best: -1}, bounds: {min: 0, max: 100}'


def trend(keys: str = PLAIN, extra: str = "") -> AssessmentModel:
    return parse_model(
        f"{HEADER}tree: {{code: T, children: [{{code: A, type: number, trend: true, {keys}}}]}}\n{extra}"
    )


def by_year(*values: float | None, unit: str = "%") -> dict[str, Any]:
    return {"value": {str(2023 + place): value for place, value in enumerate(values)}, "unit": unit}


def test_slope_of_the_line_through_the_years() -> None:
    # 3.1, 2.9, 2.5 fall by 0.3 a year: (1 - -0.3 back from the worst) 1.3 of the 2 from worst to best.
    assert score_raw(trend(), {"A": by_year(3.1, 2.9, 2.5)}).score == pytest.approx(65)
    assert score_raw(trend(), {"A": by_year(2, 5)}).score == 0  # rises faster than the worst
    assert score_raw(trend(), {"A": by_year(9, 5, 1)}).score == 100
    assert score_raw(trend(), {"A": by_year(4, 4)}).score == 50


def test_slope_is_that_of_least_squares_over_uneven_years() -> None:
    raw = {"value": {"2025": 2.0, "2020": 4.0, "2021": 4.5}, "unit": "%"}
    slope = np.polyfit([2020, 2021, 2025], [4.0, 4.5, 2.0], 1)[0]
    assert score_raw(trend(), {"A": raw}).score == pytest.approx(50 * (1 - slope))


def test_a_year_left_empty_is_left_out_and_units_are_converted() -> None:
    assert score_raw(trend(), {"A": by_year(0.03, None, 0.02, unit="share")}).score == pytest.approx(75)


def test_slope_is_on_the_scale_of_the_transform() -> None:
    model = trend("unit: ppm, transform: log10, floor: 1, goalposts: {worst: 0.5, best: -0.5}")
    assert score_raw(model, {"A": by_year(1000, 500, 250, unit="ppm")}).score == pytest.approx(
        100 * (0.5 + math.log10(2))
    )
    assert score_raw(model, {"A": by_year(1, 0.1, 0, unit="ppm")}).score == 50  # the floor holds every year


def test_rules_see_the_slope() -> None:
    rule = "rules: [{if: 'true', then: 'A <= 0', message: {ko: 가, en: a}}]"
    assert score_raw(trend(extra=rule), {"A": by_year(3, 2)}).flags == ()
    assert len(score_raw(trend(extra=rule), {"A": by_year(2, 3)}).flags) == 1


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (3, "numbers by year"),
        (by_year(3), "two years"),
        (by_year(3, None), "two years"),
        (by_year(3, 101), "outside 0 to 100"),
        (by_year(3, 2, unit="days"), "cannot be converted"),
        ({"value": {}}, "must be a number"),
    ],
)
def test_answers_without_a_trend_are_refused(raw: Any, message: str) -> None:
    with pytest.raises(UnableToReadAnswer, match=message) as caught:
        score_raw(trend(), {"A": raw})
    assert caught.value.in_("ko") != caught.value.in_("en")


def test_a_year_where_the_transform_has_no_value_is_refused() -> None:
    model = trend("transform: log10, goalposts: {worst: 1, best: -1}")
    with pytest.raises(UnableToReadAnswer, match="log10"):
        score_raw(model, {"A": {"value": {"2024": 0, "2025": 3}}})


def test_years_too_large_to_compare_are_refused() -> None:
    with pytest.raises(UnableToReadAnswer, match="too large"):
        score_raw(trend("goalposts: {worst: 1, best: -1}"), {"A": {"value": {"2020": 1e308, "2025": -1e308}}})


@pytest.mark.parametrize("value", [{"20x4": 1}, {"2024": "1"}, {"2024": True}, {"2024": [1]}, {"24": 1}])
def test_years_that_are_none_are_named(value: dict[str, Any]) -> None:
    with pytest.raises(UnableToReadSubmission, match=r"A: .*numbers by year"):
        read_submission({"id": "a", "answers": {"A": {"value": value}}}, trend())


def test_other_numbers_take_the_latest_year() -> None:
    assert score_raw(flat(1), {"I0": {"value": {"2025": 30, "2024": 90}}}).score == 30


def test_kept_answers_read_alike() -> None:
    kept = {"A": {"state": "answered", "value": {"2023": 3.1, "2024": 2.9, "2025": 2.5}, "unit": "%"}}
    table = AnswerTable.of_frozen(trend(), [Profile()], [kept])
    read = {"A": read_answer("A", by_year(3.1, 2.9, 2.5))}
    assert table.values.tobytes() == AnswerTable.of(trend(), [(Profile(), read)]).values.tobytes()


def test_every_year_of_a_trend_moves_on_its_own() -> None:
    answers = {"A": read_answer("A", by_year(10, 10) | {"confidence": "sure"})}
    found = score_interval(trend(), Profile(), answers, seed=1, noise=Noise(draws=20_000, weights=0))
    # Two years of 10 that each move by 2 %: their difference has a deviation of about 0.2 x root 2.
    assert np.std(found.scores) == pytest.approx(50 * 0.2 * math.sqrt(2), rel=0.03)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("target: {value: 1, tolerance: 1}", "a trend takes goalposts"),
        ("goalposts: {worst: 1, best: 1}", "must differ"),
    ],
)
def test_faults_of_a_trend_in_a_model(keys: str, message: str) -> None:
    with pytest.raises(UnableToReadModel, match=message):
        trend(keys)
