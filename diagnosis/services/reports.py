"""Issuing the report of a result as PDF, and giving it out."""

from __future__ import annotations

import hashlib
import os
import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from diagnosis.models import Report, Result
from diagnosis.report.document import document_context
from diagnosis.report.template import LANGUAGES, TEMPLATE_VERSION
from diagnosis.selectors.results import result_by_id, result_facts
from qmplatform.audit import audit_record
from qmplatform.pdf import render_pdf
from qmplatform.pdf.pages import page_count

FOLDER: Final = "reports"


class UnableToReadReport(Exception):
    """The stored file is missing or is not the one that was issued."""


class UnableToReportIn(ValueError):
    """Reports are not written in this language."""


def report_job(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Do the job `diagnosis.report`."""
    report_progress(5)
    report_render(result_id=uuid.UUID(payload["result_id"]), language=payload["language"], now=now)


def report_render(*, result_id: uuid.UUID, language: str, now: datetime) -> Report:
    """Issue the report of a result; one that is issued already is returned.

    Parameters
    ----------
    result_id
        Of a stored result.
    language
        ``ko`` or ``en``.
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
    issued = _issued(result_id, language)
    if issued is not None:
        return issued
    result = result_by_id(result_id)
    body = report_bytes(result, language)
    name = f"{FOLDER}/{secrets.token_urlsafe(24)}.pdf"
    _store(name, body)
    try:
        with transaction.atomic():
            return _record(result, language, name, body, now)
    except IntegrityError:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
        issued = _issued(result_id, language)
        if issued is None:
            raise
        return issued


def report_bytes(result: Result, language: str) -> bytes:
    """Return the report of a result as PDF; the same result gives the same bytes."""
    identity = f"{result.checksum} {language} {TEMPLATE_VERSION}"
    with translation.override(language):
        facts = result_facts(result, language)
        html = render_to_string("diagnosis/report/report.html", document_context(facts))
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
        now=result.created_at,
    )


@transaction.atomic
def report_download(*, report: Report, by: User, now: datetime) -> bytes:
    """Return the issued file, unchanged, and write down who took it.

    Raises
    ------
    UnableToReadReport
        The file is missing or was changed.
    """
    try:
        body = (Path(settings.MEDIA_ROOT) / report.file_name).read_bytes()
    except OSError as error:
        raise UnableToReadReport(f"{report.pk}: {error}") from error
    if hashlib.sha256(body).hexdigest() != report.sha256:
        raise UnableToReadReport(f"{report.pk}: the file is not the one that was issued")
    audit_record(
        action="report_download",
        by=by,
        subject=f"report:{report.pk}",
        company_id=report.result.submission.diagnosis.company_id,
        details={"language": report.language, "sha256": report.sha256},
        now=now,
    )
    return body


def _issued(result_id: uuid.UUID, language: str) -> Report | None:
    rows = Report.objects.filter(result_id=result_id, language=language, template_version=TEMPLATE_VERSION)
    return rows.first()


def _store(name: str, body: bytes) -> None:
    """Write the file so that it is there whole or not at all."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def _record(result: Result, language: str, name: str, body: bytes, now: datetime) -> Report:
    digest = hashlib.sha256(body).hexdigest()
    report = Report.objects.create(
        result=result,
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
        details={"result": str(result.pk), "language": language, "sha256": digest},
        now=now,
    )
    return report
