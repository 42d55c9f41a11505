"""Logging in: back to the same place, never off the site, no telling who is here, not endlessly often."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.accounts.page_reading import Page
from tests.accounts.test_journey import SIGN_UP
from tests.factories import PASSWORD, People

pytestmark = pytest.mark.django_db
LOGIN = {"login": "owner@example.com", "password": PASSWORD}
OFF_SITE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example/",
    "/\t/evil.example",
    "//testserver.evil.example/",
    "%2f%2fevil.example",
]


def test_an_ended_session_comes_back_to_the_same_place(people: People, settings: Any, time_machine: Any) -> None:
    client, place = Client(), reverse("accounts:company", args=[people.company.pk]) + "?a=1&b=%EA%B0%80"
    client.force_login(people.owner)
    assert client.get(place).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 5))
    response = client.get(place)
    assert response.status_code == 302
    page = Page(client.get(response["Location"]))
    found = [i for i in page.inputs if i.get("name") == "next"][-1]  # the first is the language switch's
    response = client.post(reverse("account_login"), LOGIN | {"next": str(found["value"])})
    assert response["Location"] == place
    assert client.get(place).status_code == 200


def test_a_session_ends_when_nobody_comes(people: People, settings: Any, time_machine: Any) -> None:
    client = Client()
    client.force_login(people.owner)
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE - 5))
    assert client.get(reverse("accounts:home")).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE - 5))
    assert client.get(reverse("accounts:home")).status_code == 200, "the page before extended it"
    time_machine.move_to(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 5))
    assert client.get(reverse("accounts:home")).status_code == 302


@pytest.mark.parametrize("target", OFF_SITE)
def test_no_redirect_leads_off_the_site(target: str, people: People) -> None:
    def stays(response: Any) -> None:
        assert response.status_code == 302
        # What a browser makes of it; it takes a backslash for a slash and drops tabs.
        location = response["Location"].replace("\\", "/").replace("\t", "")
        where = urlsplit(urljoin("http://testserver/accounts/login/", location))
        assert (where.scheme, where.netloc) == ("http", "testserver"), location

    stays(Client().post(reverse("account_login"), LOGIN | {"next": target}))
    stays(Client().post(reverse("account_signup"), SIGN_UP | {"next": target}))
    logged_in = Client()
    logged_in.force_login(people.owner)
    stays(logged_in.get(reverse("account_login"), {"next": target}))
    stays(logged_in.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": target}))
    stays(logged_in.post(reverse("set_language"), {"language": "en", "next": target}))
    stays(logged_in.post(reverse("account_logout"), {"next": target}))


def test_a_new_session_key_at_log_in(people: People) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "ko"})
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before
    client.post(reverse("account_login"), LOGIN)
    assert client.session.session_key != before


def test_a_changed_password_ends_other_sessions(people: People) -> None:
    here, elsewhere = Client(), Client()
    here.force_login(people.owner)
    elsewhere.force_login(people.owner)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "another-long-word"})
    assert here.get(reverse("accounts:home")).status_code == 200
    assert elsewhere.get(reverse("accounts:home")).status_code == 302


def test_log_in_tells_nothing_about_who_is_here(people: People) -> None:
    def told(login: str) -> tuple[int, list[tuple[str, str]]]:
        response = Client().post(reverse("account_login"), {"login": login, "password": "wrong"})
        return response.status_code, Page(response).summary

    User.objects.filter(pk=people.viewer.pk).update(is_active=False)
    assert told("owner@example.com") == told("nobody@example.com") == told("viewer@example.com")


def test_reset_tells_nothing_about_who_is_here(people: People) -> None:
    def told(email: str) -> tuple[int, str, str]:
        client = Client()
        response = client.post(reverse("account_reset_password"), {"email": email})
        return response.status_code, response["Location"], Page(client.get(response["Location"])).text()

    assert told("owner@example.com") == told("nobody@example.com")
    assert len(mail.outbox) == 2
    assert "/password/reset/key/" in str(mail.outbox[0].body)
    assert "/password/reset/key/" not in str(mail.outbox[1].body)


def test_sign_up_tells_nothing_about_who_is_here(people: People, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"

    def told(email: str) -> tuple[int, str]:
        response = Client().post(reverse("account_signup"), SIGN_UP | {"email": email})
        return response.status_code, response["Location"]

    assert told("owner@example.com") == told("new@example.com")
    people.owner.refresh_from_db()
    assert people.owner.name == "김대표"
    assert User.objects.filter(email="owner@example.com").count() == 1
    assert {m.to[0] for m in mail.outbox} == {"owner@example.com", "new@example.com"}


def test_negative_control_without_confirmed_addresses_sign_up_would_tell(people: People, settings: Any) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    response = Client().post(reverse("account_signup"), SIGN_UP | {"email": "owner@example.com"})
    assert response.status_code == 200
    assert "이미 가입한 이메일 주소입니다. 로그인해 주세요." in Page(response).text()


def test_a_password_is_set_by_the_link_of_the_mail_once(people: People) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "owner@example.com"})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link
    form = client.get(link.group(0))["Location"]
    assert "set-password" in form, "the key must not stay in the address"
    response = client.post(form, {"password1": "1234"})
    assert Page(response).summary
    response = client.post(form, {"password1": "another-long-word"})
    assert response["Location"] == reverse("account_reset_password_from_key_done")
    assert Client().post(reverse("account_login"), LOGIN | {"password": "another-long-word"}).status_code == 302
    assert "더는 쓸 수 없는 링크입니다" in Page(Client().get(link.group(0))).text()


def test_an_address_is_confirmed_and_changed_by_the_link_of_the_mail(people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    client.post(reverse("account_email"), {"email": "new@example.com", "action_add": ""})
    assert "new@example.com 주소가 확인을 기다립니다" in Page(client.get(reverse("account_email"))).text()
    link = re.search(r"/accounts/confirm-email/\S+", str(mail.outbox[-1].body))
    assert link
    page = Page(client.get(link.group(0)))
    assert "new@example.com" in page.text()
    people.owner.refresh_from_db()
    assert people.owner.email == "owner@example.com", "looking at the link changes nothing"
    assert client.post(link.group(0)).status_code == 302
    people.owner.refresh_from_db()
    assert people.owner.email == "new@example.com"


def test_an_address_not_confirmed_yet_stays_until_the_new_one_is(people: People) -> None:
    """Two people in a row: allauth alone would leave both without an address, and the second with an error."""
    for user in (people.owner, people.editor):
        client = Client()
        client.force_login(user)
        for new in ("first@example.com", "second@example.com"):
            response = client.post(reverse("account_email"), {"email": f"{user.pk}-{new}", "action_add": ""})
            assert response.status_code == 302
        client.post(reverse("account_email"), {"email": f"{user.pk}-second@example.com", "action_remove": ""})
        before = user.email
        user.refresh_from_db()
        assert user.email == before
        assert list(user.emailaddress_set.values_list("email", flat=True)) == [before]


def test_too_many_attempts_wait(people: People) -> None:
    client = Client()
    for _ in range(5):
        Page(client.post(reverse("account_login"), LOGIN | {"password": "wrong"}))
    page = Page(client.post(reverse("account_login"), LOGIN | {"password": "wrong"}))
    assert [text for _, text in page.summary] == ["시도가 너무 많았습니다. 5분 뒤에 다시 해 주세요."]
    # Another person is not locked out by it.
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post(reverse("account_login"), LOGIN | {"login": "editor@example.com"}).status_code == 302


def test_a_forged_address_does_not_help_to_guess(people: People, settings: Any) -> None:
    def guesses() -> int:
        from django.core.cache import cache

        cache.clear()
        client = Client()
        answers = [
            client.post(reverse("account_login"), {}, headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code
            for n in range(35)
        ]
        return answers.count(200)

    assert guesses() == 30
    # Negative control: were the header believed, each guess would come from elsewhere.
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert guesses() == 35


def test_a_flood_gets_a_page_that_says_so(people: People) -> None:
    client = Client()
    for _ in range(30):
        client.get(reverse("account_login"))
    statuses = {client.post(reverse("account_login"), {}).status_code for _ in range(31)}
    assert 429 in statuses
    response = client.post(reverse("account_login"), {})
    assert response.status_code == 429
    assert "시도가 너무 많았습니다" in Page(response).text()
    # Negative control: without the limit, nobody is stopped.
    from django.core.cache import cache

    cache.clear()
    assert client.post(reverse("account_login"), {}).status_code == 200


def test_passwords_may_be_pasted_and_managed() -> None:
    """WCAG 3.3.8: nothing to remember or solve; the browser's own password manager helps."""
    for name, wanted in (
        ("account_login", {"login": "username", "password": "current-password"}),
        ("account_signup", {"email": "username", "password1": "new-password", "name": "name"}),
    ):
        page = Page(Client().get(reverse(name)))
        found = {str(i["name"]): i.get("autocomplete") for i in page.inputs if i.get("name") in wanted}
        assert found == wanted
        assert "onpaste" not in page.html
        assert not any(i.get("placeholder") for i in page.inputs)
