"""Tables as typed cells, CSV and XLSX: what a program reads back is what the page shows."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from dashboards.figures import Column, Kind, Row, Table, Value
from dashboards.writing import csv_bytes, sheet_of, workbook
from dashboards.writing.safe import clean, guarded, is_formula_like
from tests.dashboards.writing import made

pytestmark = pytest.mark.once

# Payloads of B-26: what a person might type into a name so that a spreadsheet computes it.
PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "|cmd", "%0A=1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    "=cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")", "  =1+1", "\u00a0=1+1", "\u3000=1+1", "\u200b=1+1", "\ufeff=1+1",
    "'=1+1", "\"=1+1", "''=1+1", "' =1+1", "\u2212 1", "=HYPERLINK(\"http://x\",\"y\")", "{=1+1", "a\n=1+1", "a\r\n=1+1", "a;=1+1",
    "\x00=1+1", "\u202e=1+1", "＝ＳＵＭ", "“=1+1", "%s|x",
)  # fmt: skip


def named(text: str) -> Table:
    """Return a table with a text in every place where a text can stand."""
    column = Column("c", text, Kind.POINTS, text)
    other = Column("d", text, Kind.TEXT)
    row = Row(text, Value(text), (Value(-3.0, low=-4.0, high=-2.0, companies=5, note=text), Value(text)))
    return Table("t", text, (column, other), (row,), lead=text, name_title=text, empty=text)


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_the_mark_that_korean_excel_looks_for() -> None:
    body = csv_bytes(sheet_of(made.heat(), made.WORDS))
    assert body[:3] == b"\xef\xbb\xbf"
    assert body.count(b"\xef\xbb\xbf") == 1
    assert body.endswith(b"\r\n")


def test_csv_read_back_is_what_the_table_shows() -> None:
    for table in made.page().tables:
        rows = read_csv(csv_bytes(sheet_of(table, made.WORDS)))
        for row, read in zip(table.rows, rows[1:], strict=True):
            shown = dict(zip(rows[0], read, strict=True))
            assert read[0] == row.code
            for column, value in zip(table.columns, row.values, strict=True):
                field = shown[f"{column.title} ({column.unit})" if column.unit else column.title]
                if isinstance(value.value, int | float):
                    assert float(field) == pytest.approx(value.value, abs=1e-12)
                elif value.value is None:
                    assert value.withheld is not None
                    assert field == made.WORDS.withheld[value.withheld]


def test_interval_companies_and_note_stand_beside_their_value() -> None:
    sheet = sheet_of(made.kinds(), made.WORDS)
    head = [heading.title for heading in sheet.headings]
    first = dict(zip(head, sheet.rows[0], strict=True))
    assert (first["변화"], first["변화 90% 하한"], first["변화 90% 상한"]) == (-3.0, -4.5, -1.5)
    assert first["변화 비고"] == "이전 판의 값"
    assert first["날짜"] == date(2026, 10, 31)
    # What a value has nothing beside leaves no column behind.
    assert "비율 90% 하한" not in head


def test_numbers_stay_numbers_and_keep_their_decimals() -> None:
    body = csv_bytes(sheet_of(made.kinds(), made.WORDS)).decode("utf-8-sig")
    line = body.splitlines()[1]
    assert line == '"a","첫째","글",-3.0,-4.5,-1.5,"이전 판의 값",1235,31.6,0.80,2026,42,"2026-10-31"'


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_is_ever_computed_in_csv(payload: str) -> None:
    for row in read_csv(csv_bytes(sheet_of(named(payload), made.WORDS))):
        for field in row:
            assert not any(c in field for c in "\t\r\n\x00")
            if field[:1] in {"-"}:
                assert float(field) < 0
            assert not is_formula_like(field) or field.startswith("'") or float(field) < 0


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_workbook_is_a_formula(payload: str) -> None:
    issue = made.issue([named(payload)])
    book = load_workbook(io.BytesIO(workbook(issue)))
    cells: list[Any] = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert cells
    for cell in cells:
        assert cell.data_type != "f"
        if cell.data_type == "s" and is_formula_like(cell.value):
            assert cell.quotePrefix
    assert [cell.value for cell in cells if cell.value == -3.0], "a negative number stays a number"


def test_negative_control_an_unguarded_text_is_a_formula() -> None:
    """Written without care, openpyxl makes a formula of it: the test above would tell."""
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.append(["=1+1"])
    out = io.BytesIO()
    book.save(out)
    found = load_workbook(io.BytesIO(out.getvalue())).active
    assert found is not None
    assert found["A1"].data_type == "f"
    assert is_formula_like("=1+1")
    assert guarded("=1+1") == "'=1+1"
    assert guarded("1+1") == "1+1"


def test_a_text_is_cleaned_of_what_a_file_cannot_hold() -> None:
    assert clean("a\x00b\x0bc\ud800d\ufffee") == "a b c d e"
    assert clean(" 줄\r\n바꿈\t ") == "줄 바꿈"


def test_workbook_has_typed_cells_and_the_notes() -> None:
    book = load_workbook(io.BytesIO(workbook(made.issue())))
    assert book.sheetnames[-1] == "설명"
    assert len(book.sheetnames) == len(made.page().tables) + 1
    page = book["여러 값"]
    values = {str(cell.value): cell for row in page.iter_rows() for cell in row if cell.value is not None}
    assert values["-3"].data_type == "n"
    assert values["-3"].number_format == "+0.0;-0.0;0.0"
    assert values["0.8"].number_format == "0.00"
    assert any(cell.is_date for cell in values.values())
    notes = {row[0].value: row[1].value for row in book["설명"].iter_rows(min_row=2)}
    assert notes["규모"] == "소기업"
    assert notes["참여기업"] == 2140
    assert notes["만든 사람"] == "정주무관"
    assert notes["만든 시각"].isoformat() == "2026-11-22T12:04:05"


def test_sheets_have_names_that_excel_takes_and_no_two_the_same() -> None:
    tables = [
        Table("a", "이름/이름:*?[]\\" + "가" * 40, (), ()),
        Table("b", "이름/이름:*?[]\\" + "가" * 40, (), ()),
        Table("c", "'", (), ()),
    ]
    names = load_workbook(io.BytesIO(workbook(made.issue(tables)))).sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
