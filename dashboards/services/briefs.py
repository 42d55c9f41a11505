"""Briefs: a page for a minister's desk, in Hangul's format and as PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dashboards.selectors.exports import font_files, made_line, method_notes
from dashboards.writing import Issue, png_bytes
from dashboards.writing.brief import Brief, BriefCell, BriefTable, brief_of
from dashboards.writing.hwpx import Labels, hwpx_bytes
from qmplatform.pdf import render_pdf

# Another number gives another file for the same page.
TEMPLATE_VERSION: Final = "2026.1"
# Width of the pictures in px: that of the text on A4 between the margins.
WIDTH: Final = 650.0
_TILES_A_LINE: Final = 4


def brief_hwpx(issue: Issue) -> bytes:
    """Return a page as a brief in HWPX, in the language now in use."""
    brief = brief_of(issue, width=WIDTH)
    fonts = font_files()
    return hwpx_bytes(brief, _labels(issue), draw=lambda svg: png_bytes(_alone(svg), fonts=fonts))


def brief_pdf(issue: Issue) -> bytes:
    """Return a page as a brief in tagged PDF, in the language now in use; the same page gives the same bytes."""
    brief = brief_of(issue, width=WIDTH)
    html = brief_html(brief, issue)
    identity = f"{brief!r} {issue.stamp!r} {issue.words.language} {TEMPLATE_VERSION}"
    return render_pdf(
        html,
        title=brief.title,
        language=issue.words.language,
        identifier=hashlib.sha256(identity.encode()).digest()[:16],
        now=issue.stamp.at,
    )


def brief_html(brief: Brief, issue: Issue) -> str:
    """Return the document that the PDF is laid out from."""
    context: dict[str, Any] = {
        "brief": brief,
        "tiles": list(_tile_lines(brief)),
        "parts": [(table, _picture(table), _said(table)) for table in brief.tables if not table.is_tiles],
        "labels": _labels(issue),
        "stamp": issue.stamp,
        "is_synthetic": issue.page.provenance.is_synthetic,
        "language": issue.words.language,
        "ruler": _ruler(),
        "notes": (*issue.page.provenance.notes, *method_notes()),
    }
    return render_to_string("dashboards/exports/brief.html", context)


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure: its name, the figure, and what stands below it."""

    name: str
    first: BriefCell
    others: tuple[tuple[str, BriefCell], ...]


def _tile_lines(brief: Brief) -> Iterator[list[Tile]]:
    """Yield the key figures, four a line."""
    found = [
        Tile(row[0].text, row[1], tuple(zip(table.head[2:], row[2:], strict=True)))
        for table in brief.tables
        if table.is_tiles
        for row in table.rows
        if len(row) > 1
    ]
    for at in range(0, len(found), _TILES_A_LINE):
        yield found[at : at + _TILES_A_LINE]


def _labels(issue: Issue) -> Labels:
    mark = f" · {issue.words.fictional}" if issue.page.provenance.is_synthetic else ""
    return Labels(
        findings=_("What stands out"),
        filters=_("Filters"),
        method=_("How the numbers came about"),
        left_out=_("Rows that stand in the Excel file only: %d"),
        columns_left_out=_("Columns that stand in the Excel file only: %d"),
        origin=(f"{issue.stamp.source}{mark}", _made(issue.stamp.by, issue.stamp.at, issue.words.language)),
        notes=(*issue.page.provenance.notes, *method_notes()),
        header=f"{issue.words.product} · {issue.page.title}{mark}",
    )


def _made(by: str, at: datetime, language: str) -> str:
    return f"{by} · {made_line(at, language)}"


def _said(table: BriefTable) -> list[str]:
    """Say what of a table stands in the Excel file only."""
    said = []
    if table.left_out:
        said.append(_("Rows that stand in the Excel file only: %d") % table.left_out)
    if table.columns_left_out:
        said.append(_("Columns that stand in the Excel file only: %d") % table.columns_left_out)
    return said


def _picture(table: BriefTable) -> SafeString:
    return mark_safe(table.svg)  # noqa: S308  drawn and escaped by the chart


def _alone(svg: str) -> str:
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _ruler() -> SafeString:
    """Draw the plate's edge as on the cover of a report: a tick each 2 mm, a long one each 20 mm."""
    ticks = "".join(f"M{2 * k} 0V{7 if k % 10 == 0 else 3.5}" for k in range(1, 105))
    path = f'<path d="{ticks}" stroke="#b1cefb" stroke-width="0.25"/>'
    return mark_safe(f'<svg aria-hidden="true" viewBox="0 0 210 7" width="794" height="26">{path}</svg>')  # noqa: S308
