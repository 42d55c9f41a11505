"""Every number of every page is the API's and the files': crawled and compared, cell by cell."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from dashboards.figures import Column, Kind, Value, Withheld
from dashboards.models import Edition
from dashboards.selectors.pages import PAGES
from dashboards.services.daily import daily_refresh
from dashboards.views.showing import value_text, withheld_words
from tests.dashboards.editions import conftest as country
from tests.factories import NOW, make_user

_unchecked = country._unchecked
version, snapshot, edition = country.version, country.snapshot, country.edition
pytestmark = pytest.mark.once

QUERIES = ("", "sector=FOOD&region=41")
_ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
_CELL = re.compile(r"<t[hd][ >].*?</t[hd]>", re.S)


def _words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _numbers(text: str) -> str:
    """Return a text without its blanks: markup sets some where none are read."""
    return re.sub(r"\s", "", text)


def _section(page: str, code: str) -> str:
    return page.partition(f'data-table="{code}"')[2].partition("</section>")[0]


def _shown(value: dict[str, Any], column: dict[str, Any]) -> str:
    if value["value"] is None:
        return " ".join(withheld_words(Withheld(value["withheld"])))
    return value_text(Value(value["value"]), Column(column["code"], "", Kind(column["kind"]), column["unit"]), "ko")


def _compare_page(markup: str, table: dict[str, Any], where: str) -> int:
    """Compare a table of the page with the API's; returns how many values were compared."""
    compared = 0
    section = _section(markup, table["code"])
    # The picture and the table beside it: a value stands in both, its interval in the table.
    bodies = [part.partition("</tbody>")[0] for part in section.split("<tbody>")[1:]]
    tables = [[_CELL.findall(row) for row in _ROW.findall(body)] for body in bodies]
    for at, row in enumerate(table["rows"]):
        tile = markup.partition(f'id="{table["code"]}-{row["code"]}"')[2].partition("</div>")[0]
        for place, (value, column) in enumerate(zip(row["values"], table["columns"], strict=True), start=1):
            cells = [_words(rows[at][min(place, len(rows[at]) - 1)]) for rows in tables] or [_words(tile)]
            seen = cells[-1]
            assert all(_numbers(_shown(value, column)) in _numbers(cell) for cell in cells), (where, table["code"], row)
            if value["low"] is not None:
                ends = [_shown({"value": value[end]}, column | {"unit": ""}).rstrip("%") for end in ("low", "high")]
                assert all(_numbers(end) in _numbers(seen) for end in ends), (where, table["code"], row["code"])
            compared += 1
    return compared


def _compare_file(cells: list[list[Any]], table: dict[str, Any], where: str) -> None:
    """Compare the rows of a file with the API's, each value in its column; texts are compared as texts."""
    assert [str(row[0]) for row in cells] == [row["code"] for row in table["rows"]], where
    for line, row in zip(cells, table["rows"], strict=True):
        given = [value["value"] for value in row["values"] if isinstance(value["value"], int | float)]
        found = {float(cell) for cell in line[2:] if _is_number(cell)}
        assert {float(number) for number in given} <= found, (where, table["code"], row["code"])
        told = {
            float(part)
            for value in row["values"]
            for part in (value["value"], value["low"], value["high"], value["companies"])
            if isinstance(part, int | float)
        }
        assert found <= told, (where, table["code"], row["code"])


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and bool(re.fullmatch(r"-?\d+(\.\d+)?", cell)))


def test_page_api_and_files_show_the_same_numbers(client: Client, edition: Edition) -> None:
    daily_refresh(now=NOW, again=True)
    client.force_login(make_user("official@test.example", platform_role=User.PlatformRole.OFFICIAL))
    korean = {"accept-language": "ko"}
    compared = 0
    for name in PAGES:
        for query in QUERIES:
            where = f"{name}?{query}"
            answer = client.get(f"/api/v1/dashboards/{name}/?{query}", headers=korean)
            page = client.get(f"/dashboards/{name}/?{query}", headers=korean)
            assert (answer.status_code, page.status_code) == (200, 200), where
            document, markup = answer.json(), page.content.decode()
            for table in document["tables"]:
                compared += _compare_page(markup, table, where)
            if not query:
                _compare_files(client, name, query, document)
    assert compared > 200


def _compare_files(client: Client, name: str, query: str, document: dict[str, Any]) -> None:
    for table in document["tables"]:
        if table["rows"]:
            file = client.get(f"/dashboards/{name}/export/csv/?{query}&table={table['code']}")
            assert file.status_code == 200, (name, query, table["code"])
            text = b"".join(file) if file.streaming else file.content
            rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
            _compare_file(rows[1:], table, f"{name}?{query} csv")
    if not document["tables"]:
        return
    file = client.get(f"/dashboards/{name}/export/xlsx/?{query}")
    book = load_workbook(io.BytesIO(b"".join(file) if file.streaming else file.content))
    for sheet, table in zip(book.worksheets, document["tables"], strict=False):
        codes = {row["code"] for row in table["rows"]}
        rows = [list(row) for row in sheet.iter_rows(values_only=True) if str(row[0]) in codes]
        _compare_file(rows, table, f"{name}?{query} xlsx")


def test_another_number_on_the_page_would_be_noticed(client: Client, edition: Edition) -> None:
    client.force_login(make_user("official@test.example", platform_role=User.PlatformRole.OFFICIAL))
    document = client.get("/api/v1/dashboards/overview/", headers={"accept-language": "ko"}).json()
    markup = client.get("/dashboards/overview/", headers={"accept-language": "ko"}).content.decode()
    table = next(table for table in document["tables"] if table["rows"])
    value = next(v for row in table["rows"] for v in row["values"] if isinstance(v["value"], int | float))
    value["value"] += 0.1
    with pytest.raises(AssertionError):
        _compare_page(markup, table, "tampered")
