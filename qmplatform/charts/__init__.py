"""Charts: one description, drawn as SVG (screen and print), as a Plotly figure, and as a table.

`ChartSpec` describes what is shown; `to_svg`, `to_row_svgs`, `to_plotly` and `to_table` show it. All four write the
same displayed numbers, and a missing value is always a hatch or a word, never a zero.
"""

from qmplatform.charts.figure import to_plotly
from qmplatform.charts.spec import Absent, Band, ChartSpec, UnableToDrawChart
from qmplatform.charts.svg import to_row_svgs, to_svg
from qmplatform.charts.table import ChartTable, to_table

__all__ = [
    "Absent",
    "Band",
    "ChartSpec",
    "ChartTable",
    "UnableToDrawChart",
    "to_plotly",
    "to_row_svgs",
    "to_svg",
    "to_table",
]
