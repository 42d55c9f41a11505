"""Builds the practice cycle through the services, as its people would have done it. All or nothing; twice is harmless.

Everything lies some days back; what a worker does (receipts, reports, figures of fairness) is asked for as always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import Company, User
from accounts.services.companies import company_register
from accounts.services.people import user_create
from awards.catalog.conditions import FactValue
from awards.demo import applying, reviewing
from awards.demo.cycle import KEY, practice_cycle, practice_times
from awards.demo.people import APPLICANTS, EXAMINERS, FILES, JUDGES, DemoApplicant, DemoExaminer, DemoFile
from awards.models import AwardApplication, AwardFile, ExaminerProfile
from awards.scoring import Rating
from awards.scoring.from_catalog import factors_by_item, percent_scale
from awards.selectors.assignment import Asked, proposal_of
from awards.selectors.calibration import practice_file
from awards.selectors.files import criteria_from, cycle_of, published_criteria
from awards.selectors.pool import today
from awards.services.assignment import proposal_take, team_name
from awards.services.calendar import stage_move
from awards.services.calibration import calibration_take
from awards.services.declarations import declaration_sign
from awards.services.examiners import examiner_add
from awards.services.fairness import fairness_report_ask
from awards.services.feedback import feedback_order
from awards.services.feedback_release import feedback_release
from awards.services.files import award_file_load, award_file_publish
from diagnosis.demo.companies import PASSWORD, DemoPerson

REASON: Final = "연습을 위해 모든 단계를 한꺼번에 엽니다."
# Days before now on which things happened.
LOADED, POOLED, BEGUN, HANDED_IN, SCREENED, PROPOSED, DECLARED, NAMED = 90, 85, 75, 68, 64, 60, 58, 57
RELEASED: Final = 1
_IN_REVIEW: Final = ("review", "consensus", "visit", "decided")


class UnableToSeedPractice(Exception):
    """The demo's companies or its official are missing: `seed_demo` comes first."""


@transaction.atomic
def practice_seed(*, now: datetime) -> list[AwardApplication]:
    """Make the practice cycle with an application at every stage; return those made, none if it is there already."""
    if AwardFile.objects.filter(kind="cycle", name=KEY, status="published").exists():
        return []
    official = User.objects.filter(email="official@platform.example").first()
    if official is None:
        raise UnableToSeedPractice("official@platform.example")
    clock = Clock(now)
    cycle = _cycle(official, clock)
    _pool(cycle, official, clock)
    for applicant in APPLICANTS:
        _applicant(applicant, clock)
    made = [(file, _file(file, cycle, official, clock)) for file in FILES]
    _teams(cycle, official, clock)
    by_stage = {file.until: AwardApplication.objects.get(pk=row.pk) for file, row in made}
    levels = {file.until: file.level for file in FILES}
    for until in _IN_REVIEW:
        reviewing.file_review(by_stage[until], level=levels[until], until=until, clock=clock)
    reviewing.judge_and_visit(
        shortlisted=[by_stage["decided"], by_stage["visit"]], decided=by_stage["decided"], official=official,
        clock=clock,
    )  # fmt: skip
    _release(cycle, by_stage["decided"], official, clock)
    fairness_report_ask(cycle_key=cycle.key, by=official, now=clock.ago(RELEASED))
    return [AwardApplication.objects.get(pk=row.pk) for _, row in made]


class Clock:
    """Moments of the story, counted back from now: in the morning, a minute after the one asked for before."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._minutes = 0

    def ago(self, days: float) -> datetime:
        """Return a moment so many days ago, later than every other asked for on that day."""
        self._minutes += 1
        moment = self.now - timedelta(days=days) - timedelta(hours=6) + timedelta(seconds=self._minutes)
        return moment.astimezone(UTC)


def _cycle(official: User, clock: Clock) -> AwardFile:
    """Publish the cycle, and open its stages before any of them began: the calendar of practice is our own."""
    row = award_file_load(name=KEY, text=practice_cycle(), by=None, now=clock.ago(LOADED))
    row = award_file_publish(award_file=row, by=None, now=clock.ago(LOADED))
    cycle = cycle_of(row)
    # A stage that has begun keeps its start: on days within the calendar it was opened before its first one.
    first = min(cycle.stage_window(code)[0] for code in cycle.stages)
    moment = min(clock.ago(LOADED), first - timedelta(days=1))
    for stage, (starts_at, ends_at) in practice_times(tuple(cycle.stages), clock.now).items():
        stage_move(
            cycle=cycle, stage=stage, starts_at=starts_at, ends_at=ends_at, reason=REASON, by=official, now=moment
        )
    return row


def _pool(cycle: AwardFile, official: User, clock: Clock) -> None:
    for one in (*EXAMINERS, *JUDGES):
        _person(one.person, clock)
        examiner = examiner_add(email=one.person.email, profile=one.profile, by=official, now=clock.ago(POOLED))
        if not examiner.is_judge:
            _calibrate(examiner, one, cycle, clock)


def _calibrate(examiner: ExaminerProfile, one: DemoExaminer, row: AwardFile, clock: Clock) -> None:
    cycle = cycle_of(row)
    case = practice_file(cycle.assignment.calibration.case, "ko")
    criteria = criteria_from(published_criteria(cycle.criteria_of(case.category) or "").source)
    scale, factors = percent_scale(criteria), factors_by_item(criteria)
    given = {}
    for place, (item, percent) in enumerate(case.reference.items()):
        # Some items lie off, so that not everybody rates as the reference does throughout; more would fail the test.
        wanted = min(95, max(5, percent + (one.off if place % 4 == 1 else 0)))
        given[item] = Rating(wanted, dict.fromkeys(factors[item], scale.range_of(wanted).code))
    calibration_take(
        examiner=examiner, cycle=cycle, criteria=criteria, ratings=given, by=examiner.user, now=clock.ago(POOLED)
    )


def _person(person: DemoPerson, clock: Clock) -> User:
    existing = User.objects.filter(email=person.email).first()
    if existing is not None:
        return existing
    role = person.role if person.role in User.PlatformRole.values else ""
    return user_create(
        email=person.email, name=person.name, password=PASSWORD, by=None, now=clock.ago(POOLED), platform_role=role,
        is_synthetic=True,
    )  # fmt: skip


def _applicant(applicant: DemoApplicant, clock: Clock) -> None:
    if Company.objects.filter(business_number=applicant.facts.business_number).exists():
        return
    owner = _person(applicant.owner, clock)
    company_register(
        facts=applicant.facts, size_code=applicant.size_code, by=owner, now=clock.ago(POOLED), is_synthetic=True
    )


def _file(file: DemoFile, cycle: AwardFile, official: User, clock: Clock) -> AwardApplication:
    company = Company.objects.filter(business_number=file.business_number).first()
    if company is None:
        raise UnableToSeedPractice(file.business_number)
    owner = User.objects.get(memberships__company=company, memberships__role="owner")
    application = applying.application_write(
        file, company=company, cycle=cycle, by=owner, begun=clock.ago(BEGUN), written=clock.ago(BEGUN - 1)
    )
    if file.until == "draft":
        return application
    applying.application_hand_in(application, by=owner, now=clock.ago(2 if file.until == "submitted" else HANDED_IN))
    if file.until == "completion":
        applying.application_hand_back(application, by=official, now=clock.ago(0))
    elif file.until in _IN_REVIEW:
        applying.application_screen(application, facts=looked_up(cycle), by=official, now=clock.ago(SCREENED))
    return application


def looked_up(row: AwardFile) -> Mapping[str, FactValue]:
    """Return what the office found out about a company against which nothing speaks."""
    clean: dict[str, FactValue] = {"bool": False, "years": frozenset(), "number": 0}
    return {fact.key: clean[fact.type] for fact in cycle_of(row).facts if fact.by == "official" and fact.type in clean}


def _teams(cycle: AwardFile, official: User, clock: Clock) -> None:
    """Take the rules' proposal, have everybody declare, and name the teams."""
    asked = Asked(size=3)
    moment = clock.ago(PROPOSED)
    found = proposal_of(cycle, asked, on=today(moment))
    proposal_take(cycle_row=cycle, asked=asked, fingerprint=found.fingerprint, by=official, now=moment)
    for application in _waiting(cycle):
        for seat in application.seats.select_related("examiner__user", "application__company").order_by("pk"):
            declaration_sign(seat=seat, language="ko", by=seat.examiner.user, now=clock.ago(DECLARED))
        team_name(application=application, by=official, now=clock.ago(NAMED))


def _waiting(cycle: AwardFile) -> Iterator[AwardApplication]:
    rows = AwardApplication.objects.filter(cycle_key=cycle.key, state=AwardApplication.State.ELIGIBLE)
    yield from rows.select_related("company", "cycle", "criteria").order_by("created_at", "pk")


def _release(cycle: AwardFile, decided: AwardApplication, official: User, clock: Clock) -> None:
    moment = clock.ago(RELEASED)
    feedback_order(application=decided, by=official, now=moment)
    feedback_release(cycle=cycle_of(cycle), releases_at=moment, by=official, now=moment)
