"""A feedback report as an Excel file for officials: typed cells, and texts that are never computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from accounts.models import User
from awards.feedback import Content, checksum
from awards.models import FeedbackReport
from awards.selectors.feedback import content_of, downloads_of
from qmplatform.audit import audit_record
from qmplatform.korean.formats import KST

Value = str | int | float | bool | date | None
# Of the cycle: examiners, and so the office, may look at the self-diagnosis.
OWN_VIEW_CONSENT: Final = "N03"
_INK: Final = Font(bold=True)
_HEAD: Final = PatternFill("solid", fgColor="D6E0EB")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
# What XML 1.0 cannot hold.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA_BEGINS: Final = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int]


@transaction.atomic
def feedback_sheet(*, report: FeedbackReport, by: User, now: datetime) -> bytes:
    """Return the Excel twin of an issued report, in the language now in use, and write down who took it.

    What the company's own diagnosis says stands in it only with the consent it gave when it handed in.
    """
    content = content_of(report)
    consents = report.application.submissions.latest("number").consents
    downloads = [
        (row.report.edition, row.report.language, row.taken_by.name or row.taken_by.email, _naive(row.taken_at))
        for row in downloads_of(report.application)
    ]
    body = workbook(content, with_own=consents.get(OWN_VIEW_CONSENT) is True, downloads=downloads, now=now)
    audit_record(
        action="award_feedback_sheet",
        by=by,
        subject=f"award_feedback:{report.pk}",
        company_id=report.application.company_id,
        details={"edition": report.edition, "language": report.language},
        now=now,
    )
    return body


def workbook(
    content: Content, *, with_own: bool, downloads: Iterable[tuple[int, str, str, datetime]] = (), now: datetime
) -> bytes:
    """Return a report as an Excel file.

    Parameters
    ----------
    with_own
        Whether what the company's own diagnosis says may stand in it.
    downloads
        Edition, language, who and when (Korean time), the latest first.
    """
    book = Workbook(write_only=True)
    for sheet in (
        _overview(content),
        _items(content, with_own=with_own),
        _remarks(content),
        _themes(content),
        *_changes(content),
        _downloads(downloads),
        _notes(content, with_own=with_own),
    ):
        _write(book, sheet)
    book.properties.title = f"{content.head.company} {content.head.cycle}"
    book.properties.creator = _("National Quality Award")
    book.properties.created = book.properties.modified = _naive(now)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _overview(content: Content) -> Sheet:
    head, stamp = content.head, content.stamp
    names = {"total": _("Overall"), "process": _("Process items"), "results": _("Results items")}
    rows: list[Sequence[Value]] = [
        (_("Company"), head.company),
        (_("Fictional"), head.is_synthetic),
        (_("Circle or team"), head.team or None),
        (_("Cycle"), head.cycle),
        (_("Category"), head.category),
        (_("Receipt number"), head.receipt_number),
        (_("Handed in on"), date.fromisoformat(head.submitted_on)),
        (_("Left at the stage"), head.stage or None),
        (_("Honour"), head.honour or None),
        (_("Number of examiners"), head.readers),
        *((_("Band: %(part)s") % {"part": names[one.section]}, one.number) for one in content.bands),
        (_("Strengths"), sum(len(item.strengths) for item in content.items)),
        (_("Opportunities"), sum(len(item.opportunities) for item in content.items)),
        (_("Edition"), stamp.edition),
        (_("Correction"), stamp.correction or None),
    ]
    return Sheet(_("Overview"), (_("What"), _("Value")), rows, (30, 60))


def _items(content: Content, *, with_own: bool) -> Sheet:
    head = [
        _("Item"), _("Title"), _("Category"), _("Kind"), _("Points"), _("Answered"), _("Range"), _("Range number"),
        _("Strengths"), _("Opportunities"),
    ]  # fmt: skip
    if with_own:
        head += [_("Self-diagnosis, 0-100"), _("Range of the self-diagnosis"), _("Ranges apart")]
    rows: list[Sequence[Value]] = []
    for category in content.categories:
        for item in category.items:
            row: list[Value] = [
                item.number, item.title, category.title, _kind_of_item(item.kind), item.points, item.is_answered,
                item.range_code or None, item.range_number or None, len(item.strengths), len(item.opportunities),
            ]  # fmt: skip
            if with_own:
                own = item.own
                row += [own.value, own.range_code, own.apart] if own else [None, None, None]
            rows.append(row)
    return Sheet(_("Items"), head, rows, (8, 32, 24, 12, 9, 11, 9, 12, 10, 14, 16, 16, 12)[: len(head)])


def _remarks(content: Content) -> Sheet:
    head = (
        _("No."), _("Item"), _("Kind"), _("Factor"), _("Important"), _("Text"), _("Language"), _("Key factor"),
        _("Rests on"), _("Something is absent"), _("Settled on the site visit"), _("Key themes"),
    )  # fmt: skip
    rows: list[Sequence[Value]] = [
        (
            one.number, one.item, _("Strength") if one.kind == "strength" else _("Opportunity"),
            one.factor_title or None, one.is_vital, one.text, one.language or content.language, one.key_factor or None,
            ", ".join(cite.id for cite in one.cites) or None, one.is_absence, one.is_settled,
            ", ".join(map(str, one.themes)) or None,
        )
        for one in content.remarks.values()
    ]  # fmt: skip
    return Sheet(_("Comments"), head, rows, (10, 10, 12, 14, 11, 80, 10, 40, 24, 14, 14, 12))


def _themes(content: Content) -> Sheet:
    rows: list[Sequence[Value]] = [
        (one.number, one.title, one.text, ", ".join(one.remarks) or None) for one in content.themes
    ]
    return Sheet(_("Key themes"), (_("No."), _("Title"), _("Text"), _("Rests on")), rows, (6, 32, 90, 30))


def _changes(content: Content) -> list[Sheet]:
    if content.changes is None:
        return []
    rows: list[Sequence[Value]] = [
        (one.number, one.title, one.before or None, one.before_number or None, one.now or None, one.now_number or None)
        for one in content.changes.items
    ]
    head = (_("Item"), _("Title"), _("Range then"), _("Number then"), _("Range now"), _("Number now"))
    return [Sheet(_("Since %(year)d") % {"year": content.changes.year}, head, rows, (8, 32, 12, 12, 12, 12))]


def _downloads(downloads: Iterable[tuple[int, str, str, datetime]]) -> Sheet:
    head = (_("Edition"), _("Language"), _("Who"), _("When, Korean time"))
    return Sheet(_("Downloads"), head, list(downloads), (10, 10, 30, 22))


def _notes(content: Content, *, with_own: bool) -> Sheet:
    stamp = content.stamp
    rows: list[Sequence[Value]] = [
        (_("What this is"), _("The Excel twin of the feedback report of one applicant, for the award office.")),
        (_("What is not in it"), _("Percents, points, single reviews, minority notes and names of examiners.")),
        (
            _("Self-diagnosis"),
            _("In it with the applicant's consent.") if with_own else _("Left out: the applicant gave no consent."),
        ),
        (_("Cycle"), f"{stamp.cycle} {stamp.cycle_checksum}"),
        (_("Criteria"), f"{stamp.criteria} {stamp.criteria_checksum}"),
        (_("Points"), stamp.points_label),
        (_("Points confirmed by an official notice"), stamp.points_verified),
        (_("Comment guide"), stamp.guide),
        (_("Dossier"), stamp.submission_checksum),
        (_("Report"), checksum(content)),
        (_("As of"), _naive(datetime.fromisoformat(stamp.as_of))),
    ]
    return Sheet(_("Notes"), (_("What"), _("Value")), rows, (34, 90))


def _kind_of_item(kind: str) -> str:
    return _("Process") if kind == "process" else _("Results")


def _naive(moment: datetime) -> datetime:
    """Return a moment in Korean time as Excel keeps it, without a zone."""
    return moment.astimezone(KST).replace(tzinfo=None, microsecond=0)


def _write(book: Any, sheet: Sheet) -> None:
    page = book.create_sheet(sheet.title)
    for place, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"
    page.append([_headed(page, text) for text in sheet.head])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _headed(page: Any, text: str) -> Cell:
    cell = _cell(page, text)
    cell.font, cell.fill, cell.alignment = _INK, _HEAD, _WRAP
    return cell


def _cell(page: Any, value: Value) -> Cell:
    """Return a cell of the value's own type. A text is a text, whatever it begins with."""
    cell: Cell = WriteOnlyCell(page)
    if not isinstance(value, str):
        cell.value = value
        return cell
    cell.value = _CONTROL.sub(" ", value)
    cell.data_type = "s"
    # Excel would take it for a formula when somebody edits the cell; this mark keeps it a text.
    cell.quotePrefix = value[:1] in _FORMULA_BEGINS
    cell.alignment = _WRAP
    return cell
