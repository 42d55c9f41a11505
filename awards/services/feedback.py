"""Making feedback reports, and giving them out."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from awards.comments.loader import read_guide
from awards.feedback import Content, Leak, build, checksum, leaks, to_data
from awards.feedback_page import paper_context
from awards.models import AwardApplication, FeedbackDownload, FeedbackReport
from awards.selectors.feedback import FEEDBACK_JOB, may_be_reported, reportable, standing_of, standings
from awards.selectors.feedback_material import feedback_material, people_behind, with_cases
from awards.services.notices import report_tell
from awards.services.trail import application_audit
from diagnosis.report.template import LANGUAGES
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.models import Job
from qmplatform.pdf import render_pdf
from qmplatform.pdf.pages import page_count
from qmplatform.stored import issued_path, issued_write, stored_read

FOLDER: Final = "award-reports"
# The edition of the template: issued files stay as they are.
TEMPLATE_VERSION: Final = "2026.1"
LEAST_REASON: Final = 10


class UnableToReport(Exception):
    """No report can be made: the application has not left, or nothing is owed."""


class UnableToCorrect(ValueError):
    """A new edition needs a reason."""


class ReportWouldTell(Exception):
    """The report names somebody who judged; nothing was issued."""

    def __init__(self, found: tuple[Leak, ...]) -> None:
        super().__init__("; ".join(f"{one.place}: {one.name}" for one in found))
        self.found = found


def feedback_job(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Do the job `awards.feedback`."""
    report_progress(5)
    feedback_render(
        application_id=uuid.UUID(payload["application_id"]),
        language=payload["language"],
        edition=payload["edition"],
        correction=payload["correction"],
        now=now,
    )


@transaction.atomic
def feedback_order(*, application: AwardApplication, by: User, now: datetime, correction: str = "") -> int:
    """Ask for the report of an application in both languages and return the edition that is made.

    Asking again while it is being made changes nothing; what failed is tried again. Once an edition is complete,
    another one is a correction and says why.

    Raises
    ------
    UnableToReport
        The application has not left, or withdrew before a consensus.
    UnableToCorrect
        An edition is issued and the reason is missing or too short.
    """
    row = AwardApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not may_be_reported(row):
        raise UnableToReport(f"{row.pk} is {row.state}")
    found = standing_of(row)
    edition = max(found.edition, 1)
    if found.is_complete:
        if len(correction.strip()) < LEAST_REASON:
            raise UnableToCorrect("another edition says why")
        edition += 1
    elif found.edition:
        correction = correction or _correction_of(row, edition)
    missing = [one for one in LANGUAGES if found.is_complete or one not in found.reports]
    asked = [
        _enqueue(row, language, edition=edition, correction=correction.strip(), by=by, now=now) for language in missing
    ]
    if any(asked):
        application_audit(
            "award_feedback_order", row, by=by, now=now, details={"edition": edition, "correction": correction.strip()}
        )
    return edition


def feedback_order_missing(*, cycle_key: str, by: User, now: datetime) -> int:
    """Ask for every report of a cycle that is owed and neither issued nor being made; return for how many."""
    waiting = [one.application for one in standings(reportable(cycle_key)) if one.state in ("none", "failed")]
    owed = [application for application in waiting if may_be_reported(application)]
    for application in owed:
        feedback_order(application=application, by=by, now=now)
    return len(owed)


def feedback_content(
    application: AwardApplication, language: str, *, edition: int, now: datetime, correction: str = ""
) -> Content:
    """Return what the report of an application says in a language.

    Raises
    ------
    UnableToReport
        The application has not left, or withdrew before a consensus.
    """
    if not may_be_reported(application):
        raise UnableToReport(f"{application.pk} is {application.state}")
    with translation.override(language):
        material = feedback_material(application, language, edition=edition, correction=correction, now=now)
        return with_cases(build(material), application)


def feedback_render(
    *, application_id: uuid.UUID, language: str, edition: int, now: datetime, correction: str = ""
) -> FeedbackReport:
    """Issue a report; one that is issued already is returned.

    Parameters
    ----------
    now
        When it is issued. The file carries the time of what went into it, so that making it again gives the same bytes.

    Raises
    ------
    UnableToReport
        The application has not left, or withdrew before a consensus.
    ReportWouldTell
        A text names somebody who judged.
    qmplatform.pdf.UnableToRenderPdf
        No PDF came out; nothing is stored.
    """
    if language not in LANGUAGES:
        raise UnableToReport(f"{language!r}: reports are written in {', '.join(LANGUAGES)}.")
    rows = AwardApplication.objects.select_related("company", "cycle", "criteria")
    application = rows.get(pk=application_id)
    issued = _issued(application, language, edition)
    if issued is not None:
        return issued
    content = feedback_content(application, language, edition=edition, now=now, correction=correction)
    if found := leaks(content, people_behind(application), read_guide()):
        raise ReportWouldTell(found)
    body = feedback_bytes(content)
    name = issued_write(FOLDER, body)
    try:
        with transaction.atomic():
            return _record(application, content, name, body, now)
    except IntegrityError:
        issued_path(name).unlink(missing_ok=True)
        issued = _issued(application, language, edition)
        if issued is None:
            raise
        return issued


def feedback_bytes(content: Content) -> bytes:
    """Return a report as PDF; the same content gives the same bytes."""
    identity = f"{checksum(content)} {TEMPLATE_VERSION}"
    with translation.override(content.language):
        html = render_to_string("awards/feedback/paper/report.html", paper_context(content, TEMPLATE_VERSION))
        title = _("Feedback report of %(company)s, %(cycle)s") % {
            "company": content.head.company,
            "cycle": content.head.cycle,
        }
    return render_pdf(
        html,
        title=title,
        language=content.language,
        identifier=hashlib.sha256(identity.encode()).digest()[:16],
        now=datetime.fromisoformat(content.stamp.as_of),
    )


@transaction.atomic
def feedback_download(*, report: FeedbackReport, by: User, now: datetime) -> bytes:
    """Return the issued file, unchanged, and write down who took it.

    Raises
    ------
    qmplatform.stored.UnableToReadStored
        The file is missing or was changed.
    """
    body = stored_read(issued_path(report.file_name), report.sha256)
    FeedbackDownload.objects.create(report=report, taken_at=now, taken_by=by)
    audit_record(
        action="award_feedback_download",
        by=by,
        subject=f"award_feedback:{report.pk}",
        company_id=report.application.company_id,
        details={"edition": report.edition, "language": report.language, "sha256": report.sha256},
        now=now,
    )
    return body


def _enqueue(
    application: AwardApplication, language: str, *, edition: int, correction: str, by: User, now: datetime
) -> bool:
    """Ask for one language; tell whether it was not asked for before."""
    subject = f"{application.pk}:{edition}:{language}"
    jobs = Job.objects.filter(kind=FEEDBACK_JOB, subject__startswith=subject)
    if jobs.exclude(state=Job.State.FAILED).exists():
        return False
    failed = jobs.count()
    job_enqueue(
        kind=FEEDBACK_JOB,
        subject=f"{subject}:{failed}" if failed else subject,
        payload={
            "application_id": str(application.pk),
            "language": language,
            "edition": edition,
            "correction": correction,
        },
        by=by,
        now=now,
    )
    return True


def _correction_of(application: AwardApplication, edition: int) -> str:
    """Return the reason an unfinished edition was asked for with."""
    rows = Job.objects.filter(kind=FEEDBACK_JOB, subject__startswith=f"{application.pk}:{edition}:")
    payload = rows.values_list("payload", flat=True).first()
    return str(payload["correction"]) if payload else ""


def _issued(application: AwardApplication, language: str, edition: int) -> FeedbackReport | None:
    return FeedbackReport.objects.filter(application=application, language=language, edition=edition).first()


def _record(application: AwardApplication, content: Content, name: str, body: bytes, now: datetime) -> FeedbackReport:
    digest = hashlib.sha256(body).hexdigest()
    report = FeedbackReport.objects.create(
        application=application,
        edition=content.stamp.edition,
        language=content.language,
        template_version=TEMPLATE_VERSION,
        content=to_data(content),
        file_name=name,
        sha256=digest,
        size_bytes=len(body),
        pages=page_count(body),
        created_at=now,
    )
    audit_record(
        action="award_feedback_issue",
        by=None,
        subject=f"award_feedback:{report.pk}",
        company_id=application.company_id,
        details={"edition": report.edition, "language": report.language, "sha256": digest},
        now=now,
    )
    # Where the day of release is past, it can be read at once.
    report_tell(application, by=None, now=now)
    return report
