"""Issuing the report of a result as PDF, and giving it out."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from diagnosis.models import ImprovementTask, PlanRevision, Report, Result
from diagnosis.priorities import Plan
from diagnosis.report import build_facts
from diagnosis.report.document import document_context
from diagnosis.report.plan_facts import plan_facts
from diagnosis.report.template import LANGUAGES, TEMPLATE_VERSION
from diagnosis.selectors.diagnoses import REPORT_JOB
from diagnosis.selectors.plans import plan_report_jobs, plan_report_subject, tasks_of
from diagnosis.selectors.results import result_by_id, result_facts, result_material
from diagnosis.services.plan_content import inputs_from
from diagnosis.services.tasks import tasks_checksum
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.korean.formats import KST
from qmplatform.models import Job
from qmplatform.pdf import render_pdf
from qmplatform.pdf.pages import page_count
from qmplatform.stored import issued_path, issued_write, stored_read

FOLDER: Final = "reports"


class UnableToReportIn(ValueError):
    """Reports are not written in this language."""


def report_job(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Do the job `diagnosis.report`."""
    report_progress(5)
    plan_id = payload.get("plan_id")
    report_render(
        result_id=uuid.UUID(payload["result_id"]),
        language=payload["language"],
        plan_id=uuid.UUID(plan_id) if plan_id else None,
        now=now,
    )


@transaction.atomic
def plan_report_order(
    *, revision: PlanRevision, tasks: Iterable[ImprovementTask], language: str, by: User, now: datetime
) -> None:
    """Ask for the report of a plan with the tasks as they stand. Asking again changes nothing, unless it failed.

    Raises
    ------
    UnableToReportIn
        Another language than ``ko`` or ``en``.
    """
    if language not in LANGUAGES:
        raise UnableToReportIn(f"{language!r}: reports are written in {', '.join(LANGUAGES)}.")
    mark = tasks_checksum(tasks)
    failed = plan_report_jobs(revision, language, mark).filter(state=Job.State.FAILED).count()
    subject = plan_report_subject(revision, language, mark)
    job_enqueue(
        kind=REPORT_JOB,
        subject=f"{subject}:{failed}" if failed else subject,
        payload={"result_id": str(revision.result_id), "plan_id": str(revision.pk), "language": language},
        by=by,
        now=now,
    )


def report_render(*, result_id: uuid.UUID, language: str, now: datetime, plan_id: uuid.UUID | None = None) -> Report:
    """Issue the report of a result; one that is issued already is returned.

    Parameters
    ----------
    result_id
        Of a stored result.
    language
        ``ko`` or ``en``.
    plan_id
        Of a revision of the company's plan: it stands in the report in place of what scoring proposed, with the tasks
        as they stand now.
    now
        When it is issued. The file itself carries the time of the result, so that rendering again gives the same bytes.

    Raises
    ------
    UnableToReportIn
        Another language.
    qmplatform.pdf.UnableToRenderPdf
        No PDF came out; nothing is stored.
    """
    if language not in LANGUAGES:
        raise UnableToReportIn(f"{language!r}: reports are written in {', '.join(LANGUAGES)}.")
    edition = _edition(result_id, plan_id)
    issued = _issued(edition, language)
    if issued is not None:
        return issued
    body = _bytes(edition, language)
    name = issued_write(FOLDER, body)
    try:
        with transaction.atomic():
            return _record(edition, language, name, body, now)
    except IntegrityError:
        issued_path(name).unlink(missing_ok=True)
        issued = _issued(edition, language)
        if issued is None:
            raise
        return issued


@dataclass(frozen=True)
class _Edition:
    """What is reported: a result, and a plan of the company's with its tasks."""

    result: Result
    revision: PlanRevision | None = None
    tasks: tuple[ImprovementTask, ...] = ()

    @property
    def tasks_checksum(self) -> str:
        return tasks_checksum(self.tasks) if self.revision else ""

    @property
    def identity(self) -> str:
        plan = f" {self.revision.checksum} {self.tasks_checksum}" if self.revision else ""
        return f"{self.result.checksum}{plan}"

    @property
    def made_at(self) -> datetime:
        """Return the moment the file carries: the last one that went into it."""
        if self.revision is None:
            return self.result.created_at
        return max([self.revision.created_at, *(task.updated_at for task in self.tasks)])


def _edition(result_id: uuid.UUID, plan_id: uuid.UUID | None) -> _Edition:
    result = result_by_id(result_id)
    if plan_id is None:
        return _Edition(result)
    revision = PlanRevision.objects.get(pk=plan_id, result=result)
    return _Edition(result, revision, tuple(tasks_of(result.submission.diagnosis)))


def report_bytes(result: Result, language: str) -> bytes:
    """Return the report of a result as PDF; the same result gives the same bytes."""
    return _bytes(_Edition(result), language)


def _bytes(edition: _Edition, language: str) -> bytes:
    identity = f"{edition.identity} {language} {TEMPLATE_VERSION}"
    with translation.override(language):
        context = _context(edition, language)
        facts = context["facts"]
        html = render_to_string("diagnosis/report/report.html", context)
        title = _("%(title)s: report of %(company)s, %(year)d") % {
            "title": facts.title,
            "company": facts.company,
            "year": facts.year,
        }
    return render_pdf(
        html,
        title=title,
        language=language,
        identifier=hashlib.sha256(identity.encode()).digest()[:16],
        now=edition.made_at,
    )


def _context(edition: _Edition, language: str) -> dict[str, Any]:
    if edition.revision is None:
        return document_context(result_facts(edition.result, language))
    revision = edition.revision
    material = result_material(edition.result, language, plan=Plan.from_dict(revision.content["plan"]))
    facts = build_facts(material, language)
    plan = plan_facts(
        material=material,
        facts=facts,
        inputs=inputs_from(revision.inputs)[0],
        forecast=revision.content["forecast"],
        number=revision.number,
        saved_at=revision.created_at,
        tasks=edition.tasks,
        today=edition.made_at.astimezone(KST).date(),
    )
    return document_context(facts, plan)


@transaction.atomic
def report_download(*, report: Report, by: User, now: datetime) -> bytes:
    """Return the issued file, unchanged, and write down who took it.

    Raises
    ------
    qmplatform.stored.UnableToReadStored
        The file is missing or was changed.
    """
    body = stored_read(issued_path(report.file_name), report.sha256)
    audit_record(
        action="report_download",
        by=by,
        subject=f"report:{report.pk}",
        company_id=report.result.submission.diagnosis.company_id,
        details={"language": report.language, "sha256": report.sha256},
        now=now,
    )
    return body


def _issued(edition: _Edition, language: str) -> Report | None:
    rows = Report.objects.filter(
        result=edition.result,
        plan=edition.revision,
        language=language,
        template_version=TEMPLATE_VERSION,
        tasks_checksum=edition.tasks_checksum,
    )
    return rows.first()


def _record(edition: _Edition, language: str, name: str, body: bytes, now: datetime) -> Report:
    result = edition.result
    digest = hashlib.sha256(body).hexdigest()
    report = Report.objects.create(
        result=result,
        plan=edition.revision,
        tasks_checksum=edition.tasks_checksum,
        language=language,
        template_version=TEMPLATE_VERSION,
        file_name=name,
        sha256=digest,
        size_bytes=len(body),
        pages=page_count(body),
        created_at=now,
    )
    audit_record(
        action="report_issue",
        by=None,
        subject=f"report:{report.pk}",
        company_id=result.submission.diagnosis.company_id,
        details={
            "result": str(result.pk),
            "plan": edition.revision.number if edition.revision else None,
            "language": language,
            "sha256": digest,
        },
        now=now,
    )
    return report
