"""Formats as Korean offices write them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmplatform.korean.formats import (
    UnableToFormatTime,
    kdate,
    kdatetime,
    ktime,
    number1,
    percent,
    signed1,
    won,
    won_in_words,
)
from qmplatform.korean.keepall import WORD_JOINER, keep_words, keep_words_in_markup
from qmplatform.korean.normalise import nfc, plain_width
from qmplatform.korean.numbers import parse_number


@pytest.mark.parametrize(
    ("value", "short", "words"),
    [
        (1234567, "1,234,567원", "123만 4,567원"),
        (123450000, "123,450,000원", "1억 2,345만 원"),
        (0, "0원", "0원"),
        (10000, "10,000원", "1만 원"),
        (-25000, "-25,000원", "-2만 5,000원"),
        (1_200_000_000_000, "1,200,000,000,000원", "1조 2,000억 원"),
        (0.5, "0.5원", "0.5원"),
    ],
)
def test_won(value: float, short: str, words: str) -> None:
    assert won(value) == short
    assert won_in_words(value) == words
    assert won_in_words(value, "en") == won(value, "en") == f"KRW {short.removesuffix('원')}"


@given(st.integers(-(10**17), 10**17))
def test_won_in_words_reads_back(value: int) -> None:
    assert parse_number(won_in_words(value)).value == value


def test_numbers() -> None:
    assert number1(56.05) == "56.1"
    assert number1(1234) == "1,234.0"
    assert percent(45.65) == "45.7%"
    assert signed1(12.46) == "+12.5"
    assert signed1(-4) == "\u22124.0"
    assert signed1(-0.04) == "±0.0"


@pytest.mark.parametrize(
    ("moment", "korean", "english"),
    [
        (
            datetime(2026, 11, 21, 5, 3, tzinfo=UTC),
            "2026. 11. 21.(토) 오후 2:03",
            "21 November 2026 (Sat), 2:03 pm KST",
        ),
        (
            datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
            "2026. 11. 21.(토) 오전 12:00",
            "21 November 2026 (Sat), 12:00 am KST",
        ),
        (
            datetime(2026, 11, 20, 14, 59, tzinfo=UTC),
            "2026. 11. 20.(금) 오후 11:59",
            "20 November 2026 (Fri), 11:59 pm KST",
        ),
        (datetime(2027, 1, 1, 3, 0, tzinfo=UTC), "2027. 1. 1.(금) 오후 12:00", "1 January 2027 (Fri), 12:00 pm KST"),
        (
            datetime(2028, 2, 28, 15, 30, tzinfo=UTC),
            "2028. 2. 29.(화) 오전 12:30",
            "29 February 2028 (Tue), 12:30 am KST",
        ),
    ],
)
def test_moments_are_korean(moment: datetime, korean: str, english: str) -> None:
    assert kdatetime(moment) == korean
    assert kdatetime(moment, "en") == english


def test_plain_date() -> None:
    assert kdate(date(2026, 11, 21)) == "2026. 11. 21.(토)"
    assert kdate(date(2026, 11, 21), "en") == "21 November 2026 (Sat)"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(UnableToFormatTime, match="time zone"):
        ktime(datetime(2026, 11, 21))  # noqa: DTZ001


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
def test_korea_has_no_summer_time(moment: datetime) -> None:
    shifted = moment.replace(tzinfo=UTC)
    assert kdate(shifted) == kdate((shifted + timedelta(hours=9)).date())


def test_keepall() -> None:
    joined = keep_words("6천만 원 45%에서 KS인증 가 나")
    assert joined == f"6{WORD_JOINER}천{WORD_JOINER}만 원 45%{WORD_JOINER}에{WORD_JOINER}서 KS인{WORD_JOINER}증 가 나"
    assert keep_words(joined) == joined
    assert keep_words_in_markup('<a title="품질">품질&amp;관리</a>') == (
        f'<a title="품질">품{WORD_JOINER}질&amp;관{WORD_JOINER}리</a>'
    )


def test_normal_forms() -> None:
    assert nfc("\u1112\u1161\u11ab") == "한"
    assert nfc("１") == "１"
    assert plain_width("１２３％\u00a0") == "123% "
