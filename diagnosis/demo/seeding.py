"""Builds the demo through the services, as its people would have done it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Company, Invitation, User
from accounts.services.companies import company_register
from accounts.services.members import invitation_accept, invitation_create
from accounts.services.people import user_create
from diagnosis.catalog import Item, NumberItem
from diagnosis.demo.companies import COMPANIES, PASSWORD, PLATFORM_PEOPLE, DemoCompany, DemoPerson, DemoYear
from diagnosis.demo.planning import plan_seed
from diagnosis.models import Diagnosis, ModelVersion, Submission
from diagnosis.scoring import Answer, AnswerState
from diagnosis.selectors.progress import Section, Survey, survey_of
from diagnosis.services.answers import PostedAnswer, section_save
from diagnosis.services.reading import RawAnswer
from diagnosis.services.start import diagnosis_start, reference_years
from diagnosis.services.submit import diagnosis_submit
from diagnosis.simulation import simulate_answers

# Submitted in the morning, two weeks before today's date of its year, by a company that took four days.
_DAYS_BEFORE, _DAYS_OF_WORK = 14, 4


class UnableToSeedDemo(Exception):
    """An answer of the demo does not fit the model."""


def demo_seed(*, model_version: ModelVersion, now: datetime) -> list[Submission]:
    """Make what is missing of the demo; return the submissions made, oldest first.

    Scoring and reports are asked for as always: a worker does them.
    """
    for person in PLATFORM_PEOPLE:
        _person(person, by=None, now=now, platform_role=person.role)
    submissions = [submission for demo in COMPANIES for submission in _company(demo, model_version, now)]
    return sorted(submissions, key=lambda submission: submission.submitted_at)


def _person(person: DemoPerson, *, by: User | None, now: datetime, platform_role: str = "") -> User:
    existing = User.objects.filter(email=person.email).first()
    if existing is not None:
        return existing
    return user_create(
        email=person.email,
        name=person.name,
        password=PASSWORD,
        by=by,
        now=now,
        platform_role=platform_role,
        is_synthetic=True,
    )


def _company(demo: DemoCompany, model_version: ModelVersion, now: datetime) -> list[Submission]:
    if Company.objects.filter(business_number=demo.facts.business_number).exists():
        return []
    begun = _moment(demo.years[0], now) - timedelta(days=30)
    with transaction.atomic():
        owner, *others = [_person(person, by=None, now=now) for person in demo.people]
        company = company_register(facts=demo.facts, size_code=demo.size_code, by=owner, now=begun, is_synthetic=True)
        for person, user in zip(demo.people[1:], others, strict=True):
            invitation: Invitation = invitation_create(
                company=company, email=user.email, role=person.role, by=owner, now=begun
            )
            invitation_accept(invitation=invitation, by=user, now=begun)
        made = [
            _diagnosis(demo, year, company=company, owner=owner, editor=others[0], model_version=model_version, now=now)
            for year in demo.years
        ]
    for year, submission in zip(demo.years, made, strict=True):
        if submission is not None and year.plan is not None:
            plan_seed(year.plan, submission=submission, people=(owner, *others), now=now)
    return [submission for submission in made if submission is not None]


def _moment(year: DemoYear, now: datetime) -> datetime:
    """Return when the diagnosis was submitted; a draft is being written these days."""
    if year.answered_share < 1:
        return now - timedelta(hours=3)
    day = (now - timedelta(days=_DAYS_BEFORE)).astimezone(UTC)
    leap_day = (day.month, day.day) == (2, 29)
    day = day.replace(year=day.year - year.years_ago, day=28 if leap_day else day.day)
    return day.replace(hour=1, minute=12, second=0, microsecond=0)


def _diagnosis(
    demo: DemoCompany,
    year: DemoYear,
    *,
    company: Company,
    owner: User,
    editor: User,
    model_version: ModelVersion,
    now: datetime,
) -> Submission | None:
    submitted = _moment(year, now)
    begun = submitted - timedelta(days=_DAYS_OF_WORK)
    diagnosis = diagnosis_start(
        company=company,
        model_version=model_version,
        reference_year=reference_years(begun)[0],
        modules=year.modules,
        by=owner,
        now=begun,
    )
    survey = survey_of(diagnosis)
    answers = simulate_answers(survey.model, survey.profile, ability=year.ability, seed=demo.seed + year.years_ago)
    sections = survey.sections[: round(len(survey.sections) * year.answered_share)]
    for place, section in enumerate(sections):
        at = begun + (submitted - begun) * (place / len(survey.sections))
        _answer_section(survey, diagnosis, section, answers, year, by=editor, now=at)
    if year.answered_share < 1:
        return None
    return diagnosis_submit(diagnosis=diagnosis, idempotency_key=f"demo-{diagnosis.pk}", by=owner, now=submitted)


def _answer_section(
    survey: Survey,
    diagnosis: Diagnosis,
    section: Section,
    answers: dict[str, Answer],
    year: DemoYear,
    *,
    by: User,
    now: datetime,
) -> None:
    posted = {
        item.code: PostedAnswer(_raw(item, answers[item.code], year.told.get(item.code)), revision=0)
        for item in section.asked
    }
    outcome = section_save(diagnosis=diagnosis, section=section.slug, posted=posted, by=by, now=now)
    if outcome.faults:
        raise UnableToSeedDemo(f"{survey.diagnosis}: {outcome.faults}")


def _raw(item: Item, answer: Answer, told: Any) -> RawAnswer:
    confidence = "estimate" if isinstance(item, NumberItem) else "usual"
    if told is not None:
        return RawAnswer(value=told, confidence="sure")
    if answer.state is AnswerState.UNKNOWN:
        return RawAnswer(value="unknown")
    if answer.state is AnswerState.NA_CLAIMED:
        return RawAnswer(value={"na": answer.na_reason})
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    if isinstance(item, NumberItem):
        return RawAnswer(value={"value": value, "unit": item.unit}, confidence=confidence)
    return RawAnswer(value=value, confidence=confidence)
