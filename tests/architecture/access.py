"""The table of who may open which address: its row format, and the collection of every app's rows.

An app's rows stand in `tests/<app>/access_rows.py`:

    ROWS = [
        Row("cases:list", get=everyone(200)),
        Row("diagnosis:tasks", args=lambda things: [things["diagnosis"]], get=members(200)),
        Row("diagnosis:submit", args=…, get=members(200), post=members(owner=302, others=403)),
    ]

    def things(people: People) -> dict[str, Any]:   # optional: rows the addresses need, made once a test
        return {"diagnosis": make_diagnosis(people.company).pk}
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.urls import URLPattern, URLResolver

from tests.factories import People

APPS = ("qmplatform", "accounts", "cases", "diagnosis", "awards", "dashboards")
OFFICES = ("official", "local_official", "association", "analyst")
PLATFORM_ROLES = (*OFFICES, "examiner", "administrator")
ROLES = ("anonymous", "owner", "editor", "viewer", "stranger", *PLATFORM_ROLES)
Things = Mapping[str, Any]
# A tuple where the status depends on what answers beside us.
Status = int | tuple[int, ...]
Statuses = Mapping[str, Status]


@dataclass(frozen=True)
class Row:
    """One address and the status each role gets.

    Attributes
    ----------
    name : str
        As in `reverse`, with its namespace.
    get, post : mapping of role to status
        None: the method is not offered to anybody, everybody gets 405 (or is sent to log in).
    args : callable
        Takes the things of the test, gives the address's arguments.
    data : callable
        Takes the things of the test, gives what is posted. Empty data tell enough for a form: 200 shows its faults.
    note : str
        Why, where it is not plain.
    """

    name: str
    get: Statuses | None
    post: Statuses | None = None
    args: Callable[[Things], list[Any]] = field(default=lambda things: [])
    data: Callable[[Things], dict[str, Any]] = field(default=lambda things: {})
    note: str = ""


def everyone(status: Status, **others: Status) -> Statuses:
    """Give every role the status, but some another one."""
    return dict.fromkeys(ROLES, status) | others


def logged_in(status: Status, **others: Status) -> Statuses:
    """Send the anonymous to log in; give everybody else the status."""
    return everyone(status) | {"anonymous": 302} | others


def members(status: int | None = None, *, owner: int = 0, others: int = 403, anonymous: int = 302) -> Statuses:
    """Give the company's members a status, everybody else 404.

    `members(200)` for all members, `members(owner=200)` for the owner with 403 for the other members.
    """
    found = dict.fromkeys(ROLES, 404) | {"anonymous": anonymous}
    found |= dict.fromkeys(("owner", "editor", "viewer"), others if status is None else status)
    return found | ({"owner": owner} if owner else {})


def offices(status: Status, **others: Status) -> Statuses:
    """Give everybody with an office that reads dashboards the status, everybody else 403 (or to log in)."""
    return logged_in(403) | dict.fromkeys(OFFICES, status) | others


def administrators(status: int) -> Statuses:
    """Give administrators the status, send everybody else to log in, as Django's back office does."""
    return everyone(302, administrator=status)


def collected_rows() -> list[Row]:
    """Return the rows of every app that has some."""
    return [row for module in _modules() for row in module.ROWS]


def collected_things(people: People) -> dict[str, Any]:
    """Make what the addresses of every app need."""
    found: dict[str, Any] = {"people": people, "company": people.company}
    for module in _modules():
        if hasattr(module, "things"):
            found |= module.things(people)
    return found


def _modules() -> Iterator[Any]:
    for app in APPS:
        name = f"tests.{app}.access_rows"
        if find_spec(f"tests.{app}") and find_spec(name):
            yield import_module(name)


def address_names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    """Yield the name of every address; one without a name as its route in angle brackets."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from address_names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else f"<{namespace}{pattern.pattern}>"
