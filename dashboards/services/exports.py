"""Pages taken away as files: at once, or by a worker for one person and one day."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from dashboards.figures import Filters, Page, Scope
from dashboards.models import Export
from dashboards.selectors.editions import edition_of
from dashboards.selectors.exports import (
    BY_WORKER,
    EVERYTHING,
    everything_names,
    file_title,
    font_files,
    is_within,
    issue_of,
    method_notes,
    name_of,
    scope_asked,
    words_now,
)
from dashboards.selectors.pages import page_of
from dashboards.selectors.query import Query
from dashboards.selectors.scope import scope_of
from dashboards.services.briefs import brief_hwpx, brief_pdf
from dashboards.writing import Issue, csv_bytes, picture, png_bytes, sheet_of, workbook
from dashboards.writing.everything import write_everything
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.korean.formats import kdatetime
from qmplatform.models import Job
from qmplatform.stored import UnableToReadStored, issued_path

EXPORT_JOB: Final = "dashboards.export"
FOLDER: Final = "exports"
LASTS: Final = timedelta(hours=24)
# Files that one person may be waiting for at once.
MOST_WAITING: Final = 5
_CHUNK: Final = 1 << 20


class UnableToExport(Exception):
    """There is no such file of this page."""


class TooManyWaiting(Exception):
    """The person is waiting for as many files as one may."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was made at once."""

    name: str
    body: bytes


@transaction.atomic
def export_take(*, page: Page, ending: str, table: str, scope: Scope, by: User, now: datetime) -> Taken:
    """Return a page as a file at once, in the language now in use, and write down who took it.

    Parameters
    ----------
    page
        Within the scope already.
    ending
        ``csv``, ``xlsx``, ``svg`` or ``png``.
    table
        Code of the table for all but ``xlsx``; may be empty where the page has one table only.
    scope
        What the person's office may see, for the notes.

    Raises
    ------
    UnableToExport
        There is no such table, or no picture of it.
    """
    issue = issue_of(page, by=by, scope=scope, now=now)
    body = _body(issue, ending, table)
    title = page.title if ending == "xlsx" else f"{page.title} {_table(page, table).title}"
    audit_record(
        action="dashboard_export",
        by=by,
        subject=f"dashboard:{page.name}",
        details={
            "format": ending,
            "table": table,
            "query": page.query,
            "edition": page.provenance.edition,
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        },
        now=now,
    )
    return Taken(file_title(title, now, ending), body)


def _body(issue: Issue, ending: str, table: str) -> bytes:
    if ending == "xlsx":
        return workbook(issue)
    found = _table(issue.page, table)
    if ending == "csv":
        return csv_bytes(sheet_of(found, issue.words))
    try:
        drawn = picture(issue, found.code)
    except LookupError as error:
        raise UnableToExport(str(error)) from error
    return png_bytes(drawn, fonts=font_files()) if ending == "png" else drawn.encode()


def _table(page: Page, code: str) -> Any:
    if not code and len(page.tables) == 1:
        return page.tables[0]
    try:
        return page.table(code)
    except LookupError as error:
        known = ", ".join(table.code for table in page.tables) or "none"
        raise UnableToExport(f"table={code[:40]!r} is none of this page's: {known}") from error


@transaction.atomic
def export_order(
    *, page: str, filters: Filters, ending: str, scope: Scope, language: str, by: User, now: datetime
) -> Export:
    """Ask a worker for a file. Who asks again for what is on its way gets the same.

    Raises
    ------
    TooManyWaiting
        The person is waiting for as many files as one may.
    """
    waiting = Export.objects.select_for_update().filter(asked_by=by, state=Export.State.WAITING)
    wanted = {
        "page": page,
        "query": filters.query(),
        "format": ending,
        "language": language,
        "scope_region": scope.region,
        "scope_sector": scope.sector,
    }
    same = waiting.filter(**wanted).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise TooManyWaiting
    export = Export.objects.create(asked_by=by, asked_at=now, **wanted)
    audit_record(
        action="dashboard_export_ask",
        by=by,
        subject=f"export:{export.pk}",
        details={"page": page, "query": export.query, "format": ending},
        now=now,
    )
    job_enqueue(kind=EXPORT_JOB, subject=f"export:{export.pk}", payload={"export_id": str(export.pk)}, by=by, now=now)
    return export


def export_job(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Do the job `dashboards.export`; done twice, it makes one file."""
    export_id = UUID(payload["export_id"])

    def report(percent: int) -> None:
        Export.objects.filter(pk=export_id, state=Export.State.WAITING).update(done_percent=percent)
        report_progress(percent)

    try:
        export_write(export_id=export_id, now=now, report=report)
    except Exception:
        job = Job.objects.filter(kind=EXPORT_JOB, subject=f"export:{export_id}").first()
        if job is None or job.attempts >= job.max_attempts:
            Export.objects.filter(pk=export_id, state=Export.State.WAITING).update(state=Export.State.FAILED)
        raise


def export_write(*, export_id: UUID, now: datetime, report: Callable[[int], None] = lambda percent: None) -> None:
    """Write the file that was asked for, within what the asker's office could see then and can see now."""
    export = Export.objects.select_related("asked_by").get(pk=export_id)
    if export.state != Export.State.WAITING:
        return
    scope = scope_asked(export)
    if not is_within(scope, scope_of(export.asked_by)):
        Export.objects.filter(pk=export_id, state=Export.State.WAITING).update(state=Export.State.FAILED)
        return
    report(5)
    name = f"{FOLDER}/{secrets.token_urlsafe(24)}.{export.format}"
    path = issued_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with translation.override(export.language), part.open("wb") as file:
            _write(export, scope, file, report)
            file.flush()
            os.fsync(file.fileno())
        digest, size = _digest(part), part.stat().st_size
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    written = Export.objects.filter(pk=export_id, state=Export.State.WAITING).update(
        state=Export.State.READY,
        done_percent=100,
        file_name=name,
        sha256=digest,
        size_bytes=size,
        expires_at=now + LASTS,
    )
    if not written:  # Another worker was faster.
        path.unlink(missing_ok=True)


def _write(export: Export, scope: Scope, file: BinaryIO, report: Callable[[int], None]) -> None:
    filters = Filters.read(_parameters(export.query)).within(scope)
    if export.page == EVERYTHING:
        _write_everything(export, filters, scope, file, report)
        return
    page = page_of(export.page, Query(filters, scope, export.language, export.asked_at))
    issue = issue_of(page, by=export.asked_by, scope=scope, now=export.asked_at)
    report(30)
    make = {"hwpx": brief_hwpx, "pdf": brief_pdf}[export.format]
    file.write(make(issue))


def _write_everything(
    export: Export, filters: Filters, scope: Scope, file: BinaryIO, report: Callable[[int], None]
) -> None:
    view, words = edition_of(filters.edition), words_now()
    names = everything_names(view, export.language)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        told = [
            f"{_('Edition')}: {view.id}",
            f"{_('Assessment model')}: {view.model_key} {view.model_version}",
            f"{_('Counted up to, Korean time')}: {kdatetime(view.as_of, export.language)}",
            f"{_('Made at, Korean time')}: {kdatetime(export.asked_at, export.language)}",
            f"{_('Made by')}: {name_of(export.asked_by)}",
            *([words.fictional] if view.is_synthetic else []),
            *method_notes(),
        ]
        package.writestr("notes.txt", "\ufeff" + "\r\n".join(told) + "\r\n")
        with (
            package.open("everything.csv", "w", force_zip64=True) as entry,
            io.TextIOWrapper(entry, encoding="utf-8", newline="", write_through=False) as text,
        ):
            for progress in write_everything(text, view, scope=scope, names=names, withheld=words.withheld):
                report(5 + round(90 * progress.done / max(progress.whole, 1)))


def _parameters(query: str) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(query))


@transaction.atomic
def export_open(*, export: Export, by: User, now: datetime) -> BinaryIO:
    """Open a file for its asker and write down that it was taken. The caller closes it.

    Raises
    ------
    qmplatform.stored.UnableToReadStored
        The file is missing or was changed.
    """
    path = issued_path(export.file_name)
    try:
        if _digest(path) != export.sha256:
            raise UnableToReadStored(f"{path.name}: the file is not the one that was written")
        file = path.open("rb")
    except OSError as error:
        raise UnableToReadStored(f"{path.name}: {error}") from error
    audit_record(
        action="dashboard_export_download",
        by=by,
        subject=f"export:{export.pk}",
        details={"page": export.page, "query": export.query, "format": export.format, "sha256": export.sha256},
        now=now,
    )
    return file


def exports_sweep(*, now: datetime) -> int:
    """Delete the files whose time is over and return how many; asking twice deletes nothing twice."""
    count = 0
    for export in Export.objects.filter(state=Export.State.READY, expires_at__lte=now).iterator():
        issued_path(export.file_name).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(state=Export.State.SWEPT, file_name="")
        count += 1
    return count


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


__all__ = [
    "BY_WORKER",
    "EXPORT_JOB",
    "Taken",
    "TooManyWaiting",
    "UnableToExport",
    "export_job",
    "export_open",
    "export_order",
    "export_take",
    "export_write",
    "exports_sweep",
]
