"""Targets, gaps and the matrix of items."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.priorities import ItemStanding, gap_of, impact_of, importance_of, points_of, priority_of
from diagnosis.priorities.items import proximity_of


def item(code: str = "INF1.1", level: float = 2.0, **fields) -> ItemStanding:
    values = {"dimension": "INF1", "known": True, "weight": 0.1} | fields
    return ItemStanding(code=code, level=level, **values)


@pytest.mark.parametrize(
    ("level", "upper_quartile", "target"),
    [
        (2, 3.4, 4),  # The peers' upper quartile, as a whole level.
        (1, 4.6, 3),  # Never more than two levels up.
        (4, 2.5, 4),  # Ahead of the peers: no way down.
        (2.6, 3.0, 3),
        (4.5, 5.0, 5),
        (5, 5.0, 5),
        (2, None, 3),  # Without peers one level up.
        (2.6, None, 3),
        (5, None, 5),
    ],
)
def test_target(level: float, upper_quartile: float | None, target: float) -> None:
    assert item(level=level, upper_quartile=upper_quartile).target == target


@given(level=st.floats(0, 5), upper=st.none() | st.floats(0, 5))
def test_target_lies_between_the_level_and_two_above(level: float, upper: float | None) -> None:
    target = item(level=level, upper_quartile=upper).target
    assert level <= target <= min(5.0, level + 2)


def test_without_peers_the_peers_stand_level() -> None:
    assert proximity_of(2.0, None) == proximity_of(2.0, 2.0) == 0.5
    assert proximity_of(0.0, 5.0) == 1.0
    assert proximity_of(5.0, 0.0) == 0.0
    assert impact_of(2.0, None) == pytest.approx(0.5)


def test_no_gap_no_priority() -> None:
    assert gap_of(4.0, 3.0) == 0.0
    assert priority_of(weight=0.1, heaviest=0.1, impact=1.0, gap=0.0) == 0.0


@given(level=st.floats(0, 5), peer=st.none() | st.floats(0, 5), weight=st.floats(0.001, 1))
def test_priority_and_importance_stay_on_their_scale(level: float, peer: float | None, weight: float) -> None:
    one = item(level=level, peer_level=peer, weight=weight)
    other = item("INF1.2", weight=1.0)
    for point in points_of([one, other]):
        assert 0 <= point.priority <= 100
        assert 0 <= point.importance <= 100
        assert 0 <= point.performance <= 100
    assert importance_of(one, 1.0) <= importance_of(dataclasses.replace(one, weight=1.0), 1.0)


def test_the_cross_stands_at_the_grand_means() -> None:
    items = [
        item("A", 1.0, weight=0.3),
        item("B", 4.0, weight=0.3),
        item("C", 1.0, weight=0.1),
        item("D", 4.0, weight=0.1),
    ]
    assert {p.code: p.quadrant for p in points_of(items)} == {"A": "improve", "B": "keep", "C": "low", "D": "excess"}


def test_what_is_not_known_stands_at_zero() -> None:
    unknown, low = item("A", 0.0, known=False), item("B", 1.0)
    points = {p.code: p for p in points_of([unknown, low])}
    assert points["A"].performance == 0.0
    assert points["A"].priority > 0


def test_no_items_no_points() -> None:
    assert points_of([]) == ()
