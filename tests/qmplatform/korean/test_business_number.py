"""Business registration numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmplatform.korean.business_number import UnableToReadBusinessNumber, check_digit, parse_business_number

REAL_FORM = ("124-81-00998", "120-81-47521", "220-81-62517", "116-82-00276")
NINE = st.integers(101_000_000, 999_999_999).map(str)


def complete(nine: str) -> str:
    return nine + check_digit(nine)


@pytest.mark.parametrize("text", REAL_FORM)
def test_known_numbers(text: str) -> None:
    assert str(parse_business_number(text)) == text


@given(NINE, st.sampled_from(["{}-{}-{}", "{}{}{}", " {} {} {} ", "{}.{}.{}", "{}–{}–{}", "{}－{}－{}"]), st.booleans())
def test_every_spelling_is_one_number(nine: str, pattern: str, wide: bool) -> None:
    digits = complete(nine)
    text = pattern.format(digits[:3], digits[3:5], digits[5:])
    if wide:
        text = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_business_number(text).digits == digits


@pytest.mark.parametrize(
    ("text", "korean", "english"),
    [
        ("1234567890", "서로 맞지", "do not fit"),
        ("124-81-0099", "9자리", "not 9"),
        ("", "0자리", "not 0"),
        ("124-81-0099A", "숫자만", "digits only"),
        ("000-00-00000", "없는 번호", "No number begins"),
    ],
)
def test_refusals(text: str, korean: str, english: str) -> None:
    with pytest.raises(UnableToReadBusinessNumber) as refused:
        parse_business_number(text)
    assert korean in refused.value.message("ko")
    assert english in refused.value.message("en")


def valid(digits: str) -> bool:
    return check_digit(digits[:9]) == digits[9]


@given(NINE)
def test_every_single_wrong_digit_is_found(nine: str) -> None:
    """Detection rate of one wrong digit: 90 of 90, for each of the ten places by nine wrong digits."""
    digits = complete(nine)
    wrong = [digits[:i] + other + digits[i + 1 :] for i in range(10) for other in "0123456789" if other != digits[i]]
    assert sum(not valid(number) for number in wrong) == 90


def test_swapped_neighbours_are_mostly_found() -> None:
    """Measured: the check finds most swaps; those it misses differ by five where weights differ by an even number."""
    found = total = 0
    for seed in range(101_000_000, 999_999_999, 7_654_321):
        digits = complete(str(seed))
        for i in range(9):
            swapped = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
            if swapped != digits:
                total += 1
                found += not valid(swapped)
    assert 0.85 < found / total < 1
