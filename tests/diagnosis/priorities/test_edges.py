"""Edges of small formulas that mutants slipped through."""

import pytest

from diagnosis.priorities.raising import _rounded
from diagnosis.priorities.worth import _within


@pytest.mark.parametrize(
    ("item", "target", "inside"),
    [
        ("INF1.1", "INF1.1", True),
        ("INF1.1", "INF1", True),
        ("INF1.1", "INF", True),
        ("ORG1.1", "INF", False),
        ("INF11.1", "INF1", False),
        ("INF1.12", "INF1.1", False),
        ("INF1", "INF1.1", False),
    ],
)
def test_what_a_measure_helps(item: str, target: str, inside: bool) -> None:
    assert _within(item, target) is inside


@pytest.mark.parametrize(
    ("value", "up", "shown"),
    [
        (0.0, True, 0.0),
        (123.4561, True, 123.5),
        (123.4561, False, 123.4),
        (0.00123456, True, 0.001235),
        (0.00123456, False, 0.001234),
        (98765.0, True, 98770.0),
        (98765.0, False, 98760.0),
        (-12.3456, True, -12.34),
        (1234.0, True, 1234.0),
    ],
)
def test_four_digits_on_the_better_side(value: float, up: bool, shown: float) -> None:
    assert _rounded(value, up=up) == shown
