"""Who may write a dossier, and who may have its files: a draft of the company, inside the window."""

import hashlib
from typing import Any

from awards.models import Attachment, DossierFigure, DossierText
from awards.services.attachments import attachment_path
from qmplatform.uploads import storage_name
from tests.architecture.access import Row, members
from tests.awards.rows import make_application
from tests.factories import NOW, People

ITEM = "AWD7.1"
# Pages of writing look at the clock: outside the window they send on to the dossier.
OPEN = (200, 303)


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a draft with a text, a figure and an attachment."""
    application = make_application(people.company, found["cycle"], category="SERVICE")
    DossierText.objects.create(application=application, code=ITEM, text="출하불량이 줄었다.", revision=1, saved_at=NOW)
    figure = DossierFigure.objects.create(
        application=application, code=ITEM, number=1, title="출하불량", unit="ppm", direction="down",
        values={"2024": 121.0, "2025": 68.0}, saved_at=NOW,
    )  # fmt: skip
    file = make_attachment(application)
    return {"dossier": application.pk, "dossier_figure": figure.number, "dossier_file": file.pk}


def make_attachment(application: Any, code: str = ITEM, number: int = 1, body: bytes = b"%PDF-1.4 test") -> Attachment:
    """Return an attachment whose file lies where it belongs."""
    name = storage_name()
    path = attachment_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return Attachment.objects.create(
        application=application, code=code, number=number, label="회의록", storage_name=name, safe_name="minutes.pdf",
        kind="pdf", mime="application/pdf", size_bytes=len(body), sha256=hashlib.sha256(body).hexdigest(),
        added_at=NOW,
    )  # fmt: skip


def _draft(found: Any) -> list[Any]:
    return [found["dossier"]]


def _item(found: Any) -> list[Any]:
    return [found["dossier"], ITEM]


def _figure(found: Any) -> list[Any]:
    return [found["dossier"], ITEM, found["dossier_figure"]]


def _file(found: Any) -> list[Any]:
    return [found["dossier"], found["dossier_file"]]


def _writers(status: Any) -> Any:
    """Owners and editors write; viewers look; nobody else knows of it."""
    return members(403) | {"owner": status, "editor": status}


ROWS = [
    Row("awards:dossier", args=_draft, get=members(200)),
    Row("awards:dossier-reading", args=_draft, get=members(200)),
    Row("awards:dossier-item", args=_item, get=_writers(OPEN), post=_writers(303)),
    Row("awards:dossier-text", args=_item, get=None, note="The page saves by PUT."),
    Row("awards:prefill", args=_draft, get=_writers(OPEN)),
    Row("awards:prefill-take", args=_draft, get=None, post=_writers(303)),
    Row("awards:figure-add", args=_item, get=_writers(OPEN), post=_writers(OPEN)),
    Row("awards:figure-preview", args=_item, get=None, post=_writers(200)),
    Row("awards:figure", args=_figure, get=_writers(OPEN), post=_writers(OPEN)),
    Row("awards:figure-remove", args=_figure, get=None, post=_writers(303)),
    Row("awards:attachment-add", args=_item, get=None, post=_writers((400, 303))),
    Row(
        "awards:attachment",
        args=_file,
        get=members(200) | {"examiner": (403, 404)},
        note="Officials and examiners have what was handed in; this was not. 403 where the examiner is not in the pool.",
    ),
    Row("awards:attachment-label", args=_file, get=None, post=_writers(303)),
    Row("awards:attachment-remove", args=_file, get=None, post=_writers(303)),
]
