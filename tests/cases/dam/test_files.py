"""Cells, workbooks and rows: what a spreadsheet opens computes nothing, and what was given away can be taken back."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.dam.cells import csv_lines, text_cell
from cases.dam.fields import CASES, FACTS, columns_of, fields_of, keys_of
from cases.dam.licences import UnableToFindLicence, licence_of, licences
from cases.dam.package import FILES, package_of
from cases.dam.rows import CASE_FIELDS, case_cells, case_line, fact_cells
from cases.dam.workbook import LONGEST, Sheet, workbook_chunks
from cases.importing import read_records, read_rows
from tests.cases.dam.make import KPIS, facts, make_case, measured
from tests.cases.rows import jsonl, make_row

MADE = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
HOSTILE = [
    "=HYPERLINK(\"http://example.com\",\"x\")",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\u3000\uff1d1+1",
    "a;=1+1",
    "first\n=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_begins_nowhere_in_a_cell(text: str) -> None:
    written = "".join(csv_lines(["a", "b"], [[text, "x"]]))

    for delimiter in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(written.lstrip("\ufeff"), newline=""), delimiter=delimiter):
            for cell in row:
                assert not re.match("[\\s\u3000]*[=+\\-@\uff1d\uff0b\uff0d\uff20]", cell), (delimiter, row)


@given(st.text(alphabet=st.sampled_from(list("=+-@;\n\r\t ,\"'aㄱ\u3000\uff1d\x00\x1b")), max_size=12))
def test_no_text_at_all_begins_a_formula(text: str) -> None:
    for line in text_cell(text).replace(";", "\n").split("\n"):
        assert not re.match("[ \u00a0\u3000\t]*[=+\\-@\uff1d]", line)


def test_plain_text_and_numbers_stay_as_they_are() -> None:
    assert text_cell("불량률 3.1 -> 0.7 %, A=B") == "불량률 3.1 -> 0.7 %, A=B"
    assert "".join(csv_lines(["n", "m"], [[-2.5, 3.0], [True, None]])) == "\ufeffn,m\r\n-2.5,3\r\ntrue,\r\n"


def read_book(sheets: list[Sheet]) -> Any:
    content = b"".join(workbook_chunks(sheets, made=MADE))
    return openpyxl.load_workbook(io.BytesIO(content)), content


def test_a_workbook_holds_texts_numbers_and_truths() -> None:
    book, _content = read_book(
        [Sheet("cases", ["a", "b"], [["가 & <b>", 1.5], [None, True]]), Sheet("facts", ["c"], [])]
    )

    assert book.sheetnames == ["cases", "facts"]
    assert [[cell.value for cell in row] for row in book["cases"]] == [["a", "b"], ["가 & <b>", 1.5], [None, True]]
    assert [[cell.value for cell in row] for row in book["facts"]] == [["c"]]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_workbook_holds_no_formula(text: str) -> None:
    book, content = read_book([Sheet("cases", [text], [[text]])])

    assert {cell.data_type for row in book["cases"] for cell in row} == {"s"}
    assert all(cell.quotePrefix for row in book["cases"] for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "<f" not in archive.read("xl/worksheets/sheet1.xml").decode()


def test_what_no_workbook_can_hold_is_dropped_or_cut() -> None:
    book, _content = read_book([Sheet("x", ["a"], [["\x00\x0b\ud800a\ufffe"], ["b" * (LONGEST + 5)]])])

    assert [len(row[0].value) for row in book["x"]] == [1, 1, LONGEST]


def test_a_workbook_is_sent_in_pieces() -> None:
    noise = ([sha256(str(number).encode()).hexdigest()] for number in range(8_000))

    assert len(list(workbook_chunks([Sheet("x", ["a"], noise)], made=MADE))) > 3


def stored(**columns: Any) -> dict[str, Any]:
    return read_records(read_rows(jsonl(make_row(**columns)), suffix=".jsonl"))[0]


def test_a_line_can_be_loaded_again_as_it_was() -> None:
    told = stored(
        methods=["traceability"],
        start_level=2,
        results=[
            {"metric": "불량률", "metric_en": "Defect rate", "before": "3.1", "after": "0.7", "unit": "%",
             "family": "defect-rate"},
            {"text": "=재작업 40% 감소", "text_en": "Rework down 40%"},
        ],
    )  # fmt: skip

    again = read_records(read_rows(case_line(told).encode(), suffix=".jsonl"))[0]

    assert again == told


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_can_be_loaded_again_as_it_was(suffix: str) -> None:
    told = stored(methods=["traceability", "mes"], start_level=2)
    rows = [case_cells(told)]
    content = (
        "".join(csv_lines(columns_of(CASES), rows)).encode()
        if suffix == ".csv"
        else b"".join(workbook_chunks([Sheet("cases", columns_of(CASES), rows)], made=MADE))
    )

    assert read_records(read_rows(content, suffix=suffix))[0] == told


def test_a_fact_fills_its_columns() -> None:
    case = make_case(1, facts=facts(measured("defect-rate", "4", "1", "%")))
    [cells] = fact_cells(case, KPIS)
    row = dict(zip(columns_of(FACTS), cells, strict=True))

    assert (row["before"], row["after"], row["change_percent"], row["change_points"]) == (4, 1, -75, -3)
    assert (row["kind"], row["better"], row["money_krw"], row["is_yearly"]) == ("measured", "lower", None, None)


def test_every_field_is_told_in_both_languages_and_written() -> None:
    for kind in (CASES, FACTS):
        assert all(field.ko and field.en for field in fields_of(kind))
        assert len(set(columns_of(kind))) == len(columns_of(kind))
    assert set(json.loads(case_line(stored()))) <= set(keys_of(CASES))
    assert set(CASE_FIELDS) <= set(stored())


def test_the_data_package_names_every_file_column_and_the_licence() -> None:
    package = package_of(
        licence=licence_of("KOGL-1"), home="https://example.com/cases/data/", version="1", changed_at=MADE
    )
    resources = {one["path"].rpartition("/")[2]: one for one in package["resources"]}

    assert set(resources) == {file.name for file in FILES}
    assert [one["name"] for one in resources["cases.csv"]["schema"]["fields"]] == list(columns_of(CASES))
    assert [one["name"] for one in resources["facts.csv"]["schema"]["fields"]] == list(columns_of(FACTS))
    assert package["licenses"][0]["name"] == "KOGL-1"


def test_an_unknown_licence_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(UnableToFindLicence, match=r"CC-BY-4\.0 or KOGL-1"):
        licence_of("mine")
    assert all(one.url.startswith("https://") for one in licences().values())
