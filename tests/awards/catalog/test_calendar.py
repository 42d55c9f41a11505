"""When a stage is open: to the second, in the time zone of the cycle, and after an outage."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from awards.catalog import Cycle, cycle_names, read_cycle
from tests.awards.catalog.files import CYCLES, as_cycle, spoiled, text_of

SEOUL = ZoneInfo("Asia/Seoul")
SECOND = timedelta(seconds=1)


@pytest.fixture
def cycle() -> Cycle:
    return read_cycle("knqa-2026")


def test_a_window_runs_from_midnight_to_the_hour_of_closing(cycle: Cycle) -> None:
    assert cycle.stage_window("APPLY") == (
        datetime(2026, 4, 6, 0, 0, 0, tzinfo=SEOUL),
        datetime(2026, 4, 30, 18, 0, 0, tzinfo=SEOUL),
    )
    assert cycle.stage_window("Q-NATIONAL")[1] == datetime(2026, 8, 28, 18, 0, 0, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 4, 5, 23, 59, 59, tzinfo=SEOUL), False),
        (datetime(2026, 4, 6, 0, 0, 0, tzinfo=SEOUL), True),
        (datetime(2026, 4, 30, 17, 59, 59, tzinfo=SEOUL), True),
        (datetime(2026, 4, 30, 17, 59, 59, 999_999, tzinfo=SEOUL), True),
        (datetime(2026, 4, 30, 18, 0, 0, tzinfo=SEOUL), False),
        (datetime(2026, 4, 30, 8, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 30, 9, 0, 0, tzinfo=UTC), False),
        (datetime(2026, 4, 5, 15, 0, 0, tzinfo=UTC), True),
    ],
)
def test_the_edges_are_told_to_the_second_in_any_zone(cycle: Cycle, moment: datetime, is_open: bool) -> None:
    assert cycle.is_open("APPLY", moment) is is_open


def test_an_outage_moves_the_end_by_its_length_and_a_day(cycle: Cycle) -> None:
    outage = timedelta(hours=2, minutes=30)
    start, end = cycle.stage_window("APPLY", outage=outage)
    assert start == cycle.stage_window("APPLY")[0]
    assert end == datetime(2026, 5, 1, 20, 30, 0, tzinfo=SEOUL)
    assert cycle.is_open("APPLY", end - SECOND, outage=outage)
    assert not cycle.is_open("APPLY", end, outage=outage)
    assert not cycle.is_open("APPLY", end - SECOND)


def test_a_stage_may_name_its_own_hours() -> None:
    text = spoiled(
        text_of(CYCLES, "knqa-2026"),
        'ends_on: "2026-04-30"',
        'ends_on: "2026-04-30", starts_at: "09:00", ends_at: "17:30:15"',
    )
    start, end = as_cycle(text).stage_window("APPLY")
    assert (start.hour, end.hour, end.minute, end.second) == (9, 17, 30, 15)


def test_moments_without_a_zone_and_negative_outages_are_refused(cycle: Cycle) -> None:
    with pytest.raises(ValueError, match="time zone"):
        cycle.is_open("APPLY", datetime(2026, 4, 10))  # noqa: DTZ001
    with pytest.raises(ValueError, match="negative"):
        cycle.stage_window("APPLY", outage=-SECOND)
    with pytest.raises(KeyError):
        cycle.stage_window("LUNCH")


def test_a_cycles_file_is_named_after_its_key() -> None:
    assert cycle_names() == ("knqa-2026",)
    assert [read_cycle(name).key for name in cycle_names()] == list(cycle_names())


def test_categories_know_their_criteria_and_what_stands_under_them(cycle: Cycle) -> None:
    assert cycle.criteria_of("MGMT-SME") == "knqa-2026"
    assert cycle.criteria_of("CIRCLE") == "qcircle-2026"
    assert cycle.criteria_of("QCAS") == "qcas-2026"
    assert cycle.criteria_of("MASTER") is None
    assert [one.code for one in cycle.subcategories(None)] == ["ORG", "TEAM", "PERSON"]
    assert len(cycle.subcategories("MGMT")) == 6
    assert not cycle.category("INNOV-Q40").verified


def test_stages_cover_the_year_in_order(cycle: Cycle) -> None:
    windows = [cycle.stage_window(stage.code) for stage in cycle.calendar.stages]
    assert len(windows) == 13
    assert all(left[1] <= right[0] for left, right in pairwise(windows))
    assert cycle.calendar.provisional
    assert not any(stage.verified for stage in cycle.calendar.stages)
