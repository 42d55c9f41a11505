"""A company's list of cases as a CSV file that a spreadsheet opens in any language."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.selectors.companies import CompanyList, Keeping
from cases.texts import localised
from qmplatform.korean.formats import plain_number

# Spreadsheets take a cell that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def list_csv(kept: CompanyList, language: str) -> bytes:
    """Return the list as UTF-8 with a byte order mark; nothing in it is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    heads = (
        _("Case"),
        _("Organization"),
        _("Year"),
        _("Recommended on"),
        _("Saved on"),
        _("Tried on"),
        _("What came of trying it"),
        _("In your words"),
        _("Measure"),
        _("Before"),
        _("After"),
        _("Unit"),
    )
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in _cells(keeping, language)] for keeping in kept)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cells(keeping: Keeping, language: str) -> Sequence[str]:
    case, row = keeping.case, keeping.row
    assert row is not None
    title, who = _("(taken down)"), ""
    if keeping.is_published:
        title = localised(case.title_ko, case.title_en, language).text
        who = localised(case.organisation_ko, case.organisation_en, language).text
    figure = row.figure or {}
    numbers = ["" if figure.get(name) is None else plain_number(figure[name]) for name in ("before", "after")]
    days = [timezone.localdate(at).isoformat() if at else "" for at in (row.recommended_at, row.saved_at)]
    tried = row.tried_on.isoformat() if row.tried_on else ""
    outcome = str(row.get_outcome_display()) if row.tried_on else ""
    year = str(case.year or "") if keeping.is_published else ""
    told = (figure.get("kpi", ""), *numbers, figure.get("unit", ""))
    return (title, who, year, *days, tried, outcome, row.outcome_note, *told)
