"""Who may open the steps to the roadmap, and who may change the plan."""

from typing import Any

from tests.architecture.access import Row, members

_EDITORS = {"owner", "editor"}


def _scored(found: Any) -> list[Any]:
    return [found["scored"]]


def _task(found: Any) -> list[Any]:
    return [found["scored"], "I01"]


def _editors(status: int) -> dict[str, Any]:
    return {**members(403), **dict.fromkeys(_EDITORS, status)}


PLAN_ROWS = [
    Row("diagnosis:roadmap", args=_scored, get=members(200), post=_editors(200)),
    Row("diagnosis:roadmap_environment", args=_scored, get=members(200), post=_editors(200)),
    Row("diagnosis:roadmap_status", args=_scored, get=members(200), post=_editors(200)),
    Row("diagnosis:roadmap_priorities", args=_scored, get=members(200)),
    Row("diagnosis:roadmap_task", args=_task, get=members(200), post=_editors(200)),
    Row("diagnosis:roadmap_what_if", args=_scored, get=members(200)),
    Row("diagnosis:roadmap_report", args=_scored, get=members(302), note="Only htmx gets the button."),
    Row("diagnosis:roadmap_report_order", args=_scored, get=None, post=_editors(303)),
    Row("diagnosis:roadmap_pdf", args=_scored, get=members(302), note="Nobody asked for it yet."),
    Row("diagnosis:roadmap_xlsx", args=_scored, get=members(200)),
    Row("api-roadmap", args=_scored, get=members(200, anonymous=403)),
]
