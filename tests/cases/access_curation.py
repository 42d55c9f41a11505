"""Who may look after the library, and who may propose a case."""

from typing import Any

from cases.models import Case
from cases.services.curation import case_create
from cases.services.proposals import proposal_create
from tests.architecture.access import Row, Statuses, everyone, logged_in, members
from tests.cases.curation.conftest import make_content
from tests.factories import NOW, People


def officials(status: int) -> Statuses:
    """Give officials the status, refuse everybody else, send the anonymous to log in."""
    return everyone(403, official=status, anonymous=302)


def own(things: Any) -> list[Any]:
    return [things["own_case"]]


ROWS = [
    Row("cases:manage", get=officials(200)),
    Row("cases:manage-new", get=officials(200), post=officials(200)),
    Row("cases:manage-duplicates", get=officials(200)),
    Row("cases:manage-case", args=own, get=officials(200)),
    Row("cases:manage-edit", args=own, get=officials(200), post=officials(200)),
    Row("cases:manage-step", args=own, get=None, post=officials(200), note="Says what is missing from the step."),
    Row("cases:manage-preview", args=own, get=officials(200)),
    Row("cases:manage-compare", args=own, get=officials(200), note="Without numbers: the last step."),
    Row(
        "cases:propose",
        get=logged_in(200, viewer=403),
        post=logged_in(200, viewer=403),
        note="Whoever belongs to no company is told to register one.",
    ),
    Row(
        "cases:proposal",
        args=lambda things: [things["proposal"]],
        get=members(200) | {"viewer": 403},
        post=members(200) | {"viewer": 403},
    ),
]


def things(people: People) -> dict[str, Any]:
    found: Case = case_create(content=make_content(), by=people.official, now=NOW)
    proposal = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    return {"own_case": found.pk, "proposal": proposal.pk}
