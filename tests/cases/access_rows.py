"""Who may open the library: anyone. Rows of its other areas stand in the `access_<area>.py` beside this file."""

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.architecture.access import Row, everyone
from tests.cases.rows import load, make_row
from tests.factories import People

_AREAS = [
    import_module(f"tests.cases.{file.stem}")
    for file in sorted(Path(__file__).parent.glob("access_*.py"))
    if file.stem != "access_rows"
]
ROWS = [
    Row("cases:list", get=everyone(200)),
    Row("cases:detail", args=lambda things: [things["case"]], get=everyone(200)),
    Row("api-cases", get=everyone(200)),
    Row("api-cases-suggest", get=everyone(200)),
    Row("api-case", args=lambda things: [things["case"]], get=everyone(200)),
    *[row for area in _AREAS for row in area.ROWS],
]


def things(people: People) -> dict[str, Any]:
    load(make_row())
    found: dict[str, Any] = {"case": make_row()["id"]}
    for area in _AREAS:
        if hasattr(area, "things"):
            found |= area.things(people)
    return found
