"""A brief as HWPX, the open format of Hangul: headings, native tables, pictures, page numbers.

The one module that knows python-hwpx, which is held to one minor version.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dashboards.writing.brief import Brief, BriefCell, BriefTable
from dashboards.writing.pictures import FILLS, LIGHT_FROM
from dashboards.writing.safe import clean

_INK, _GREY, _WHITE = "#1E2124", "#58616A", "#FFFFFF"
_PLATE, _HEAD, _TINT, _HUSH, _RULE = "#03163A", "#D6E0EB", "#ECF2FE", "#F4F5F6", "#CDD1D5"
_MARGIN_MM: Final = 20.0
_TEXT_MM: Final = 210.0 - 2 * _MARGIN_MM
_UNITS_A_MM: Final = 283.4646
_PX_A_MM: Final = 96 / 25.4
_THIN: Final = "0.12 mm"


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a brief that are no figures, in its language.

    Attributes
    ----------
    findings, filters, method
        Headings.
    left_out, columns_left_out
        What is said where a table goes on in the Excel file; hold ``%d``.
    origin
        Lines under the title: where the numbers come from, who made it and when.
    notes
        Sentences on method and limits.
    header
        Stands at the head of every page.
    """

    findings: str
    filters: str
    method: str
    left_out: str
    columns_left_out: str
    origin: tuple[str, ...]
    notes: tuple[str, ...]
    header: str


Draw = Callable[[str], bytes]


def hwpx_bytes(brief: Brief, labels: Labels, *, draw: Draw) -> bytes:
    """Return a brief as HWPX.

    Parameters
    ----------
    draw
        Turns an SVG into a PNG at twice its size.
    """
    from hwpx import HwpxDocument

    writer = _Writer(HwpxDocument.new(), labels, draw)
    writer.write(brief)
    return bytes(writer.document.to_bytes())


@dataclass
class _Writer:
    document: Any
    labels: Labels
    draw: Draw
    _styles: dict[tuple[object, ...], str] = field(default_factory=dict)
    _fills: dict[str, str] = field(default_factory=dict)
    _aligned: dict[str, list[Any]] = field(default_factory=dict)

    def write(self, brief: Brief) -> None:
        """Write the whole document."""
        page = self.document.page
        page.setup(
            paper_size="A4",
            margin_left_mm=_MARGIN_MM,
            margin_right_mm=_MARGIN_MM,
            margin_top_mm=18,
            margin_bottom_mm=16,
            header_margin_mm=10,
            footer_margin_mm=10,
        )
        page.set_header(text=clean(self.labels.header))
        page.set_page_number(align="CENTER", prefix="- ", suffix=" -")
        self._title(brief)
        if brief.findings:
            self._findings(brief.findings)
        for table in brief.tables:
            self._part(table)
        self._heading(self.labels.method)
        for note in self.labels.notes:
            self._line(f"· {note}", size=9, color=_GREY)
        for alignment, paragraphs in self._aligned.items():
            self.document.styles.apply_paragraph_format(paragraphs=paragraphs, alignment=alignment)

    def _title(self, brief: Brief) -> None:
        """Write the plate: title, lead and filters; below it where the numbers come from."""
        table = self.document.add_table(1, 1, width=_units(_TEXT_MM))
        cell = self._cell(table, 0, 0, fill=_PLATE)
        self._run(cell.paragraphs[0], brief.title, size=20, color=_WHITE, bold=True)
        lines = [brief.lead] if brief.lead else []
        if brief.conditions:
            lines.append(" · ".join(f"{name}: {chosen}" for name, chosen in brief.conditions))
        for line in lines:
            self._run(cell.add_paragraph(""), line, size=10, color="#D8E5FD")
        for line in self.labels.origin:
            self._right(self._line(line, size=9, color=_GREY))

    def _findings(self, findings: Sequence[str]) -> None:
        self._heading(self.labels.findings)
        table = self.document.add_table(1, 1, width=_units(_TEXT_MM))
        cell = self._cell(table, 0, 0, fill=_TINT)
        for number, finding in enumerate(findings, start=1):
            paragraph = cell.paragraphs[0] if number == 1 else cell.add_paragraph("")
            self._run(paragraph, f"{number}. {finding}", size=11, bold=True)

    def _part(self, table: BriefTable) -> None:
        self._heading(table.title)
        if table.lead:
            self._line(table.lead, size=9.5, color=_GREY)
        if table.svg:
            self._picture(table)
        if table.rows:
            self._grid(table)
        elif table.empty:
            self._line(table.empty, size=10)
        for note in table.footnotes:
            self._line(note, size=8.5, color=_GREY)
        if table.left_out:
            self._line(self.labels.left_out % table.left_out, size=8.5, color=_GREY)
        if table.columns_left_out:
            self._line(self.labels.columns_left_out % table.columns_left_out, size=8.5, color=_GREY)

    def _picture(self, table: BriefTable) -> None:
        png = self.draw(table.svg)
        across = min(_png_width(png) / 2 / _PX_A_MM, _TEXT_MM)
        found = self.document.add_picture(png, "png", width_mm=across)
        _describe(found, f"{table.title}. {table.lead}".strip(" ."))

    def _grid(self, given: BriefTable) -> None:
        rows, columns = len(given.rows) + 1, len(given.head)
        table = self.document.add_table(rows, columns, width=_units(_TEXT_MM))
        # The names of rows take the room that a few figures leave.
        names = 2.6 if columns > 3 else 1.8
        table.set_column_widths([names, *(1.0 for _column in given.head[1:])])
        size = 9.5 if columns <= 6 else 8
        for at, title in enumerate(given.head):
            cell = self._cell(table, 0, at, fill=_HEAD)
            self._run(cell.paragraphs[0], title, size=size, bold=True)
            if given.is_number[at]:
                self._middle_or_right(cell.paragraphs[0], given)
        for down, row in enumerate(given.rows, start=1):
            for at, one in enumerate(row):
                self._value(table, (down, at), one, size, given)

    def _value(self, table: Any, place: tuple[int, int], one: BriefCell, size: float, given: BriefTable) -> None:
        fill = FILLS[one.shade - 1].upper() if one.shade else _HUSH if one.is_withheld and place[1] else ""
        is_light = one.shade > LIGHT_FROM
        cell = self._cell(table, *place, fill=fill)
        paragraph = cell.paragraphs[0]
        color = _WHITE if is_light else _GREY if one.is_withheld else _INK
        self._run(paragraph, one.text, size=size, color=color, bold=given.is_tiles and place[1] > 0)
        paragraphs = [paragraph]
        if one.beside:
            below = cell.add_paragraph("")
            self._run(below, one.beside, size=max(size - 2, 7), color=_WHITE if is_light else _GREY)
            paragraphs.append(below)
        if given.is_number[place[1]]:
            for each in paragraphs:
                self._middle_or_right(each, given)

    def _middle_or_right(self, paragraph: Any, given: BriefTable) -> None:
        self._aligned.setdefault("CENTER" if given.is_shaded else "RIGHT", []).append(paragraph)

    def _heading(self, text: str) -> None:
        """Write a heading of the outline, which Hangul numbers by itself."""
        style = self._style(size=13, bold=True, color=_INK)
        paragraph = self.document.add_heading(clean(text), level=1, char_pr_id_ref=style)
        self.document.styles.apply_paragraph_format(
            paragraphs=[paragraph], spacing_before_pt=12, spacing_after_pt=4, keep_with_next=True
        )

    def _line(self, text: str, *, size: float, color: str = _INK) -> Any:
        paragraph = self.document.add_paragraph("", style="바탕글", include_run=False)
        self._run(paragraph, text, size=size, color=color)
        return paragraph

    def _run(self, paragraph: Any, text: str, *, size: float, color: str = _INK, bold: bool = False) -> None:
        paragraph.add_run(clean(text), char_pr_id_ref=self._style(size=size, color=color, bold=bold))

    def _right(self, paragraph: Any) -> None:
        self._aligned.setdefault("RIGHT", []).append(paragraph)

    def _style(self, *, size: float, color: str, bold: bool) -> str:
        key = (size, color, bold)
        if key not in self._styles:
            made = self.document.styles.ensure_run(size=size, color=color, bold=bold)
            self._styles[key] = str(made)
        return self._styles[key]

    def _cell(self, table: Any, down: int, across: int, *, fill: str = "") -> Any:
        if fill not in self._fills:
            made = self.document.styles.ensure_border_fill(
                border_color=_RULE, border_width=_THIN, fill_color=fill or None
            )
            self._fills[fill] = str(made)
        table.set_cell_border_fill(down, across, self._fills[fill])
        return table.cell(down, across)


def _describe(picture: Any, text: str) -> None:
    """Give a picture the words that a screen reader says in its place."""
    element = picture.element
    namespace = element.tag.rpartition("}")[0] + "}"
    comment = element.find(f"{namespace}shapeComment")
    if comment is None:
        comment = element.makeelement(f"{namespace}shapeComment", {})
        element.append(comment)
    comment.text = clean(text)


def _units(millimetres: float) -> int:
    return round(millimetres * _UNITS_A_MM)


def _png_width(png: bytes) -> int:
    found: int = struct.unpack(">I", png[16:20])[0]
    return found
