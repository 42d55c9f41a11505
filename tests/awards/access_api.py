"""Who may ask the API about applications, reviews, consensus and reports."""

from typing import Any

from tests.architecture.access import Row, logged_in, members
from tests.awards.rows import hand_in, make_application
from tests.factories import People


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make an application that was handed in, of the company everybody is measured by."""
    row = make_application(people.company, found["cycle"], category="INNOV-GREEN")
    hand_in(row, people.owner)
    return {"api_application": row.pk}


def _one(found: Any) -> list[Any]:
    return [found["api_application"]]


# Without a session the API answers 403 rather than sending to the log-in.
_COMPANY_AND_OFFICE = members(200, anonymous=403) | {"official": 200}
_OFFICE = members(403, anonymous=403) | {"official": 200}
ROWS = [
    Row("api-award-applications", get=logged_in(200) | {"anonymous": 403}),
    Row("api-award-application", args=_one, get=_COMPANY_AND_OFFICE),
    Row("api-award-reviews", args=_one, get=_OFFICE, note="Examiners of its team too; a company never."),
    Row("api-award-consensus", args=_one, get=_OFFICE, note="Its team and its judges too; a company never."),
    Row("api-award-feedback-report", args=_one, get=members(404, anonymous=403) | {"viewer": 403}),
]
