"""Attachments of strangers, judged by what they hold: taken whole and unharmed, or refused with a reason."""

from qmplatform.uploads.checking import Checked, Scanner, check_upload
from qmplatform.uploads.kinds import Kind
from qmplatform.uploads.limits import ATTACHMENT, Limits
from qmplatform.uploads.notes import Note
from qmplatform.uploads.refusals import Reason, UnableToTake
from qmplatform.uploads.serving import attachment_headers, content_disposition
from qmplatform.uploads.storing import storage_name, storage_path

__all__ = [
    "ATTACHMENT",
    "Checked",
    "Kind",
    "Limits",
    "Note",
    "Reason",
    "Scanner",
    "UnableToTake",
    "attachment_headers",
    "check_upload",
    "content_disposition",
    "storage_name",
    "storage_path",
]
