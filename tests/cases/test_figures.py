"""Figures: numbers only where the source says exactly one."""

import pytest

from cases.figures import figures, has_number, improvement, read_figure


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.1", 3.1),
        ("7,000", 7000),
        ("400만", 4_000_000),
        ("0", 0),
        ("4000 미만", None),
        ("6-8일", None),
        ("", None),
        ("약 3", None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    assert read_figure(text) == value


@pytest.mark.parametrize(
    ("before", "after", "unit", "change"),
    [
        ("3.1", "0.7", "%", "−2.4%p"),
        ("120", "90", "min", "−25%"),
        ("55", "9", "rank", ""),
        ("0", "9", "건", ""),
        ("10", "5 미만", "건", ""),
    ],
)
def test_change_is_told_only_where_it_means_something(before: str, after: str, unit: str, change: str) -> None:
    (figure,) = figures([{"kpi": "k", "before": before, "after": after, "unit": unit}], "ko")
    assert figure.change == change


def test_english_readers_meet_no_korean_words() -> None:
    (figure,) = figures([{"kpi": "시간", "kpi_en": "Time", "before": "6-8일", "after": "3.5시간 미만"}], "en")
    assert (str(figure.kpi), figure.before, figure.after) == ("Time", "6-8 days", "under 3.5 hours")


def test_the_result_that_says_most() -> None:
    told = {"text_ko": "불량 40% 감소", "text_en": "Defects down 40%"}
    measured = {"kpi": "불량률", "before": "3.1", "after": "0.7", "unit": "%"}
    assert improvement([told, measured], "ko") == "불량률 3.1 → 0.7 %"
    assert improvement([{"text_ko": "누적 25회 선정"}, told], "en") == "Defects down 40%"
    assert improvement([{"text_ko": "생산량 50% 증가 전망"}], "ko") == ""


def test_has_number() -> None:
    assert has_number([{"text_ko": "3건"}])
    assert not has_number([{"text_ko": "많이 줄었다"}])
