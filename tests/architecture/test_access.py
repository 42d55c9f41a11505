"""Every address of the site x every role x GET and POST: the status is the one the table says."""

import hashlib

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from tests.architecture.access import ROLES, Row, Statuses, address_names, collected_rows, collected_things
from tests.factories import People

# Rights are looked up alike on any database.
pytestmark = pytest.mark.once
ROWS = collected_rows()
# Addresses without a name: the back office's catch-all (log in, or 404) and the old address of a row (to the new one).
WITHOUT_NAME = {"<admin:(?P<url>.*)$>", "<admin:<path:object_id>/>"}


def status_of(role: str, people: People, method: str, address: str, data: dict[str, object]) -> int:
    client = Client()
    if role != "anonymous":
        client.force_login(getattr(people, role))
    with transaction.atomic():
        status = getattr(client, method)(address, data).status_code
        transaction.set_rollback(True)
    return int(status)


def differences(row: Row, people: People, method: str, expected: Statuses) -> list[str]:
    assert set(expected) == set(ROLES), f"{row.name}: every role needs a status"
    things = collected_things(people)
    address, data = reverse(row.name, args=row.args(things)), row.data(things) if method == "post" else {}
    found = {role: status_of(role, people, method, address, data) for role in ROLES}
    return [
        f"{row.name} {method} {role}: {found[role]}, not {wanted}"
        for role, wanted in expected.items()
        if found[role] not in (wanted if isinstance(wanted, tuple) else (wanted,))
    ]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
@pytest.mark.django_db
def test_get(row: Row, people: People) -> None:
    if row.get is not None:
        assert differences(row, people, "get", row.get) == []
    else:
        things = collected_things(people)
        for role in ROLES:
            status = status_of(role, people, "get", reverse(row.name, args=row.args(things)), {})
            assert status in (302, 403, 404, 405), f"{row.name} get {role}: {status}"


@pytest.mark.parametrize("row", [r for r in ROWS if r.post], ids=[r.name for r in ROWS if r.post])
@pytest.mark.django_db
def test_post(row: Row, people: People) -> None:
    assert row.post is not None
    assert differences(row, people, "post", row.post) == []


@pytest.mark.parametrize("row", [r for r in ROWS if r.post], ids=[r.name for r in ROWS if r.post])
@pytest.mark.django_db
def test_post_without_token_is_refused(row: Row, people: People) -> None:
    client, things = Client(enforce_csrf_checks=True), collected_things(people)
    client.force_login(people.owner)
    assert client.post(reverse(row.name, args=row.args(things)), row.data(things)).status_code == 403


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
@pytest.mark.django_db
def test_looking_changes_nothing(role: str, people: People) -> None:
    client, things = Client(), collected_things(people)
    client.force_login(getattr(people, role))
    before = database_checksum()
    for row in ROWS:
        client.get(reverse(row.name, args=row.args(things)))
        after = database_checksum()
        assert [table for table in before if before[table] != after[table]] == [], row.name
    # Negative control: a change is seen.
    people.owner.name = "다른 이름"
    people.owner.save()
    assert database_checksum() != before


def test_every_address_stands_in_the_table() -> None:
    there = {row.name for row in ROWS} | WITHOUT_NAME
    assert set(address_names(get_resolver().url_patterns)) - there == set(), "addresses without a row"
    assert there - set(address_names(get_resolver().url_patterns)) == set(), "rows without an address"


def test_no_row_stands_twice() -> None:
    names = [row.name for row in ROWS]
    assert sorted(names) == sorted(set(names))


def test_negative_control_an_address_without_a_row_is_found(rf: RequestFactory) -> None:
    from django.http import HttpResponse
    from django.urls import include, path

    hidden = path("hidden/", lambda request: HttpResponse(), name="hidden")
    nameless = path("nameless/", lambda request: HttpResponse())
    nested = path("nested/", include(([hidden], "nested")))
    assert set(address_names([hidden, nameless, nested])) == {"hidden", "<nameless/>", "nested:hidden"}


@pytest.mark.django_db
def test_negative_control_the_table_sees_a_door_left_open(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the guard off, strangers reach the company: the table tells."""
    row = next(row for row in ROWS if row.name == "accounts:company")
    assert row.get is not None
    monkeypatch.setattr("accounts.selectors.require_permission", lambda *args, **kwargs: None)
    assert "accounts:company get stranger: 200, not 404" in differences(row, people, "get", row.get)
