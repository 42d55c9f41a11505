"""The workbook officials fill in: the columns with an example, what each means, and lists to choose codes from."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext, gettext_noop, override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cases.importing.columns import COLUMNS, Column
from cases.importing.limits import IN_A_REQUEST
from cases.importing.tables import NOTE
from cases.importing.workbook import SHEET
from cases.vocabulary import kpis

_EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "import_example.json"
_LANGUAGES = ("ko", "en")
_HEAD = PatternFill("solid", start_color="E6E8EA")
_NOTES = PatternFill("solid", start_color="F4F5F6")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_REQUIRED, _YES = gettext_noop("Required"), gettext_noop("yes")
_GUIDE_HEAD = (
    gettext_noop("Column"),
    gettext_noop("Name in people's words"),
    gettext_noop("What stands in it"),
)
_ADVICE = (
    gettext_noop("Write one case a row in the sheet cases, from row 4 on."),
    gettext_noop("Rows whose id begins with # are not read: the example may stay."),
    gettext_noop("Do not rename the columns of the first row. You may leave columns out."),
    gettext_noop("Write values, no formulas."),
    gettext_noop("Uploading shows first what would change. Nothing changes before you agree."),
)


def template_workbook() -> bytes:
    """Return the template as the bytes of an .xlsx file, in both languages at once."""
    book = Workbook()
    cases = book.active or book.create_sheet()
    _fill_cases(cases)
    _fill_guide(book.create_sheet("guide"))
    _fill_codes(book.create_sheet("codes"), cases)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill_cases(sheet: Worksheet) -> None:
    sheet.title = SHEET
    example = json.loads(_EXAMPLE.read_text(encoding="utf-8"))
    labels = [" / ".join(_both(column.label)) for column in COLUMNS]
    sheet.append([column.name for column in COLUMNS])
    sheet.append([f"{NOTE} {labels[0]}", *labels[1:]])
    sheet.append([example.get(column.name) or None for column in COLUMNS])
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        # Excel makes dates and numbers of what looks like them anywhere else.
        sheet.column_dimensions[letter].number_format = "@"
        head, label, value = (sheet[f"{letter}{row}"] for row in (1, 2, 3))
        head.font, head.fill = Font(bold=True), _HEAD
        label.fill, label.alignment = _NOTES, _WRAPPED
        value.font, value.fill, value.alignment = Font(italic=True, color="58616A"), _NOTES, _WRAPPED
    sheet.freeze_panes = "B2"


def _fill_guide(sheet: Worksheet) -> None:
    for line in _ADVICE:
        for text in _both(line):
            sheet.append([text])
    sheet.append([])
    sheet.append([" / ".join(_both(word)) for word in (*_GUIDE_HEAD, _REQUIRED)])
    for cell in sheet[sheet.max_row]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for column in COLUMNS:
        told = [column.name, *("\n".join(_both(text)) for text in (column.label, column.explanation))]
        sheet.append([*told, " / ".join(_both(_YES)) if column.is_required else None])
        for cell in sheet[sheet.max_row]:
            cell.alignment = _WRAPPED
    for letter, width in zip("ABCD", (24, 34, 60, 14), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill_codes(sheet: Worksheet, cases: Worksheet) -> None:
    """Write each list in three columns (code, Korean, English) and let its cells choose from the first."""
    listed = [column for column in COLUMNS if column.codes is not None]
    for number, column in enumerate(listed):
        first = number * 3 + 1
        rows = [(code, *names) for code, names in (column.codes() if column.codes else {}).items()]
        _write_list(sheet, first, column.name, rows)
        letter = get_column_letter(first)
        _let_choose(cases, column, f"codes!${letter}$2:${letter}${len(rows) + 1}")
    _write_list(sheet, len(listed) * 3 + 1, "[results]", [(one.code, one.ko, one.en) for one in kpis().values()])
    sheet.freeze_panes = "A2"


def _write_list(sheet: Worksheet, first: int, name: str, rows: Sequence[tuple[str, ...]]) -> None:
    for offset, text in enumerate((name, *_LANGUAGES)):
        cell = sheet.cell(1, first + offset, text)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(first + offset)].width = 22
    for number, row in enumerate(rows, start=2):
        for offset, text in enumerate(row):
            sheet.cell(number, first + offset, text or None)


def _let_choose(cases: Worksheet, column: Column, source: str) -> None:
    choice = DataValidation(type="list", formula1=source, allow_blank=True)
    # Several codes in one cell are typed: the list helps, and stops nobody. Award names of then are known as well.
    choice.showErrorMessage = not column.takes_several and column.name not in {"award_ko", "region"}
    letter = get_column_letter([one.name for one in COLUMNS].index(column.name) + 1)
    choice.add(f"{letter}4:{letter}{IN_A_REQUEST.rows + 3}")
    cases.add_data_validation(choice)


def _both(message: str) -> list[str]:
    texts = []
    for language in _LANGUAGES:
        with override(language):
            texts.append(gettext(message))
    return texts
