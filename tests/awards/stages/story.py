"""One application at any stage, with people of every role around it, and a marker in every text somebody wrote.

A marker tells who wrote the text and what it is, so that a page on which it stands where it must not can say so.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.models import Membership, User
from awards.dossier import Section, paragraphs
from awards.models import (
    AgreedComment,
    ApplicationFact,
    AwardApplication,
    BonusAssessment,
    Decision,
    DossierText,
    ExaminerDeclaration,
    ExaminerProfile,
    ItemReview,
    JudgeVote,
    KeyTheme,
    PanelMeeting,
    PanelQuestion,
    ReviewComment,
    RoundRating,
    Seat,
    VisitEvidence,
    VisitIssue,
)
from awards.scoring import ConsensusClosed, Finalised, LeadDecided, Rating, RoundLogged, VisitRecorded
from awards.selectors.review_log import examiner_key
from awards.services.review_log import review_event_append
from tests.awards.rows import (
    hand_in,
    lock,
    make_application,
    make_dossier,
    make_examiner,
    name_team,
    open_consensus,
    ratings,
)
from tests.factories import NOW, make_company, make_membership, make_user

STAGES: Final = (
    "draft", "submitted", "completion", "refused", "eligible", "review", "locked", "consensus", "shortlist", "visit",
    "judging", "decided", "withdrawn",
)  # fmt: skip
ROLES: Final = (
    "anonymous", "owner", "editor", "viewer", "stranger", "official", "lead", "member", "undeclared", "outsider",
    "judge", "administrator",
)  # fmt: skip
DISPUTED = "AWD4.1"
_LONG: Final = (
    "서로의 근거를 나란히 놓고 다시 읽었으며, 신청서의 문단과 성과 자료를 함께 살펴 새 비율을 정하였다. 확인하였다."
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A text that can be found: at which stage its application stands, who wrote it and what it is."""

    stage: str
    by: str
    what: str

    def __str__(self) -> str:
        return f"ZQX{self.stage}{self.by}{self.what}XQZ".replace("_", "").upper()


@dataclass
class Story:
    """An application at one stage."""

    application: AwardApplication
    stage: str
    users: dict[str, User]
    seats: dict[str, Seat] = field(default_factory=dict)
    markers: list[Marker] = field(default_factory=list)
    things: dict[str, Any] = field(default_factory=dict)

    def mark(self, by: str, what: str) -> str:
        marker = Marker(self.stage, by, what)
        if marker not in self.markers:
            self.markers.append(marker)
        return str(marker)


def reached(stage: str) -> Callable[[str], bool]:
    """Return whether a story at `stage` has come as far as another stage; side exits come only as far as handed in."""
    order = (
        "draft",
        "submitted",
        "eligible",
        "review",
        "locked",
        "consensus",
        "shortlist",
        "visit",
        "judging",
        "decided",
    )
    at = {"completion": 1, "refused": 1, "withdrawn": 1}.get(stage, order.index(stage) if stage in order else 0)
    return lambda other: order.index(other) <= at


def make_people() -> dict[str, User]:
    """Return the people of every role; the company's are members of one company, the stranger of another."""
    company = make_company("가온누리정밀", "2208162517")
    other = make_company("다른정밀", "1168101234")
    found = {
        role: make_user(f"story-{role}@example.com", name=f"이름{role}")
        for role in ("owner", "editor", "viewer", "stranger")
    }
    for role in ("owner", "editor", "viewer"):
        make_membership(found[role], company, getattr(Membership.Role, role.upper()))
    make_membership(found["stranger"], other, Membership.Role.OWNER)
    found["official"] = make_user("story-official@example.com", platform_role=User.PlatformRole.OFFICIAL)
    found["administrator"] = make_user("story-admin@example.com", platform_role=User.PlatformRole.ADMINISTRATOR)
    for role in ("lead", "member", "undeclared", "outsider"):
        found[role] = make_examiner(f"story-{role}@example.com", name=f"ZQXNAME{role.upper()}XQZ").user
    found["judge"] = make_examiner("story-judge@example.com", name="ZQXNAMEJUDGEXQZ", is_judge=True).user
    return found


def make_story(cycle: Any, people: Mapping[str, User], stage: str) -> Story:
    """Return an application of the people's company at a stage, every text marked by who wrote it."""
    company = people["owner"].companies.get()
    application = make_application(company, cycle, team_name=f"story-{stage}")
    story = Story(application, stage, dict(people))
    has = reached(stage)
    _write_draft(story)
    if not has("submitted"):
        return story
    _hand_in(story)
    if stage in ("submitted", "completion", "refused", "withdrawn"):
        _leave_in(story, stage)
        return story
    if has("review"):
        _review(story)
    if has("locked"):
        _lock(story, ("lead",))
    if has("consensus"):
        _lock(story, ("member", "undeclared"))
        _consensus(story)
    if has("shortlist"):
        _close(story)
    if has("visit"):
        _shortlist(story)
        _visit(story)
    if has("judging"):
        _finalise(story)
    if has("decided"):
        _decide(story)
    return story


def _leave_in(story: Story, state: str) -> None:
    story.application.state = state
    if state == "completion":
        story.application.completion_due_at = NOW + datetime.timedelta(days=7)
    story.application.save()


def _write_draft(story: Story) -> None:
    DossierText.objects.create(
        application=story.application, code=DISPUTED, text=story.mark("company", "draft_text"), revision=1,
        saved_at=NOW, saved_by=story.users["editor"],
    )  # fmt: skip


def _hand_in(story: Story) -> None:
    dossier = make_dossier(story.application)
    said = paragraphs(DISPUTED, story.mark("company", "submitted_text"))
    sections = tuple(
        Section(one.code, said, one.figures, one.evidence) if one.code == DISPUTED else one for one in dossier.sections
    )
    hand_in(story.application, story.users["owner"], dossier=type(dossier)(**{**vars(dossier), "sections": sections}))
    ApplicationFact.objects.create(
        application=story.application, key="legal.tax_delinquent", value=False,
        note=story.mark("office", "fact_note"), said_at=NOW, said_by=story.users["official"],
    )  # fmt: skip


def _review(story: Story) -> None:
    roles = ("lead", "member", "undeclared")
    profiles = [_profile(story, role) for role in roles]
    seats = name_team(story.application, profiles, story.users["official"], declared=False)
    story.seats = dict(zip(roles, seats, strict=True))
    for role in ("lead", "member"):
        ExaminerDeclaration.objects.create(
            examiner=_profile(story, role), application=story.application, text="T", signed_at=NOW
        )
    for role, seat in story.seats.items():
        ItemReview.objects.create(
            seat=seat, item=DISPUTED, factors={}, range_code="R4", percent=55, notes=story.mark(role, "own_notes"),
            visit_question=story.mark(role, "visit_question"), revision=1, saved_at=NOW,
        )  # fmt: skip
        ReviewComment.objects.create(
            seat=seat, item=DISPUTED, kind="ofi", factor="D", importance="-", ko=story.mark(role, "comment"),
            evidence=["4.1-P1"], saved_at=NOW,
        )  # fmt: skip


def _lock(story: Story, roles: tuple[str, ...]) -> None:
    given = {"lead": (55, {}), "member": (50, {"AWD4_1": 20}), "undeclared": (60, {"AWD4_1": 90})}
    for role in roles:
        seat = story.seats[role]
        if role == "undeclared":
            # Whoever reviews has declared; as long as the story is in review the place stays closed to this role.
            ExaminerDeclaration.objects.get_or_create(
                examiner=seat.examiner, application=story.application, defaults={"text": "T", "signed_at": NOW}
            )
        percent, other = given[role]
        comment = {
            "id": f"{seat.pk}-1", "item": DISPUTED, "kind": "ofi", "factor": "D", "importance": "-",
            "ko": story.mark(role, "comment"), "en": "", "evidence": ["4.1-P1"], "absence": False, "looked_in": [],
            "key_factor": "", "position": 0,
        }  # fmt: skip
        lock(seat, ratings(story.application, percent, **other), [comment])


def _consensus(story: Story) -> None:
    application, lead = story.application, story.seats["lead"]
    open_consensus(application, lead)
    RoundRating.objects.create(
        seat=story.seats["member"], item=DISPUTED, round=1, percent=45, note=story.mark("member", "round_note"),
        saved_at=NOW,
    )  # fmt: skip
    keys = {role: examiner_key(seat.examiner_id) for role, seat in story.seats.items()}
    apart = {keys["lead"]: Rating(55), keys["member"]: Rating(10), keys["undeclared"]: Rating(90)}
    for number in (1, 2):
        text = f"{_LONG} {story.mark('team', f'rationale{number}')}"
        _event(story, "lead", RoundLogged(keys["lead"], DISPUTED, apart, {"ko": text}))
    minority = {
        keys["member"]: f"{_LONG} {story.mark('member', 'minority_note')}",
        keys["undeclared"]: f"{_LONG} {story.mark('undeclared', 'minority_note')}",
    }
    _event(story, "lead", LeadDecided(keys["lead"], DISPUTED, 55, {"ko": _LONG}, minority))
    strength = AgreedComment.objects.create(
        application=application, item=DISPUTED, kind="strength", factor="A", importance="+",
        ko=story.mark("team", "agreed_strength"), evidence=["4.1-P1"], saved_at=NOW, saved_by=story.users["lead"],
    )  # fmt: skip
    opportunity = AgreedComment.objects.create(
        application=application, item=DISPUTED, kind="ofi", factor="D", importance="-",
        ko=story.mark("team", "agreed_ofi"), evidence=["4.1-P1"], saved_at=NOW, saved_by=story.users["lead"],
    )  # fmt: skip
    KeyTheme.objects.create(
        application=application, kind="process_strengths", comments=[str(strength.pk), str(opportunity.pk)],
        ko=story.mark("team", "theme"), saved_at=NOW, saved_by=story.users["lead"],
    )  # fmt: skip
    story.things["comment"] = opportunity.pk


def _close(story: Story) -> None:
    _event(story, "lead", ConsensusClosed(examiner_key(story.seats["lead"].examiner_id)))


def _shortlist(story: Story) -> None:
    _vote(story, "shortlist", "", "shortlist_vote")
    story.application.state = "visit"
    story.application.save()


def _visit(story: Story) -> None:
    application, user = story.application, story.users["lead"]
    VisitIssue.objects.create(
        application=application, item=DISPUTED, kind="verify", question=story.mark("team", "visit_issue"),
        finding=story.mark("team", "visit_finding"), evidence=["V1"], is_closed=True, saved_at=NOW, saved_by=user,
    )  # fmt: skip
    VisitEvidence.objects.create(
        application=application, number=1, item=DISPUTED, text=story.mark("team", "visit_evidence"),
        seen_on=NOW.date(), recorded_at=NOW, recorded_by=user,
    )  # fmt: skip
    key = examiner_key(story.seats["lead"].examiner_id)
    _event(story, "lead", VisitRecorded(key, DISPUTED, 55, 60, ("V1",), story.mark("team", "visit_change")))


def _finalise(story: Story) -> None:
    _event(story, "lead", Finalised(examiner_key(story.seats["lead"].examiner_id)))
    BonusAssessment.objects.create(
        application=story.application, rule="B-ESG", parts={"B-ESG-E": 6}, rationale=story.mark("team", "bonus_rationale"),
        assessed_at=NOW, assessed_by=story.users["lead"],
    )  # fmt: skip


def _decide(story: Story) -> None:
    question = _vote(story, "honours", "MIN", "honours_vote")
    story.application.state, story.application.left_stage = "decided", "JUDGE"
    story.application.save()
    story.things["question"] = question.pk


def _vote(story: Story, kind: str, honour: str, what: str) -> PanelQuestion:
    judge = _profile(story, "judge")
    meeting = PanelMeeting.objects.create(
        cycle_key=story.application.cycle_key, kind=kind, title=f"{kind} {story.stage}", state="closed",
        minutes=story.mark("judge", f"{kind}_minutes"), opened_at=NOW, closed_at=NOW, created_at=NOW,
        created_by=story.users["official"],
    )  # fmt: skip
    meeting.judges.add(judge)
    meeting.present.add(judge)
    question = PanelQuestion.objects.create(meeting=meeting, application=story.application, honour=honour)
    JudgeVote.objects.create(
        question=question, judge=judge, choice="yes", reason=story.mark("judge", what), cast_at=NOW
    )
    Decision.objects.create(
        question=question, application=story.application, is_granted=True, honour=honour, votes={"yes": 1, "no": 0},
        basis={}, reason=story.mark("judge", f"{kind}_reason"), decided_at=NOW, decided_by=story.users["official"],
    )  # fmt: skip
    story.things["meeting"] = meeting.pk
    return question


def _event(story: Story, role: str, event: Any) -> None:
    review_event_append(application=story.application, event=event, by=story.users[role], now=NOW)


def _profile(story: Story, role: str) -> ExaminerProfile:
    return ExaminerProfile.objects.get(user=story.users[role])
