"""Who may open the award's cycles and criteria, and who publishes them."""

from typing import Any

from tests.architecture.access import Row, everyone, logged_in
from tests.awards.loaded import CYCLE, make_row, next_year
from tests.factories import People


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make the next year's cycle, which waits to be published."""
    draft = make_row("cycle", "knqa-2027", next_year(), "2027")
    return {"award_draft": draft.pk}


def _draft(found: Any) -> list[Any]:
    return [found["award_draft"]]


_OFFICIALS = logged_in(403, official=200)
ROWS = [
    Row("awards:list", get=everyone(200)),
    Row("awards:cycle", args=lambda things: [2026], get=everyone(200)),
    Row("awards:criteria", args=lambda things: ["knqa-2026"], get=everyone(200)),
    Row("awards:manage", get=_OFFICIALS),
    Row("awards:file", args=_draft, get=_OFFICIALS),
    Row("awards:preview", args=_draft, get=_OFFICIALS),
    Row("awards:publish", args=_draft, get=None, post=_OFFICIALS, note="Without the tick the form shows its faults."),
    Row("api-award-cycles", get=everyone(200)),
    Row("api-award-cycle", args=lambda things: [CYCLE], get=everyone(200)),
]
