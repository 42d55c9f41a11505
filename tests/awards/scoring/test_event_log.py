"""Events written as JSON and read back; what is no event is not read."""

import json
from typing import Any, get_args

import pytest

from awards.scoring import Event, ExaminerJoined, ExaminerRemoved, LeadNamed, fold
from awards.scoring.event_log import KINDS, UnableToReadEvent, from_data, to_data
from tests.awards.scoring.test_refused_events import DECISION
from tests.awards.scoring.world import OFFICIAL, demo_log, demo_setup

LOG: list[Event] = [
    *demo_log(),
    DECISION,
    ExaminerRemoved(OFFICIAL, "EX-3", "C02", "trained the applicant"),
    ExaminerJoined(OFFICIAL, "EX-4"),
    LeadNamed(OFFICIAL, "EX-2"),
]


def written(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(to_data(event)))
    return data


def test_every_kind_comes_back_as_it_was() -> None:
    assert {type(event) for event in LOG} == set(get_args(Event)) == set(KINDS.values())
    for event in LOG:
        again = from_data(written(event))
        assert again == event
        assert type(again) is type(event)


def test_a_log_read_back_adds_up_to_the_same() -> None:
    log = demo_log()
    assert fold(demo_setup(), [from_data(written(event)) for event in log]) == fold(demo_setup(), log)


@pytest.mark.parametrize("event", LOG, ids=lambda event: type(event).__name__)
def test_missing_additional_and_wrong_fields(event: Event) -> None:
    good = written(event)
    for name in good:
        with pytest.raises(UnableToReadEvent):
            from_data({key: value for key, value in good.items() if key != name})
        for wrong in (None, 3.5, True, ["x", 1], {"x": 1}):
            with pytest.raises(UnableToReadEvent):
                from_data({**good, name: wrong})
    with pytest.raises(UnableToReadEvent, match="fields"):
        from_data({**good, "percent_of_others": 60})
    with pytest.raises(UnableToReadEvent, match="no kind"):
        from_data({**good, "kind": "Rating"})


@pytest.mark.parametrize(
    "rating",
    [
        60,
        {"percent": 60},
        {"percent": 60, "factors": {"A": 4}, "range_code": None},
        {"percent": 60, "factors": None, "range_code": None},
        {"percent": 60, "factors": {}, "range_code": 4},
        {"percent": 60, "factors": {}, "range_code": None, "more": 1},
    ],
)
def test_ratings_that_are_none(rating: object) -> None:
    good = written(demo_log()[1])
    with pytest.raises(UnableToReadEvent, match="rating"):
        from_data({**good, "ratings": {"AWD1.1": rating}})
