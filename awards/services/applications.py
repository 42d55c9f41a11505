"""An application begins, is described and is taken back; what is written in the dossier is another service's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from django.db import IntegrityError, transaction

from accounts.models import Company, User
from awards.application_states import STAGE_OF
from awards.catalog import Criteria, Cycle
from awards.catalog.conditions import FactValue
from awards.catalog.eligibility import Finding, may_submit
from awards.models import ApplicationStep, AwardApplication, AwardFile
from awards.selectors.applications import apply_stage, is_team
from awards.selectors.calendar import window
from awards.selectors.eligibility import declared_facts, precheck
from awards.selectors.files import criteria_of, cycle_of, published_criteria
from awards.selectors.variants import variant_of
from awards.services.facts import facts_write
from awards.services.review_log import application_lock
from awards.services.steps import step_take
from awards.services.trail import application_audit
from awards.services.writing import writing_lock

State = AwardApplication.State
LANGUAGES: Final = ("ko", "en")
MAX_KEY_FACTORS: Final = 8
StartReason = Literal["closed", "category", "field", "barred", "twice", "language"]


class UnableToStartApplication(Exception):
    """It cannot begin: the window is closed, the category takes none, a rule bars it, or it is there already."""

    def __init__(
        self, why: StartReason, *, existing: AwardApplication | None = None, findings: Sequence[Finding] = ()
    ) -> None:
        super().__init__(why)
        self.why, self.existing, self.findings = why, existing, tuple(findings)


class UnableToWithdraw(Exception):
    """It is withdrawn, refused or decided already."""


@transaction.atomic
def application_start(
    *,
    company: Company,
    cycle: AwardFile,
    category: str,
    declared: Mapping[str, FactValue],
    by: User,
    now: datetime,
    field_code: str = "",
    team_name: str = "",
    language: str = "ko",
) -> AwardApplication:
    """Begin a draft, once the rules that can be answered beforehand bar nothing.

    Parameters
    ----------
    declared
        Facts of `awards.selectors.eligibility.declared_facts` by key, as conditions read them.

    Raises
    ------
    UnableToStartApplication
        With why, the application in its place and the findings.
    """
    held = cycle_of(cycle)
    if not window(held, apply_stage(held)).is_open(now):
        raise UnableToStartApplication("closed")
    criteria_row, criteria = _criteria(held, category)
    fields = {one.code for one in criteria.fields}
    if (field_code not in fields) if fields else bool(field_code):
        raise UnableToStartApplication("field")
    if language not in LANGUAGES:
        raise UnableToStartApplication("language")
    asked = {fact.key for fact in declared_facts(held, held.category(category))}
    declared = {key: value for key, value in declared.items() if key in asked}
    findings = [line.finding for line in precheck(held, held.category(category), declared)]
    if not may_submit(findings):
        raise UnableToStartApplication("barred", findings=findings)
    size = declared.get("applicant.size") or company.size_code
    team_name = " ".join(team_name.split()) if held.category(category).kind == "team" else ""
    try:
        with transaction.atomic():
            application = AwardApplication.objects.create(
                company=company, cycle=cycle, criteria=criteria_row, cycle_key=held.key, category=category,
                field_code=field_code, variant=variant_of(criteria, company, size=str(size), field_code=field_code),
                language=language, team_name=team_name, created_at=now, created_by=by, updated_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        rows = AwardApplication.objects.exclude(state=State.WITHDRAWN)
        same = rows.filter(
            company=company, cycle_key=held.key, category=category, field_code=field_code, team_name=team_name
        )
        raise UnableToStartApplication("twice", existing=same.first()) from error
    facts_write(application, declared, by=by, now=now)
    step_take(
        application, ApplicationStep.Kind.STARTED, by=by, now=now,
        details={"cycle": held.key, "category": category, "facts": sorted(declared)},
    )  # fmt: skip
    return application


@transaction.atomic
def application_describe(
    *, application: AwardApplication, contact_name: str, contact_phone: str, language: str, team_name: str, by: User,
    now: datetime,
) -> AwardApplication:  # fmt: skip
    """Write down whom the office asks, in which language the dossier is written, and a team's name.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    UnableToStartApplication
        The language is none of ours, or another team of the company has this name in the field.
    """
    row = writing_lock(application, now=now)
    if language not in LANGUAGES:
        raise UnableToStartApplication("language")
    row.contact_name, row.contact_phone, row.language = contact_name.strip(), contact_phone.strip(), language
    row.team_name = " ".join(team_name.split()) if is_team(row) else ""
    row.updated_at = now
    try:
        with transaction.atomic():
            row.save(update_fields=["contact_name", "contact_phone", "language", "team_name", "updated_at"])
    except IntegrityError as error:
        raise UnableToStartApplication("twice") from error
    application_audit("award_application_describe", row, by=by, now=now, details={"language": language})
    return row


@transaction.atomic
def key_factors_write(*, application: AwardApplication, texts: Sequence[str], by: User, now: datetime) -> None:
    """Write down what is important for the organisation, in its order; a factor keeps its name while its text stays.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    ValueError
        There are more than `MAX_KEY_FACTORS`.
    """
    row = writing_lock(application, now=now)
    told = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(told) > MAX_KEY_FACTORS:
        raise ValueError(f"at most {MAX_KEY_FACTORS} key factors")
    row.key_factors = _named(told, {one["text"]: one["id"] for one in row.key_factors})
    row.updated_at = now
    row.save(update_fields=["key_factors", "updated_at"])
    application_audit("award_key_factors_write", row, by=by, now=now, details={"number": len(told)})


@transaction.atomic
def application_withdraw(*, application: AwardApplication, reason: str, by: User, now: datetime) -> ApplicationStep:
    """Take an application back, with the reason; its place becomes free, what was handed in stays on record.

    Raises
    ------
    UnableToWithdraw
        It is withdrawn, refused or decided already.
    ValueError
        There is no reason.
    """
    row = application_lock(application)
    if row.state in (State.WITHDRAWN, State.REFUSED, State.DECIDED):
        raise UnableToWithdraw(row.state)
    if not reason.strip():
        raise ValueError("a reason is needed")
    cycle = cycle_of(row.cycle)
    stage = STAGE_OF.get(row.state, "")
    return step_take(
        row, ApplicationStep.Kind.WITHDRAWN, by=by, now=now, state=State.WITHDRAWN, reason=reason.strip(),
        left_stage=stage if stage in cycle.stages else apply_stage(cycle),
    )  # fmt: skip


def _criteria(cycle: Cycle, code: str) -> tuple[AwardFile, Criteria]:
    """Return the criteria of a category in which applications are taken."""
    try:
        category = cycle.category(code)
    except KeyError as error:
        raise UnableToStartApplication("category") from error
    name = cycle.criteria_of(code)
    # A heading over other categories is no category one applies for.
    if not category.open or name is None or category.kind == "individual" or cycle.subcategories(code):
        raise UnableToStartApplication("category")
    row = published_criteria(name)
    return row, criteria_of(row)


def _named(texts: Sequence[str], before: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the factors under their names; a name once given to a text is not given to another in the same save."""
    kept = {before[text] for text in texts if text in before}
    free = (f"KF{number}" for number in range(1, 100) if f"KF{number}" not in kept)
    return [{"id": before.get(text) or next(free), "text": text} for text in texts]
