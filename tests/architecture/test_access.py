"""Every address of the site x every role x GET and POST: the status is the one the table says."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from accounts.models import User
from tests.architecture.access import ROLES, Row, Statuses, Things, address_names, collected_rows, collected_things
from tests.architecture.plain_answers import plain_pages, plain_refusals
from tests.factories import People, make_people

# Rights are looked up alike on any database.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ROWS = collected_rows()
# Addresses without a name: the back office's catch-all (log in, or 404) and the old address of a row (to the new one).
WITHOUT_NAME = {"<admin:(?P<url>.*)$>", "<admin:<path:object_id>/>"}


@dataclass(frozen=True)
class World:
    """What every address needs, made once: each question is asked within a transaction that is taken back."""

    people: People
    things: Things
    files: Path
    # By role, of somebody who is logged in.
    cookies: Mapping[str, SimpleCookie]

    def client(self, role: str, *, enforce_csrf_checks: bool = False) -> Client:
        """Return a browser of somebody of a role; whatever it does leaves the next one as it is."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        if role in self.cookies:
            client.cookies = SimpleCookie(self.cookies[role].output(header="", sep=";"))
        return client


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    files = tmp_path_factory.mktemp("files")
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic(), plain_refusals():
        with override_settings(MEDIA_ROOT=files, PASSWORD_HASHERS=hashers), translation.override("ko"):
            people = make_people()
            things = collected_things(people)
            yield World(people, things, files, {role: _cookies(user) for role, user in people.by_role().items()})
        transaction.set_rollback(True)


def _cookies(user: User) -> SimpleCookie:
    client = Client()
    client.force_login(user)
    return client.cookies


@pytest.fixture(autouse=True)
def _same_files(world: World, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = world.files


def status_of(role: str, world: World, method: str, address: str, data: dict[str, object]) -> int:
    with transaction.atomic():
        status = getattr(world.client(role), method)(address, data).status_code
        transaction.set_rollback(True)
    return int(status)


def differences(row: Row, world: World, method: str, expected: Statuses) -> list[str]:
    assert set(expected) == set(ROLES), f"{row.name}: every role needs a status"
    things = world.things
    address, data = reverse(row.name, args=row.args(things)), row.data(things) if method == "post" else {}
    with plain_pages():
        found = {role: status_of(role, world, method, address, data) for role in ROLES}
    return [
        f"{row.name} {method} {role}: {found[role]}, not {wanted}"
        for role, wanted in expected.items()
        if found[role] not in (wanted if isinstance(wanted, tuple) else (wanted,))
    ]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_get(row: Row, world: World) -> None:
    if row.get is not None:
        assert differences(row, world, "get", row.get) == []
    else:
        for role in ROLES:
            status = status_of(role, world, "get", reverse(row.name, args=row.args(world.things)), {})
            assert status in (302, 403, 404, 405), f"{row.name} get {role}: {status}"


@pytest.mark.parametrize("row", [r for r in ROWS if r.post], ids=[r.name for r in ROWS if r.post])
def test_post(row: Row, world: World) -> None:
    assert row.post is not None
    assert differences(row, world, "post", row.post) == []


@pytest.mark.parametrize("row", [r for r in ROWS if r.post], ids=[r.name for r in ROWS if r.post])
def test_post_without_token_is_refused(row: Row, world: World) -> None:
    client = world.client("owner", enforce_csrf_checks=True)
    with transaction.atomic():
        answer = client.post(reverse(row.name, args=row.args(world.things)), row.data(world.things))
        transaction.set_rollback(True)
    assert answer.status_code == 403


def database_checksum() -> dict[str, str]:
    """Return a checksum a table, without sessions and what allauth fills up when it looks."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table not in {"django_session", "account_emailaddress"}:
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


@pytest.mark.parametrize("role", ["owner", "administrator"])
def test_looking_changes_nothing(role: str, world: World) -> None:
    client = world.client(role)
    with transaction.atomic():
        before = database_checksum()
        for row in ROWS:
            client.get(reverse(row.name, args=row.args(world.things)))
        after = database_checksum()
        assert [table for table in before if before[table] != after[table]] == []
        # Negative control: a change is seen.
        type(world.people.owner).objects.filter(pk=world.people.owner.pk).update(name="다른 이름")
        assert database_checksum() != before
        transaction.set_rollback(True)


def test_every_address_stands_in_the_table() -> None:
    there = {row.name for row in ROWS} | WITHOUT_NAME
    assert set(address_names(get_resolver().url_patterns)) - there == set(), "addresses without a row"
    assert there - set(address_names(get_resolver().url_patterns)) == set(), "rows without an address"


def test_no_row_stands_twice() -> None:
    # An address that stands for several pages has a row for each, told apart by its note.
    names = [(row.name, row.note) for row in ROWS]
    assert sorted(names) == sorted(set(names))


def test_negative_control_an_address_without_a_row_is_found(rf: RequestFactory) -> None:
    from django.http import HttpResponse
    from django.urls import include, path

    hidden = path("hidden/", lambda request: HttpResponse(), name="hidden")
    nameless = path("nameless/", lambda request: HttpResponse())
    nested = path("nested/", include(([hidden], "nested")))
    assert set(address_names([hidden, nameless, nested])) == {"hidden", "<nameless/>", "nested:hidden"}


def test_negative_control_the_table_sees_a_door_left_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the guard off, strangers reach the company: the table tells."""
    row = next(row for row in ROWS if row.name == "accounts:company")
    assert row.get is not None
    monkeypatch.setattr("accounts.selectors.require_permission", lambda *args, **kwargs: None)
    assert "accounts:company get stranger: 200, not 404" in differences(row, world, "get", row.get)
