"""What the benchmarks say, for anybody: only what disclosure control lets through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, has_permission
from diagnosis.models import BenchmarkSnapshot
from diagnosis.report.template import language_now
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.statistics import (
    CellFact,
    Statistics,
    StatisticsRow,
    UnableToFindSnapshot,
    nodes_of,
    published_snapshot,
    published_snapshots,
    statistics_of,
)
from qmplatform.charts import ChartSpec, to_row_svgs

# Shades of the grid, from the lowest mean up; each begins at its score.
SHADES: Final = ((0.0, "h1"), (30.0, "h2"), (45.0, "h3"), (60.0, "h4"), (75.0, "h5"))


@dataclass(frozen=True)
class Table:
    """The published rows of one kind, each with its picture, and the names of those that are withheld."""

    anchor: str
    title: str
    column: str
    rows: list[tuple[StatisticsRow, SafeString]]
    withheld: list[str]


@login_not_required
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the snapshot that holds now."""
    newest = published_snapshots().first()
    if newest is None:
        return render(request, "diagnosis/benchmarks/none.html")
    return _page(request, published_snapshot(newest.pk))


@login_not_required
@require_safe
def statistics_of_snapshot(request: HttpRequest, snapshot_id: str) -> HttpResponse:
    """Show one published snapshot, an old one too."""
    try:
        snapshot = published_snapshot(snapshot_id)
    except UnableToFindSnapshot as error:
        raise Http404(str(error)) from error
    return _page(request, snapshot)


def _page(request: HttpRequest, snapshot: BenchmarkSnapshot) -> HttpResponse:
    language, model = language_now(), model_of(snapshot.model_version)
    chosen = request.GET.get("node", "")
    node = chosen if chosen in model.groups() else model.root.code
    found = statistics_of(snapshot, node, language)
    context = {
        "snapshot": snapshot,
        "statistics": found,
        "tables": tables_of(found, language),
        "grid": grid_of(found),
        "choices": [(group.code, group.title.in_(language)) for group in nodes_of(model)],
        "snapshots": published_snapshots(),
        "model_title": model.title.in_(language),
        "may_publish": has_permission(request.user, Permission.BENCHMARKS_PUBLISH),
    }
    return render(request, "diagnosis/benchmarks/statistics.html", context)


def tables_of(found: Statistics, language: str) -> list[Table]:
    """Return the tables of the page, the widest view first."""
    given: tuple[tuple[str, str, str, Sequence[StatisticsRow]], ...] = (
        ("sizes", _("By size"), _("Size"), found.sizes),
        ("groups", _("By type of business"), _("Type"), found.groups),
        ("sectors", _("By sector"), _("Sector"), found.sectors),
    )
    return [
        Table(anchor, title, column, _pictured(rows, title, language), [row.name for row in rows if row.cell is None])
        for anchor, title, column, rows in given
    ]


def _pictured(rows: Sequence[StatisticsRow], title: str, language: str) -> list[tuple[StatisticsRow, SafeString]]:
    """Return the rows that are published, each with its picture."""
    shown = [(row, row.cell) for row in rows if row.cell is not None]
    if not shown:
        return []
    spec = ChartSpec(
        kind="bars",
        title=title,
        summary=title,
        labels=[row.name for row, _cell in shown],
        own=[cell.mean for _row, cell in shown],
        q1=[cell.q1 for _row, cell in shown],
        q3=[cell.q3 for _row, cell in shown],
        interval=[(cell.low, cell.high) for _row, cell in shown],
        own_name=_("Mean"),
        language=language,
    )
    strips = (mark_safe(strip) for strip in to_row_svgs(spec))  # noqa: S308  drawn and escaped by the chart
    return list(zip((row for row, _cell in shown), strips, strict=True))


def grid_of(found: Statistics) -> list[tuple[StatisticsRow, list[tuple[CellFact | None, str]]]]:
    """Return the sectors that have a published size, each cell with its shade."""
    return [(row, [(cell, _shade(cell)) for cell in row.sizes]) for row in found.sectors if any(row.sizes)]


def _shade(cell: CellFact | None) -> str:
    return "" if cell is None else [name for start, name in SHADES if cell.mean >= start][-1]
