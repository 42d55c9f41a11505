"""Briefs: the PDF is tagged and has our font, the HWPX is valid by its schema and safe to open."""

import io
import re

import pikepdf
import pytest
from django.utils import translation
from hwpx import HwpxDocument
from hwpx.tools.package_validator import validate_editor_open_safety

from dashboards.figures import Column, Kind, Row, Table, Value
from dashboards.services.briefs import brief_html, brief_hwpx, brief_pdf
from dashboards.writing.brief import MOST_COLUMNS, MOST_ROWS, brief_of
from tests.dashboards.writing import made
from tests.dashboards.writing.test_cells import PAYLOADS

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def hangul() -> bytes:
    with translation.override("ko"):
        return brief_hwpx(made.issue())


def test_hwpx_is_valid_and_safe_to_open(hangul: bytes) -> None:
    """Every part follows the schema of OWPML, and the checks that Hangul's own reader is known to make pass."""
    report = validate_editor_open_safety(hangul)
    assert report.reopen_ok
    assert not report.blocking_package_errors
    assert not report.validate_document.issues
    assert not [issue for issue in report.validate_package.issues if issue.level == "error"]


def test_hwpx_read_back_says_what_the_page_says(hangul: bytes) -> None:
    document = HwpxDocument.open(io.BytesIO(hangul))
    text = document.text.plain()
    page = made.page()
    for part in (page.title, page.lead, *page.findings, *(table.title for table in page.tables)):
        assert part in text
    for number in ("41.8", "40.9~42.7", "비공개", "2,140개사" if "2,140개사" in text else "n 2,140"):
        assert number in text
    # A native table for each table, the plate and the findings; a picture for each chart.
    assert len(document.tables) == len(page.tables) + 2
    assert len(document.media.images) == 4


def test_negative_control_a_broken_file_is_told(hangul: bytes) -> None:
    import zipfile

    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(hangul)) as given, zipfile.ZipFile(broken, "w") as made_of_it:
        for name in given.namelist():
            body = given.read(name)
            made_of_it.writestr(name, body.replace(b"<hp:tc ", b"<hp:nothing ", 1) if "section0" in name else body)
    report = validate_editor_open_safety(broken.getvalue())
    assert report.blocking_package_errors or report.validate_document is None or report.validate_document.issues


def test_hostile_texts_pass_into_hwpx_as_text() -> None:
    name = "<hp:t>&]]>\x00\x0b" + PAYLOADS[13]
    table = Table("t", name, (Column("c", name, Kind.TEXT),), (Row("a", Value(name), (Value(name),)),), lead=name)
    body = brief_hwpx(made.issue([table]))
    assert validate_editor_open_safety(body).reopen_ok
    assert "<hp:t>&]]>" in HwpxDocument.open(io.BytesIO(body)).text.plain()


def test_html_holds_nothing_that_runs_and_cells_as_text() -> None:
    name = "<script>alert(1)</script>"
    table = Table("t", name, (Column("c", name, Kind.TEXT),), (Row("a", Value(name), (Value(name),)),), lead=name)
    issue = made.issue([table])
    html = brief_html(brief_of(issue, width=650), issue)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 5
    assert " style=" not in html


def test_a_brief_says_what_it_leaves_out() -> None:
    columns = tuple(Column(f"c{at}", f"열 {at}", Kind.POINTS) for at in range(MOST_COLUMNS + 2))
    rows = tuple(Row(f"r{at}", Value(f"줄 {at}"), tuple(Value(1.0) for _one in columns)) for at in range(MOST_ROWS + 3))
    issue = made.issue([Table("long", "긴 표", columns, rows)])
    brief = brief_of(issue, width=650)
    (table,) = brief.tables
    assert (len(table.rows), table.left_out, table.columns_left_out) == (MOST_ROWS, 3, 2)
    html = brief_html(brief, issue)
    with translation.override("en"):
        assert "Rows that stand in the Excel file only: 3" in brief_html(brief, issue)
    assert "줄 0" in html


def test_pdf_is_tagged_and_byte_equal() -> None:
    issue = made.issue([made.tiles()])
    with translation.override("ko"):
        body = brief_pdf(issue)
        assert body == brief_pdf(issue)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "ko"
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        assert fonts
        assert all(re.match(r"/[A-Z]{6}\+Pretendard", font) for font in fonts)
        assert len(pdf.pages) == 1
