"""A year later: planned against reached."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.priorities import PlannedLevel, Reason, Step, TaskRecord, compare_plan, effort_feedback

PLANNED = [
    PlannedLevel("A", 2.0, 4.0, 4.0),
    PlannedLevel("B", 1.0, 2.0, 3.0),
    PlannedLevel("C", 3.0, 4.0, 4.0),
    PlannedLevel("D", 0.0, 1.0, 2.0),
    PlannedLevel("E", 2.5, 3.5, 4.0),
]


def task(measure: str = "M", items: tuple[str, ...] = (), taken: float | None = None, done: bool = True) -> TaskRecord:
    return TaskRecord(measure, items, 2.0, taken, done)


def test_every_item_gets_its_verdict() -> None:
    found = compare_plan(PLANNED, {"A": 3.0, "B": 2.5, "C": 2.0, "E": 2.5}, []).items
    assert {one.code: one.verdict for one in found} == {
        "A": "partly",
        "B": "reached",
        "C": "fell_back",
        "D": "not_measured",
        "E": "not_reached",
    }


def test_a_measure_is_told_by_its_items() -> None:
    tasks = [task("M", ("A", "B", "C"), 3.0), task("N", ("D",)), task("O", ("B", "X"), done=False)]
    m, n, o = compare_plan(PLANNED, {"A": 3.0, "B": 5.0, "C": 2.0}, tasks).actions
    assert (m.planned, m.reached, m.share) == (4.0, 2.0, 0.5), "no more counts than was planned, and no less than 0"
    assert (m.planned_effort, m.actual_effort, m.effort_ratio) == (2.0, 3.0, 1.5)
    assert (n.planned, n.reached, n.share, n.effort_ratio) == (1.0, None, None, None)
    assert (o.planned, o.reached, o.is_done) == (1.0, 1.0, False)


def test_few_tasks_move_the_estimates_little() -> None:
    assert effort_feedback([]).ratio == 1.0
    one, five, many = (effort_feedback([task(taken=4.0)] * n) for n in (1, 5, 500))
    assert one.ratio == pytest.approx(2 ** (1 / 6))
    assert five.ratio == pytest.approx(2**0.5)
    assert many.ratio == pytest.approx(2, rel=0.01)
    assert (one.observed, one.tasks) == (pytest.approx(2.0), 1)


def test_half_and_double_cancel_out() -> None:
    found = effort_feedback([task(taken=1.0), task(taken=4.0)])
    assert (found.ratio, found.observed) == (pytest.approx(1.0), pytest.approx(1.0))


@pytest.mark.parametrize(
    "uncounted", [task(taken=4.0, done=False), task(taken=None), task(taken=0.0), TaskRecord("M", (), 0.0, 1.0, True)]
)
def test_only_what_is_done_and_written_down_counts(uncounted: TaskRecord) -> None:
    assert effort_feedback([uncounted]).tasks == 0
    assert effort_feedback([uncounted, task(taken=4.0)]) == effort_feedback([task(taken=4.0)])


@given(st.lists(st.floats(0.1, 20), min_size=1, max_size=30))
def test_the_ratio_lies_between_1_and_what_was_observed(taken: list[float]) -> None:
    found = effort_feedback([task(taken=one) for one in taken])
    assert found.observed is not None
    low, high = sorted((1.0, found.observed))
    assert low - 1e-9 <= found.ratio <= high + 1e-9
    assert math.log(found.ratio) == pytest.approx(math.log(found.observed) * len(taken) / (len(taken) + 5), abs=1e-9)


def test_a_step_becomes_a_record_of_what_it_was_to_lift() -> None:
    reasons = (Reason("A", 2, 4, True, 9.0, 3.0), Reason("B", 2, 4, True, 9.0))
    step = Step("M", 9.0, reasons, (), (), 0, 1, False, False, effort=1.2)
    record = TaskRecord.of(step, actual_effort=2.4, is_done=True)
    assert record == TaskRecord("M", ("A",), 1.2, 2.4, True)


def test_a_comparison_can_be_kept() -> None:
    kept = json.loads(json.dumps(compare_plan(PLANNED, {"A": 3.0}, [task("M", ("A",), 3.0)]).as_dict()))
    assert kept["actions"][0]["share"] == 0.5
    assert kept["effort"]["tasks"] == 1
