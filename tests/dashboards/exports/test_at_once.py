"""Files that are answered at once: what they hold, who may have them, that each is written down."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dashboards.selectors.query import Query
from dashboards.writing import csv_bytes, sheet_of
from qmplatform.models import AuditEntry
from tests.dashboards.writing import made
from tests.dashboards.writing.test_cells import read_csv
from tests.factories import People

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def address(ending: str, query: str = "", name: str = "overview") -> str:
    return reverse("dashboards:export", args=[name, ending]) + query


def test_csv_of_one_table(people: People, asked: list[Query], client: Client) -> None:
    client.force_login(people.official)
    answer = client.get(address("csv", "?size=small&table=sector-size"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    # The numbers are those of the page; the words come from the translations.
    shown = [
        [field for field in row if not field[:1].isalpha()]
        for row in read_csv(csv_bytes(sheet_of(made.heat(), made.WORDS)))
    ]
    read = [[field for field in row if not field[:1].isalpha()] for row in read_csv(answer.content)]
    assert read[1:] == shown[1:]
    assert asked[0].filters.size == "small"


def test_xlsx_says_who_when_and_with_which_filters(people: People, asked: list[Query], client: Client) -> None:
    client.force_login(people.official)
    book = load_workbook(io.BytesIO(client.get(address("xlsx", "?size=small")).content))
    notes = {str(row[0].value): row[1].value for row in book[book.sheetnames[-1]].iter_rows(min_row=2)}
    told = " ".join(str(value) for value in notes.values())
    for part in (
        "소기업",
        people.official.name or people.official.email,
        "2026h2",
        "2140",
        "/dashboards/overview/?edition=2026h2",
    ):
        assert part in told


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<svg xmlns="), ("png", b"\x89PNG")])
def test_picture_of_one_table(people: People, asked: list[Query], client: Client, ending: str, begins: bytes) -> None:
    client.force_login(people.official)
    answer = client.get(address(ending, "?table=funnel"))
    assert answer.status_code == 200
    assert answer.content.startswith(begins)


@pytest.mark.parametrize(
    ("ending", "query"),
    [
        ("csv", ""),
        ("csv", "?table=none"),
        ("png", "?table=index"),
        ("svg", "?table="),
        ("docx", ""),
        ("zip", ""),
        ("csv", "?table=heat&size=%20"),
    ],
)
def test_what_does_not_exist_is_not_found(
    people: People, asked: list[Query], client: Client, ending: str, query: str
) -> None:
    client.force_login(people.official)
    assert client.get(address(ending, query)).status_code == 404
    assert not AuditEntry.objects.filter(action="dashboard_export").exists()


def test_every_file_is_written_down(people: People, asked: list[Query], client: Client) -> None:
    client.force_login(people.analyst)
    client.get(address("csv", "?table=regions"))
    entry = AuditEntry.objects.get(action="dashboard_export")
    assert entry.by == str(people.analyst.pk)
    assert entry.subject == "dashboard:overview"
    assert entry.details["table"] == "regions"
    assert entry.details["query"] == "edition=2026h2&size=small"
    assert len(entry.details["sha256"]) == 64


def test_filters_are_held_to_the_office(people: People, asked: list[Query], client: Client) -> None:
    client.force_login(people.local_official)
    client.get(address("csv", "?region=11&table=regions"))
    assert asked[0].filters.region == "26"
    assert asked[0].scope.region == "26"


def test_only_offices_take_files(people: People, asked: list[Query], client: Client) -> None:
    for person, status in (
        (people.owner, 403),
        (people.examiner, 403),
        (people.administrator, 403),
        (people.association, 200),
    ):
        client.force_login(person)
        assert client.get(address("csv", "?table=regions")).status_code == status
    assert client.post(address("csv", "?table=regions")).status_code == 405
    # HEAD would take a file without anybody seeing it: it is not offered.
    assert client.head(address("csv", "?table=regions")).status_code == 405
