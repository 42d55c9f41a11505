"""Files to take away, and the API."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from dashboards.models import Export
from tests.architecture.access import OFFICES, Row, logged_in, offices
from tests.factories import People

ROWS = [
    Row("dashboards:exports", get=offices(200)),
    Row(
        "dashboards:export",
        args=lambda things: ["everything", "docx"],
        get=offices(404),
        note="No page and no format of this name; files are asked for in tests/dashboards/exports.",
    ),
    Row(
        "dashboards:export-file",
        args=lambda things: [things["others_export"]],
        get=offices(404),
        note="Somebody else's file: refused to everybody but who asked for it.",
    ),
    Row(
        "api-dashboard",
        args=lambda things: ["nothing"],
        get=logged_in(403) | dict.fromkeys(OFFICES, 404) | {"anonymous": 403},
    ),
]


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a ready file of a person whom the table does not know."""
    from accounts.models import User

    other = User.objects.create_user(email=f"{uuid.uuid4().hex}@platform.example", platform_role="official")
    now = timezone.now()
    made = Export.objects.create(
        page="overview", format="pdf", language="ko", asked_at=now, asked_by=other, state=Export.State.READY,
        file_name="exports/none.pdf", sha256="0" * 64, size_bytes=1, expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    return {"others_export": made.pk}
