"""Every address of the awards, opened by every role at every stage: what it answered and whose texts stood on it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from awards.urls import urlpatterns
from tests.awards.stages.story import DISPUTED, ROLES, Story

_MARKER: Final = re.compile("ZQX[A-Z0-9]+XQZ")
# What an address asks for beside the application; a new one is named here.
ARGUMENTS: Final[Mapping[str, Any]] = {"code": DISPUTED, "item": DISPUTED}


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer; `stage` is empty for a list of many applications, `markers` are those found on it."""

    stage: str
    role: str
    address: str
    status: int
    markers: frozenset[str]


def addresses(story: Story | None) -> Iterator[tuple[str, str]]:
    """Yield name and address of everything that is about one application; without one, of all lists about all of them.

    An address that asks for something the story has not (a vote before there is one) is left out.
    """
    known = {**ARGUMENTS, **story.things, "application_id": story.application.pk} if story else {}
    for pattern in urlpatterns:
        asked = set(pattern.pattern.converters)
        if pattern.name is not None and asked <= set(known) and bool(story) == ("application_id" in asked):
            yield pattern.name, reverse(f"awards:{pattern.name}", kwargs={name: known[name] for name in asked})


def crawl(users: Mapping[str, User], story: Story | None) -> Iterator[Seen]:
    """Yield what every role gets of every address that is opened and not only posted to."""
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(users[role])
        for name, address in addresses(story):
            if _takes_posts_alone(address):
                continue
            answer = client.get(address)
            found = frozenset(_MARKER.findall(text_of(answer)))
            yield Seen(story.stage if story else "", role, name, answer.status_code, found)


def _takes_posts_alone(address: str) -> bool:
    """Tell whether `require_POST` refuses GET before anything is looked at: the access table has a row for its POST."""
    return any(cell.cell_contents == ["POST"] for cell in resolve(address).func.__closure__ or ())


def text_of(answer: HttpResponseBase) -> str:
    """Return what an answer says, that of a workbook from the parts inside it."""
    body = b"".join(answer) if answer.streaming else getattr(answer, "content", b"")
    if not body.startswith(b"PK\x03\x04"):
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
