"""Who may open the dashboards: the rows of each area stand in the `access_<area>.py` beside this file."""

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.factories import People

_AREAS = [
    import_module(f"tests.dashboards.{file.stem}")
    for file in sorted(Path(__file__).parent.glob("access_*.py"))
    if file.stem != "access_rows"
]
ROWS = [row for area in _AREAS for row in area.ROWS]


def things(people: People) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for area in _AREAS:
        if hasattr(area, "things"):
            found |= area.things(people, found)
    return found
