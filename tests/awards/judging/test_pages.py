"""The pages: officials plan, open and close; judges vote alone; a winner reads its text before it goes out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from awards.models import (
    AgreedComment,
    ApplicationConsent,
    AwardFile,
    Decision,
    ExaminerProfile,
    JudgeVote,
    PanelMeeting,
    StageChange,
)
from awards.selectors.winners import winner_hold
from awards.services.judging import meeting_close
from cases.editions import content_of, edition_of
from cases.models import Case
from cases.services.curation import case_edit
from tests.awards.judging.made import (
    RATIONALE,
    circle,
    company,
    lead_of,
    make_judges,
    make_official,
    opened,
    reasons,
    scored,
    vote_all,
)
from tests.awards.rows import make_cycle, make_examiner
from tests.factories import NOW, People

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def official(db: None) -> User:
    return make_official()


@pytest.fixture
def cycle(db: None) -> AwardFile:
    return make_cycle()


@pytest.fixture
def judges(db: None) -> list[ExaminerProfile]:
    return make_judges()


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_official_leads_a_meeting_from_plan_to_minutes(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    application = scored(company(1), cycle, official, 60)
    client = of(official)
    page = client.post(
        reverse("awards:panel-new"),
        {
            "kind": "shortlist", "title": "1차 회의", "day": "2026-11-20", "hour": "14:00", "place": "서울",
            "judges": [judge.pk for judge in judges],
        },
    )  # fmt: skip
    meeting = PanelMeeting.objects.get()
    assert page.headers["Location"] == reverse("awards:panel", args=[meeting.pk])
    assert meeting.meets_at == NOW
    here = {name: reverse(f"awards:panel{name}", args=[meeting.pk]) for name in ("", "-agenda", "-open", "-close")}
    faulty = client.post(here["-agenda"], {})
    assert "신청을 하나 이상 고르십시오." in faulty.content.decode()
    assert client.post(here["-agenda"], {f"file-{application.pk}": "on"}).status_code == 302
    assert "회사01" in client.get(here[""]).content.decode()
    few = client.post(here["-open"], {"present": [judge.pk for judge in judges[:4]]})
    assert "정족수에 모자라" in few.content.decode()
    assert client.post(here["-open"], {"present": [judge.pk for judge in judges]}).status_code == 302
    question = meeting.questions.get()
    early = client.post(here["-close"], {"minutes": "회의록", f"reason-{question.pk}": "이유"})
    assert "아직 모두 투표하지 않았습니다" in early.content.decode()
    # The text that was written stays in the form.
    assert ">\n이유</textarea>" in early.content.decode()
    for judge in judges:
        done = of(judge.user).post(
            reverse("awards:panel-question", args=[meeting.pk, question.pk]),
            {"choice": "yes", "reason": "", "declares_no_tie": "on"},
        )
        assert done.headers["Location"] == reverse("awards:vote", args=[meeting.pk])
    assert client.post(here["-close"], {"minutes": "회의록", f"reason-{question.pk}": "이유"}).status_code == 302
    closed = client.get(here[""]).content.decode()
    assert "가결" in closed
    assert "회의록" in closed
    application.refresh_from_db()
    assert application.state == "visit"


def test_nobody_reads_a_vote_before_all_have_voted(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([scored(company(1), cycle, official, 60)], judges, official)
    question, marker = meeting.questions.get(), "비밀로 남을 이유"
    JudgeVote.objects.create(question=question, judge=judges[0], choice="no", reason=marker, cast_at=NOW)
    office = reverse("awards:panel", args=[meeting.pk])
    ballot = reverse("awards:panel-question", args=[meeting.pk, question.pk])
    for user, address in (
        (official, office),
        (judges[1].user, ballot),
        (official, reverse("awards:panel-close", args=[meeting.pk])),
    ):
        page = of(user).get(address)
        assert page.status_code == 200
        assert marker not in page.content.decode()
    # One's own is there, and once all have voted the office reads them too: the marker is seen.
    assert marker in of(judges[0].user).get(ballot).content.decode()
    vote_all(meeting, judges[1:])
    assert marker in of(official).get(office).content.decode()
    assert marker not in of(judges[1].user).get(ballot).content.decode()
    meeting_close(meeting=meeting, minutes="회의록", reasons=reasons(meeting), by=official, now=NOW)
    assert marker in of(judges[1].user).get(ballot).content.decode()


def test_who_is_tied_reads_nothing_of_it(cycle: AwardFile, judges: list[ExaminerProfile], official: User) -> None:
    application = scored(company(1), cycle, official, 60)
    AgreedComment.objects.create(
        application=application, item="AWD1.1", kind="strength", importance="+", ko="판정위원이 읽을 강점", saved_at=NOW
    )
    tied = make_examiner("tied@example.com", is_judge=True, employer_number=application.company.business_number)
    meeting = opened([application], [*judges, tied], official)
    question = meeting.questions.get()
    ballot = reverse("awards:panel-question", args=[meeting.pk, question.pk])
    assert of(tied.user).get(ballot).status_code == 403
    agenda = of(tied.user).get(reverse("awards:vote", args=[meeting.pk])).content.decode()
    assert "회사01" in agenda
    assert ">600<" not in agenda
    # Negative control: who is not tied reads both.
    page = of(judges[0].user).get(ballot).content.decode()
    assert "판정위원이 읽을 강점" in page
    assert ">600<" in page


def test_a_judge_who_was_not_called_finds_no_meeting(
    cycle: AwardFile, judges: list[ExaminerProfile], official: User
) -> None:
    meeting = opened([scored(company(1), cycle, official, 60)], judges, official)
    other = make_examiner("other@example.com", is_judge=True)
    plain = make_examiner("plain@example.com")
    address = reverse("awards:vote", args=[meeting.pk])
    assert of(other.user).get(address).status_code == 404
    assert of(plain.user).get(address).status_code == 403
    assert of(other.user).get(reverse("awards:my-panels")).status_code == 200


def test_a_judge_steps_back_with_a_reason(cycle: AwardFile, judges: list[ExaminerProfile], official: User) -> None:
    meeting = opened([scored(company(1), cycle, official, 60)], judges, official)
    question = meeting.questions.get()
    address = reverse("awards:panel-step-back", args=[meeting.pk, question.pk])
    client = of(judges[0].user)
    assert "어떤 관계인지" in client.post(address, {"back-rule": "C08"}).content.decode()
    assert client.post(address, {"back-rule": "C08", "back-reason": "지도교수였습니다."}).status_code == 302
    question.refresh_from_db()
    assert question.recused == {str(judges[0].pk): "C08"}
    office = of(official).get(reverse("awards:panel", args=[meeting.pk])).content.decode()
    assert "정족수가 모자란 신청 1건" in office


def test_orders_show_base_and_bonus_side_by_side_in_both_languages(cycle: AwardFile, official: User) -> None:
    from awards.services.bonuses import bonus_assess

    scored(company(1), cycle, official, 60)
    behind = scored(company(2), cycle, official, 60, items={"AWD1_1": 55})
    bonus_assess(
        application=behind, parts={"B-ESG-E": 10}, rationale=RATIONALE, evidence=["1.1-P1"], by=lead_of(behind), now=NOW
    )
    circle(company(3), cycle, official, 80)
    client = of(official)
    page = client.get(reverse("awards:standings")).content.decode()
    assert "가점으로 순위가 바뀝니다." in page
    assert "회사02 2→1" in page
    assert "우수품질분임조 · 현장개선" in page
    english = client.get(reverse("awards:standings"), headers={"accept-language": "en"})
    assert english.status_code == 200


def test_the_lead_assesses_the_bonus_on_its_page(cycle: AwardFile, official: User) -> None:
    application = scored(company(1), cycle, official, 60)
    address = reverse("awards:bonus", args=[application.pk])
    lead = of(lead_of(application))
    member = of(application.seats.filter(is_lead=False)[0].examiner.user)
    told = {
        "part-B-ESG-E": "10", "part-B-ESG-S": "6", "part-B-ESG-G": "0", "rationale": RATIONALE, "evidence": "1.1-P1, 7.4-F1",
    }  # fmt: skip
    assert member.get(address).status_code == 200
    assert member.post(address, told).status_code == 403
    wrong = lead.post(address, told | {"evidence": "9.9-P9", "rationale": "짧음"})
    assert "60자 이상" in wrong.content.decode()
    assert "이 신청에 없는 근거입니다" in lead.post(address, told | {"evidence": "9.9-P9"}).content.decode()
    assert lead.post(address, told).status_code == 302
    assert application.bonuses.get().evidence == ["1.1-P1", "7.4-F1"]
    page = member.get(address).content.decode()
    assert "16" in page
    assert "616" in page


def test_an_applicant_learns_the_decision_when_it_is_told_and_a_winner_reads_its_text_first(
    cycle: AwardFile, judges: list[ExaminerProfile], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = people.official
    application = scored(people.company, cycle, official, 60, state="judging")
    AgreedComment.objects.create(
        application=application, item="AWD7.1", kind="strength", importance="++", ko="출하불량이 3년째 줄었습니다.",
        evidence=["7.1-F1"], saved_at=NOW,
    )  # fmt: skip
    meeting = opened([application], judges, official, kind="honours", honour="PRES")
    vote_all(meeting, judges)
    meeting_close(meeting=meeting, minutes="회의록", reasons=reasons(meeting), by=official, now=NOW)
    outcome = reverse("awards:outcome", args=[application.pk])
    end = NOW + timedelta(hours=1)
    StageChange.objects.create(
        cycle_key=cycle.key, stage="CONFIRM", kind="move", starts_at=NOW - timedelta(days=1), ends_at=end, reason="T",
        created_at=NOW,
    )  # fmt: skip
    owner, office = of(people.owner), of(official)
    draft = reverse("awards:winner-draft", args=[application.pk])
    monkeypatch.setattr("django.utils.timezone.now", lambda: end - timedelta(seconds=1))
    assert owner.get(outcome).status_code == 404
    assert "포상이 아직 확정되지 않았습니다." in office.post(draft, follow=True).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: end)
    assert "대통령표창" in owner.get(outcome).content.decode()
    assert of(people.stranger).get(outcome).status_code == 404
    # Without consent no case.
    assert "공개에 동의하지 않았습니다." in office.post(draft, follow=True).content.decode()
    ApplicationConsent.objects.create(
        application=application, code="N04", given=True, decided_at=end, decided_by=people.owner
    )
    made = office.post(draft)
    assert made.status_code == 302
    assert office.post(draft).headers["Location"] == made.headers["Location"]
    page = owner.get(outcome).content.decode()
    assert "출하불량이 3년째 줄었습니다." in page
    assert "한빛도금 국가품질경영상 2026" in page
    word = reverse("awards:winner-text", args=[application.pk])
    assert of(people.viewer).post(word, {}).status_code == 403
    assert "고칠 것을 적으십시오." in owner.post(word, {"revision": 1, "word": "wrong"}).content.decode()
    assert "그사이 글이 바뀌었습니다." in owner.post(word, {"revision": 9, "word": "agreed"}).content.decode()
    assert owner.post(word, {"revision": 1, "word": "agreed"}).status_code == 302
    assert "수상 기업이 글에 동의함" in office.get(reverse("awards:winners")).content.decode()
    # A step to review changes no word; another word does.
    case = Case.objects.get()
    case_edit(case_id=case.pk, content=content_of(case), expected=1, by=official, now=NOW)
    assert winner_hold(edition_of(case)) == ""
    changed = content_of(case) | {"problem_ko": "불량이 많았습니다."}
    case_edit(case_id=case.pk, content=changed, expected=edition_of(case).number, by=official, now=NOW)
    case.refresh_from_db()
    assert str(winner_hold(edition_of(case)))
    assert Decision.objects.get().honour == "PRES"
