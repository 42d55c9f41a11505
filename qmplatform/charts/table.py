"""The same numbers as a table."""

from dataclasses import dataclass

from qmplatform.charts.spec import ChartSpec, Row
from qmplatform.korean.formats import plain_number, with_unit


@dataclass(frozen=True, slots=True)
class ChartTable:
    """A chart's numbers: the first column names the row, the others hold displayed text."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def to_table(spec: ChartSpec) -> ChartTable:
    """Write the chart as a table with the numbers it displays.

    Parameters
    ----------
    spec : ChartSpec

    Returns
    -------
    ChartTable
        Only the columns that the chart has. A missing number is a word, a column's gap an en dash.
    """
    columns = [spec.name("item"), spec.name("own")]
    if spec.kind == "matrix":
        columns = [spec.name("number"), spec.name("item"), spec.axes[0] or spec.name("own"), spec.axes[1] or "y"]
        rows = tuple(
            (str(i), row.label, row.own_text, f"{row.importance:.2f}") for i, row in enumerate(spec.rows(), start=1)
        )
        return ChartTable(spec.title, tuple(columns), rows)
    optional = (
        ("interval", bool(spec.interval)),
        ("benchmark", bool(spec.benchmark)),
        ("difference", bool(spec.benchmark) and spec.kind != "trend"),
        ("middle_half", bool(spec.q1)),
        ("target", bool(spec.target)),
        ("goalposts", bool(spec.goalposts)),
    )
    shown = [what for what, present in optional if present]
    header = (*columns, *(spec.name(what) for what in shown))
    return ChartTable(
        spec.title,
        header,
        tuple((row.label, row.own_text, *(_cell(spec, row, what) for what in shown)) for row in spec.rows()),
    )


def _cell(spec: ChartSpec, row: Row, what: str) -> str:
    if what == "interval":
        return _span(spec, row.interval, row)
    if what == "benchmark":
        return row.benchmark_text
    if what == "difference":
        return row.difference_text or "–"
    if what == "middle_half":
        quartiles = None if row.q1 is None or row.q3 is None else (row.q1, row.q3)
        return _span(spec, quartiles, row) if quartiles else row.hidden_word or "–"
    if what == "target":
        return "–" if row.target is None else spec.shown(row.target, row.unit)
    return f"{plain_number(row.low)}~{with_unit(plain_number(row.high), row.unit)}"


def _span(spec: ChartSpec, ends: tuple[float, float] | None, row: Row) -> str:
    return f"{spec.shown(ends[0], '')}~{spec.shown(ends[1], row.unit)}" if ends else "–"
