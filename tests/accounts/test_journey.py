"""From sign-up to a colleague who has accepted, with Django's client."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Company, Consent, Invitation, Membership, User
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.accounts.page_reading import Page

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "email": "Boss@Example.com",
    "name": "김대표",
    "password1": "correct-horse-battery",
    "consent_service": "on",
    "consent_terms": "on",
}
COMPANY = {
    "business_number": "１２４-８１ 00998",
    "name": "한빛도금",
    "sector": "",
    "ksic": "25922",
    "region": "41",
    "employees": "삼십이 명",
    "sales": "62억 원",
    "founded": "2009. 3. 2.",
}


def invitation_link(number: int = -1) -> str:
    found = re.search(r"/accounts/invitations/\S+/", str(mail.outbox[number].body))
    assert found
    return found.group(0)


def test_a_company_is_registered_and_a_colleague_joins(client: Client) -> None:
    # Sign up: nothing is ticked beforehand.
    page = Page(client.get(reverse("account_signup")))
    boxes = [i for i in page.inputs if i.get("type") == "checkbox"]
    assert len(boxes) == 4
    assert all("checked" not in box for box in boxes)
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response.status_code == 302
    assert response["Location"] == reverse("accounts:company_register")
    boss = User.objects.get(email="boss@example.com")
    assert boss.name == "김대표"
    given = dict(Consent.objects.filter(user=boss).values_list("purpose_code", "given"))
    assert given == {"service": True, "terms": True, "news": False, "interview": False}

    # Step one keeps nothing but the draft, step two shows what was understood.
    response = client.post(reverse("accounts:company_register"), COMPANY)
    assert response["Location"] == reverse("accounts:company_confirm")
    assert not Company.objects.exists()
    page = Page(client.get(reverse("accounts:company_confirm")))
    for said in (
        "124-81-00998",
        "금속가공·뿌리산업",
        "C25922",
        "경기도",
        "32명",
        "62억 원",
        "2009. 3. 2.",
        "제안: 소기업",
    ):
        assert said in page.text(), said
    assert page.value_of("size") == "small"
    # Going back keeps what was typed.
    assert Page(client.get(reverse("accounts:company_register"))).value_of("sales") == "62억 원"

    # The company knows better; both are kept. A second click finds the first.
    response = client.post(reverse("accounts:company_confirm"), {"size": "medium"})
    company = Company.objects.get()
    assert response["Location"] == reverse("accounts:company", args=[company.pk])
    again = client.post(reverse("accounts:company_confirm"), {"size": "medium"})
    assert again["Location"] == response["Location"]
    assert Company.objects.count() == 1
    assert (company.size_suggested, company.size_code) == ("small", "medium")
    assert company.size_limits_on == date(2025, 9, 1)
    assert (company.ksic_code, company.sector_code, company.employees) == ("C25922", "FABMETAL", 32)
    assert (company.sales_krw, company.founded_on) == (6_200_000_000, date(2009, 3, 2))
    assert company.memberships.get().role == Membership.Role.OWNER
    text = Page(client.get(response["Location"])).text()
    assert "중기업" in text
    assert "제안: 소기업" in text

    # Invite; the mail holds a token of which only the hash is kept.
    mail.outbox.clear()
    response = client.post(
        reverse("accounts:invite", args=[company.pk]), {"email": "Staff@Example.com", "role": "editor"}
    )
    assert response["Location"] == reverse("accounts:members", args=[company.pk])
    link, invitation = invitation_link(), Invitation.objects.get()
    assert mail.outbox[0].to == ["staff@example.com"]
    assert "한빛도금" in mail.outbox[0].subject
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert token not in (invitation.token_hash, str(invitation.pk))
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)

    # The colleague has no account: the link leads to sign-up and back.
    staff = Client()
    page = Page(staff.get(link))
    assert "한빛도금" in page.text()
    sign_up = reverse("account_signup")
    assert f"{sign_up}?next={link}" in page.html
    assert (
        Page(staff.get(sign_up, {"next": link, "email": "staff@example.com"})).value_of("email") == "staff@example.com"
    )
    response = staff.post(sign_up, SIGN_UP | {"email": "staff@example.com", "name": "이품질", "next": link})
    assert response["Location"] == link
    response = staff.post(link)
    assert response["Location"] == reverse("accounts:company", args=[company.pk])
    assert staff.get(response["Location"]).status_code == 200
    assert Membership.objects.get(user__email="staff@example.com").role == Membership.Role.EDITOR
    # Used up, for the same person and for others.
    assert staff.get(link)["Location"] == reverse("accounts:company", args=[company.pk])
    assert Client().get(link).status_code == 410

    # Everything stands in the trail, and no address of a person does.
    actions = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["user.register", "company.register", "invitation.create", "user.register", "invitation.accept"]
    assert "@" not in str(list(AuditEntry.objects.values_list("details", "subject", "by")))
    assert list(verify_chain()) == []


def test_verification_by_mail_keeps_the_way_to_the_invitation(client: Client, settings, people) -> None:
    """Where addresses must be confirmed, the invited one is: its link came by mail."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client.force_login(people.owner)
    client.post(reverse("accounts:invite", args=[people.company.pk]), {"email": "new@example.com", "role": "viewer"})
    link, guest = invitation_link(), Client()
    guest.get(link)
    response = guest.post(reverse("account_signup"), SIGN_UP | {"email": "new@example.com", "next": link})
    assert response["Location"] == link
    # Negative control: another address than the invited one has to be confirmed.
    other = Client()
    other.get(link)
    response = other.post(reverse("account_signup"), SIGN_UP | {"email": "other@example.com", "next": link})
    assert response["Location"] == reverse("account_email_verification_sent")


def test_language_of_every_page_is_english_when_asked(people) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.owner)
    for name in (
        "accounts:home",
        "accounts:consent",
        "accounts:company_register",
        "accounts:profile",
        "accounts:close",
    ):
        text = Page(client.get(reverse(name))).text()
        assert not re.search(r"[가-힣]", text.replace("한국어", "").replace("김대표", "").replace("한빛도금", "")), name


def test_closing_the_account_erases_the_person(people) -> None:
    client = Client()
    client.force_login(people.viewer)
    page = reverse("accounts:close")
    assert client.post(page, {}).status_code == 200
    assert client.post(page, {"sure": "on"}).status_code == 302
    people.viewer.refresh_from_db()
    assert not people.viewer.is_active
    assert (people.viewer.name, people.viewer.email) == ("", f"{people.viewer.pk}@closed.invalid")
    assert not people.viewer.memberships.exists()
    assert client.get(reverse("accounts:home")).status_code == 302
    assert (
        Client()
        .post(reverse("account_login"), {"login": "viewer@example.com", "password": "correct-horse-battery"})
        .status_code
        == 200
    )


def test_the_only_owner_does_not_leave_others_alone(people) -> None:
    client = Client()
    client.force_login(people.owner)
    response = client.post(reverse("accounts:close"), {"sure": "on"})
    assert "유일한 소유자" in Page(response).text()
    people.owner.refresh_from_db()
    assert people.owner.is_active
    # The only member may.
    alone = Client()
    alone.force_login(people.stranger)
    assert alone.post(reverse("accounts:close"), {"sure": "on"}).status_code == 302


def test_consent_is_withdrawn_within_three_clicks(people) -> None:
    client = Client()
    client.force_login(people.owner)
    now = timezone.now()
    # Click one: the account. Click two: the consents. Click three: the button.
    assert reverse("accounts:consent") in Page(client.get(reverse("accounts:home"))).html
    page = Page(client.get(reverse("accounts:consent")))
    action = reverse("accounts:consent_change", args=["news"])
    assert action in page.html
    assert client.post(action, {"given": "yes"})["Location"] == reverse("accounts:consent")
    assert client.post(action, {"given": "no"})["Location"] == reverse("accounts:consent")
    decisions = list(
        Consent.objects.filter(user=people.owner, purpose_code="news").order_by("pk").values_list("given", flat=True)
    )
    assert decisions == [True, False]
    # A required one leads to what it means.
    required = reverse("accounts:consent_change", args=["service"])
    assert client.post(required, {"given": "no"})["Location"] == reverse("accounts:close")
    assert client.post(reverse("accounts:consent_change", args=["nothing"]), {"given": "yes"}).status_code == 404
    assert not Consent.objects.filter(user=people.owner, given=False, purpose_code="service").exists()
    assert now <= Consent.objects.filter(user=people.owner).latest("decided_at").decided_at
