"""Reading: each format and every kind of fault with its cell; hostile files; 1,000 files nobody wrote."""

import io
import random
import time
import unicodedata
import zipfile
from typing import Any

import pytest

from cases.importing import IN_A_REQUEST, Limits, UnableToReadCases, UnableToReadFile, read_records, read_rows
from cases.importing.records import RESERVED_IDS
from cases.models import Case
from cases.services.loading import cases_load
from tests.cases.imports.files import NAMES, cells_of, csv_of, sheet_of, workbook_of
from tests.cases.rows import NOW, jsonl, make_row

FULL = make_row(
    root_cause="기록이 로트와 이어지지 않았다.",
    root_cause_en="Records were not tied to lots.",
    methods=["spc", "traceability"],
    enablers="반장이 코드를 정했다.",
    enablers_en="The foreman set the codes.",
    effect="표준서를 새로 썼다.",
    effect_en="Standards were rewritten.",
    lessons="코드가 먼저다.",
    lessons_en="Codes come first.",
    problem_en="Finding the lot took a day.",
    start_level=2,
)


def letter(column: str) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(NAMES.index(column) + 1)


def cells(**changed: Any) -> list[Any]:
    """Return the cells of a good row, some of them changed."""
    found = cells_of(FULL)
    for name, value in changed.items():
        found[NAMES.index(name)] = value
    return found


def faults_of(content: bytes, suffix: str = ".xlsx") -> list[tuple[str, str, str]]:
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(content, suffix=suffix))
    return [(fault.column, fault.cell, fault.in_("en")) for fault in refused.value.faults]


# --- Formats ---------------------------------------------------------------------------------------------------------


def test_every_format_says_the_same_with_every_column() -> None:
    expected = read_records(read_rows(jsonl(FULL), suffix=".jsonl"))
    assert expected[0]["methods"] == ["spc", "traceability"]
    assert expected[0]["start_level"] == 2
    for content, suffix in (
        (workbook_of([FULL]), ".xlsx"),
        (csv_of([FULL]).encode(), ".csv"),
        (csv_of([FULL]).encode("utf-8-sig"), ".csv"),
        (csv_of([FULL]).encode("cp949"), ".csv"),
        (unicodedata.normalize("NFD", csv_of([FULL])).encode(), ".csv"),
        (unicodedata.normalize("NFD", jsonl(FULL).decode()).encode(), ".jsonl"),
    ):
        assert read_records(read_rows(content, suffix=suffix)) == expected, suffix


def test_columns_stand_in_any_order_and_may_be_left_out() -> None:
    row = {"id": "a", "title_ko": "제목", "organisation_ko": "기관", "verification_status": "unverified"}
    records = read_records(read_rows(sheet_of([list(reversed(row)), list(reversed(row.values()))]), suffix=".xlsx"))
    assert (records[0]["id"], records[0]["is_award"], records[0]["themes"]) == ("a", True, [])


def test_notes_are_left_out_and_rows_keep_their_number() -> None:
    content = sheet_of([NAMES, cells(id="# 예시", year="틀림"), [], cells(id="Bad Id")])
    assert [fault[1] for fault in faults_of(content)] == ["A4"]


def test_the_sheet_named_cases_is_read_wherever_it_stands() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook_of([FULL])))
    book.active.title = "cases"
    book.create_sheet("first", 0).append(["something", "else"])
    content = io.BytesIO()
    book.save(content)
    assert len(read_records(read_rows(content.getvalue(), suffix=".xlsx"))) == 1


# --- Faults and their cells ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "part"),
    [
        ("id", "Bad Id", "lower-case"),
        ("id", "manage", "address of this site"),
        ("id", None, "lower-case"),
        ("organisation_ko", None, "Empty"),
        ("title_ko", "   ", "Empty"),
        ("title_ko", "가" * 301, "at most 300"),
        ("problem", "가" * 20_001, "at most 20000"),
        ("year", "twenty", "year from 1900"),
        ("year", 1899, "year from 1900"),
        ("year", 2024.5, "year from 1900"),
        ("country", "ZZ", "unknown"),
        ("region", "평양", "no region of Korea"),
        ("award_ko", "모르는 상", "unknown"),
        ("is_award", "maybe", "true or false"),
        ("sector_ko", "연금술", "unknown"),
        ("size", "huge", "unknown"),
        ("themes", "magic", "magic is unknown"),
        ("methods", "spc|magic", "magic is unknown"),
        ("start_level", 6, "1, 2, 3, 4 or 5"),
        ("start_level", "many", "1, 2, 3, 4 or 5"),
        ("results", "[magic] 불량률: 3 -> 1 %", "Result 1: magic is no family"),
        ("source", "javascript:alert(1)", "web address"),
        ("verification_status", "sure", "source-read or unverified"),
        ("verification_note", "가" * 301, "at most 300"),
        ("problem", "=1+1", "begins with ="),
        ("problem", "=HYPERLINK(\"http://x\")", "begins with ="),
    ],
)  # fmt: skip
def test_each_fault_names_its_cell(column: str, value: Any, part: str) -> None:
    [(named, cell, message)] = faults_of(sheet_of([NAMES, cells(id="first"), cells(**{column: value})]))
    assert (named, cell) == (column, f"{letter(column)}3")
    assert part in message


def test_dates_and_errors_in_cells_are_told() -> None:
    import datetime as dt

    content = sheet_of([NAMES, cells(year=dt.date(2024, 1, 1), problem="#REF!")])
    assert [(fault[1], "date" in fault[2], "#REF!" in fault[2]) for fault in faults_of(content)] == [
        (f"{letter('year')}2", True, False),
        (f"{letter('problem')}2", False, True),
    ]


def test_faults_of_the_header_are_told_once() -> None:
    content = sheet_of([[*NAMES, "colour", "year"], *([*cells(id=f"a-{n}"), "red", 2024] for n in range(5))])
    assert [(fault[0], fault[1]) for fault in faults_of(content)] == [("colour", "AM1"), ("year", "AN1")]


def test_a_value_without_a_column_is_told() -> None:
    content = sheet_of([NAMES, [*cells(), "lost"]])
    assert [fault[1] for fault in faults_of(content)] == ["AM2"]


def test_csv_faults_name_row_and_column() -> None:
    content = csv_of([FULL, FULL | {"id": "b", "size": "huge"}]).encode()
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(content, suffix=".csv"))
    [fault] = refused.value.faults
    # The first row's results stand on two lines, in both languages.
    assert (fault.row, fault.column, fault.cell) == (5, "size", "")


def test_an_id_twice_names_the_first_row() -> None:
    [(column, cell, message)] = faults_of(sheet_of([NAMES, cells(), cells()]))
    assert (column, cell) == ("id", "A3")
    assert "Row 2" in message


def test_an_unverified_case_with_results_is_refused() -> None:
    [(column, _cell, message)] = faults_of(sheet_of([NAMES, cells(verification_status="unverified")]))
    assert column == "results"
    assert "unverified" in message


@pytest.mark.parametrize("word", sorted(RESERVED_IDS))
def test_no_case_takes_an_address_of_the_site(word: str) -> None:
    assert [fault[0] for fault in faults_of(jsonl(make_row(id=word)), ".jsonl")] == ["id"]


def test_every_word_beside_a_case_s_address_is_reserved() -> None:
    from cases.api_urls import urlpatterns as api
    from cases.curation_urls import urlpatterns as manage
    from cases.urls import urlpatterns as beside

    for pattern in (*beside, *manage, *api):
        word = str(pattern.pattern).removeprefix("cases/").partition("/")[0]
        assert not word or "<" in word or "." in word or word in RESERVED_IDS, word


def test_faults_are_told_in_both_languages() -> None:
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(jsonl(make_row(id="manage", year=1)), suffix=".jsonl"))
    for fault in refused.value.faults:
        told = fault.as_json()
        assert told["message_ko"] != told["message_en"]
        assert any("가" <= character <= "힣" for character in told["message_ko"])


def test_many_faults_are_counted_and_the_first_told() -> None:
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(jsonl(*(make_row(id=f"a-{n}", year=1) for n in range(1_000))), suffix=".jsonl"))
    assert (len(refused.value.faults), refused.value.count) == (200, 1_000)


# --- Hostile files ---------------------------------------------------------------------------------------------------


def rezipped(change: dict[str, Any], content: bytes | None = None) -> bytes:
    """Return a good workbook with some of its parts replaced or added."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or workbook_of([FULL]))) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            if entry.filename not in change:
                target.writestr(entry, source.read(entry))
        for name, part in change.items():
            target.writestr(name, part)
    return made.getvalue()


def lying(content: bytes) -> bytes:
    """Declare every part of 30 MB as of 10 bytes."""
    true, false = (30 * 1024 * 1024).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert true in content
    return content.replace(true, false)


SHEET = "xl/worksheets/sheet1.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
HOSTILE = {
    "nothing": b"",
    "text": b"id,title_ko\n",
    "pdf": b"%PDF-1.7",
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    "half a workbook": workbook_of([FULL])[:2000],
    "no parts": rezipped({}, content=b"PK\x05\x06" + b"\0" * 18),
    "external entity": rezipped(
        {SHEET: f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet {NS}><sheetData/></worksheet>'}
    ),
    "billion laughs": rezipped({SHEET: f"{BILLION}<worksheet {NS}><sheetData>&j;</sheetData></worksheet>"}),
    "entity in UTF-16": rezipped({SHEET: f'<!DOCTYPE x [<!ENTITY e "x">]><worksheet {NS}/>'.encode("utf-16")}),
    "bomb": rezipped({"xl/media/zeros.bin": b"\0" * (30 * 1024 * 1024)}),
    "bomb in the sheet": rezipped({SHEET: b" " * (30 * 1024 * 1024)}),
    "thousands of parts": rezipped({f"xl/junk{number}.xml": "<x/>" for number in range(600)}),
    "endless columns": rezipped(
        {SHEET: f'<worksheet {NS}><sheetData><row r="1"><c r="XFD1" t="n"><v>1</v></c></row></sheetData></worksheet>'}
    ),
    "a million cells": rezipped({SHEET: f'<worksheet {NS}><sheetData><row r="1">{"<c/>" * 1_000_000}</row></sheetData></worksheet>'}),
    "a million attributes": rezipped({SHEET: f"<worksheet {NS}><sheetData {' '.join(f'a{n}=%s' % repr('') for n in range(1_000_000))}/></worksheet>"}),
    "200,000 fonts": rezipped({"xl/styles.xml": f"<styleSheet {NS}><fonts>{'<font/>' * 200_000}</fonts></styleSheet>"}),
    "a size that lies": lying(rezipped({"xl/extra.xml": b" " * (30 * 1024 * 1024)})),
    "broken xml": rezipped({SHEET: f"<worksheet {NS}><sheetData><row"}),
    "cell of no column": rezipped({SHEET: f'<worksheet {NS}><sheetData><row r="1"><c r="9"/></row></sheetData></worksheet>'}),
    "no workbook part": rezipped({"xl/workbook.xml": "<workbook/>"}),
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_workbooks_are_refused_at_once(content: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(UnableToReadFile) as refused:
        read_rows(content, suffix=".xlsx", limits=IN_A_REQUEST)
    assert time.perf_counter() - began < 10
    assert refused.value.wording.in_("ko") != refused.value.wording.in_("en")


def test_a_large_good_workbook_is_read() -> None:
    """Negative control of the bounds above: as many rows as a request takes."""
    rows = [FULL | {"id": f"case-{number}", "organisation": "", "effect_en": ""} for number in range(2_000)]
    short = {"organisation", "award", "sector", "problem_en", "root_cause_en", "enablers_en", "effect_en", "lessons_en"}
    content = workbook_of([{name: value for name, value in row.items() if name not in short} for row in rows])
    assert len(read_records(read_rows(content, suffix=".xlsx", limits=IN_A_REQUEST))) == 2_000


def test_a_row_far_below_is_bounded() -> None:
    """A sheet may hold one cell in row a million: the rows between are none."""
    header = "".join(f'<c r="{letter(name)}1" t="inlineStr"><is><t>{name}</t></is></c>' for name in NAMES)
    far = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    content = rezipped({SHEET: f'<worksheet {NS}><sheetData><row r="1">{header}</row>{far}</sheetData></worksheet>'})
    rows = read_rows(content, suffix=".xlsx", limits=IN_A_REQUEST)
    assert [row.number for row in rows] == [1_048_576]


def test_a_row_beyond_every_sheet_is_not_counted_up_to() -> None:
    far = '<row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>x</t></is></c></row>'
    content = rezipped(
        {
            SHEET: f'<worksheet {NS}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>{far}</sheetData></worksheet>'
        }
    )
    assert read_rows(content, suffix=".xlsx", limits=IN_A_REQUEST) == []


def test_a_header_without_end_is_refused_at_once() -> None:
    began = time.perf_counter()
    with pytest.raises(UnableToReadFile, match="columns"):
        read_rows(b"id," * 1_000_000 + b"id", suffix=".csv", limits=IN_A_REQUEST)
    assert time.perf_counter() - began < 5


def test_a_claimed_size_is_not_believed() -> None:
    content = workbook_of([FULL])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).decode()
    claimed = sheet.replace('<dimension ref="A1:AL2"', '<dimension ref="A1:XFD1048576"')
    assert claimed != sheet
    assert len(read_rows(rezipped({SHEET: claimed}), suffix=".xlsx", limits=IN_A_REQUEST)) == 1


def test_macros_are_ignored() -> None:
    content = rezipped({"xl/vbaProject.bin": b"Sub AutoOpen()"})
    assert len(read_records(read_rows(content, suffix=".xlsx"))) == 1


def test_more_rows_than_allowed_are_refused() -> None:
    content = jsonl(*(make_row(id=f"a-{number}") for number in range(11)))
    with pytest.raises(UnableToReadFile, match="more than 10 rows"):
        read_rows(content, suffix=".jsonl", limits=Limits(rows=10, unpacked=1, marks=1))
    # Negative control: as many as allowed are read.
    assert len(read_rows(content, suffix=".jsonl", limits=Limits(rows=11, unpacked=1, marks=1))) == 11


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"id":' + b"9" * 5_000 + b"}",
        b'{"id": NaN}',
        b'{"results": ' + b'{"a":' * 400 + b"1" + b"}" * 400 + b"}",
        b'{"\\ud800": "\\ud800", "id": "\\u0000"}',
        b'{"id": "a", "themes": [[["x"]]], "results": [[1]], "verification": [1]}',
    ],
)
def test_hostile_lines_are_faults(line: bytes) -> None:
    with pytest.raises(UnableToReadCases) as refused:
        read_records(read_rows(line, suffix=".jsonl"))
    for fault in refused.value.faults:
        # Both databases store what is told.
        assert "\x00" not in str(fault.as_json())
        str(fault.as_json()).encode()


@pytest.mark.parametrize("text", ["a:" + " " * 120_000 + "b", ":" * 100_000, "a:" + "-" * 100_000, "[" * 100_000])
def test_results_are_read_in_time_that_grows_with_their_length(text: str) -> None:
    began = time.perf_counter()
    read_rows(f'id,results\na,"{text}"\n'.encode(), suffix=".csv")
    assert time.perf_counter() - began < 2


# --- A thousand files nobody wrote -----------------------------------------------------------------------------------

ODD = ["", " ", "=1", "#x", "\x00", "\ud7ff", "\u202e", "🙂", "가", "각", "|", "||a", "->", ":->", "a: ->", "[x] y: 1 -> 2",
       "true", "yes", "-1", "1e309", "nan", "9" * 400, "2024", "\n", "\r\n", '"', ",", "<b>", "{{x}}", "' OR 1=1",
       "𠀀", "a" * 33_000]  # fmt: skip


def odd_cell(chance: random.Random, *, is_sheet: bool) -> Any:
    if chance.random() < 0.5:
        text = chance.choice(ODD)
        return text.replace("\x00", "")[:32_000] if is_sheet else text
    return chance.choice([None, True, False, 0, -1, 2.5, 10**15, 1e300, "source-read", "unverified", "spc", "KR"])


def odd_file(chance: random.Random) -> tuple[bytes, str]:
    is_sheet = chance.random() < 0.2
    header = chance.sample(NAMES, chance.randint(1, len(NAMES))) if chance.random() < 0.7 else list(NAMES)
    if "id" not in header and chance.random() < 0.8:
        header[0] = "id"
    if chance.random() < 0.2:
        header[chance.randrange(len(header))] = odd_cell(chance, is_sheet=is_sheet)
    lines: list[list[Any]] = [header]
    for number in range(chance.randint(0, 4)):
        good = dict(zip(NAMES, cells(id=f"case-{number}"), strict=True))
        line = [good.get(name) if isinstance(name, str) else None for name in header]
        for _ in range(chance.choice([0, 1, 3, 40])):
            line[chance.randrange(len(line))] = odd_cell(chance, is_sheet=is_sheet)
        lines.append(line + [odd_cell(chance, is_sheet=is_sheet)] * chance.choice([0, 0, 0, 1]))
    if is_sheet:
        content, suffix = sheet_of(lines), ".xlsx"
    else:
        quoted = (
            "" if cell is None else '"' + str(cell).replace('"', '""') + '"' for line in lines for cell in (*line, ...)
        )
        text = ",".join(quoted).replace(',"Ellipsis",', "\n").replace(',"Ellipsis"', "\n")
        content, suffix = text.encode(chance.choice(["utf-8", "utf-8-sig", "cp949"]), "replace"), ".csv"
    if chance.random() < 0.2 and content:
        # Bytes turned, cut out or doubled.
        at = chance.randrange(len(content))
        content = (
            content[:at] + bytes([chance.randrange(256)]) * chance.randint(0, 3) + content[at + chance.randint(0, 50) :]
        )
    return content, suffix


def test_a_thousand_files_nobody_wrote(db: None) -> None:
    chance, read, refused = random.Random(20261121), 0, 0
    began = Case.objects.count()
    for _ in range(1_000):
        content, suffix = odd_file(chance)
        try:
            records = read_records(read_rows(content, suffix=suffix, limits=IN_A_REQUEST))
        except (UnableToReadFile, UnableToReadCases):
            refused += 1
            assert Case.objects.count() == began
            continue
        read += 1
        loaded = cases_load(records=records, source="fuzz", by=None, now=NOW)
        # All of the file or nothing.
        assert loaded.added + loaded.changed + loaded.unchanged + len(loaded.kept) == len(records)
        began = Case.objects.count()
        assert set(Case.objects.values_list("pk", flat=True)) >= {record["id"] for record in records}
    # The files are neither all good nor all bad: both ways were walked.
    assert read > 100
    assert refused > 300
