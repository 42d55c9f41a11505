"""Who may open the library: anyone."""

from typing import Any

from tests.architecture.access import Row, everyone
from tests.cases.rows import load, make_row
from tests.factories import People

ROWS = [
    Row("cases:list", get=everyone(200)),
    Row("cases:detail", args=lambda things: [things["case"]], get=everyone(200)),
    Row("api-cases", get=everyone(200)),
    Row("api-cases-suggest", get=everyone(200)),
    Row("api-case", args=lambda things: [things["case"]], get=everyone(200)),
]


def things(people: People) -> dict[str, Any]:
    load(make_row())
    return {"case": make_row()["id"]}
