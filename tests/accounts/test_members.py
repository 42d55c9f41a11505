"""Roles, invitations, leaving: what works once, what must not be possible."""

import re
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Membership, User
from accounts.services import members as services
from qmplatform.models import AuditEntry
from tests.accounts.page_reading import Page
from tests.factories import NOW, People, make_user

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def invited(people: People, email: str = "guest@example.com", role: str = "editor") -> str:
    """Invite and return the link of the mail."""
    response = client_of(people.owner).post(
        reverse("accounts:invite", args=[people.company.pk]), {"email": email, "role": role}
    )
    assert response.status_code == 302
    found = re.search(r"/accounts/invitations/\S+/", str(mail.outbox[-1].body))
    assert found
    return found.group(0)


def test_an_owner_changes_a_role(people: People) -> None:
    address = reverse("accounts:member", args=[people.company.pk, people.viewer.pk])
    assert Page(client_of(people.owner).get(address)).value_of("role") == "viewer"
    assert client_of(people.owner).post(address, {"role": "editor"}).status_code == 302
    assert people.viewer.memberships.get().role == "editor"
    entry = AuditEntry.objects.get(action="member.role")
    assert entry.details == {"member": str(people.viewer.pk), "from": "viewer", "to": "editor"}
    assert entry.company_id == people.company.pk


def test_an_owner_removes_a_member_who_then_sees_nothing(people: People) -> None:
    viewer = client_of(people.viewer)
    page = reverse("accounts:company", args=[people.company.pk])
    assert viewer.get(page).status_code == 200
    client_of(people.owner).post(reverse("accounts:member_remove", args=[people.company.pk, people.viewer.pk]))
    assert viewer.get(page).status_code == 404


def test_a_member_leaves(people: People) -> None:
    address = reverse("accounts:member_remove", args=[people.company.pk, people.editor.pk])
    assert "회사에서 나가기" in Page(client_of(people.editor).get(address)).text()
    assert client_of(people.editor).post(address)["Location"] == reverse("accounts:home")
    assert not people.editor.memberships.exists()


def test_the_last_owner_stays_owner_and_member(people: People) -> None:
    owner = client_of(people.owner)
    address = reverse("accounts:member_remove", args=[people.company.pk, people.owner.pk])
    response = owner.post(address)
    assert "회사에는 소유자가 있어야 합니다" in Page(response).text()
    membership = people.owner.memberships.get()
    assert membership.role == "owner"
    with pytest.raises(services.UnableToChangeMembers):
        services.member_change_role(membership=membership, role="viewer", by=people.owner, now=NOW)
    # Negative control: with a second owner both work.
    people.editor.memberships.update(role="owner")
    services.member_change_role(membership=membership, role="viewer", by=people.owner, now=NOW)
    assert client_of(people.editor).post(address).status_code == 302


def test_an_invitation_ends_after_fourteen_days(people: People, time_machine: Any) -> None:
    link, guest = invited(people), make_user("guest@example.com")
    time_machine.move_to(timezone.now() + timedelta(days=14, seconds=1))
    response = client_of(guest).post(link)
    assert response.status_code == 410
    assert not guest.memberships.exists()


def test_an_invitation_on_its_last_day_works(people: People, time_machine: Any) -> None:
    link, guest = invited(people), make_user("guest@example.com")
    time_machine.move_to(timezone.now() + timedelta(days=13, hours=23))
    assert client_of(guest).post(link).status_code == 302
    assert guest.memberships.get().role == "editor"


def test_a_revoked_invitation_ends(people: People) -> None:
    link, guest, invitation = invited(people), make_user("guest@example.com"), Invitation.objects.get()
    address = reverse("accounts:invitation_revoke", args=[people.company.pk, invitation.pk])
    assert client_of(people.owner).post(address).status_code == 302
    assert client_of(guest).get(link).status_code == 410
    assert client_of(guest).post(link).status_code == 410
    assert not guest.memberships.exists()
    # Once more changes nothing and writes nothing.
    client_of(people.owner).post(address)
    assert AuditEntry.objects.filter(action="invitation.revoke").count() == 1


def test_a_new_invitation_ends_the_earlier_one(people: People) -> None:
    first, second = invited(people), invited(people, role="viewer")
    guest = client_of(make_user("guest@example.com"))
    assert guest.post(first).status_code == 410
    assert guest.post(second).status_code == 302


def test_an_invitation_is_only_for_its_address(people: People) -> None:
    link = invited(people)
    stranger = client_of(people.stranger)
    page = stranger.get(link)
    assert page.status_code == 403
    assert "다른 계정으로 로그인했습니다" in Page(page).text()
    assert stranger.post(link).status_code == 403
    # Log out there leads back to the invitation.
    assert stranger.post(reverse("account_logout"), {"next": link})["Location"] == link
    assert Membership.objects.filter(company=people.company).count() == 3


def test_an_invitation_works_once(people: People) -> None:
    """Two at the same time: the second finds it used, whatever it read before."""
    invited(people)
    invitation, guest = Invitation.objects.get(), make_user("guest@example.com")
    stale = Invitation.objects.get()
    services.invitation_accept(invitation=invitation, by=guest, now=timezone.now())
    Membership.objects.filter(user=guest).delete()
    with pytest.raises(services.UnableToAcceptInvitation):
        services.invitation_accept(invitation=stale, by=guest, now=timezone.now())
    assert not guest.memberships.exists()


def test_an_unknown_token_is_not_found() -> None:
    assert Client().get(reverse("accounts:invitation_accept", args=["x" * 43])).status_code == 404


def test_a_mail_that_cannot_be_sent_leaves_no_open_invitation(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise SMTPException("the server is away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    response = client_of(people.owner).post(
        reverse("accounts:invite", args=[people.company.pk]), {"email": "guest@example.com", "role": "editor"}
    )
    assert [text for _, text in Page(response).summary] == ["메일을 보내지 못했습니다. 몇 분 뒤에 다시 해 주세요."]
    assert Page(response).value_of("email") == "guest@example.com"
    assert Invitation.objects.get().revoked_at is not None


def test_mailboxes_are_not_flooded(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MAX_OPEN_INVITATIONS", 2)
    invited(people, "a@example.com")
    invited(people, "b@example.com")
    response = client_of(people.owner).post(
        reverse("accounts:invite", args=[people.company.pk]), {"email": "c@example.com", "role": "editor"}
    )
    assert [text for _, text in Page(response).summary] == ["열린 초대가 너무 많습니다. 먼저 일부를 취소해 주세요."]
    # The same address again does not count twice.
    invited(people, "b@example.com")


def test_an_invitation_says_nothing_about_who_has_an_account(people: People) -> None:
    invited(people, "stranger@example.com")
    invited(people, "nobody@example.com")
    bodies = [re.sub(r"/invitations/\S+", "", str(message.body)) for message in mail.outbox]
    assert bodies[0] == bodies[1]


def test_a_company_name_cannot_write_mail_headers(people: People) -> None:
    people.company.name = "가나\r\nBcc: evil@example.com"
    people.company.save()
    invited(people)
    assert mail.outbox[0].recipients() == ["guest@example.com"]
    assert "\n" not in mail.outbox[0].subject


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("accounts:company", "get"),
        ("accounts:company_edit", "post"),
        ("accounts:company_size", "post"),
        ("accounts:company_certificates", "post"),
        ("accounts:members", "get"),
        ("accounts:invite", "post"),
    ],
)
def test_companies_of_others_and_of_nobody_look_the_same(name: str, method: str, people: People) -> None:
    client = client_of(people.owner)
    foreign = getattr(client, method)(reverse(name, args=[people.other_company.pk]))
    nobodys = getattr(client, method)(reverse(name, args=[uuid4()]))
    assert foreign.status_code == nobodys.status_code == 404


def test_ids_of_another_company_do_not_work_through_ones_own(people: People) -> None:
    """The owner's own company in the address, a stranger's member and invitation behind it."""
    client, own = client_of(people.owner), people.company.pk
    theirs = services.invitation_create(
        company=people.other_company, email="x@example.com", role="viewer", by=people.stranger, now=timezone.now()
    )
    for address, data in (
        (reverse("accounts:member", args=[own, people.stranger.pk]), {"role": "viewer"}),
        (reverse("accounts:member_remove", args=[own, people.stranger.pk]), {}),
        (reverse("accounts:invitation_revoke", args=[own, theirs.pk]), {}),
    ):
        assert client.post(address, data).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None
    assert people.stranger.memberships.get().role == "owner"


def test_editors_and_viewers_see_members_but_no_invitations(people: People) -> None:
    invited(people)
    for user in (people.editor, people.viewer):
        text = Page(client_of(user).get(reverse("accounts:members", args=[people.company.pk]))).text()
        assert "이품질" in text
        assert "guest@example.com" not in text
        assert "구성원 초대" not in text
