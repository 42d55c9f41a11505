"""What is known of an application: its consents, its deadline, where it stands and how it came there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from awards.application_states import STAGE_OF, STATE_LABELS, StateLabel
from awards.catalog import AwardCategory, Cycle
from awards.models import (
    ApplicationStep,
    AwardApplication,
    FeedbackRelease,
    FeedbackReport,
    PartnerCompany,
    Seat,
)
from awards.selectors.calendar import window, windows
from awards.selectors.review_log import criteria_for, cycle_for
from diagnosis.catalog.model import Text

State = AwardApplication.State
WRITABLE: Final = (State.DRAFT, State.COMPLETION)
# What an applicant follows; notice, public check and ceremony are not steps of one application.
_FOLLOWED: Final = (
    "SCREEN", "ASSIGN", "REVIEW", "CONSENSUS", "SHORTLIST", "VISIT", "JUDGE", "CONFIRM", "FEEDBACK",
)  # fmt: skip
_SECOND: Final = timedelta(seconds=1)
Moment = Literal["done", "now", "next", "left", "off"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something may be handed in; `ends_at` is the first moment that no longer counts."""

    ends_at: datetime
    now: datetime

    @property
    def last(self) -> datetime:
        """The last second that counts."""
        return self.ends_at - _SECOND

    @property
    def is_over(self) -> bool:
        return self.now >= self.ends_at

    @property
    def _left(self) -> timedelta:
        return max(self.ends_at - self.now, timedelta(0))

    @property
    def days(self) -> int:
        return self._left.days

    @property
    def hours(self) -> int:
        return self._left.seconds // 3600

    @property
    def minutes(self) -> int:
        return self._left.seconds % 3600 // 60

    @property
    def is_near(self) -> bool:
        return not self.is_over and self.days < 3


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """A stage as one application goes through it: done, now, next, left here, or not reached any more (off)."""

    code: str
    title: Text
    moment: Moment
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class TeamSeat:
    """An examiner as the applicant may know one: name and employer, for the right to challenge and for nothing else."""

    examiner_id: int
    name: str
    employer: str
    is_lead: bool
    told_at: datetime
    challenge_until: datetime | None


def category_of(application: AwardApplication) -> AwardCategory:
    """Return the category an application is for."""
    return cycle_for(application).category(application.category)


def field_title(application: AwardApplication) -> Text | None:
    """Return the name of a circle's field in its year; None where there are no fields."""
    fields = {one.code: one for one in criteria_for(application).fields}
    found = fields.get(application.field_code)
    return found.name_in(cycle_for(application).year) if found else None


def is_team(application: AwardApplication) -> bool:
    """Tell whether a team applies: a quality circle."""
    return category_of(application).kind == "team"


def apply_stage(cycle: Cycle) -> str:
    """Return the code of the stage in which applications are written."""
    return next(stage.code for stage in cycle.calendar.stages if stage.actor == "applicant")


def deadline_of(application: AwardApplication, now: datetime) -> Deadline | None:
    """Return until when it may be handed in; None where it cannot be (again)."""
    if application.state == State.COMPLETION and application.completion_due_at is not None:
        return Deadline(application.completion_due_at, now)
    if application.state == State.DRAFT:
        cycle = cycle_for(application)
        return Deadline(window(cycle, apply_stage(cycle)).ends_at, now)
    return None


def may_write(application: AwardApplication, now: datetime) -> bool:
    """Tell whether it may be written and handed in at a moment: a draft in its window, a completion until it is due."""
    if application.state == State.DRAFT:
        cycle = cycle_for(application)
        return window(cycle, apply_stage(cycle)).is_open(now)
    if application.state == State.COMPLETION:
        return application.completion_due_at is not None and now < application.completion_due_at
    return False


def latest_step(application: AwardApplication, *kinds: str) -> ApplicationStep | None:
    """Return the last step of one of the kinds."""
    return application.steps.filter(kind__in=kinds).order_by("-pk").first()


def decisions_are_told(cycle: Cycle, now: datetime) -> bool:
    """Tell whether applicants may know what the judges decided: the stages it waits for are over."""
    held = windows(cycle)
    return all(now >= held[code].ends_at for code in cycle.consensus.publish_after if code in held)


def shown_state(application: AwardApplication, now: datetime) -> StateLabel:
    """Return the state as its applicant may know it: no decision of the judges before it is told."""
    state = application.state
    if state == State.DECIDED and not decisions_are_told(cycle_for(application), now):
        state = State.SHORTLIST if application.left_stage == "SHORTLIST" else State.JUDGING
    return STATE_LABELS[state]


def timeline(application: AwardApplication, now: datetime) -> list[TimelineStep]:
    """Return the stages of an application in their order, with where it is; tells nothing `shown_state` does not."""
    cycle = cycle_for(application)
    held, apply = windows(cycle), apply_stage(cycle)
    codes = [apply, *(code for code in _FOLLOWED if code in held)]
    shown = shown_state(application, now).code
    is_out = shown in (State.REFUSED, State.WITHDRAWN)
    here = (application.left_stage or apply) if is_out else STAGE_OF.get(shown, apply)
    if shown == State.DECIDED:
        here = "FEEDBACK" if "FEEDBACK" in codes else codes[-1]
    place = codes.index(here) if here in codes else 0
    found = []
    for number, code in enumerate(codes):
        moment: Moment = "done" if number < place else "next"
        if number == place:
            moment = "left" if is_out else "now"
        elif number > place and is_out:
            moment = "off"
        if shown == State.DECIDED and application.left_stage == "SHORTLIST" and code in ("VISIT", "JUDGE"):
            moment = "off"
        one = held[code]
        found.append(TimelineStep(code, cycle.stages[code].title, moment, one.starts_at, one.ends_at - _SECOND))
    return found


def team_of(application: AwardApplication) -> list[TeamSeat]:
    """Return the named examiners of an application, lead first, as its applicant may know them."""
    rows = Seat.objects.filter(application=application, state=Seat.State.NAMED, named_at__isnull=False)
    rule = next((one for one in cycle_for(application).conflict_of_interest.rules if one.kind == "challenge"), None)
    days = rule.deadline_days if rule else None
    zone = cycle_for(application).timezone
    found = []
    for seat in rows.select_related("examiner__user").order_by("-is_lead", "examiner__user__name", "pk"):
        told = seat.named_at
        assert told is not None
        until = None
        if rule is not None and days is not None:
            # Days of the calendar: until the end of the last one, as `awards.assignment.challenge_state` counts.
            day = told.astimezone(zone).date() + timedelta(days=days + 1)
            until = datetime(day.year, day.month, day.day, tzinfo=zone)
        examiner = seat.examiner
        found.append(TeamSeat(examiner.pk, str(examiner.user), examiner.employer_name, seat.is_lead, told, until))
    return found


def objection_until(application: AwardApplication) -> datetime | None:
    """Return until when a refusal may be objected to; None where there is none."""
    if application.state != State.REFUSED:
        return None
    step = latest_step(application, ApplicationStep.Kind.REFUSED)
    if step is None:
        return None
    return step.taken_at + timedelta(days=cycle_for(application).appeals.eligibility_objection.days)


def correction_window(application: AwardApplication, now: datetime) -> tuple[datetime, datetime] | None:
    """Return when facts of the feedback report may be corrected; None before the report is handed out."""
    release = FeedbackRelease.objects.filter(cycle_key=application.cycle_key).order_by("-pk").first()
    report = FeedbackReport.objects.filter(application=application).order_by("created_at").first()
    if release is None or report is None or now < release.releases_at:
        return None
    received = max(release.releases_at, report.created_at)
    return received, received + timedelta(days=cycle_for(application).appeals.fact_correction.days)


def team_partners(application: AwardApplication) -> list[PartnerCompany]:
    """Return the companies of a supplier team beside the one that applies."""
    rows = application.partners.filter(relation=PartnerCompany.Relation.TEAM)
    return list(rows.select_related("confirmed_by").order_by("pk"))
