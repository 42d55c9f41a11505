"""The rule language."""

import pytest

from diagnosis.catalog.expressions import UnableToReadExpression, parse_expression

VALUES = {"A": 3.0, "B.1": 5.0, "Z": 0.0}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("true", True),
        ("A >= 3", True),
        ("A > 3", False),
        ("A == 3", True),
        ("A != 3", False),
        ("A < B.1", True),
        ("A + B.1 <= 8", True),
        ("A - B.1 - 1 == -3", True),
        ("A + B.1 * 2 == 13", True),
        ("(A + B.1) * 2 == 16", True),
        ("-A < 0", True),
        ("B.1 / 2 > 2.4", True),
        ("A >= 4 or B.1 >= 5", True),
        ("A >= 4 and B.1 >= 5 or A == 3", True),
        ("A >= 4 and (B.1 >= 5 or A == 3)", False),
        ("A / Z > 1", None),
        ("C > 1", None),
        ("C > 1 or A == 3", None),
    ],
)
def test_meaning(text: str, holds: bool | None) -> None:
    assert parse_expression(text).holds(VALUES) is holds


@pytest.mark.parametrize(
    "text",
    [
        "", "A", "3", "A +", "A >= ", "(A >= 3", "A >= 3)", "A >= 3 4", "A and B.1", "(A >= 3) + 1", "A >= 3 >= 2",
        "true and A >= 3", "not A", "A ** 2 > 1", "__import__('os')", "A.__class__ >= 1()", "A = 3", "lambda: 1", "[1]",
        "A >= 1e999", "A; B", "A >= '3'", "(" * 30 + "A >= 1" + ")" * 30, "A >= 1 or " * 40 + "A >= 1",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnableToReadExpression) as caught:
        parse_expression(text)
    assert caught.value.message_ko


def test_codes_in_order() -> None:
    assert parse_expression("B.1 > A and A > 1").codes == ("B.1", "A")
