"""Who may open a company's list of cases, and the printed addresses."""

from typing import Any

from cases.models import Case
from cases.services.companies import case_save
from tests.architecture.access import Row, Statuses, everyone, logged_in, members
from tests.cases.rows import load, make_row
from tests.factories import NOW, People


def editors(status: int) -> Statuses:
    """Give owners and editors the status, viewers 403, others 404."""
    return {**members(403), "owner": status, "editor": status}


def _kept(things: Any) -> list[Any]:
    return [things["company"].pk, things["kept_case"].pk]


ROWS = [
    Row("cases:saved", get=logged_in(200)),
    Row("cases:saved_export", args=lambda things: [things["company"].pk], get=members(200)),
    Row("cases:tell", args=_kept, get=members(200), post=editors(302)),
    Row("cases:keep", args=_kept, get=None, post=editors(302), data=lambda things: {"deed": "save"}),
    Row("short-case", args=lambda things: [things["kept_case"].short_code], get=everyone(302)),
]


def things(people: People) -> dict[str, Any]:
    load(make_row(id="kept-2024", organisation_ko="저장정공"))
    case = Case.objects.get(pk="kept-2024")
    case_save(company=people.company, case=case, by=people.owner, now=NOW)
    return {"kept_case": case}
