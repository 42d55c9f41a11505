"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmplatform.korean.numbers import UnableToReadNumber, parse_number


@pytest.mark.parametrize(
    ("text", "value", "unit", "understood"),
    [
        ("1,234", "1234", None, "1,234"),
        ("１，２３４", "1234", None, "1,234"),
        (" 12 ", "12", None, "12"),
        ("천이백", "1200", None, "1,200"),
        ("3천5백", "3500", None, "3,500"),
        ("이십삼", "23", None, "23"),
        ("이공이육", "2026", None, "2,026"),
        ("삼점오", "3.5", None, "3.5"),
        ("일점이삼", "1.23", None, "1.23"),
        ("만", "10000", None, "10,000"),
        ("1억 2,345만 원", "123450000", "원", "1억 2,345만 원"),
        ("120백만원", "120000000", "원", "1억 2,000만 원"),
        ("1,200천원", "1200000", "원", "120만 원"),
        ("2.5억", "250000000", None, "250,000,000"),
        ("1조 2천억원", "1200000000000", "원", "1조 2,000억 원"),
        ("십이억 삼천", "1200003000", None, "1,200,003,000"),
        ("₩5,000", "5000", "원", "5,000원"),
        ("3.5%", "3.5", "%", "3.5%"),
        ("５％", "5", "%", "5%"),
        ("3.5 퍼센트", "3.5", "%", "3.5%"),
        ("2 %p", "2", "%p", "2%p"),
        ("120 ppm", "120", "ppm", "120 ppm"),
        ("120PPM", "120", "ppm", "120 ppm"),
        ("약 30명", "30", "명", "30명"),
        ("이십일일", "21", "일", "21일"),
        ("-0.5", "-0.5", None, "-0.5"),
        ("\u22123", "-3", None, "-3"),
        ("-0", "0", None, "0"),
        (".5", "0.5", None, "0.5"),
        ("5.", "5", None, "5"),
        ("1.2 million won", "1200000", "원", "120만 원"),
        ("0.1", "0.1", None, "0.1"),
    ],
)
def test_reads(text: str, value: str, unit: str | None, understood: str) -> None:
    number = parse_number(text)
    assert number.value == Decimal(value)
    assert number.unit == unit
    assert number.text_understood == understood


def test_reads_back_in_english() -> None:
    assert parse_number("1억 2,345만 원").understood("en") == "123,450,000 won"
    assert parse_number("3일").understood("en") == "3 days"
    assert parse_number("3일").understood("ko") == "3일"


@pytest.mark.parametrize(
    ("text", "hint_ko", "hint_en"),
    [
        ("", "입력하지 않았습니다", "Nothing was typed"),
        ("3~5", "범위", "range"),
        ("3 - 5", "범위", "range"),
        ("3만~5만", "범위", "range"),
        ("3에서 5", "범위", "range"),
        ("3 to 5", "범위", "range"),
        ("2026-11-21", "범위", "range"),
        ("5 이상", "한계", "limit"),
        ("< 3", "한계", "limit"),
        ("1/3", "분수", "fraction"),
        ("1,23", "쉼표", "commas"),
        ("1.2.3", "쉼표", "commas"),
        ("1,234,56", "쉼표", "commas"),
        ("1 234", "읽을 수 없습니다", "cannot be read"),
        ("abc", "읽을 수 없습니다", "cannot be read"),
        ("1e5", "읽을 수 없습니다", "cannot be read"),
        ("nan", "읽을 수 없습니다", "cannot be read"),
        ("1억 2억", "읽을 수 없습니다", "cannot be read"),
        ("1.5억 3천만", "읽을 수 없습니다", "cannot be read"),
        ("--3", "읽을 수 없습니다", "cannot be read"),
        ("12abc", "모르는 단위", "not a unit"),
        ("삼사", "모르는 단위", "not a unit"),
        ("9" * 61, "너무 깁니다", "too many"),
        ("9" * 40, "너무 큽니다", "too large"),
    ],
)
def test_refuses(text: str, hint_ko: str, hint_en: str) -> None:
    with pytest.raises(UnableToReadNumber) as refused:
        parse_number(text)
    assert hint_ko in refused.value.message("ko")
    assert hint_en in refused.value.message("en")
    # What, where and what to do: the text itself is quoted back, and the sentence ends politely.
    assert refused.value.message_ko.endswith(("니다.", "세요.", "1,234", "1,234.5"))


def test_a_models_own_unit_may_be_added() -> None:
    with pytest.raises(UnableToReadNumber):
        parse_number("3 시그마")
    assert parse_number("3 시그마", units=["시그마"]).unit == "시그마"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_what_is_written_with_separators_is_read(value: Decimal) -> None:
    assert parse_number(f"{value:,f}").value == value


@given(st.integers(0, 10**16 - 1))
def test_what_is_spelt_in_hangul_is_read(value: int) -> None:
    assert parse_number(spell(value)).value == value


@given(st.text(max_size=70))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        number = parse_number(text)
    except UnableToReadNumber as error:
        refusal = error
    else:
        assert parse_number(number.text_understood).value == number.value
        return
    assert refusal.message_ko
    assert refusal.message_en


def spell(value: int) -> str:
    """Spell a number in Hangul, the independent way round."""
    if value == 0:
        return "영"
    groups = []
    for power in ("", "만", "억", "조"):
        value, group = divmod(value, 10_000)
        digits = f"{group:04d}"
        words = "".join(
            ("일이삼사오육칠팔구"[int(d) - 1] if d != "1" or unit == "" else "") + unit
            for d, unit in zip(digits, ("천", "백", "십", ""), strict=True)
            if d != "0"
        )
        groups.append(words + power if words else "")
    return "".join(reversed(groups))
