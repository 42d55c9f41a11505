"""Who may open what comes after the scoring."""

from typing import Any

from tests.architecture.access import Row, everyone, members
from tests.diagnosis.result.samples import make_result
from tests.factories import People


def things(people: People) -> dict[str, Any]:
    return {"scored": make_result(people.company, people.owner, year=2024).submission.diagnosis_id}


def _scored(found: Any) -> list[Any]:
    return [found["scored"]]


def _number(found: Any) -> list[Any]:
    return [found["scored"], "INF1"]


RESULT_ROWS = [
    Row("method", get=everyone(200)),
    Row("diagnosis:result", args=_scored, get=members(200)),
    Row("diagnosis:explain", args=_number, get=members(200)),
    Row("diagnosis:learning", args=_scored, get=members(200)),
    Row("support", get=everyone(200)),
    Row("diagnosis:report", args=_scored, get=members(202), note="It is still being made."),
    Row("diagnosis:report_progress", args=_scored, get=members(302), note="Only htmx gets the button."),
    Row("api-result", args=_scored, get=members(200, anonymous=403)),
    Row("api-explanation", args=_number, get=members(200, anonymous=403)),
    Row("api-report", args=_scored, get=members(202, anonymous=403)),
    Row("api-recommended-cases", args=_scored, get=members(200, anonymous=403)),
]
