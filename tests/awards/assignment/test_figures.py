import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.assignment import Load, Pair, Seat, hours_per_file, workload
from tests.awards.assignment.made import LIMITS, examiner


def teams(*files: str) -> list[Seat]:
    """Return seats of teams written as letters, the first of each leads."""
    return [Seat(f"A{n}", one, place == 0) for n, file in enumerate(files) for place, one in enumerate(file)]


def test_loads_by_hand():
    found = workload(teams("abc", "abd", "abc"), [examiner(key) for key in "abcde"], hours_each=14.5)
    assert found.loads[0] == Load("a", 3, 3, 43.5)
    assert [(one.examiner, one.files) for one in found.loads] == [("a", 3), ("b", 3), ("c", 2), ("d", 1), ("e", 0)]
    assert (found.least, found.most, found.mean) == (0, 3, pytest.approx(1.8))
    # Squares of 1.2, 1.2, 0.2, -0.8, -1.8 sum up to 6.8.
    assert found.deviation == pytest.approx(math.sqrt(6.8 / 5))
    assert found.evenness == pytest.approx(81 / (5 * 23))
    assert found.met_often == (Pair("a", "b", 3),)
    assert [
        one.teams for one in workload(teams("abc", "abd", "abc"), [examiner(k) for k in "abcd"], often_from=2).met_often
    ] == [3, 2, 2]


def test_files_elsewhere_count_as_load():
    found = workload(teams("ab"), [examiner("a", files_elsewhere=2), examiner("b")])
    assert [(one.examiner, one.files) for one in found.loads] == [("a", 3), ("b", 1)]


def test_nobody_and_nothing():
    assert workload([], []).evenness == workload([], [examiner("a")]).evenness == 1
    assert (workload([], []).most, workload([], []).mean, workload([], []).deviation) == (0, 0, 0)
    with pytest.raises(ValueError, match="not in the pool: b"):
        workload(teams("ab"), [examiner("a")])
    for wrong in ({"hours_each": -1}, {"often_from": 1}):
        with pytest.raises(ValueError, match="0 or more"):
            workload([], [], **wrong)


def test_hours_of_a_file_by_the_cycle():
    assert hours_per_file(LIMITS.time_budget_hours, 17) == 4 + 0.5 * 17 + 2
    assert hours_per_file(LIMITS.time_budget_hours, 0) == 6
    with pytest.raises(ValueError, match="0 items"):
        hours_per_file(LIMITS.time_budget_hours, -1)


@settings(deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=6))
def test_figures_hold_together(files):
    seats = teams(*("".join(sorted(file)) for file in files))
    found = workload(seats, [examiner(key) for key in "abcdef"], often_from=2)
    assert sum(one.files for one in found.loads) == len(seats)
    assert sum(one.leads for one in found.loads) == len(files)
    assert 1 / 6 - 1e-9 <= found.evenness <= 1 + 1e-9
    assert found.least <= found.mean <= found.most
    for pair in found.met_often:
        assert pair.teams == sum({pair.first, pair.second} <= file for file in files)
