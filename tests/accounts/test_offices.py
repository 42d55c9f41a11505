"""Administrators give roles and offices, nobody to themselves, and the trail tells what was there before."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from accounts.services.offices import UnableToGiveOffice, office_give
from qmplatform.models import AuditEntry
from tests.factories import NOW, People

pytestmark = [pytest.mark.once, pytest.mark.django_db]
Role = User.PlatformRole


def give(people: People, role: str, **told: Any) -> User:
    user = told.pop("user", people.viewer)
    return office_give(user=user, platform_role=role, by=told.pop("by", people.administrator), now=NOW, **told)


def test_a_local_government_gets_its_region_and_nothing_else(people: People) -> None:
    user = give(people, Role.LOCAL_OFFICIAL, region_code="26", sector_code="FABMETAL", name="부산광역시")
    assert (user.platform_role, user.office.region_code, user.office.sector_code) == (Role.LOCAL_OFFICIAL, "26", "")
    entry = AuditEntry.objects.get()
    assert (entry.subject, entry.by) == (f"user:{user.pk}", str(people.administrator.pk))
    assert entry.details == {
        "from": {"platform_role": ""},
        "to": {"platform_role": "local_official", "region_code": "26", "sector_code": "", "name": "부산광역시"},
    }


def test_an_association_gets_its_sector(people: People) -> None:
    user = give(people, Role.ASSOCIATION, region_code="26", sector_code="FABMETAL")
    assert (user.office.region_code, user.office.sector_code) == ("", "FABMETAL")


def test_the_same_again_writes_nothing(people: People) -> None:
    for _time in range(2):
        give(people, Role.ANALYST, name="통계과")
    assert AuditEntry.objects.count() == 1


def test_an_office_ends_with_its_role(people: People) -> None:
    give(people, Role.LOCAL_OFFICIAL, region_code="26")
    give(people, Role.EXAMINER)
    assert not Office.objects.filter(user=people.viewer).exists()
    assert AuditEntry.objects.latest("sequence").details["from"]["region_code"] == "26"
    # Of a local government made analyst, no region is left behind.
    give(people, Role.LOCAL_OFFICIAL, region_code="26")
    assert give(people, Role.ANALYST).office.region_code == ""


@pytest.mark.parametrize(
    ("role", "told", "reason"),
    [
        (Role.LOCAL_OFFICIAL, {}, "region"),
        (Role.LOCAL_OFFICIAL, {"region_code": "99"}, "region"),
        # Merged into another one before today.
        (Role.LOCAL_OFFICIAL, {"region_code": "29"}, "region"),
        (Role.ASSOCIATION, {"sector_code": "NOTHING"}, "sector"),
        (Role.ASSOCIATION, {"region_code": "26"}, "sector"),
        ("king", {}, "role"),
    ],
)
def test_an_office_that_does_not_fit_is_refused_whole(
    people: People, role: str, told: dict[str, str], reason: str
) -> None:
    with pytest.raises(UnableToGiveOffice) as refused:
        give(people, role, **told)
    people.viewer.refresh_from_db()
    assert (refused.value.reason, people.viewer.platform_role, AuditEntry.objects.count()) == (reason, "", 0)


def test_nobody_gives_an_office_to_themselves(people: People) -> None:
    with pytest.raises(UnableToGiveOffice, match="self"):
        give(people, Role.OFFICIAL, user=people.administrator)


@pytest.mark.parametrize("role", ["official", "analyst", "owner"])
def test_only_administrators_give(people: People, role: str) -> None:
    with pytest.raises(PermissionDenied):
        give(people, Role.OFFICIAL, by=people.by_role()[role])


def test_the_back_office_gives_a_region_and_says_what_is_missing(people: People) -> None:
    client = Client()
    client.force_login(people.administrator)
    address = reverse("admin:accounts_user_change", args=[people.viewer.pk])
    assert "부산광역시" in client.get(address).content.decode()
    told = {"platform_role": "local_official", "is_active": "on"}
    answer = client.post(address, told)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"region"}
    assert client.post(address, told | {"region": "26", "office_name": "부산광역시"}).status_code == 302
    people.viewer.refresh_from_db()
    assert (people.viewer.platform_role, people.viewer.office.region_code) == ("local_official", "26")
    assert client.post(address, {"platform_role": "association", "is_active": "on"}).status_code == 200


def test_the_back_office_closes_an_account_without_touching_the_office(people: People) -> None:
    client = Client()
    client.force_login(people.administrator)
    address = reverse("admin:accounts_user_change", args=[people.local_official.pk])
    told = {"platform_role": "local_official", "region": "26", "office_name": "부산광역시"}
    assert client.post(address, told).status_code == 302
    people.local_official.refresh_from_db()
    assert (people.local_official.is_active, people.local_official.office.region_code) == (False, "26")
    assert [entry.action for entry in AuditEntry.objects.all()] == ["user.administer"]


def test_the_back_office_refuses_ones_own_role(people: People) -> None:
    client = Client()
    client.force_login(people.administrator)
    address = reverse("admin:accounts_user_change", args=[people.administrator.pk])
    assert client.post(address, {"platform_role": "official", "is_active": "on"}).status_code == 200
    people.administrator.refresh_from_db()
    assert people.administrator.platform_role == Role.ADMINISTRATOR
    assert client.post(address, {"platform_role": "administrator", "is_active": "on"}).status_code == 302


def test_ones_own_page_says_what_the_office_may_see(people: People) -> None:
    client = Client()
    for role, told in (("local_official", "부산광역시"), ("association", "금속가공"), ("analyst", "분석관")):
        client.force_login(people.by_role()[role])
        assert told in client.get(reverse("accounts:home")).content.decode()
