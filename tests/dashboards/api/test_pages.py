"""The API gives what the page shows; as a file it is written down."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from dashboards.selectors.query import Query
from qmplatform.models import AuditEntry
from tests.dashboards.exports.conftest import asked, people
from tests.dashboards.writing import made
from tests.factories import People

pytestmark = [pytest.mark.once, pytest.mark.django_db]
__all__ = ["asked", "people"]
ADDRESS = "/api/v1/dashboards/overview/"


def test_json_is_the_page(people: People, asked: list[Query], client: Client) -> None:
    client.force_login(people.official)
    answer = client.get(ADDRESS, {"size": "small"})
    assert answer.status_code == 200
    found, page = answer.json(), made.page()
    assert (found["name"], found["query"], found["findings"]) == (page.name, page.query, list(page.findings))
    assert found["provenance"]["companies"] == 2140
    for table, told in zip(page.tables, found["tables"], strict=True):
        assert [column["code"] for column in told["columns"]] == [column.code for column in table.columns]
        for row, line in zip(table.rows, told["rows"], strict=True):
            for value, one in zip(row.values, line["values"], strict=True):
                assert (one["value"], one["low"], one["high"], one["companies"]) == (
                    value.value, value.low, value.high, value.companies,
                )  # fmt: skip
                assert one["withheld"] == value.withheld
    assert not AuditEntry.objects.filter(action="dashboard_export").exists()


def test_csv_and_xlsx_are_written_down(people: People, asked: list[Query], client: Client) -> None:
    client.force_login(people.official)
    answer = client.get(ADDRESS, {"format": "csv", "table": "regions"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    book = load_workbook(io.BytesIO(client.get(ADDRESS, {"format": "xlsx"}).content))
    assert len(book.sheetnames) == len(made.page().tables) + 1
    assert AuditEntry.objects.filter(action="dashboard_export").count() == 2


@pytest.mark.parametrize(
    ("address", "given", "status"),
    [
        (ADDRESS, {"format": "csv"}, 400),
        (ADDRESS, {"format": "csv", "table": "none"}, 400),
        (ADDRESS, {"format": "html"}, 400),
        (ADDRESS, {"size": "a b"}, 400),
        ("/api/v1/dashboards/nothing/", {}, 404),
    ],
)
def test_what_cannot_be_is_a_problem(
    people: People, asked: list[Query], client: Client, address: str, given: dict[str, str], status: int
) -> None:
    client.force_login(people.official)
    answer = client.get(address, given)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_offices_only_and_each_its_own(people: People, asked: list[Query], client: Client) -> None:
    assert client.get(ADDRESS).status_code == 403
    client.force_login(people.owner)
    assert client.get(ADDRESS).status_code == 403
    client.force_login(people.association)
    assert client.get(ADDRESS, {"sector": "FOOD"}).status_code == 200
    assert asked[0].filters.sector == "FABMETAL"
