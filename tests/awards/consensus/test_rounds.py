"""Rounds: everybody's own new rating, logged by the lead beside the old one; what stays open the lead decides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from awards.models import AwardApplication, ReviewEvent, RoundRating, StageChange
from awards.scoring import Code, ExaminerRemoved, Path, Phase, Refused
from awards.selectors.consensus import final_percents
from awards.selectors.review_log import official_key
from awards.services import consensus
from awards.services.consensus import UnableToActNow, UnableToClose, UnableToKeepUp
from awards.services.review_log import review_event_append
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.awards.consensus.team import AGREED, WHY, WIDE, WIDEST, Team, make_team
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(people: People) -> Team:
    return make_team(people)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[Code]:
    return set(refused.value.codes)


def test_the_lead_alone_opens_once_everybody_locked(people: People) -> None:
    team = make_team(people, locked=3)
    with pytest.raises(Refused) as refused:
        consensus.consensus_open(seat=team.lead, by=team.by(0), now=NOW)
    assert codes(refused) == {Code.REVIEW_OPEN}
    with pytest.raises(Refused) as refused:
        consensus.consensus_open(seat=team.seats[1], by=team.by(1), now=NOW)
    assert Code.NOT_LEAD in codes(refused)
    # A seat is used by nobody but the person who sits on it.
    with pytest.raises(PermissionDenied):
        consensus.consensus_open(seat=team.lead, by=team.by(1), now=NOW)


def test_most_items_agree_by_the_median_and_the_others_are_discussed(team: Team) -> None:
    items = team.table.state.items
    assert team.table.application.state == "consensus"
    assert (items[AGREED].path, items[AGREED].agreed) == (Path.MEDIAN, 50)
    assert {code for code, item in items.items() if item.agreed is None} == {WIDE, WIDEST}


def test_a_round_is_logged_with_everybodys_own_rating(team: Team) -> None:
    for place, percent in enumerate([45, 50, 45, 50]):
        team.rate(place, WIDE, percent, note=f"{place}")
    team.log(WIDE)
    item = team.table.state.items[WIDE]
    assert (item.agreed, item.rounds[0].spread.scores[team.key(1)]) == (50, 50)
    # The old ratings stand beside the new ones.
    assert item.independent is not None
    assert item.independent.scores[team.key(0)] == 40
    assert AuditEntry.objects.filter(action="award_round_rating_save").count() == 4
    assert AuditEntry.objects.filter(action="award_review_round_logged").count() == 1
    assert list(verify_chain()) == []


def test_a_round_waits_for_the_last_rating_and_for_a_rationale(team: Team) -> None:
    for place in range(3):
        team.rate(place, WIDE, 45)
    with pytest.raises(Refused) as refused:
        team.log(WIDE, rationale={"ko": "짧음", "en": " "})
    assert codes(refused) == {Code.SCORE_MISSING, Code.RATIONALE_SHORT}
    with pytest.raises(Refused) as refused:
        consensus.round_log(seat=team.seats[1], item=WIDE, seen=team.seen(WIDE), rationale=WHY, by=team.by(1), now=NOW)
    assert Code.NOT_LEAD in codes(refused)
    assert not ReviewEvent.objects.filter(data__kind="RoundLogged").exists()


def test_nobody_logs_what_the_page_did_not_show(team: Team) -> None:
    for place in range(4):
        team.rate(place, WIDE, 45)
    seen = team.seen(WIDE)
    team.rate(2, WIDE, 50, note="다시 보았다")
    with pytest.raises(UnableToKeepUp):
        team.log(WIDE, seen=seen)
    team.log(WIDE)
    assert team.table.state.items[WIDE].agreed == 45


def test_negative_control_without_the_stamp_the_lead_logs_it_unread(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(4):
        team.rate(place, WIDE, 45)
    seen = team.seen(WIDE)
    team.rate(2, WIDE, 60)
    monkeypatch.setattr(consensus, "ratings_stamp", lambda rows: seen)
    team.log(WIDE, seen=seen)
    assert team.table.state.items[WIDE].rounds[0].spread.scores[team.key(2)] == 60


def test_a_rating_for_a_round_that_was_logged_is_not_taken(team: Team) -> None:
    team.round(WIDEST, [20, 60, 40, 45])
    with pytest.raises(UnableToKeepUp):
        team.rate(1, WIDEST, 45, number=1)
    team.rate(1, WIDEST, 45, number=2)
    assert RoundRating.objects.get(seat=team.seats[1], item=WIDEST, round=1).percent == 60


def test_a_new_rating_keeps_to_the_rules(team: Team) -> None:
    with pytest.raises(Refused) as refused:
        team.rate(0, WIDE, 47)
    assert codes(refused) == {Code.PERCENT_OFF_STEP}
    with pytest.raises(Refused) as refused:
        team.rate(0, WIDE, 90, factors={"D": "R2"})
    assert codes(refused) == {Code.ABOVE_LOWEST_FACTOR}
    with pytest.raises(Refused) as refused:
        team.rate(0, AGREED, 50)
    assert codes(refused) == {Code.ITEM_AGREED}
    # Sub-ratings that are left out stay as they were.
    team.rate(0, WIDE, 45, factors={"D": "R3"})
    assert RoundRating.objects.get(item=WIDE).factors == {"A": "R3", "D": "R3", "L": "R3", "I": "R3"}


def test_after_the_last_round_the_lead_decides_beside_the_minoritys_own_words(team: Team) -> None:
    for number in (1, 2):
        team.round(WIDEST, [20, 60, 40, 45], number=number)
    with pytest.raises(Refused) as refused:
        team.rate(1, WIDEST, 60, number=3)
    assert codes(refused) == {Code.ROUNDS_USED_UP}
    decide = {"seat": team.lead, "item": WIDEST, "rationale": WHY, "by": team.by(0), "now": NOW}
    with pytest.raises(Refused) as refused:
        consensus.item_decide(**decide, percent=40, minority={})
    assert codes(refused) == {Code.MINORITY_NOTE_MISSING}
    consensus.standpoint_save(seat=team.seats[1], item=WIDEST, note="전개를 더 높게 보았다.", by=team.by(1), now=NOW)
    # What the lead takes down for a member gives way to that member's own words; who agrees leaves no note.
    notes = {team.key(1): "위원장이 고쳐 쓴 말", team.key(2): "동의하는 위원", team.key(3): "조금 높게 보았다."}
    consensus.item_decide(**decide, percent=40, minority=notes)
    decision = team.table.state.items[WIDEST].decision
    assert decision is not None
    assert decision.minority == {team.key(1): "전개를 더 높게 보았다.", team.key(3): "조금 높게 보았다."}


def test_a_decision_needs_the_rounds_and_lies_within_the_ratings(team: Team) -> None:
    decide = {"seat": team.lead, "item": WIDEST, "rationale": WHY, "minority": {}, "by": team.by(0), "now": NOW}
    with pytest.raises(Refused) as refused:
        consensus.item_decide(**decide, percent=40)
    assert codes(refused) == {Code.ROUNDS_LEFT}
    for number in (1, 2):
        team.round(WIDEST, [20, 60, 40, 45], number=number)
    with pytest.raises(Refused) as refused:
        consensus.item_decide(**decide, percent=70)
    assert Code.DECISION_OUTSIDE_SCORES in codes(refused)
    with pytest.raises(Refused) as refused:
        consensus.standpoint_save(seat=team.seats[1], item=WIDE, note="x", by=team.by(1), now=NOW)
    assert codes(refused) == {Code.EVENT_NOT_NOW}


def test_every_step_keeps_to_the_second_of_its_stage(team: Team) -> None:
    ends_at = NOW + timedelta(hours=1)
    StageChange.objects.create(
        cycle_key="knqa-2026",
        stage="CONSENSUS",
        kind="move",
        starts_at=NOW,
        ends_at=ends_at,
        reason="T",
        created_at=NOW,
    )
    team.rate(0, WIDE, 45, now=ends_at - timedelta(microseconds=1))
    for late in (ends_at, ends_at + timedelta(seconds=1), NOW - timedelta(microseconds=1)):
        with pytest.raises(UnableToActNow):
            team.rate(0, WIDE, 50, now=late)
        with pytest.raises(UnableToActNow):
            team.log(WIDE, now=late)
        with pytest.raises(UnableToActNow):
            consensus.consensus_close(seat=team.lead, by=team.by(0), now=late)
    assert RoundRating.objects.get(item=WIDE).percent == 45


def test_who_was_taken_out_rates_no_more_and_the_rounds_begin_anew(team: Team) -> None:
    team.round(WIDEST, [20, 60, 40, 45])
    team.rate(1, WIDEST, 55, number=2)
    removed = ExaminerRemoved(official_key(team.official.pk), team.key(0), "C01", "3년 안의 재직이 드러남")
    review_event_append(application=team.application, event=removed, by=team.official, now=NOW)
    team.seats[0].state = "ended"
    team.seats[0].save(update_fields=["state"])
    with pytest.raises(PermissionDenied):
        team.rate(0, WIDEST, 45)
    # Round 1 again: what was given for the first one is not read as given for this one.
    assert team.table.state.phase is Phase.CONSENSUS
    item = team.table.state.items[WIDEST]
    assert (item.rounds, len(item.set_aside)) == ((), 1)
    assert item.path is Path.DISCUSSION
    from awards.selectors.consensus_log import round_rows

    assert round_rows(team.table, WIDEST, 1) == {}
    team.rate(1, WIDEST, 45)
    assert list(round_rows(team.table, WIDEST, 1)) == [team.key(1)]


def test_closing_needs_every_item_and_comments_that_pass(team: Team) -> None:
    close = {"seat": team.lead, "by": team.by(0), "now": NOW}
    with pytest.raises(Refused) as refused:
        consensus.consensus_close(**close)
    assert codes(refused) == {Code.ITEM_OPEN}
    team.agree_all()
    with pytest.raises(UnableToClose) as blocked:
        consensus.consensus_close(**close)
    assert {finding.rule for finding in blocked.value.findings} == {"CS02"}
    # Nothing of the refused step stays.
    assert team.table.state.phase is Phase.CONSENSUS
    team.comment_all()
    consensus.consensus_close(**close)
    assert AwardApplication.objects.get(pk=team.application.pk).state == "shortlist"
    percents = final_percents(team.application)
    assert percents[AGREED] == 50
    assert None not in percents.values()


def test_negative_control_without_the_check_bare_items_go_to_the_judges(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.agree_all()
    monkeypatch.setattr(consensus, "open_blocks", lambda table: ())
    consensus.consensus_close(seat=team.lead, by=team.by(0), now=NOW)
    assert team.table.state.phase is Phase.VISIT
