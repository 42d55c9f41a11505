"""Proposals, changes by hand, naming, replacements and recusal, each with what refuses them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from awards.assignment import Verdict
from awards.models import ExaminerDeclaration, ExaminerTie, Seat, SeatChange, StageChange, TeamChallenge
from awards.scoring import Phase, Refused
from awards.selectors.assignment import Asked, board_of, is_review_overdue, proposal_of
from awards.selectors.files import cycle_of
from awards.selectors.review_log import examiner_key, review_state
from awards.services.assignment import (
    OVERDUE,
    UNAVAILABLE,
    TeamChange,
    UnableToChangeTeam,
    UnableToClear,
    UnableToNameTeam,
    UnableToTakeProposal,
    proposal_take,
    seat_recuse,
    team_change,
    team_name,
    teams_name_ready,
    tie_clear,
)
from awards.services.challenges import UnableToChallenge, challenge_answer, challenge_file
from awards.services.declarations import UnableToDeclare, declaration_sign
from qmplatform.models import AuditEntry
from tests.awards.rows import lock, make_examiner, open_consensus, ratings
from tests.awards.teams.made import ON, World, calibrate, declare, seat
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def employed(examiner: Any, world: World, relation: str = "employment") -> ExaminerTie:
    return ExaminerTie.objects.create(
        examiner=examiner, relation=relation, organisation_name="X",
        organisation_number=world.company.business_number, declared_at=NOW, declared_by=examiner.user,
    )  # fmt: skip


def change(world: World, *, reason: str = "Asked for more experience.", rule: str = "", **who: Any) -> Verdict:
    return team_change(
        application=world.file, change=TeamChange(rule=rule, **who), reason=reason, by=world.official, now=NOW
    )


def step(world: World, days: int = 0) -> str:
    rows = board_of(world.cycle, now=NOW + timedelta(days=days)).rows
    return next(row.step for row in rows if row.application == world.file)


def test_a_proposal_seats_whom_the_rules_allow_and_is_taken_as_it_was_looked_at():
    world = World()
    tied, off = world.examiners[0], make_examiner("team-new@example.com")  # the latter without calibration
    employed(tied, world)
    found = proposal_of(world.cycle, Asked(), on=ON)
    assert found.complete == 2
    world.propose()
    seats = Seat.objects.filter(application=world.file)
    assert {one.examiner for one in seats} <= set(world.examiners) - {tied, off}
    assert seats.filter(is_lead=True).count() == 1
    assert step(world) == "declaring"
    # Somebody changed something meanwhile: what was looked at is not taken.
    world.examiners[1].is_active = False
    world.examiners[1].save()
    with pytest.raises(UnableToTakeProposal):
        proposal_take(
            cycle_row=world.cycle, asked=Asked(keep=False), fingerprint=found.fingerprint, by=world.official, now=NOW
        )
    # The rule is what kept the tied one away: without the tie they may be taken.
    ExaminerTie.objects.all().delete()
    after = proposal_of(world.cycle, Asked(size=6, keep=False), on=ON)
    assert examiner_key(tied) in {one.examiner for one in after.proposal.seats}


def test_taking_a_new_proposal_ends_what_it_leaves_out_and_keeps_what_stays():
    world = World()
    world.propose()
    before = {(one.application_id, one.examiner_id): one.pk for one in Seat.objects.all()}
    gone = world.file.seats.first().examiner
    employed(gone, world)
    world.propose()
    seats = Seat.objects.filter(application=world.file)
    assert seats.get(examiner=gone).state == Seat.State.ENDED
    left = seats.exclude(state=Seat.State.ENDED)
    assert left.filter(is_lead=True).count() == 1
    assert all(before[one.application_id, one.examiner_id] == one.pk for one in left if one.examiner_id != gone.pk
               and (one.application_id, one.examiner_id) in before)  # fmt: skip


def test_only_officials_touch_teams():
    world = World()
    for by in (world.owners[0], world.examiners[0].user):
        with pytest.raises(PermissionDenied):
            team_change(application=world.file, change=TeamChange(add=world.examiners[0]), reason="x", by=by, now=NOW)
        with pytest.raises(PermissionDenied):
            team_name(application=world.file, by=by, now=NOW)
    assert not Seat.objects.exists()


def test_a_conflict_refuses_a_change_whatever_the_reason():
    world = World()
    tied, free = world.examiners[:2]
    employed(tied, world)
    with pytest.raises(UnableToChangeTeam) as refused:
        change(world, add=tied)
    assert refused.value.verdict is not None
    assert refused.value.verdict.refused == ("blocked",)
    assert [one.rule for one in refused.value.verdict.conflicts] == ["C01"]
    assert not Seat.objects.exists()
    change(world, add=free)  # The same change with somebody who has no tie stands.
    assert Seat.objects.get().origin == Seat.Origin.HAND
    [row] = SeatChange.objects.all()
    assert (row.added, row.reason, row.changed_by) == (free, "Asked for more experience.", world.official)


def test_a_change_needs_a_reason_and_something_to_change():
    world = World()
    with pytest.raises(UnableToChangeTeam) as refused:
        change(world, add=world.examiners[0], reason="  ")
    assert refused.value.codes == ("reason_missing",)
    with pytest.raises(ValueError, match="names the file"):
        change(world)


def test_what_asks_for_a_look_is_cleared_with_a_reason_and_what_blocks_is_not():
    world = World()
    one = world.examiners[0]
    tie = employed(one, world, "academic_advisor")
    with pytest.raises(UnableToChangeTeam):
        change(world, add=one)
    for rule, reason in (("C08", " "), ("C01", "Looked at.")):
        with pytest.raises(UnableToClear):
            tie_clear(application=world.file, examiner=one, rule=rule, reason=reason, by=world.official, now=NOW)
    tie_clear(application=world.file, examiner=one, rule="C08", reason="Twenty years ago.", by=world.official, now=NOW)
    change(world, add=one)
    # A tie that blocks stays, cleared or not.
    tie.relation = "employment"
    tie.save()
    with pytest.raises(UnableToClear):
        tie_clear(application=world.file, examiner=one, rule="C01", reason="Looked at.", by=world.official, now=NOW)
    assert step(world) == "conflict"


def test_a_team_is_named_once_everybody_has_declared():
    world = World()
    team = world.examiners[:4]
    for at, one in enumerate(team):
        seat(world.file, one, is_lead=at == 0)
    declare(world.file, *team[:3])
    with pytest.raises(UnableToNameTeam) as refused:
        team_name(application=world.file, by=world.official, now=NOW)
    assert refused.value.row is not None
    assert [one.code for one in refused.value.row.needs] == ["awaiting_declaration"]
    last = Seat.objects.get(examiner=team[3])
    declaration_sign(seat=last, language="ko", by=team[3].user, now=NOW)
    assert teams_name_ready(cycle_row=world.cycle, by=world.official, now=NOW) == 1
    world.file.refresh_from_db()
    assert world.file.state == "review"
    state = review_state(world.file)
    assert state.lead == examiner_key(team[0])
    assert set(state.members) == {examiner_key(one) for one in team}
    with pytest.raises(UnableToNameTeam):
        team_name(application=world.file, by=world.official, now=NOW)
    assert not AuditEntry.objects.filter(action="award_team_change").exists()
    assert AuditEntry.objects.filter(action="award_review_team_named").count() == 1


def test_nobody_declares_over_a_tie_the_platform_knows_or_for_another():
    world = World()
    one = world.examiners[0]
    place = seat(world.file, one)
    tie = employed(one, world)
    with pytest.raises(UnableToDeclare) as refused:
        declaration_sign(seat=place, language="ko", by=one.user, now=NOW)
    assert [it.rule for it in refused.value.conflicts] == ["C01"]
    with pytest.raises(PermissionDenied):
        declaration_sign(seat=place, language="ko", by=world.examiners[1].user, now=NOW)
    assert not ExaminerDeclaration.objects.exists()
    tie.delete()
    signed = declaration_sign(seat=place, language="en", by=one.user, now=NOW)
    assert world.company.name in signed.text
    assert "employment" in signed.text
    assert declaration_sign(seat=place, language="en", by=one.user, now=NOW) == signed


def test_stepping_back_before_naming_keeps_the_examiner_away_from_the_file():
    world = World()
    one = world.examiners[0]
    place = seat(world.file, one, is_lead=True)
    for rule, reason, code in (("C02", "", "reason_missing"), ("X", "I taught them.", "rule_missing")):
        with pytest.raises(UnableToChangeTeam) as refused:
            seat_recuse(seat=place, rule=rule, reason=reason, by=one.user, now=NOW)
        assert code in refused.value.codes
    with pytest.raises(PermissionDenied):
        seat_recuse(seat=place, rule="C02", reason="x", by=world.official, now=NOW)
    seat_recuse(seat=place, rule="C02", reason="I taught them in spring.", by=one.user, now=NOW)
    assert step(world) == "unassigned"
    with pytest.raises(UnableToChangeTeam) as again:
        change(world, add=one)
    assert again.value.verdict is not None
    assert again.value.verdict.refused == ("recused",)
    # The reason is the row's alone.
    assert "taught" not in str(AuditEntry.objects.get(action="award_seat_recuse").details)


def test_a_lead_steps_back_after_naming_and_another_is_named():
    world = World()
    places = world.name()
    lead = places[0]
    seat_recuse(seat=lead, rule="C10", reason="A dispute came up.", by=lead.examiner.user, now=NOW)
    state = review_state(world.file)
    assert state.lead is None
    assert examiner_key(lead.examiner) not in state.members
    change(world, lead=world.examiners[1])
    assert review_state(world.file).lead == examiner_key(world.examiners[1])
    assert Seat.objects.get(application=world.file, is_lead=True).examiner == world.examiners[1]


def test_an_examiner_is_replaced_for_being_late_only_once_late():
    world = World()
    places = world.name()
    gone, comes = places[3].examiner, world.examiners[4]
    with pytest.raises(UnableToChangeTeam) as early:
        change(world, add=comes, remove=gone, rule=OVERDUE)
    assert early.value.codes == ("not_overdue",)
    assert not SeatChange.objects.exists()
    assert examiner_key(gone) in review_state(world.file).members  # nothing of the refused change stays
    cycle = cycle_of(world.cycle)
    for days, is_late in ((2, False), (3, True)):
        StageChange.objects.create(
            cycle_key=cycle.key, stage="REVIEW", kind="move", starts_at=NOW - timedelta(days=30),
            ends_at=NOW - timedelta(days=days), reason="Test", created_at=NOW,
        )  # fmt: skip
        assert is_review_overdue(cycle, NOW) is is_late
    assert not is_review_overdue(cycle, NOW - timedelta(seconds=1))
    assert next(row.overdue for row in board_of(world.cycle, now=NOW).rows if row.application == world.file) == 4
    change(world, add=comes, remove=gone, rule=OVERDUE)
    assert Seat.objects.get(examiner=comes).state == Seat.State.NAMED
    assert Seat.objects.get(examiner=gone).ended_rule == OVERDUE
    assert set(review_state(world.file).members) == {
        examiner_key(one) for one in [*world.examiners[:3], world.examiners[4]]
    }


def test_a_conflict_found_after_locking_sets_the_review_aside():
    world = World()
    places = world.name()
    for place in places:
        lock(place, ratings(world.file, 50))
    open_consensus(world.file, places[0])
    tied = places[3]
    employed(tied.examiner, world)
    assert step(world) == "conflict"
    change(world, remove=tied.examiner, rule="C01", reason="The employer was found afterwards.")
    state = review_state(world.file)
    assert state.phase is Phase.CONSENSUS
    assert len(state.members) == 3
    assert all(item.set_aside for item in state.items.values())
    assert Seat.objects.get(pk=tied.pk).locked is not None  # the locked review itself stays on record
    # Nobody joins once reviews lie side by side.
    with pytest.raises(Refused):
        change(world, add=world.examiners[4])
    assert Seat.objects.filter(examiner=world.examiners[4]).count() == 0
    with pytest.raises(UnableToChangeTeam) as refused:
        change(world, remove=places[2].examiner, rule="", reason="No rule named.")
    assert refused.value.codes == ("rule_missing",)


def test_a_challenge_in_time_is_answered_once_and_takes_the_examiner_out_when_upheld():
    world = World()
    places = world.name()
    one, owner = places[2].examiner, world.owners[0]

    def ask(days: int, reason: str = "They train our rival.") -> TeamChallenge:
        return challenge_file(
            application=world.file, examiner=one, reason=reason, by=owner, now=NOW + timedelta(days=days)
        )

    for days, reason, why in ((6, "x", "late"), (0, " ", "no_reason")):
        with pytest.raises(UnableToChallenge) as refused:
            ask(days, reason)
        assert refused.value.why == why
    with pytest.raises(UnableToChallenge):
        challenge_file(application=world.file, examiner=world.examiners[5], reason="x", by=owner, now=NOW)
    found = ask(5)
    with pytest.raises(UnableToChallenge):
        ask(5)
    assert step(world) == "named"
    assert step(world, days=5) == "conflict"
    with pytest.raises(PermissionDenied):
        challenge_answer(challenge=found, upheld=True, answer="Yes.", by=owner, now=NOW)
    challenge_answer(challenge=found, upheld=True, answer="We name somebody else.", by=world.official, now=NOW)
    assert examiner_key(one) not in review_state(world.file).members
    assert Seat.objects.get(application=world.file, examiner=one).ended_rule == "C11"
    with pytest.raises(UnableToChallenge):
        challenge_answer(challenge=found, upheld=False, answer="No.", by=world.official, now=NOW)


def test_an_examiner_who_is_ill_goes_and_the_next_try_at_calibration_counts():
    world = World(files=1, pool=5)
    places = world.name()
    calibrate(world.examiners[4], passed=False)
    with pytest.raises(UnableToChangeTeam) as refused:
        change(world, add=world.examiners[4], remove=places[1].examiner, rule=UNAVAILABLE)
    assert refused.value.verdict is not None
    assert refused.value.verdict.refused == ("not_calibrated",)
    calibrate(world.examiners[4])
    change(world, add=world.examiners[4], remove=places[1].examiner, rule=UNAVAILABLE)
    assert Seat.objects.get(examiner=places[1].examiner).ended_rule == UNAVAILABLE
