"""Rows of single companies, and what the office brings along: the ministry's officials alone."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dashboards.models import RowAccess
from tests.architecture.access import Row, Things, logged_in
from tests.factories import People

OFFICIALS = logged_in(403, official=200)


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    access = RowAccess.objects.create(
        by=people.official,
        purpose=RowAccess.Purpose.AUDIT,
        reason="접근 권한 표를 위한 열람 사유입니다",
        opened_at=now,
        closes_at=now + timedelta(hours=1),
    )
    return {"rows_opened": access}


def opened(things: Things) -> list[Any]:
    return [things["rows_opened"].pk]


def month(things: Things) -> list[Any]:
    day = timezone.localdate(things["rows_opened"].opened_at)
    return [day.year, day.month]


ROWS = [
    Row("dashboards:rows", get=OFFICIALS, post=OFFICIALS),
    Row("dashboards:rows-opened", args=opened, get=OFFICIALS),
    Row("dashboards:rows-file", args=opened, get=None, post=OFFICIALS),
    Row("dashboards:rows-reviews", get=OFFICIALS),
    Row("dashboards:rows-review", args=month, get=OFFICIALS, post=OFFICIALS),
    Row("dashboards:registry", get=OFFICIALS, post=OFFICIALS),
]
