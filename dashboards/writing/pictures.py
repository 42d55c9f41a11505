"""Tables as pictures for files and paper: SVG with its colours in it, no page needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dashboards.figures import Column, Kind, Row, Table, Value
from dashboards.figures.tiles import TILES
from dashboards.writing.cells import shown, shown_number
from dashboards.writing.safe import clean
from dashboards.writing.words import Issue, Words
from qmplatform.charts import to_svg
from qmplatform.charts.canvas import Canvas
from qmplatform.charts.fitting import shorten, text_width, wrap

WIDTH: Final = 720.0
# Lower bounds of the shades two to five where a table names none: those of the public statistics.
SHADES: Final = (30.0, 45.0, 60.0, 75.0)
FILLS: Final = ("#ecf2fe", "#b1cefb", "#86aff9", "#0b50d0", "#052561")
LIGHT_FROM: Final = 3
_DOT: Final = " · "
_MARGIN, _CELL, _HEAD = 28.0, 38.0, 24.0
_SHADED: Final = frozenset({Kind.POINTS, Kind.PERCENT, Kind.RATIO})
_DRAWN: Final = frozenset({"heat", "map", "funnel"})
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*? width="([\d.]+)" height="([\d.]+)"')


def is_drawable(table: Table) -> bool:
    """Tell whether there is a picture of a table."""
    return bool(table.rows) and bool(table.columns) and (table.chart is not None or table.picture in _DRAWN)


def drawing(table: Table, words: Words, *, width: float = WIDTH) -> str:
    """Return the picture of a table without heading or source, to stand under a heading.

    Raises
    ------
    LookupError
        There is no picture of this table: see `is_drawable`.
    """
    if not is_drawable(table):
        raise LookupError(f"{table.code}: there is no picture of it")
    if table.chart is not None and table.picture not in _DRAWN:
        return to_svg(table.chart, for_print=True, width=width)
    canvas = Canvas.for_paper(width, on_plate=False)
    canvas.hatch_id = f"hatch-{re.sub('[^A-Za-z0-9]', '-', table.code)}"
    draw = {"heat": _heat, "map": _map, "funnel": _funnel}[table.picture]
    bottom = draw(canvas, table, words)
    return canvas.finish(bottom, summary=f"{clean(table.title)}. {clean(table.lead)}".strip(" ."))


def picture(issue: Issue, code: str, *, width: float = WIDTH) -> str:
    """Return the picture of one table as a whole SVG file: heading, filters, picture, source.

    Raises
    ------
    LookupError
        The page has no such table, or there is no picture of it.
    """
    page, table = issue.page, issue.page.table(code)
    inner = drawing(table, issue.words, width=width)
    found = _SIZE.search(inner)
    if found is None:
        raise LookupError(f"{code}: the picture has no size")
    wide, high = float(found[3]), float(found[4])
    whole = width + 2 * _MARGIN
    canvas = Canvas.for_paper(whole, on_plate=False)
    left, y = _MARGIN / whole, _MARGIN + 20
    canvas.rect("ink", left, _MARGIN - 8, width / whole, 2)
    for line in wrap(clean(table.title), width, 2, 20):
        canvas.text("ink", left, y, line, size=20, bold=True)
        y += 27
    told = [clean(page.title), *(f"{clean(name)}: {clean(chosen)}" for name, chosen in page.conditions)]
    for line in _packed(told, width, 13):
        canvas.text("mute", left, y - 4, line)
        y += 18
    top = y + 8
    y = top + high + 26
    canvas.line("grid", left, y - 14, left + width / whole, y - 14)
    mark = [issue.words.fictional] if page.provenance.is_synthetic else []
    for line in _packed([*issue.stamp.source.split(_DOT), *mark], width, 12):
        canvas.text("mute", left, y + 4, line, size=12)
        y += 17
    canvas.parts.append(inner.replace("<svg ", f'<svg x="{_MARGIN + (width - wide) / 2:g}" y="{top:g}" ', 1))
    canvas.rect("grid", 0, 0, 1, y + 6, fill="#ffffff", stroke="none")
    canvas.parts.insert(0, canvas.parts.pop())
    svg = canvas.finish(y + 6, summary=clean(table.title))
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _packed(parts: Sequence[str], width: float, size: float) -> list[str]:
    """Put parts on lines, as many on each as fit."""
    lines: list[str] = []
    for part in parts:
        joined = f"{lines[-1]}{_DOT}{part}" if lines else part
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(shorten(part, width, size))
    return lines


def _heat(canvas: Canvas, table: Table, words: Words) -> float:
    """Draw shaded cells; where there is no value, the hatch and the word."""
    width = canvas.least_width
    names = min(max(text_width(_name(row, words)) for row in table.rows) + 12, width * 0.3)
    across = (width - names) / len(table.columns)
    small = 11.0 if across < 72 else 12.0
    heads = [wrap(clean(column.title), across - 6, 2, small) for column in table.columns]
    tall = 16.0 * max(len(lines) for lines in heads) + 8
    for at, lines in enumerate(heads):
        middle = (names + (at + 0.5) * across) / width
        for k, line in enumerate(lines):
            y = tall - 8 - 16 * (len(lines) - 1 - k)
            canvas.text("ink", middle, y, line, anchor="middle", size=small, bold=True)
    y = tall
    for row in table.rows:
        canvas.text("ink", 0, y + _CELL / 2 + 5, shorten(_name(row, words), names - 8), full=_name(row, words))
        for at, (column, value) in enumerate(zip(table.columns, row.values, strict=True)):
            x = (names + at * across) / width
            _box(canvas, (x, y, across / width, _CELL), (table, column), value, words)
        y += _CELL
    return _legend(canvas, table, words, y + 12)


def _box(
    canvas: Canvas, place: tuple[float, float, float, float], where: tuple[Table, Column], value: Value, words: Words
) -> None:
    """Draw one shaded cell with its value and, below it, how many companies are behind it."""
    x, y, wide, high = place
    gap = 1.5 / canvas.least_width
    table, column = where
    inside = (wide * canvas.least_width) - 6
    if value.value is None:
        canvas.hatch(x + gap, y + 1.5, wide - 2 * gap, high - 3)
        word = shorten(shown(value, column, words), inside, 11)
        ground = (text_width(word, 11) + 8) / canvas.least_width
        canvas.rect("grid", x + (wide - ground) / 2, y + high / 2 - 8, ground, 16, fill="#ffffff", stroke="none")
        canvas.text("mute", x + wide / 2, y + high / 2 + 4, word, anchor="middle", size=11)
        return
    shade = _shade(table, column, value)
    fill = "#ffffff" if shade is None else FILLS[shade]
    canvas.rect("grid", x + gap, y + 1.5, wide - 2 * gap, high - 3, fill=fill, stroke="none")
    role = "on" if shade is not None and shade >= LIGHT_FROM else "ink"
    middle = x + wide / 2
    text = shorten(shown(value, column, words) + ("*" if value.note else ""), inside)
    if value.companies is None:
        canvas.text(role, middle, y + high / 2 + 5, text, anchor="middle", size=13)
        return
    canvas.text(role, middle, y + high / 2 - 1, text, anchor="middle", size=13)
    many = shorten(words.n % f"{value.companies:,}", inside, 10)
    canvas.text(role, middle, y + high / 2 + 12, many, anchor="middle", size=10)


def _map(canvas: Canvas, table: Table, words: Words) -> float:
    """Draw the regions as equal squares, each where it lies; regions without a place follow in a row below."""
    column = table.columns[0]
    placed = {row.code: TILES[row.code] for row in table.rows if row.code in TILES}
    last = max((down for _across, down in placed.values()), default=-1)
    others = [row for row in table.rows if row.code not in placed]
    placed |= {row.code: (at % 4, last + 1 + at // 4) for at, row in enumerate(others)}
    size, high = min(canvas.least_width / 4, 180.0), 60.0
    for row in table.rows:
        across, down = placed[row.code]
        _tile(canvas, (across * size, down * high, size - 4, high - 4), (table, column), row, words)
    bottom = (max(down for _across, down in placed.values()) + 1) * high
    return _legend(canvas, table, words, bottom + 10)


def _tile(
    canvas: Canvas, place: tuple[float, float, float, float], where: tuple[Table, Column], row: Row, words: Words
) -> None:
    table, column = where
    x, y, wide, high = place
    least, value = canvas.least_width, row.values[0]
    shade = _shade(table, column, value)
    if value.value is None:
        canvas.hatch(x / least, y, wide / least, high)
        canvas.rect("grid", (x + 8) / least, y + 8, (wide - 16) / least, high - 16, fill="#ffffff", stroke="none")
    else:
        fill = "#f4f5f6" if shade is None else FILLS[shade]
        canvas.rect("grid", x / least, y, wide / least, high, fill=fill, stroke="none")
    role = "on" if shade is not None and shade >= LIGHT_FROM else "ink"
    middle = (x + wide / 2) / least
    name = shorten(_name(row, words), wide - 8, 12)
    canvas.text(role, middle, y + high / 2 - 5, name, anchor="middle", size=12, full=_name(row, words))
    text, bold = shown(value, column, words) + ("*" if value.note else ""), value.value is not None
    canvas.text(role, middle, y + high / 2 + 14, shorten(text, wide - 8, 14), anchor="middle", size=14, bold=bold)


def _funnel(canvas: Canvas, table: Table, words: Words) -> float:
    """Draw the steps as bars from the left, each as long as so many came so far."""
    column, width = table.columns[0], canvas.least_width
    numbers = [row.values[0].value for row in table.rows]
    most = max((float(n) for n in numbers if isinstance(n, int | float)), default=0.0)
    names = min(max(text_width(_name(row, words)) for row in table.rows) + 14, width * 0.34)
    room = width - names - 150
    y = 4.0
    first = numbers[0] if isinstance(numbers[0], int | float) else None
    for row, number in zip(table.rows, numbers, strict=True):
        canvas.text("ink", 0, y + 20, shorten(_name(row, words), names - 10), full=_name(row, words))
        text = shown(row.values[0], column, words)
        if isinstance(number, int | float) and most > 0:
            long = max(room * float(number) / most, 2.0)
            canvas.rect("own", names / width, y + 4, long / width, 22)
            canvas.text("ink", (names + long + 8) / width, y + 20, text, bold=True)
            if first and number != first:
                share = f"{100 * float(number) / float(first):.0f}%"
                canvas.text("mute", (names + long + 16 + text_width(text)) / width, y + 20, share, size=12)
        else:
            canvas.hatch(names / width, y + 4, room / width, 22)
            canvas.text("mute", (names + room + 8) / width, y + 20, shorten(text, 142))
        y += 34
    return y


def _legend(canvas: Canvas, table: Table, words: Words, y: float) -> float:
    """Say what the shades mean and what the hatch is."""
    column = next((one for one in table.columns if one.kind in _SHADED), None)
    width, x = canvas.least_width, 0.0
    entries: list[tuple[str, str]] = []
    if column is not None:
        low = _bounds(table)
        ends = [_plain(bound, column) for bound in low]
        entries = [(FILLS[0], words.under % ends[0])]
        entries += [(FILLS[at + 1], f"{a}~{b}") for at, (a, b) in enumerate(pairwise(ends))]
        entries.append((FILLS[4], words.over % ends[-1]))
    reasons = dict.fromkeys(v.withheld for row in table.rows for v in row.values if v.withheld is not None)
    entries += [("", words.withheld_short[reason]) for reason in reasons if words.withheld_short[reason] != "–"]
    drawn = (v for row in table.rows for v in (row.values[:1] if table.picture == "map" else row.values))
    entries += [
        ("*", shorten(f"* {clean(note)}", width, 12)) for note in dict.fromkeys(v.note for v in drawn if v.note)
    ]
    for fill, text in entries:
        before = 0 if fill == "*" else 24
        wide = before + 2 + text_width(text, 12) + 16
        if x + wide > width and x > 0:
            x, y = 0.0, y + 20
        if fill not in ("", "*"):
            canvas.rect("grid", x / width, y, 18 / width, 12, fill=fill, stroke="none")
        elif not fill:
            canvas.hatch(x / width, y, 18 / width, 12)
        canvas.text("mute", (x + before) / width, y + 10, text, size=12)
        x += wide
    return y + 16 if entries else y - 8


def _plain(bound: float, column: Column) -> str:
    text = shown_number(bound, Column(column.code, column.title, column.kind))
    return text.replace(".0", "")


def _bounds(table: Table) -> Sequence[float]:
    return table.shades if len(table.shades) == len(SHADES) else SHADES


def _shade(table: Table, column: Column, value: Value) -> int | None:
    if column.kind not in _SHADED or not isinstance(value.value, int | float):
        return None
    return sum(value.value >= bound for bound in _bounds(table))


def shade_of(table: Table, column: Column, value: Value) -> int:
    """Return which of the five shades a value has, from 1; 0 for none."""
    shade = _shade(table, column, value)
    return 0 if shade is None else shade + 1


def _name(row: Row, words: Words) -> str:
    given = row.name
    if given.value is None:
        return words.withheld_short[given.withheld] if given.withheld is not None else ""
    return clean(str(given.value))
