"""Companies propose their own cases, and award winners become drafts."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from accounts.permissions import Permission, has_permission
from accounts.reference import UnableToFindRegion, region
from cases.editions import Content, Edition, content_of
from cases.models import Case, CaseRevision
from cases.publishing import PublishingFault
from cases.services.editions import Action, UnableToMove, edition_begin, edition_locked
from cases.services.editions import edition_move as move
from cases.services.editions import edition_save as save
from cases.services.revisions import revision_record
from cases.vocabulary import awards
from qmplatform.audit import audit_record

_KEY_LENGTH: Final = 74
# What an official needs to judge a proposal; the rest of the card officials add.
_NEEDED: Final[tuple[tuple[str, Promise], ...]] = (
    ("title_ko", _("Say in one line what was achieved.")),
    ("problem_ko", _("Say where it was stuck.")),
    ("approach_ko", _("Say how it was solved.")),
)


class UnableToSendProposal(Exception):
    """Something is missing; carries every fault. Field `consent`: nobody agreed to the publication."""

    def __init__(self, faults: tuple[PublishingFault, ...]) -> None:
        super().__init__(", ".join(fault.field for fault in faults))
        self.faults = faults


class UnableToDraftAwardCase(Exception):
    """The winner did not agree to tell its case."""


def blank_content() -> Content:
    """Return the content of a case about which nothing is known."""
    return content_of(Case(is_award=False, verification_status=Case.Verification.UNVERIFIED.value))


def content_of_company(company: Company) -> Content:
    """Return what the register of companies tells for a case: name, sector, size and region."""
    found = blank_content() | {
        "organisation_ko": company.name,
        "sector_code": company.sector_code,
        "size_code": company.size_code,
        "country_code": "KR",
        "is_synthetic": company.is_synthetic,
    }
    try:
        return found | {"region_code": company.region_code, "region_text": region(company.region_code).name_ko}
    except UnableToFindRegion:
        return found


@transaction.atomic
def proposal_create(*, company: Company, content: Mapping[str, Any], by: User, now: datetime) -> Case:
    """Begin a company's own case: a draft that nobody else sees until the company sends it.

    Parameters
    ----------
    content : mapping
        Value of each field of `cases.editions.CONTENT_FIELDS`, already checked.

    Raises
    ------
    PermissionDenied
        The person may not propose cases for the company.
    """
    _require(by, company)
    case = edition_begin(content=content, now=now, proposed_by=company)
    revision_record(case=case, action=Action.PROPOSED, by=by, now=now)
    _audit("proposal.create", case, by=by, now=now)
    return case


@transaction.atomic
def proposal_edit(*, case_id: str, content: Mapping[str, Any], expected: int, by: User, now: datetime) -> CaseRevision:
    """Change a proposal that was not sent, or came back.

    Raises
    ------
    Case.DoesNotExist
        No company proposed such a case.
    UnableToEdit, UnableToMove
        A colleague saved in between; it was sent meanwhile.
    """
    edition = _own(case_id, by, expected=expected)
    if edition.case.state != Case.State.DRAFT:
        raise UnableToMove
    revision = save(edition, content=content, action=Action.PROPOSED, by=by, now=now)
    if revision != edition.revision:
        _audit("proposal.edit", edition.case, by=by, now=now, revision=revision.number)
    return revision


@transaction.atomic
def proposal_send(*, case_id: str, expected: int, consent: bool, by: User, now: datetime) -> CaseRevision:
    """Send a proposal to the officials' review.

    Parameters
    ----------
    consent : bool
        The company agrees that its name and this text are published. The audit trail keeps it with person and time.

    Raises
    ------
    UnableToSendProposal
        Something is missing, consent among it; carries every fault.
    UnableToEdit, UnableToMove
        A colleague saved in between; it was sent already.
    """
    edition = _own(case_id, by, expected=expected)
    if edition.case.state != Case.State.DRAFT:
        raise UnableToMove
    faults = [PublishingFault(field, text) for field, text in _NEEDED if not edition.content[field]]
    if not consent:
        faults.append(PublishingFault("consent", _("Tick that it may be published.")))
    if faults:
        raise UnableToSendProposal(tuple(faults))
    revision = move(edition, to=Case.State.REVIEW, action=Action.SENT_TO_REVIEW, by=by, now=now)
    _audit("proposal.send", edition.case, by=by, now=now, revision=revision.number, consent=True)
    return revision


@transaction.atomic
def proposal_take_back(*, case_id: str, by: User, now: datetime) -> CaseRevision:
    """Take a sent proposal back: it is the company's own draft again.

    Raises
    ------
    UnableToMove
        It is not in review: never sent, back already, or published.
    """
    edition = _own(case_id, by)
    if edition.case.state != Case.State.REVIEW:
        raise UnableToMove
    revision = move(edition, to=Case.State.DRAFT, action=Action.TAKEN_BACK, by=by, now=now)
    _audit("proposal.take_back", edition.case, by=by, now=now, revision=revision.number)
    return revision


@transaction.atomic
def award_case_draft(
    *,
    application_key: str,
    organisation_ko: str,
    organisation_en: str = "",
    award_code: str,
    category: str = "",
    year: int,
    consent: bool,
    by: User | None,
    now: datetime,
    content: Mapping[str, Any] | None = None,
) -> Case:
    """Make a draft from an award winner, for officials to complete; the same application gives the same draft.

    Parameters
    ----------
    application_key : str
        What names the application for good; the case's id is made of it.
    award_code : str
        A code of `cases.vocabulary.awards`.
    consent : bool
        The winner agrees that its name and its story are published.
    by : User or None
        None where the platform itself makes it.
    content : mapping, optional
        More fields of `cases.editions.CONTENT_FIELDS`, such as problem and approach of the application.

    Returns
    -------
    Case
        New, or the one made before, whatever has become of it since.

    Raises
    ------
    UnableToDraftAwardCase
        `consent` is false.
    LookupError
        No award has the code.
    ValueError
        The key holds no letter and no digit, or is too long; `content` holds a field that no case has.
    """
    if not consent:
        raise UnableToDraftAwardCase(application_key)
    case_id = _award_case_id(application_key)
    existing = Case.objects.filter(pk=case_id).first()
    if existing is not None:
        return existing
    award = awards()[award_code]
    told = blank_content() | {
        "organisation_ko": organisation_ko,
        "organisation_en": organisation_en,
        "title_ko": f"{organisation_ko} {award.ko} {year}",
        "title_en": f"{organisation_en} {award.en} {year}" if organisation_en else "",
        "is_award": True,
        "award_code": award_code,
        "award_ko": award.ko,
        "award_en": award.en,
        "category": category,
        "year": year,
        "country_code": "KR",
    }
    case = edition_begin(content=told | dict(content or {}), case_id=case_id, now=now)
    revision_record(case=case, action=Action.CREATED, by=by, now=now)
    audit_record(
        action="case.draft_of_award",
        by=by,
        subject=f"case:{case.pk}",
        details={"application": application_key, "award": award_code, "consent": True},
        now=now,
    )
    return case


def _award_case_id(application_key: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", application_key.lower()).strip("-")
    if not words:
        raise ValueError(f"no letter and no digit in {application_key!r}")
    if len(words) > _KEY_LENGTH:
        raise ValueError(f"more than {_KEY_LENGTH} characters in {application_key!r}")
    return f"award-{words}"


def _own(case_id: str, by: User, *, expected: int | None = None) -> Edition:
    edition = edition_locked(case_id, expected=expected)
    company = edition.case.proposed_by
    if company is None:
        raise Case.DoesNotExist
    _require(by, company)
    return edition


def _require(by: User, company: Company) -> None:
    if not has_permission(by, Permission.CASES_PROPOSE, company=company):
        raise PermissionDenied


def _audit(action: str, case: Case, *, by: User, now: datetime, **details: Any) -> None:
    audit_record(
        action=action, by=by, subject=f"case:{case.pk}", company_id=case.proposed_by_id, details=details, now=now
    )
