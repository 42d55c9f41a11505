"""Import: one reader, all faults at once, all or nothing, twice is harmless."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from cases.importing import UnableToReadCases, UnableToReadFile, read_records, read_rows
from cases.models import Case
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.cases.rows import LIBRARY, jsonl, load, make_row


def faults_of(*rows: dict) -> list[tuple[int, str]]:
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(jsonl(*rows), suffix=".jsonl"))
    return [(fault.row, fault.column) for fault in refused.value.faults]


def test_the_delivered_library_has_no_fault_and_keeps_its_numbers(library: None) -> None:
    assert Case.objects.count() == 386
    assert Case.objects.filter(verification_status="unverified").count() == 77
    assert Case.objects.filter(is_rich=False, approach_ko="").count() == len(
        [r for r in map(json.loads, LIBRARY.read_text("utf-8").splitlines()) if not r["approach"] and not r["results"]]
    )
    assert not Case.objects.filter(verification_status="unverified", has_figures=True).exists()
    assert not Case.objects.filter(award_code="").exists()


def test_words_become_codes(db: None) -> None:
    load(make_row())
    case = Case.objects.get()
    assert (case.sector_code, case.award_code, case.region_code, case.size_code) == (
        "FABMETAL",
        "nqinno",
        "41",
        "small",
    )
    assert case.is_rich
    assert case.has_figures


def test_loading_twice_changes_nothing_and_is_recorded_once(db: None) -> None:
    assert load(make_row()).added == 1
    assert load(make_row()).unchanged == 1
    assert load(make_row(year=2023)).changed == 1
    assert AuditEntry.objects.filter(action="cases.loaded").count() == 2
    assert list(verify_chain()) == []


def test_every_fault_is_told_with_its_row_and_column() -> None:
    assert faults_of(
        make_row(id="Bad Id", year="2024", country="XX", size="tiny", themes=["magic"], sector_ko="연금술"),
        make_row(award_ko="모르는 상", title_ko="", source="javascript:alert(1)", extra=1),
        make_row(id="a", verification={"status": "unverified"}),
        make_row(id="a", region="평양", results=[{"metric": "x"}], is_award="yes", title_en="a\x00b"),
    ) == [
        (1, "id"), (1, "year"), (1, "country"), (1, "sector_ko"), (1, "size"), (1, "themes"),
        (2, "extra"), (2, "title_ko"), (2, "award_ko"), (2, "source"),
        (3, "results"),
        (4, "title_en"), (4, "is_award"), (4, "region"), (4, "results"), (4, "id"),
    ]  # fmt: skip


def test_lines_that_are_no_json_are_told_too() -> None:
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(b'{"id":\n[1]\n' + jsonl(make_row()), suffix=".jsonl"))
    assert [fault.row for fault in refused.value.faults] == [1, 2]


def test_one_fault_leaves_everything_as_it_was(db: None, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(jsonl(make_row(), make_row(id="b", year=1)))
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 faults; nothing was loaded"):
        call_command("load_cases", str(file), stderr=errors)
    assert f"{file}:2: year: " in errors.getvalue()
    assert not Case.objects.exists()
    file.write_bytes(jsonl(make_row(), make_row(id="b")))
    call_command("load_cases", str(file), stdout=io.StringIO())
    assert Case.objects.count() == 2


def test_check_touches_no_database(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(jsonl(make_row()))
    output = io.StringIO()
    call_command("load_cases", str(file), "--check", stdout=output)
    assert output.getvalue() == "1 cases, no fault.\n"


def table() -> list[list[str | int]]:
    row = make_row()
    row |= {
        "themes": "traceability|process-control",
        "is_award": "yes",
        "results": "불량률: 3.1 -> 0.7 %\n재작업 40% 감소",
        "results_en": "Defect rate: 3.1 -> 0.7 %\nRework down 40%",
        "verification_status": "source-read",
        "verification_note": row["verification"]["note"],
    }
    del row["verification"]
    return [list(row), list(row.values())]


def test_csv_and_xlsx_say_the_same_as_jsonl() -> None:
    text = io.StringIO()
    csv.writer(text).writerows(table())
    book = openpyxl.Workbook()
    for row in table():
        book.active.append(row)
    sheet = io.BytesIO()
    book.save(sheet)
    expected = read_records(read_rows(jsonl(make_row()), suffix=".jsonl"))
    assert read_records(read_rows(text.getvalue().encode("utf-8-sig"), suffix=".csv")) == expected
    assert read_records(read_rows(sheet.getvalue(), suffix=".xlsx")) == expected


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(b"\xff\xfe", ".csv"), (b"no", ".xlsx"), (b"a,b\n1,2", ".csv"), (b"", ".csv"), (b"", ".pdf")],
)
def test_a_file_that_is_not_what_it_says_is_refused(content: bytes, suffix: str) -> None:
    with pytest.raises(UnableToReadFile):
        read_rows(content, suffix=suffix)


def test_rows_after_a_cell_with_line_ends_keep_their_number() -> None:
    rows = read_rows(b'id,title_ko\na,"one\ntwo"\nb,three\n', suffix=".csv")
    assert [row.number for row in rows] == [2, 4]
