"""Sessions of officials and administrators end when nothing is done, and at the end of a working day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from qmplatform.models import AuditEntry
from tests.factories import NOW, People

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LIMITED = ("official", "local_official", "association", "analyst", "administrator")
UNLIMITED = ("owner", "examiner")
Move = Callable[[datetime], None]


@pytest.fixture
def at(time_machine: Any) -> Move:
    def move(moment: datetime) -> None:
        time_machine.move_to(moment, tick=False)

    return move


def logged_in(people: People, role: str) -> Client:
    client = Client()
    client.force_login(people.by_role()[role])
    assert client.get(home()).status_code == 200
    return client


def home() -> str:
    return reverse("accounts:home")


@pytest.mark.parametrize("role", LIMITED)
def test_half_an_hour_without_use_ends_it(people: People, at: Move, role: str) -> None:
    at(NOW)
    client = logged_in(people, role)
    at(NOW + timedelta(minutes=29))
    assert client.get(home()).status_code == 200, "used in time"
    at(NOW + timedelta(minutes=58))
    assert client.get(home()).status_code == 200, "the use before counts"
    at(NOW + timedelta(minutes=88))
    answer = client.get(home() + "?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={home()}%3Fa%3D1"
    assert "한동안 사용하지 않아" in client.get(answer["Location"]).content.decode()
    entry = AuditEntry.objects.get(action="user.session_end")
    assert (entry.by, entry.details) == (str(people.by_role()[role].pk), {"why": "idle"})


@pytest.mark.parametrize("role", UNLIMITED)
def test_negative_control_others_keep_theirs(people: People, at: Move, role: str) -> None:
    at(NOW)
    client = logged_in(people, role)
    at(NOW + timedelta(minutes=45))
    assert client.get(home()).status_code == 200
    for hour in range(1, 10):
        at(NOW + timedelta(minutes=45 + 50 * hour))
        assert client.get(home()).status_code == 200


def test_eight_hours_end_it_whatever_is_done(people: People, at: Move) -> None:
    at(NOW)
    client = logged_in(people, "official")
    for step in range(1, 24):
        at(NOW + timedelta(minutes=20 * step))
        assert client.post(reverse("session_extend")).status_code == 204
    at(NOW + timedelta(hours=8))
    assert client.get(home()).status_code == 302
    assert AuditEntry.objects.get(action="user.session_end").details == {"why": "age"}
    # The next log-in begins anew.
    client.force_login(people.official)
    assert client.get(home()).status_code == 200


def test_a_written_form_is_not_taken_and_the_api_says_so(people: People, at: Move) -> None:
    at(NOW)
    client = logged_in(people, "official")
    at(NOW + timedelta(minutes=31))
    answer = client.post(reverse("accounts:profile"), {"name": "다른 이름"})
    assert answer.status_code == 302
    people.official.refresh_from_db()
    assert people.official.name == ""
    other = logged_in(people, "analyst")
    at(NOW + timedelta(minutes=62))
    assert other.get("/api/v1/diagnoses/").status_code in (401, 403)


def test_pages_for_everybody_are_shown_to_whom_it_ended(people: People, at: Move) -> None:
    at(NOW)
    client = logged_in(people, "official")
    at(NOW + timedelta(minutes=31))
    assert client.get(reverse("help")).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_page_tells_its_reader_how_long(people: People, at: Move) -> None:
    at(NOW)
    assert 'data-session-seconds="1800"' in logged_in(people, "official").get(home()).content.decode()
    assert 'data-session-seconds="3600"' in logged_in(people, "owner").get(home()).content.decode()


def test_the_last_minutes_of_the_day_are_told(people: People, at: Move, settings: Any) -> None:
    settings.QM_OFFICE_SESSION_SECONDS = 1000
    at(NOW)
    client = logged_in(people, "official")
    at(NOW + timedelta(seconds=400))
    assert 'data-session-seconds="600"' in client.get(home()).content.decode()
