"""The team's comments: what they are checked against, what the lead may pass, and until when they are written."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from awards.comments.model import Comment
from awards.comments.overrides import Override
from awards.comments.pooling import pool
from awards.models import AgreedComment, AwardApplication, CommentOverride, VisitEvidence
from awards.selectors.consensus import agreed_comments, themes
from awards.selectors.consensus_checks import report_of, team_context
from awards.services import agreed_comments as service
from awards.services.agreed_comments import CommentContent, UnableToOverwrite, UnableToPass, UnableToResolve
from awards.services.consensus import UnableToActNow, consensus_close
from awards.services.themes import ThemeContent, theme_add
from qmplatform.models import AuditEntry
from tests.awards.consensus.team import AGREED, OFI, STRENGTH, WIDE, Team, make_team
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
BARRED = "제2공장에도 같은 방법을 도입하여야 함. 새 사업장의 결과를 판단하기 어려움."


@pytest.fixture
def team(people: People) -> Team:
    return make_team(people)


def lead(team: Team) -> dict[str, Any]:
    return {"seat": team.lead, "by": team.by(0), "now": NOW}


def rules_of(team: Team, subject: object) -> set[str]:
    return {finding.rule for finding in report_of(team.table).blocks if finding.subject == str(subject)}


def test_comments_are_checked_beside_the_dossier_the_set_and_the_percent(team: Team) -> None:
    good = team.comment(AGREED)
    assert rules_of(team, good.pk) == set()
    assert rules_of(team, AGREED) == {"CS02"}  # no opportunity yet
    bare = team.comment(AGREED, "ofi", evidence=("9.9-P1",), ko=BARRED, importance="--")
    assert rules_of(team, bare.pk) == {"CR04", "CR17"}
    assert rules_of(team, AGREED) == set()
    named = team.comment(WIDE, ko=f"위원나 위원이 본 대로 {STRENGTH}")
    assert "CR18" in rules_of(team, named.pk)
    # What was taken out counts no more.
    service.agreed_comment_remove(comment_id=bare.pk, revision=1, **lead(team))
    assert rules_of(team, AGREED) == {"CS02"}
    assert [row.pk for row in agreed_comments(team.application)] == [good.pk, named.pk]


def test_the_lead_passes_a_finding_for_these_words_alone(team: Team) -> None:
    row = team.comment(AGREED, "ofi", ko=BARRED)
    (finding,) = [one for one in report_of(team.table).blocks if one.rule == "CR04"]
    override = Override.of(finding, role="lead", reason="")
    told = {"subject": str(row.pk), "rule": "CR04", "place": override.place, "found": override.found}
    with pytest.raises(UnableToPass) as refused:
        service.finding_pass(**told, reason="사실을 적은 말임을 확인함", seat=team.seats[1], by=team.by(1), now=NOW)
    assert refused.value.cause == "not-lead"
    with pytest.raises(UnableToPass) as refused:
        service.finding_pass(**told, reason="짧음", **lead(team))
    assert refused.value.cause == "no-reason"
    passed = service.finding_pass(**told, reason="규정의 문구를 옮긴 말임을 확인함", **lead(team))
    assert "CR04" not in rules_of(team, row.pk)
    assert AuditEntry.objects.filter(action="award_finding_pass").count() == 1
    content = CommentContent(row.kind, row.factor, row.importance, f"{BARRED} 더 하여야 함.", "", tuple(row.evidence))
    # Further words are not passed with it.
    service.agreed_comment_edit(comment_id=row.pk, content=content, revision=1, **lead(team))
    assert "CR04" in rules_of(team, row.pk)
    service.agreed_comment_edit(comment_id=row.pk, content=replace(content, ko=BARRED), revision=2, **lead(team))
    assert "CR04" not in rules_of(team, row.pk)
    service.finding_take_back(override_id=passed.pk, **lead(team))
    assert "CR04" in rules_of(team, row.pk)
    assert CommentOverride.objects.get().withdrawn_at == NOW
    # A rule that cannot be passed is not.
    bad = team.comment(WIDE, evidence=())
    with pytest.raises(UnableToPass) as refused:
        service.finding_pass(
            subject=str(bad.pk), rule="CR02", place="evidence", found="", reason="근거가 없어도 된다고 봄", **lead(team)
        )
    assert refused.value.cause == "not-allowed"


def test_an_older_page_never_overwrites_and_every_wording_is_on_record(team: Team) -> None:
    row = team.comment(AGREED)
    content = CommentContent(row.kind, row.factor, row.importance, row.ko, "", tuple(row.evidence))
    edit = {"comment_id": row.pk, "seat": team.seats[1], "by": team.by(1), "now": NOW}
    service.agreed_comment_edit(content=replace(content, ko="둘째 글"), revision=1, **edit)
    with pytest.raises(UnableToOverwrite) as refused:
        service.agreed_comment_edit(content=replace(content, ko="셋째 글"), revision=1, **edit)
    assert refused.value.current.ko == "둘째 글"
    entry = AuditEntry.objects.get(action="award_comment_edit")
    assert entry.details["before"] == {"ko": row.ko}
    # The same once more changes nothing, whatever the page thinks the revision is.
    assert service.agreed_comment_edit(content=replace(content, ko="둘째 글"), revision=1, **edit).revision == 2


def test_comments_are_fixed_between_consensus_and_visit(team: Team) -> None:
    team.agree_all()
    team.comment_all()
    consensus_close(**lead(team))
    team.application.refresh_from_db()
    with pytest.raises(UnableToActNow):
        team.comment(AGREED)
    with pytest.raises(UnableToActNow):
        theme_add(kind="process_ofi", content=ThemeContent((), "x", ""), **lead(team))
    AwardApplication.objects.filter(pk=team.application.pk).update(state="visit")
    for seat in team.seats:
        seat.application.refresh_from_db()
    row = AgreedComment.objects.filter(item=WIDE, kind="ofi").get()
    content = CommentContent("ofi", row.factor, "--", row.ko, "", ("4.1-P2", "V1"), key_factor="KF1", is_resolved=True)
    # Settled by the visit: with evidence of it, or not at all.
    with pytest.raises(UnableToResolve):
        service.agreed_comment_edit(comment_id=row.pk, content=content, revision=1, **lead(team))
    VisitEvidence.objects.create(
        application=team.application, number=1, item=WIDE, text="회의록", seen_on=NOW.date(), recorded_at=NOW,
        recorded_by=team.by(0),
    )  # fmt: skip
    assert "V1" in team_context(team.application).sources
    service.agreed_comment_edit(comment_id=row.pk, content=content, revision=1, **lead(team))
    assert AgreedComment.objects.get(pk=row.pk).is_resolved
    assert rules_of(team, row.pk) == set()


def test_negative_control_without_the_stage_a_closed_file_changes(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.agree_all()
    team.comment_all()
    consensus_close(**lead(team))
    monkeypatch.setattr(service, "editing_stage", lambda table: "CONSENSUS")
    assert team.comment(AGREED).pk


def test_who_was_taken_out_writes_no_more(team: Team) -> None:
    team.seats[1].state = "ended"
    team.seats[1].save()
    content = CommentContent("strength", "D", "+", STRENGTH, "", ("1.1-P1",))
    with pytest.raises(PermissionDenied):
        service.agreed_comment_add(seat=team.seats[1], item=AGREED, content=content, sources=(), by=team.by(1), now=NOW)


def test_themes_rest_on_standing_comments_alone(team: Team) -> None:
    first, second = team.comment(AGREED), team.comment(WIDE)
    content = ThemeContent((str(first.pk), str(second.pk), "nothing"), "일관되게 나타남. 99곳의 사실을 더함.", "")
    theme_add(kind="process_strength", content=content, **lead(team))
    assert themes(team.application)[0].comments == [str(first.pk), str(second.pk)]
    assert rules_of(team, "process_strength") == {"KR06"}  # a figure of its own
    service.agreed_comment_remove(comment_id=second.pk, revision=1, **lead(team))
    assert {"KR02", "KR03"} <= rules_of(team, "process_strength")


def comment(
    key: str, kind: str = "strength", factor: str = "D", ko: str = STRENGTH, evidence: str = "4.1-P1"
) -> Comment:
    return Comment(key, WIDE, kind, factor, "+" if kind == "strength" else "-", ko, "", tuple(evidence.split()))


def test_comments_are_pooled_by_what_they_say_or_rest_on() -> None:
    pooled = pool(
        [
            comment("a"),
            comment("b", factor="A", evidence="4.1-P9"),  # the same words
            comment("c", ko="전혀 다른 글임.", evidence="4.1-P1 4.1-P2"),  # half of what it cites
            comment("d", ko="또 다른 글임.", evidence="4.1-P7 4.1-P8 4.1-P1"),  # a third
            comment("e", kind="ofi", ko=OFI),
        ]
    )
    assert pooled.groups == (("a", "b", "c"), ("d",), ("e",))
    assert [(one.strength, one.ofi, one.evidence) for one in pooled.conflicts] == [
        ("a", "e", ("4.1-P1",)),
        ("c", "e", ("4.1-P1",)),
        ("d", "e", ("4.1-P1",)),
    ]
    assert pool([]).groups == ()
