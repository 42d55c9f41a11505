"""The pages of daily figures."""

from functools import partial
from typing import Any

from tests.architecture.access import Row, offices


def _named(name: str, _things: Any) -> list[str]:
    return [name]


ROWS = [
    Row("dashboards:page", args=partial(_named, name), get=offices(200), note=name)
    for name in ("participation", "cases", "programmes", "awards")
]
