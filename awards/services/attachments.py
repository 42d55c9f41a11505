"""Attachments of a dossier: taken after a look at what they hold, kept outside the web root, given out as files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from accounts.models import User
from awards.dossier import evidence_id
from awards.models import Attachment, AwardApplication
from awards.services.trail import application_audit
from awards.services.writing import writing_lock
from qmplatform.stored import stored_read, stored_write
from qmplatform.uploads import ATTACHMENT, Checked, Kind, Note, check_upload, storage_name, storage_path
from qmplatform.uploads.receiving import Readable

FOLDER: Final = "attachments"
ALLOWED: Final = frozenset(Kind)
MAX_PER_ITEM: Final = 10
MAX_TOTAL_BYTES: Final = 200 * 1024 * 1024
LABEL_LENGTH: Final = 120


class UnableToKeepAttachment(Exception):
    """The application cannot hold it; `code` says why: ``many``, ``total`` or ``same``."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def attachment_add(
    *,
    application: AwardApplication,
    code: str,
    name: str,
    stream: Readable,
    size_claimed: int | None,
    label: str,
    by: User,
    now: datetime,
) -> tuple[Attachment, tuple[Note, ...]]:
    """Take a file as evidence of an item, and return it with what is to be told about it.

    The file is looked at before anything is locked; a file that is refused leaves nothing behind.

    Raises
    ------
    qmplatform.uploads.UnableToTake
        The file holds what must not be kept; says what in both languages.
    UnableToKeepAttachment
        The item or the application is full, or the item has this very file already.
    awards.services.writing.UnableToWrite
        The application is not being written now, or has no such item.
    """
    checked = check_upload(name, stream, size_claimed=size_claimed, allowed=ALLOWED, limits=ATTACHMENT)
    stored = storage_name()
    path = attachment_path(stored)
    stored_write(path, checked.content, mode=0o600)
    try:
        with transaction.atomic():
            row = _record(application, code, checked, stored, label, by=by, now=now)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row, tuple(sorted(checked.notes))


def _record(
    application: AwardApplication, code: str, checked: Checked, stored: str, label: str, *, by: User, now: datetime
) -> Attachment:
    locked = writing_lock(application, code, now=now)
    rows = Attachment.objects.filter(application=locked)
    kept = rows.filter(removed_at=None)
    if kept.filter(code=code, sha256=checked.sha256).exists():
        raise UnableToKeepAttachment("same")
    if kept.filter(code=code).count() >= MAX_PER_ITEM:
        raise UnableToKeepAttachment("many", limit=MAX_PER_ITEM)
    total = kept.aggregate(total=Sum("size_bytes"))["total"] or 0
    if total + checked.size > MAX_TOTAL_BYTES:
        raise UnableToKeepAttachment("total", limit=MAX_TOTAL_BYTES // (1024 * 1024))
    number = (rows.filter(code=code).aggregate(last=Max("number"))["last"] or 0) + 1
    row = Attachment.objects.create(
        application=locked,
        code=code,
        number=number,
        label=(label.strip() or checked.safe_name.rpartition(".")[0])[:LABEL_LENGTH],
        storage_name=stored,
        safe_name=checked.safe_name,
        kind=checked.kind.value,
        mime=checked.mime,
        size_bytes=checked.size,
        sha256=checked.sha256,
        added_at=now,
        added_by=by,
    )
    _audit("award_attachment_add", row, by=by, now=now)
    return row


@transaction.atomic
def attachment_label(*, attachment: Attachment, label: str, by: User, now: datetime) -> Attachment:
    """Say anew what an attachment is.

    Raises
    ------
    awards.services.writing.UnableToWrite
        The application is not being written now.
    """
    writing_lock(attachment.application, attachment.code, now=now)
    attachment.label = label.strip()[:LABEL_LENGTH] or attachment.safe_name.rpartition(".")[0][:LABEL_LENGTH]
    attachment.save(update_fields=["label"])
    _audit("award_attachment_label", attachment, by=by, now=now)
    return attachment


@transaction.atomic
def attachment_remove(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Take an attachment out. Its number is not given again; what was handed in keeps the file.

    Raises
    ------
    awards.services.writing.UnableToWrite
        The application is not being written now.
    """
    locked = writing_lock(attachment.application, attachment.code, now=now)
    if attachment.removed_at is not None:
        return
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    _audit("award_attachment_remove", attachment, by=by, now=now)
    if not was_handed_in(locked, [str(attachment.pk)]):
        path = attachment_path(attachment.storage_name)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def was_handed_in(application: AwardApplication, ids: Iterable[str]) -> bool:
    """Tell whether a submission of the application holds any of these attachments."""
    wanted = set(ids)
    for content in application.submissions.values_list("content", flat=True):
        for section in content["sections"]:
            if any(one["attachment"] in wanted for one in section["evidence"]):
                return True
    return False


def attachment_open(attachment: Attachment) -> bytes:
    """Return the bytes of an attachment, the very ones that were taken.

    Raises
    ------
    qmplatform.stored.UnableToReadStored
        The file is missing or was changed.
    """
    return stored_read(attachment_path(attachment.storage_name), attachment.sha256)


def attachment_path(name: str) -> Path:
    """Return where an attachment lies; never below a folder the web server hands out.

    Raises
    ------
    ValueError
        The name was not made by `storage_name`.
    """
    served = [Path(settings.STATIC_ROOT), *map(Path, settings.STATICFILES_DIRS)]
    return storage_path(Path(settings.MEDIA_ROOT) / FOLDER, name, served=served)


def _audit(action: str, row: Attachment, *, by: User, now: datetime) -> None:
    application_audit(
        action,
        row.application,
        by=by,
        now=now,
        details={"attachment": evidence_id(row.code, row.number), "sha256": row.sha256, "size": row.size_bytes},
    )
