"""Orders: base always beside the order with the bonus, small firms among themselves, circles by field."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from awards.models import AwardFile, BonusAssessment, ExaminerProfile
from awards.scoring.bonuses import BonusStatus
from awards.selectors.files import published_criteria
from awards.selectors.standings import basis_of, line_of, standings
from awards.services.bonuses import bonus_assess
from tests.awards.judging.made import RATIONALE, circle, clean_record, company, lead_of, make_official, scored
from tests.awards.rows import hand_in, make_application, make_cycle
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FULL = {"B-ESG-E": 10, "B-ESG-S": 10, "B-ESG-G": 10}


@pytest.fixture
def cycle(db: None) -> AwardFile:
    return make_cycle()


@pytest.fixture
def official(db: None) -> User:
    return make_official()


def assess(application, parts=FULL):
    return bonus_assess(
        application=application, parts=parts, rationale=RATIONALE, evidence=["1.1-P1"], by=lead_of(application), now=NOW
    )


def test_the_base_order_stands_beside_the_order_with_the_bonus(cycle: AwardFile, official: User) -> None:
    ahead = scored(company(1), cycle, official, 60)
    behind = scored(company(2), cycle, official, 60, items={"AWD1_1": 55})
    assess(behind)
    [standing] = standings(cycle.key)
    assert [line.application for line in standing.lines] == [behind, ahead]
    assert [line.application for line in standing.base_lines] == [ahead, behind]
    first = standing.lines[0]
    assert (first.base.place, first.final.place, first.moved) == (2, 1, 1)
    assert first.total == first.score.total + 30
    assert first.score.total < standing.lines[1].score.total
    # The band is that of the base.
    assert first.band is not None
    assert first.band.points == 597
    assert basis_of(standing, first)["base_place"] == 2


def test_negative_control_without_the_bonus_the_orders_are_the_same(cycle: AwardFile, official: User) -> None:
    ahead = scored(company(1), cycle, official, 60)
    behind = scored(company(2), cycle, official, 60, items={"AWD1_1": 55})
    [standing] = standings(cycle.key)
    assert [line.application for line in standing.lines] == [ahead, behind]
    assert not standing.is_moved


def test_a_legal_bar_or_a_low_base_takes_the_bonus_and_an_open_question_holds_it_back(
    cycle: AwardFile, official: User
) -> None:
    found = {}
    for number, (percent, legal) in enumerate(
        [(60, {"labour": [2025]}), (45, {}), (60, {"safety": None}), (60, {"safety": [2020]})], 1
    ):
        application = scored(company(number), cycle, official, percent, legal=False)
        clean_record(application, **legal)
        assess(application)
        line = line_of(application)
        assert line is not None
        assert line[1].bonus is not None
        found[number] = (line[1].bonus.status, line[1].bonus.granted, line[1].bonus.claimed)
    assert found == {
        1: (BonusStatus.BARRED, 0, 30),
        2: (BonusStatus.BELOW_FLOOR, 0, 30),
        3: (BonusStatus.TO_CONFIRM, 0, 30),
        # Longer ago than three years bars nobody.
        4: (BonusStatus.GRANTED, 30, 30),
    }


def test_small_firms_are_ranked_among_themselves(cycle: AwardFile, official: User) -> None:
    scored(company(1, size_code="large"), cycle, official, 70, category="GRAND")
    small = scored(company(2), cycle, official, 60, category="GRAND")
    found = {standing.track: standing for standing in standings(cycle.key)}
    assert set(found) == {"small", "others"}
    assert [line.application for line in found["small"].lines] == [small]
    assert found["small"].lines[0].final.place == 1


def test_a_size_counts_as_it_was_handed_in(cycle: AwardFile, official: User) -> None:
    of = company(1)
    application = scored(of, cycle, official, 60)
    of.size_code = "large"
    of.save()
    found = line_of(application)
    assert found is not None
    assert found[1].is_small
    # Negative control: handed in as a large firm it is ranked with these.
    hand_in(application, official, state="shortlist")
    found = line_of(application)
    assert found is not None
    assert not found[1].is_small


def test_ties_go_by_results_then_leadership_and_are_shared_where_nothing_separates(
    cycle: AwardFile, official: User
) -> None:
    one, two = (scored(company(number), cycle, official, 60) for number in (1, 2))
    [standing] = standings(cycle.key)
    assert [line.final.place for line in standing.lines] == [1, 1]
    assert {line.application for line in standing.lines} == {one, two}
    assert all(len(line.final.ties) == 1 and line.final.separated_by is None for line in standing.lines)


def test_circles_are_ranked_by_field_and_the_smaller_firm_goes_first(cycle: AwardFile, official: User) -> None:
    large = circle(company(1, size_code="large"), cycle, official, 70)
    small = circle(company(2), cycle, official, 70)
    other = circle(company(3), cycle, official, 65, field_code="QF02")
    found = {standing.key: standing for standing in standings(cycle.key)}
    assert [line.application for line in found["CIRCLE-QF01"].lines] == [small, large]
    assert found["CIRCLE-QF01"].lines[1].final.separated_by == "size"
    assert [line.application for line in found["CIRCLE-QF02"].lines] == [other]
    assert not found["CIRCLE-QF01"].has_bonus
    assert found["CIRCLE-QF01"].points == 100


def test_the_threshold_of_the_competitiveness_award_binds_all_but_small_firms(cycle: AwardFile, official: User) -> None:
    criteria = published_criteria("qcas-2026")
    large = scored(company(1, size_code="large"), cycle, official, 75, category="QCAS", criteria=criteria)
    small = scored(company(2), cycle, official, 75, category="QCAS", criteria=criteria)
    lines = {line.application: line for standing in standings(cycle.key) for line in standing.lines}
    assert (lines[large].floor, lines[large].short_of, lines[large].floor_binds) == (800, 50.0, True)
    assert (lines[small].floor, lines[small].floor_binds) == (800, False)


def test_what_is_not_scored_is_not_ranked(cycle: AwardFile, official: User) -> None:
    waiting = make_application(company(1), cycle)
    hand_in(waiting, official)
    gone = scored(company(2), cycle, official, 60)
    gone.state = "withdrawn"
    gone.save()
    assert standings(cycle.key) == []
    assert line_of(waiting) is None


def test_more_files_take_no_more_queries(cycle: AwardFile, official: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            standings(cycle.key)
        return len(seen)

    scored(company(1), cycle, official, 60)
    few = queries()
    for number in range(2, 5):
        assess(scored(company(number), cycle, official, 60))
    assert queries() == few
    assert BonusAssessment.objects.count() == 3
    assert not ExaminerProfile.objects.filter(is_judge=True).exists()
