"""Two-step login: for those who want it, and forced on those who must."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.page_reading import Page, assert_faults_are_told_twice
from tests.factories import PASSWORD, People

pytestmark = pytest.mark.django_db
FORCED = ("official", "local_official", "association", "analyst", "examiner", "administrator")


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def confirm_address(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


def log_in(user: User) -> Client:
    """Log in by the page and show once more who it is, as changing the way of logging in asks for."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def activate(client: Client) -> str:
    page = Page(client.get(reverse("mfa_activate_totp")))
    secret = client.session["mfa.totp.secret"]
    assert secret in page.html
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    return str(secret)


@pytest.mark.parametrize("role", FORCED)
def test_who_must_is_sent_to_activation_from_everywhere(role: str, people: People, settings: Any) -> None:
    settings.QM_FORCE_MFA = True
    user = getattr(people, role)
    confirm_address(user)
    client = log_in(user)
    address = reverse("accounts:home")
    for name in ("accounts:home", "accounts:profile", "accounts:consent", "account_change_password", "admin:index"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("mfa_activate_totp")), name
    assert client.post(reverse("accounts:profile"), {"name": "다른 이름"})["Location"] == reverse("mfa_activate_totp")
    assert client.get("/api/schema/").status_code == 403
    activate(client)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(address).status_code == 200
    # It cannot be switched off again.
    response = client.post(reverse("mfa_deactivate_totp"))
    assert "맡은 역할에는 2단계 로그인이 필요합니다" in Page(response).text()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


@pytest.mark.parametrize("role", FORCED)
def test_negative_control_without_force_nobody_is_sent(role: str, people: People, settings: Any) -> None:
    settings.QM_FORCE_MFA = False
    client = log_in(getattr(people, role))
    assert client.get(reverse("accounts:home")).status_code == 200


def test_negative_control_without_the_middleware_the_force_is_gone(people: People, settings: Any) -> None:
    settings.QM_FORCE_MFA = True
    settings.MIDDLEWARE = [m for m in django_settings.MIDDLEWARE if "ForcedMFA" not in m]
    assert log_in(people.official).get(reverse("accounts:home")).status_code == 200


def test_companies_people_are_not_forced(people: People, settings: Any) -> None:
    settings.QM_FORCE_MFA = True
    for role in ("owner", "editor", "viewer", "stranger"):
        assert log_in(getattr(people, role)).get(reverse("accounts:home")).status_code == 200


def test_who_must_can_confirm_the_address_and_leave_first(people: People, settings: Any) -> None:
    """Without a confirmed address the factor cannot be set up: the way to confirm it stays open."""
    settings.QM_FORCE_MFA = True
    client = log_in(people.official)
    Page(client.get(reverse("account_email")))
    response = client.get(reverse("mfa_activate_totp"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    assert "먼저 이메일 주소를 확인해 주세요" in Page(response).text()
    assert client.get(reverse("account_email")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302
    assert client.post(reverse("account_logout"))["Location"] == reverse("home")


def test_log_in_asks_for_the_code_once(people: People) -> None:
    confirm_address(people.owner)
    secret = generate_totp_secret()
    TOTP.activate(people.owner, secret)
    client = Client()
    response = client.post(
        reverse("account_login"),
        {"login": people.owner.email, "password": PASSWORD, "next": reverse("accounts:consent")},
    )
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("accounts:home")).status_code == 302, "the password alone is not enough"
    for wrong, told in (
        ("", "코드를 입력해 주세요."),
        ("000000", "코드가 맞지 않습니다. 지금 보이는 새 코드를 입력해 주세요."),
    ):
        page = Page(client.post(reverse("mfa_authenticate"), {"code": wrong}))
        assert_faults_are_told_twice(page, told)
    code = code_for(secret)
    response = client.post(reverse("mfa_authenticate"), {"code": code})
    assert response["Location"] == reverse("accounts:consent")
    assert client.get(reverse("accounts:home")).status_code == 200
    # The same code does not work twice.
    again = Client()
    again.post(reverse("account_login"), {"login": people.owner.email, "password": PASSWORD})
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_it_is_switched_on_and_off_with_codes_to_recover(people: People) -> None:
    confirm_address(people.owner)
    client = log_in(people.owner)
    page = Page(client.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    assert_faults_are_told_twice(page, "코드가 맞지 않습니다. 지금 보이는 새 코드를 입력해 주세요.")
    activate(client)
    assert "10개 남았습니다" in Page(client.get(reverse("mfa_index"))).text()
    codes = client.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    assert len(codes) == 10
    assert codes[0] in Page(client.get(reverse("mfa_view_recovery_codes"))).text()
    # A recovery code lets one in, once.
    other = Client()
    other.post(reverse("account_login"), {"login": people.owner.email, "password": PASSWORD})
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert "9개 남았습니다" in Page(client.get(reverse("mfa_index"))).text()
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=people.owner, type="totp").exists()
