"""A company's plan as an Excel file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from diagnosis.report.drawing import gantt_rows
from diagnosis.report.facts import ResultFacts
from diagnosis.report.plan_facts import PlanFacts
from qmplatform.korean.formats import KST, kdate

Value = str | int | float | date | None

_INK: Final = Font(bold=True)
_HEAD: Final = PatternFill("solid", fgColor="D6E0EB")
_BAR: Final = PatternFill("solid", fgColor="0B50D0")
_CANDIDATE: Final = PatternFill("lightUp", fgColor="0B50D0")
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
# What XML 1.0 cannot hold.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet: lines of notes above, then a head and its rows."""

    title: str
    notes: Sequence[Sequence[Value]]
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int]


def plan_workbook(facts: ResultFacts, plan: PlanFacts, *, now: datetime) -> bytes:
    """Return the plan as an Excel file in the language now in use.

    Sheets: summary, what to improve, roadmap, targets. Every cell has its type; texts are texts even where they begin
    like a formula, so that nothing a company typed is ever computed.
    """
    book = Workbook(write_only=True)
    for sheet in (_summary(facts, plan, now), _priorities(facts, plan), _targets(facts, plan)):
        if sheet.title == _("Targets"):
            _write_roadmap(book, facts, plan)
        _write(book, sheet)
    book.properties.title = facts.title
    book.properties.creator = _("Quality self-diagnosis")
    moment = now.astimezone(KST).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _notes(facts: ResultFacts, plan: PlanFacts) -> list[list[Value]]:
    """Return what every sheet begins with: what it is, of whom, and from what it was made."""
    stamp = facts.stamp
    fictional = [_("fictional data")] if facts.is_synthetic else []
    revision = (
        _("Plan revision %(number)d of %(date)s")
        % {"number": plan.number, "date": kdate(plan.saved_at, facts.language)}
        if plan.number
        else _("Proposed by the diagnosis, nothing changed yet")
    )
    return [
        [facts.company, facts.year, *fictional],
        [revision],
        [_("Model"), stamp.model, _("Snapshot"), stamp.snapshot, _("Result"), stamp.result],
    ]


def _summary(facts: ResultFacts, plan: PlanFacts, now: datetime) -> _Sheet:
    means = plan.means
    rows: list[list[Value]] = [
        [_("Overall score"), facts.total.value],
        [_("Score once the plan is reached"), plan.forecast],
        [_("Horizon"), plan.horizon],
        *_choices(plan),
        [_("Own targets"), plan.own_targets],
        [_("Measures chosen"), means.chosen],
        [_("Own staff, person-months"), means.people_months],
        [_("Own staff allowed, person-months"), means.allowed_people_months],
        [_("Money, million won"), means.money],
        [_("Money allowed, million won"), means.allowed_money],
        [_("Tasks taken on"), len(plan.tasks)],
        [_("Tasks done"), sum(task.status == "done" for task in plan.tasks)],
        [_("Written on"), now.astimezone(KST).date()],
    ]
    return _Sheet(_("Summary"), _notes(facts, plan), (_("What"), _("Value")), rows, (38, 44))


def _choices(plan: PlanFacts) -> list[list[Value]]:
    shares: list[list[Value]] = [
        [_("Cost share of %(group)s, %%") % {"group": share.title}, share.percent] for share in plan.shares
    ]
    kpis: list[list[Value]] = [[_("Key figure"), kpi] for kpi in plan.kpis]
    return shares + kpis


def _priorities(facts: ResultFacts, plan: PlanFacts) -> _Sheet:
    names = [name for name, _weight in plan.weights]
    head = [
        _("No."),
        _("Code"),
        _("Question"),
        _("Dimension"),
        _("Present level"),
        _("Target"),
        _("Priority"),
        _("Importance"),
        _("Weight"),
        _("Impact"),
        _("Gap"),
        *names,
        _("Among the first five, % of draws"),
        _("Quadrant"),
    ]
    rows: list[list[Value]] = [
        [
            row.number,
            row.code,
            row.title,
            row.dimension,
            row.level,
            row.target,
            row.priority,
            row.importance,
            row.weight,
            row.impact,
            row.gap,
            *(factor for _name, _weight, factor in row.factors),
            row.robust_percent,
            row.quadrant_name,
        ]
        for row in plan.priorities
    ]
    note = [_("Priority = 100 × weight × impact × gap. Impact = the three factors by the weights of the horizon.")]
    widths = (6, 10, 36, 24, 14, 14, 10, 11, 9, 9, 9, 9, 12, 16, 18, 16)
    return _Sheet(_("What to improve"), [*_notes(facts, plan), note], head, rows, widths)


def _targets(facts: ResultFacts, plan: PlanFacts) -> _Sheet:
    head = (
        _("Dimension"),
        _("Code"),
        _("Question"),
        _("Present level"),
        _("Mean of the peers"),
        _("Upper quarter of the peers"),
        _("Target"),
        _("Why"),
    )
    rows: list[list[Value]] = [
        [
            group.title,
            goal.code,
            goal.title,
            round(goal.level_at, 2) if goal.is_known else None,
            None if goal.peers_at is None else round(goal.peers_at, 2),
            None if goal.upper_at is None else round(goal.upper_at, 2),
            goal.target_at,
            goal.reason,
        ]
        for group in plan.goals
        for goal in group.goals
    ]
    note = [_("Levels 0 to 5. A figure's level is its points divided by 20.")]
    return _Sheet(_("Targets"), [*_notes(facts, plan), note], head, rows, (24, 10, 36, 14, 14, 14, 10, 44))


def _write(book: Any, sheet: _Sheet) -> None:
    page = book.create_sheet(sheet.title)
    for place, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = f"A{len(sheet.notes) + 3}"
    _write_notes(page, sheet)
    page.append([_head(page, text) for text in sheet.head])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])


def _write_notes(page: Any, sheet: _Sheet) -> None:
    for line in sheet.notes:
        page.append([_cell(page, value) for value in line])
    page.append([])


def _write_roadmap(book: Any, facts: ResultFacts, plan: PlanFacts) -> None:
    """Write the timetable: a column a quarter, its bars filled."""
    fixed = [
        _("No."),
        _("Measure"),
        _("Chosen"),
        _("Start"),
        _("Quarters"),
        _("Own staff, person-months"),
        _("Money, million won"),
        _("Needs first"),
        _("Responsible"),
        _("Due date"),
        _("Status"),
    ]
    page = book.create_sheet(_("Timetable"))
    widths = (6, 34, 10, 12, 10, 14, 14, 34, 16, 14, 14, *(10 for _quarter in facts.quarters))
    for place, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    notes: list[list[Value]] = [*_notes(facts, plan), [plan.budget]]
    page.freeze_panes = f"C{len(notes) + 3}"
    _write_notes(page, _Sheet("", notes, (), (), ()))
    page.append([_head(page, text) for text in (*fixed, *facts.quarters)])
    for row in gantt_rows(facts, plan.tasks):
        step, task = row.step, row.task
        values: list[Value] = [
            step.number,
            step.title,
            _("Candidate") if step.is_candidate else _("Yes"),
            step.starts,
            step.quarters,
            step.people_months,
            step.money,
            ", ".join(need.title for need in step.open_needs),
            task.owner if task else None,
            task.due_on if task else None,
            task.status_word if task else None,
        ]
        cells = [_cell(page, value) for value in values]
        bar = _CANDIDATE if step.is_candidate else _BAR
        page.append(
            [*cells, *(_filled(page, bar if place in _span(row) else None) for place in range(len(facts.quarters)))]
        )


def _span(row: Any) -> range:
    return range(row.step.starts_quarter, row.step.starts_quarter + row.length)


def _filled(page: Any, fill: PatternFill | None) -> Cell:
    cell = _new(page)
    if fill is not None:
        cell.fill = fill
    return cell


def _head(page: Any, text: str) -> Cell:
    cell = _cell(page, text)
    cell.font, cell.fill, cell.alignment = _INK, _HEAD, _WRAP
    return cell


def _cell(page: Any, value: Value) -> Cell:
    """Return a cell of the value's own type. A text is a text, whatever it begins with."""
    cell = _new(page)
    if not isinstance(value, str):
        cell.value = value
        return cell
    cell.value = _CONTROL.sub(" ", value)
    cell.data_type = "s"
    # Excel would take it for a formula when somebody edits the cell; this mark keeps it a text.
    cell.quotePrefix = value[:1] in _FORMULA_BEGINS
    return cell


def _new(page: Any) -> Cell:
    cell: Cell = WriteOnlyCell(page)  # A function in openpyxl, for all its name.
    return cell


_FORMULA_BEGINS: Final = frozenset("=+-@\t\r")
