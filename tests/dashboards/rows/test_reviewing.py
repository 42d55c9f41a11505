"""Each month somebody who opened no rows looks through what was opened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.models import User
from dashboards.models import RowAccess, RowAccessReview, RowUse
from dashboards.selectors.rows import accesses_of, months_due, months_of_rows, rows_taken
from dashboards.services.rows import UnableToReviewRows, rows_review
from qmplatform.models import AuditEntry
from tests.factories import People, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]
OCTOBER = date(2026, 10, 1)
IN_OCTOBER = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
IN_NOVEMBER = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
FINDING = "두 건 모두 목적과 사유가 맞고 필요한 만큼만 열었습니다"


def opened(by: User, at: datetime = IN_OCTOBER) -> RowAccess:
    return RowAccess.objects.create(
        by=by, purpose="audit", reason="현장 확인을 위한 원자료 열람입니다", entries=[1, 2], opened_at=at,
        closes_at=at + timedelta(minutes=30),
    )  # fmt: skip


@pytest.fixture
def second(people: People) -> User:
    return make_user("second@example.com", name="다른 공무원", platform_role=User.PlatformRole.OFFICIAL)


def review(by: User, now: datetime = IN_NOVEMBER, finding: str = FINDING) -> RowAccessReview:
    return rows_review(month=OCTOBER, finding=finding, by=by, now=now)


def refused(by: User, now: datetime = IN_NOVEMBER, finding: str = FINDING) -> str:
    with pytest.raises(UnableToReviewRows) as error:
        review(by, now, finding)
    return error.value.reason


def test_who_opened_none_signs_and_the_trail_tells(people: People, second: User) -> None:
    opened(people.official)
    found = review(second)
    assert (found.accesses, found.is_own, found.reviewed_by) == (1, False, second)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("rows.review", "rows:2026-10")
    assert entry.details == {"accesses": 1, "is_own": False, "finding": FINDING}
    with pytest.raises(DatabaseError), transaction.atomic():
        RowAccessReview.objects.update(finding="")


def test_nobody_signs_what_they_opened_while_another_can(people: People, second: User) -> None:
    opened(people.official)
    assert refused(people.official) == "own"
    # An analyst or a closed account cannot sign: nobody is left, and the record says so.
    second.is_active = False
    second.save()
    assert review(people.official).is_own


def test_two_who_both_opened_are_not_stuck(people: People, second: User) -> None:
    opened(people.official)
    opened(second)
    assert review(second).is_own


def test_a_month_is_signed_once_when_it_is_over(people: People, second: User) -> None:
    assert refused(second) == "none"
    opened(people.official)
    # October ends at midnight in Korea.
    assert refused(second, datetime(2026, 10, 31, 14, 59, tzinfo=UTC)) == "early"
    assert refused(second, finding="좋음") == "finding"
    review(second, datetime(2026, 10, 31, 15, 0, tzinfo=UTC))
    assert refused(second) == "done"


@pytest.mark.parametrize("role", ["local_official", "association", "analyst", "administrator", "owner"])
def test_only_officials_of_the_ministry_sign(people: People, role: str) -> None:
    opened(people.official)
    with pytest.raises(PermissionDenied):
        review(people.by_role()[role])


def test_months_are_those_of_korea_and_wait_until_signed(people: People, second: User) -> None:
    opened(people.official, datetime(2026, 9, 30, 14, 59, tzinfo=UTC))
    access = opened(people.official, datetime(2026, 9, 30, 15, 0, tzinfo=UTC))
    opened(second, datetime(2026, 10, 31, 14, 59, tzinfo=UTC))
    opened(second, IN_NOVEMBER)
    lines = [
        (line.month, line.accesses, line.people, line.is_over, line.is_due) for line in months_of_rows(IN_NOVEMBER)
    ]
    assert lines == [
        (date(2026, 11, 1), 1, 1, False, False),
        (OCTOBER, 2, 2, True, True),
        (date(2026, 9, 1), 1, 1, True, True),
    ]
    assert months_due(IN_NOVEMBER) == [date(2026, 9, 1), OCTOBER]
    review(second)
    assert months_due(IN_NOVEMBER) == [date(2026, 9, 1)]
    for kind, rows in (("look", 2), ("look", 2), ("file", 2)):
        RowUse.objects.create(access=access, kind=kind, rows=rows, used_at=IN_OCTOBER)
    assert next((line.access, line.looks, line.files) for line in accesses_of(OCTOBER)) == (access, 2, 1)
    assert rows_taken(OCTOBER) == 2
