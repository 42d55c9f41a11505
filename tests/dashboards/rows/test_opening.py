"""Rows open for a named purpose, to one person, for half an hour, and every use is in the trail."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404

from dashboards.models import RowAccess, RowUse
from dashboards.selectors.rows import RowFilters
from dashboards.services import rows as services
from dashboards.services.rows import (
    OPEN_MINUTES,
    UnableToOpenRows,
    UnableToUseRows,
    rows_look,
    rows_open,
    rows_take,
)
from qmplatform.models import AuditEntry
from tests.dashboards.rows.conftest import MakeEntry
from tests.factories import NOW, People, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]
REASON = "동남권 도금 업종의 값이 튀어 원자료를 확인합니다"
CLOSED = NOW + timedelta(minutes=OPEN_MINUTES)


def opened(people: People, **told: str) -> RowAccess:
    by = people.official
    return rows_open(filters=RowFilters(**told), purpose="data_check", reason=REASON, by=by, now=NOW)


def names(people: People, access: RowAccess, page: int = 1) -> list[str]:
    found = rows_look(access_id=access.pk, page=page, by=people.official, now=NOW)
    return [row.name for row in found.rows]


def test_the_companies_that_fit_are_shown_with_what_counts(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금")
    make_entry("새롬건설", sector="CONSTR", group="CONSTRUCTION")
    access = opened(people, sector="FABMETAL", size="small", region="41", year="2026")
    assert access.query == "year=2026&sector=FABMETAL&size=small&region=41"
    assert RowFilters.read(access.query) == RowFilters(year="2026", sector="FABMETAL", size="small", region="41")
    found = rows_look(access_id=access.pk, page=1, by=people.official, now=NOW)
    (row,) = found.rows
    assert (row.name, row.score, row.level, row.region) == ("한빛도금", 57.3, 3, "41")
    assert (found.total, found.page, found.pages) == (1, 1, 1)


def test_a_company_counts_once_with_its_latest_valid_year(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금", year=2025, score=40.0, size="micro", days=300)
    make_entry("한빛도금", year=2026, score=60.0, days=20)
    newest = make_entry("한빛도금", year=2026, score=62.0, days=3)
    make_entry("새롬건설", year=2025, score=50.0, days=300)
    make_entry("새롬건설", year=2026, score=None, days=3)
    access = opened(people)
    assert newest.pk in access.entries
    found = rows_look(access_id=access.pk, page=1, by=people.official, now=NOW)
    assert [(row.name, row.year, row.score) for row in found.rows] == [
        ("새롬건설", 2025, 50.0),
        ("한빛도금", 2026, 62.0),
    ]
    # What a company once was opens nothing.
    assert opened(people, size="micro").entries == []


def test_one_submission_alone_is_opened_whatever_came_of_it(people: People, make_entry: MakeEntry) -> None:
    older = make_entry("한빛도금", year=2025, days=300)
    make_entry("한빛도금", year=2026)
    assert opened(people, case=str(older.submission_id)).entries == [older.pk]


def test_a_region_holds_those_that_became_part_of_it(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금", region="29")
    make_entry("새롬건설", region="26")
    assert names(people, opened(people, region="12")) == ["한빛도금"]


def test_opening_looking_and_taking_are_in_the_trail(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금")
    access = opened(people, region="41")
    names(people, access)
    body = rows_take(access_id=access.pk, by=people.official, now=NOW)
    trail = list(AuditEntry.objects.order_by("sequence"))
    assert [(entry.action, entry.subject, entry.by) for entry in trail] == [
        (action, f"rows:{access.pk}", str(people.official.pk)) for action in ("rows.open", "rows.look", "rows.file")
    ]
    assert trail[0].details == {"purpose": "data_check", "reason": REASON, "query": "region=41", "rows": 1}
    assert trail[1].details == {"page": 1, "rows": 1}
    assert trail[2].details == {"sha256": hashlib.sha256(body).hexdigest(), "rows": 1}
    assert list(access.uses.order_by("pk").values_list("kind", "rows")) == [("look", 1), ("file", 1)]


def test_a_use_that_fails_to_be_written_down_shows_nothing(
    people: People, make_entry: MakeEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_entry("한빛도금")
    access = opened(people)

    def broken(**_told: object) -> None:
        raise RuntimeError("the trail is away")

    monkeypatch.setattr(services, "audit_record", broken)
    with pytest.raises(RuntimeError):
        names(people, access)
    assert not RowUse.objects.exists()


@pytest.mark.parametrize(
    ("purpose", "reason", "why"),
    [
        ("", REASON, "purpose"),
        ("fun", REASON, "purpose"),
        ("audit", "보고 싶음", "reason"),
        ("audit", " " * 40, "reason"),
    ],
)
def test_without_purpose_and_reason_nothing_opens(people: People, purpose: str, reason: str, why: str) -> None:
    with pytest.raises(UnableToOpenRows) as refused:
        rows_open(filters=RowFilters(), purpose=purpose, reason=reason, by=people.official, now=NOW)
    assert (refused.value.reason, RowAccess.objects.count()) == (why, 0)


def test_a_whole_data_set_stays_closed_and_the_asking_is_in_the_trail(
    people: People, make_entry: MakeEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_entry("한빛도금")
    make_entry("새롬건설")
    monkeypatch.setattr(services, "MOST_ROWS", 1)
    with pytest.raises(UnableToOpenRows, match="many"):
        opened(people, size="small")
    assert RowAccess.objects.count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.details["query"]) == ("rows.refuse", "size=small")
    monkeypatch.setattr(services, "MOST_ROWS", 2)
    assert len(opened(people, size="small").entries) == 2


@pytest.mark.parametrize("role", ["local_official", "association", "analyst", "examiner", "administrator", "owner"])
def test_only_officials_of_the_ministry_open(people: People, role: str) -> None:
    with pytest.raises(PermissionDenied):
        rows_open(filters=RowFilters(), purpose="audit", reason=REASON, by=people.by_role()[role], now=NOW)


def test_what_one_opened_is_closed_to_everybody_else(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금")
    access = opened(people)
    other = make_user("second@example.com", platform_role="official")
    for use in (lambda by: rows_look(access_id=access.pk, page=1, by=by, now=NOW),
                lambda by: rows_take(access_id=access.pk, by=by, now=NOW)):  # fmt: skip
        with pytest.raises(Http404):
            use(other)
        with pytest.raises(PermissionDenied):
            use(people.analyst)
        # Whoever loses the office loses what was opened.
        people.official.platform_role = "analyst"
        with pytest.raises(PermissionDenied):
            use(people.official)
        people.official.platform_role = "official"
    assert not RowUse.objects.exists()


def test_after_half_an_hour_it_is_closed(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금")
    access, by = opened(people), people.official
    assert rows_look(access_id=access.pk, page=1, by=by, now=CLOSED - timedelta(seconds=1)).rows
    for use in (lambda: rows_look(access_id=access.pk, page=1, by=by, now=CLOSED),
                lambda: rows_take(access_id=access.pk, by=by, now=CLOSED)):  # fmt: skip
        with pytest.raises(UnableToUseRows):
            use()


def test_what_was_opened_stays_what_it_was(people: People, make_entry: MakeEntry) -> None:
    make_entry("한빛도금")
    access = opened(people)
    make_entry("새롬건설")
    assert names(people, access) == ["한빛도금"]
    for change in ({"query": ""}, {"closes_at": NOW + timedelta(days=9)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RowAccess.objects.filter(pk=access.pk).update(**change)


def test_pages(people: People, make_entry: MakeEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("가", "나", "다"):
        make_entry(name)
    monkeypatch.setattr(services, "PAGE_ROWS", 2)
    access = opened(people)
    assert [names(people, access, page) for page in (1, 2, 99, -1)] == [["가", "나"], ["다"], ["다"], ["가", "나"]]


def test_the_file_opens_in_excel_and_computes_nothing(people: People, make_entry: MakeEntry) -> None:
    make_entry("=HYPERLINK(1)", score=None)
    make_entry("+82 정밀", size="", region="", sector="")
    body = rows_take(access_id=opened(people, group="MANUFACTURING").pk, by=people.official, now=NOW)
    assert body.startswith(b"\xef\xbb\xbf")
    head, first = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert (head[0], len(head)) == ("회사", len(first))
    assert first[:5] == ["'+82 정밀", first[1], "", "", ""], "without a valid result a company does not count"
    body = rows_take(
        access_id=opened(people, case=str(make_entry("=HYPERLINK(1)", score=None).submission_id)).pk,
        by=people.official,
        now=NOW,
    )
    row = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1]
    assert (row[0], row[7:9]) == ("'=HYPERLINK(1)", ["", ""])
