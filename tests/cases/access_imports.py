"""Who may bring cases in from files: officials, nobody else."""

from typing import Any

from cases.services.imports import import_preview
from tests.architecture.access import Row, Statuses, everyone
from tests.cases.rows import NOW, jsonl, make_row
from tests.factories import People


def officials(status: int) -> Statuses:
    """Give officials the status, send the anonymous to log in, and let nobody else in."""
    return everyone(403, anonymous=302, official=status)


ROWS = [
    Row("cases:imports", get=officials(200), post=officials(200)),
    Row("cases:import-template", get=officials(200)),
    Row("cases:import", args=lambda things: [things["import"]], get=officials(200)),
    Row("cases:import-take", args=lambda things: [things["import"]], get=None, post=officials(302)),
    Row("cases:import-discard", args=lambda things: [things["import"]], get=None, post=officials(302)),
    Row("cases:import-undo", args=lambda things: [things["import"]], get=None, post=officials(302)),
]


def things(people: People) -> dict[str, Any]:
    made = import_preview(name="file.jsonl", content=jsonl(make_row(id="brought")), by=people.official, now=NOW)
    return {"import": made.pk}
