"""The second run of the suite leaves out only what touches neither database nor broker."""

import pytest
from django.db import connection

from tests.conftest import stands_on_services


def test_a_plain_test_is_done_once(request: pytest.FixtureRequest) -> None:
    assert not stands_on_services(request.node)


@pytest.mark.django_db
def test_one_with_the_mark_is_done_on_both(request: pytest.FixtureRequest) -> None:
    assert stands_on_services(request.node)


def test_one_with_a_fixture_on_the_database_is_done_on_both(request: pytest.FixtureRequest, people: object) -> None:
    assert stands_on_services(request.node)


def test_negative_control_what_is_left_out_could_not_reach_the_database() -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()
