"""What a result says in numbers, against results worked out by hand."""

import json

import pytest

from cases.dam.facts import Kind, read_amount
from tests.cases.dam.make import facts, measured, told
from tests.cases.rows import LIBRARY


def test_a_measured_percentage_gives_the_ratio_and_the_points() -> None:
    [fact] = facts(measured("defect-rate", "3.0", "0.6", "%"))

    assert fact.kind is Kind.MEASURED
    assert fact.ratio == pytest.approx(0.2)
    assert fact.points == pytest.approx(-2.4)
    assert fact.change == pytest.approx(-80)


def test_a_measured_amount_gives_no_points() -> None:
    [fact] = facts(measured("output", "400만", "1000만", "개"))

    assert (fact.ratio, fact.points, fact.change) == (2.5, None, 150)


def test_places_in_an_order_give_a_difference_and_no_ratio() -> None:
    [fact] = facts(measured("rank", "55", "9", "rank"))

    assert (fact.ratio, fact.points) == (None, -46)


@pytest.mark.parametrize(
    ("before", "after", "unit"),
    [
        (None, "0", "ppm"),
        ("7000", "4000 미만", "USD"),
        ("6-8일", "3.5시간 미만", ""),
        ("10", "20", "백만 달러(약)"),
        ("0", "5", "건"),
    ],
)
def test_what_is_not_two_exact_numbers_is_no_fact(before: str | None, after: str, unit: str) -> None:
    assert facts(measured("output", before, after, unit)) == ()


@pytest.mark.parametrize(
    ("family", "korean", "change"),
    [
        ("defect-rate", "불량률 77% 감소", -77),
        ("defect-rate", "공정불량률 36.1% 개선", -36.1),
        ("output", "처리량 28% 향상", 28),
        ("output", "에너지 효율 약 30% 개선", 30),
        ("output", "4년간 매출 1,062% 증가", 1062),
    ],
)
def test_a_stated_change_is_read_with_its_direction(family: str, korean: str, change: float) -> None:
    [fact] = facts(told(family, korean))

    assert fact.kind is Kind.STATED
    assert fact.change == pytest.approx(change)


@pytest.mark.parametrize(
    "korean",
    [
        "연간 생산량 50% 증가 전망",
        "재작업 감소율 15%(2002), 61%(2003)",
        "처리량 28%, 노동생산성 70% 향상",
        "생산품 77% 이상 수출",
        "불량률 3~5% 감소",
        "불량률 120% 감소",
        "정시납품 98~100%",
        "생산성 5배",
    ],
)
def test_what_states_no_single_change_is_no_fact(korean: str) -> None:
    assert facts(told("output", korean), told("defect-rate", korean)) == ()


def test_an_english_sentence_is_read_where_there_is_no_korean_one() -> None:
    [down] = facts(told("defect-rate", "", "Defect rate down 73.28%"))
    [up] = facts(told("output", "", "Output up about 57%"))

    assert down.change == pytest.approx(-73.28)
    assert up.change == pytest.approx(57)
    assert facts(told("output", "", "Output expected up 50%")) == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("경제효과 약 1억 4천만 원", 140_000_000),
        ("연간 유형효과 7,700만 원", 77_000_000),
        ("연간 13억 원 예산 절감", 1_300_000_000),
        ("원가 2,500억 원 절감", 250_000_000_000),
        ("개선효과 3억 5,600만 원(제안 399건)", 356_000_000),
        ("발전사 5억 7천만 원·협력사 5천만 원 절감", None),
        ("고객 비용 약 7,000만 달러 절감", None),
        ("원가 절감", None),
    ],
)
def test_one_amount_in_won_is_read(text: str, amount: float | None) -> None:
    assert read_amount(text) == amount


def test_money_is_read_only_where_a_family_is_money() -> None:
    [saved] = facts(told("cost-saving", "연간 약 8억 원 원가 절감"), told("output", "매출 192억 원 증대"))

    assert (saved.kind, saved.money, saved.is_yearly) == (Kind.MONEY, 800_000_000, True)


def test_results_without_a_known_family_are_left_out() -> None:
    assert (
        facts({"text_ko": "불량률 77% 감소"}, told("no-such-family", "불량률 77% 감소"), {"family": ["output"]}) == ()
    )


def test_every_stated_change_of_the_library_stands_in_its_own_words() -> None:
    results = [
        {"text_ko": one.get("text"), "text_en": one.get("text_en"), "family": "output"}
        for line in LIBRARY.read_text(encoding="utf-8").splitlines()
        for one in json.loads(line)["results"]
        if one.get("text")
    ]
    read = [fact for fact in facts(*results) if fact.change is not None]

    assert len(read) > 25
    for fact in read:
        assert f"{abs(fact.change or 0):g}%" in fact.kpi_ko
