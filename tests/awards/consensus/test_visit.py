"""The site visit: a list of questions, numbered evidence, percents that move within bounds, and handing on."""

from datetime import timedelta
from typing import Any

import pytest

from awards.models import AwardApplication, StageChange, VisitEvidence, VisitIssue
from awards.scoring import Code, Refused
from awards.selectors.consensus import final_percents
from awards.selectors.visiting import visit_of
from awards.services import visiting
from awards.services.consensus import UnableToActNow, UnableToClose, UnableToKeepUp, consensus_close
from awards.services.visiting import Question, UnableToAddIssue, UnableToChangeIssue, UnableToCite, UnableToFinish
from qmplatform.models import AuditEntry
from tests.awards.consensus.team import AGREED, WIDE, Team, make_team
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
ASK = Question("verify", "제2공장의 회의록을 본다.")


def lead(team: Team) -> dict[str, Any]:
    return {"seat": team.lead, "by": team.by(0), "now": NOW}


def member(team: Team) -> dict[str, Any]:
    return {"seat": team.seats[1], "by": team.by(1), "now": NOW}


@pytest.fixture
def team(people: People) -> Team:
    """Return a team whose consensus is closed and whose visit the judges chose."""
    made = make_team(people)
    made.agree_all()
    made.comment_all()
    visiting.issue_add(item=WIDE, question=ASK, **lead(made))
    consensus_close(**lead(made))
    AwardApplication.objects.filter(pk=made.application.pk).update(state="visit")
    return made


def see(team: Team, text: str = "제2공장에서 12곳의 회의록을 보았다.") -> VisitEvidence:
    return visiting.evidence_add(item=WIDE, text=text, seen_on=NOW.date(), **member(team))


def close(team: Team) -> None:
    issue = VisitIssue.objects.get()
    visiting.issue_answer(
        issue_id=issue.pk, finding="적은 대로였다.", evidence=["V1"], is_closed=True, seen=visiting.issue_stamp(issue),
        **lead(team),
    )  # fmt: skip


def test_a_visit_moves_an_item_within_a_range_of_what_was_agreed(team: Team) -> None:
    see(team)
    record = {"item": WIDE, "evidence": ["V1"], "finding": "야간조에도 쓰인다.", **member(team)}
    with pytest.raises(Refused) as refused:
        visiting.visit_record(before=45, after=70, **record)
    assert refused.value.codes == (Code.MOVED_TOO_FAR,)
    visiting.visit_record(before=45, after=65, **record)
    # A second time does not move it further, and what the page showed must still stand.
    with pytest.raises(Refused) as refused:
        visiting.visit_record(before=65, after=70, **record)
    assert refused.value.codes == (Code.MOVED_TOO_FAR,)
    with pytest.raises(Refused) as refused:
        visiting.visit_record(before=45, after=50, **record)
    assert refused.value.codes == (Code.PERCENT_HAS_CHANGED,)
    assert final_percents(team.application)[WIDE] == 65
    assert AuditEntry.objects.filter(action="award_review_visit_recorded").count() == 1


def test_nothing_is_moved_without_evidence_of_this_visit(team: Team) -> None:
    record = {"item": WIDE, "before": 45, "after": 50, "finding": "쓰인다.", **member(team)}
    with pytest.raises(UnableToCite):
        visiting.visit_record(evidence=["V1"], **record)
    with pytest.raises(Refused) as refused:
        visiting.visit_record(evidence=[], **record)
    assert refused.value.codes == (Code.EVIDENCE_MISSING,)
    see(team)
    with pytest.raises(UnableToCite):
        visiting.visit_record(evidence=["V1", "4.1-P1"], **record)


def test_negative_control_without_the_check_any_name_is_evidence(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "_recorded", lambda application, evidence: tuple(evidence))
    visiting.visit_record(item=WIDE, before=45, after=50, evidence=["V99"], finding="쓰인다.", **member(team))
    assert final_percents(team.application)[WIDE] == 50


def test_the_list_of_questions_has_a_limit_an_item_and_keeps_what_was_answered(team: Team) -> None:
    for _number in range(2):
        visiting.issue_add(item=WIDE, question=ASK, **member(team))
    with pytest.raises(UnableToAddIssue):
        visiting.issue_add(item=WIDE, question=ASK, **member(team))
    extra = VisitIssue.objects.order_by("pk").last()
    assert extra is not None
    visiting.issue_remove(issue_id=extra.pk, **member(team))
    see(team)
    first = VisitIssue.objects.order_by("pk")[0]
    answer: dict[str, Any] = {"issue_id": first.pk, "seen": visiting.issue_stamp(first), **member(team)}
    with pytest.raises(UnableToChangeIssue):
        visiting.issue_answer(finding="", evidence=["V1"], is_closed=True, **answer)
    later = {**answer, "now": NOW + timedelta(minutes=1)}
    visiting.issue_answer(finding="적은 대로였다.", evidence=["V1"], is_closed=False, **later)
    # Somebody wrote in between.
    with pytest.raises(UnableToKeepUp):
        visiting.issue_answer(finding="다른 글", evidence=[], is_closed=False, **answer)
    with pytest.raises(UnableToChangeIssue):
        visiting.issue_remove(issue_id=first.pk, **member(team))


def test_the_lead_hands_on_when_every_question_is_closed_and_nothing_blocks(team: Team) -> None:
    with pytest.raises(UnableToFinish):
        visiting.review_finalise(**lead(team))
    see(team)
    close(team)
    with pytest.raises(Refused) as refused:
        visiting.review_finalise(**member(team))
    assert refused.value.codes == (Code.NOT_LEAD,)
    comment = team.application.agreed_comments.filter(item=AGREED, kind="ofi").get()
    comment.is_removed = True
    comment.save()
    with pytest.raises(UnableToClose):
        visiting.review_finalise(**lead(team))
    assert AwardApplication.objects.get(pk=team.application.pk).state == "visit"
    comment.is_removed = False
    comment.save()
    visiting.review_finalise(**lead(team))
    assert AwardApplication.objects.get(pk=team.application.pk).state == "judging"
    with pytest.raises(UnableToActNow):
        see(team)


def test_a_visit_keeps_to_its_time_and_is_planned_before_it(team: Team) -> None:
    starts_at, ends_at = NOW + timedelta(days=1), NOW + timedelta(days=2)
    StageChange.objects.create(
        cycle_key="knqa-2026", stage="VISIT", kind="move", starts_at=starts_at, ends_at=ends_at, reason="T",
        created_at=NOW,
    )  # fmt: skip
    visiting.issue_add(item=AGREED, question=ASK, **member(team))
    with pytest.raises(UnableToActNow):
        see(team)
    at = {"item": WIDE, "text": "회의록", "seen_on": NOW.date(), "seat": team.lead, "by": team.by(0)}
    visiting.evidence_add(**at, now=starts_at)
    visiting.evidence_add(**at, now=ends_at - timedelta(microseconds=1))
    for act in (
        lambda: visiting.evidence_add(**at, now=ends_at),
        lambda: visiting.issue_add(**(member(team) | {"now": ends_at}), item=AGREED, question=ASK),
        lambda: visiting.review_finalise(seat=team.lead, by=team.by(0), now=ends_at),
    ):
        with pytest.raises(UnableToActNow):
            act()


def test_open_points_ask_for_a_look_until_they_are_on_the_list(people: People) -> None:
    team = make_team(people)
    weighty = team.comment(AGREED, "ofi", importance="--", key_factor="KF1")
    team.comment(WIDE, "ofi", absence=True, evidence=(), looked_in=("4.1-P1",))
    points = visit_of(team.table, team.lead, NOW).open_points
    assert [(point.item, point.why) for point in points] == [(AGREED, "weighty"), (WIDE, "absence")]
    question = Question("verify", "무게가 큰 의견을 확인한다.", weighty.pk)
    visiting.issue_add(item=AGREED, question=question, **lead(team))
    points = visit_of(team.table, team.lead, NOW).open_points
    assert [point.item for point in points] == [WIDE]
