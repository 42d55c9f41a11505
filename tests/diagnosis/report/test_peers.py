"""With whom a value was compared, in words: as much as their number allows, and why with them."""

from datetime import date

import pytest
from django.utils import translation

from diagnosis.report.facts import Standing
from diagnosis.report.peers import mean_words, place_words, shift_words, way_facts


def standing(**told: object) -> Standing:
    known: dict[str, object] = {
        "peers": "자동차 × 중기업",
        "n": 40,
        "mean": 49.7,
        "q1": 38.0,
        "median": 49.0,
        "q3": 61.0,
        "top_percent": 32,
        "top_range": (24, 41),
        "is_synthetic": False,
        "as_of": date(2026, 9, 30),
        "low": 46.1,
        "high": 53.3,
        "own_percent": 23,
        "quarter": 3,
    }
    return Standing(**(known | told))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _korean() -> object:
    with translation.override("ko"):
        yield


def test_from_twenty_on_the_place_stands_with_its_range() -> None:
    said = place_words(standing())
    assert "상위 32%" in said
    assert "24~41%" in said


def test_of_ten_to_nineteen_only_the_range_is_told() -> None:
    said = place_words(standing(n=15, telling="words"))
    assert "32" not in said
    assert "24~41%" in said


@pytest.mark.parametrize(("quarter", "said"), [(1, "하위"), (4, "상위"), (None, "순위는 보이지 않습니다")])
def test_of_five_to_nine_only_the_quarter(quarter: int | None, said: str) -> None:
    assert said in place_words(standing(n=5, top_percent=None, top_range=None, quarter=quarter))


def test_the_mean_says_its_interval_and_what_it_rests_on() -> None:
    said = mean_words(standing())
    assert "46.1~53.3" in said
    assert "23%" in said


def test_an_older_result_says_the_mean_alone() -> None:
    said = mean_words(standing(low=None, high=None, own_percent=None))
    assert "49.7" in said
    assert "%" not in said


def test_a_shift_is_told_where_there_is_one() -> None:
    assert shift_words(standing(shift=0.0)) == ""
    assert "+3.4" in shift_words(standing(shift=3.4))


def test_the_way_says_who_was_passed_and_why() -> None:
    way = way_facts(
        [
            {"peers": "sector-size", "n": None, "used": False, "why": "withheld"},
            {"peers": "sector", "n": None, "used": False, "why": "few"},
            {"peers": "group-size", "n": 35, "used": True, "why": ""},
        ]
    )
    assert [step.is_used for step in way] == [False, False, True]
    assert len({step.why for step in way}) == 3
    assert all(step.why for step in way)
    assert way[2].n == 35
