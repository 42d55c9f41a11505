"""The log is only added to, one event at a time, and moves the application's state along."""

import pytest

from awards.models import AwardApplication, Decision, PanelMeeting, PanelQuestion
from awards.scoring import ConsensusClosed, ExaminerRemoved, Refused, ReviewLocked
from awards.scoring.events import Phase
from awards.selectors.review_log import examiner_key, official_key, review_state
from awards.services.review_log import UnableToChangeReview, review_event_append
from tests.awards.rows import (
    hand_in,
    lock,
    make_application,
    make_cycle,
    make_examiner,
    name_team,
    open_consensus,
    ratings,
)
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


def test_the_log_moves_the_application_from_team_to_consensus(people: People) -> None:
    application = make_application(people.company, make_cycle())
    hand_in(application, people.owner)
    team = [make_examiner(f"e{number}@example.com") for number in range(3)]
    seats = name_team(application, team, people.official)
    assert application.state == "review"
    for seat, percent in zip(seats, (50, 55, 60), strict=True):
        lock(seat, ratings(application, percent))
    open_consensus(application, seats[0])
    application.refresh_from_db()
    assert application.state == "consensus"
    assert set(review_state(application).percents.values()) == {55}
    lead = examiner_key(seats[0].examiner_id)
    review_event_append(application=application, event=ConsensusClosed(lead), by=team[0].user, now=NOW)
    application.refresh_from_db()
    assert application.state == "shortlist"
    assert review_state(application).phase is Phase.VISIT


def test_what_the_rules_do_not_allow_leaves_no_row(people: People) -> None:
    application = make_application(people.company, make_cycle())
    hand_in(application, people.owner)
    seats = name_team(application, [make_examiner(f"e{number}@example.com") for number in range(3)], people.official)
    stranger = ReviewLocked("E999", ratings(application, 50))
    with pytest.raises(Refused):
        review_event_append(application=application, event=stranger, by=seats[0].examiner.user, now=NOW)
    assert application.events.count() == 1


def test_nothing_is_added_once_the_application_was_withdrawn(people: People) -> None:
    application = make_application(people.company, make_cycle(), state=AwardApplication.State.WITHDRAWN)
    with pytest.raises(UnableToChangeReview):
        review_event_append(application=application, event=ConsensusClosed("E1"), by=None, now=NOW)


def test_a_site_visit_that_was_granted_stays_granted_when_the_consensus_is_held_again(people: People) -> None:
    """An examiner is taken out during the visit: the team agrees anew, the judges need not choose a second time."""
    application = make_application(people.company, make_cycle())
    hand_in(application, people.owner)
    team = [make_examiner(f"e{number}@example.com") for number in range(4)]
    seats = name_team(application, team, people.official)
    for seat in seats:
        lock(seat, ratings(application, 50))
    open_consensus(application, seats[0])
    lead = examiner_key(seats[0].examiner_id)
    close = ConsensusClosed(lead)
    review_event_append(application=application, event=close, by=team[0].user, now=NOW)
    assert application.state == "shortlist"
    meeting = PanelMeeting.objects.create(cycle_key=application.cycle_key, kind="shortlist", title="T", created_at=NOW)
    Decision.objects.create(
        question=PanelQuestion.objects.create(meeting=meeting, application=application), application=application,
        is_granted=True, votes={}, basis={}, reason="T", decided_at=NOW, decided_by=people.official,
    )  # fmt: skip
    application.state = "visit"
    application.save()
    out = ExaminerRemoved(official_key(people.official.pk), examiner_key(team[3]), "C02", "T")
    review_event_append(application=application, event=out, by=people.official, now=NOW)
    assert application.state == "consensus"
    review_event_append(application=application, event=close, by=team[0].user, now=NOW)
    assert application.state == "visit"
