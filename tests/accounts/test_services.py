"""Writes of people and companies: kept together with their audit entry, or not at all."""

from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.consents import CONSENT_TEXTS, UnableToFindConsent, current_consent, current_consents
from accounts.models import Company, Consent, User
from accounts.selectors import consents_of
from accounts.services.companies import (
    CompanyFacts,
    UnableToRegisterCompany,
    company_register,
    company_size_set,
    company_update,
    facts_of,
)
from accounts.services.people import UnableToWithdrawConsent, consent_decide, user_create
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.accounts.page_reading import Page
from tests.factories import NOW, PASSWORD, People, make_user

pytestmark = pytest.mark.django_db
FACTS = CompanyFacts(
    business_number="2208162517",
    name="한결정밀",
    sector_code="MACHINE",
    ksic_code="C2911",
    region_code="48",
    employees=120,
    sales_krw=30_000_000_000,
    founded_on=date(1998, 5, 1),
)


def test_registering_keeps_suggestion_and_choice() -> None:
    user = make_user("boss@example.com")
    company = company_register(facts=FACTS, size_code="small", by=user, now=NOW)
    assert (company.size_suggested, company.size_code) == ("medium", "small")
    assert facts_of(company) == FACTS
    with pytest.raises(UnableToRegisterCompany):
        company_register(facts=FACTS, size_code="small", by=user, now=NOW)
    assert AuditEntry.objects.count() == 1
    assert list(verify_chain()) == []


def test_a_change_suggests_anew_and_keeps_the_choice(people: People) -> None:
    facts = facts_of(people.company)
    grown = CompanyFacts(**{name: getattr(facts, name) for name in facts.__slots__} | {"sales_krw": 50_000_000_000})
    company = company_update(company=people.company, facts=grown, by=people.owner, now=NOW)
    assert (company.size_suggested, company.size_code) == ("medium", "small")
    assert AuditEntry.objects.get().details == {"changed": ["sales_krw"]}
    company = company_size_set(company=company, size_code="medium", by=people.owner, now=NOW)
    assert company.size_code == "medium"


def test_a_change_that_moves_the_suggestion_asks_for_the_size(people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    address = reverse("accounts:company_edit", args=[people.company.pk])
    page = Page(client.get(address))
    names = ("name", "sector", "ksic", "region", "employees", "sales", "founded")
    data = {name: page.value_of(name) or "" for name in names}
    assert data["sales"] == "6,200,000,000"
    assert client.post(address, data)["Location"] == reverse("accounts:company", args=[people.company.pk])
    response = client.post(address, data | {"sales": "500억 원"})
    assert response["Location"] == reverse("accounts:company_size", args=[people.company.pk])
    text = Page(client.get(response["Location"])).text()
    assert "제안: 중기업" in text
    assert "평균 매출 500억 원은 소기업 한도 120억 원을 넘습니다." in text


def test_certificates_are_shown(people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    address = reverse("accounts:company_certificates", args=[people.company.pk])
    data = {"build_level": "mid1", "build_number": "제2026-1호", "capability_level": "level3"}
    assert client.post(address, data).status_code == 302
    text = Page(client.get(reverse("accounts:company", args=[people.company.pk]))).text()
    assert "구축시스템 스마트화 수준: 중간 1" in text
    assert "기업 제조혁신역량 수준: Level 3" in text
    assert Page(client.get(address)).value_of("build_level") == "mid1"


def test_a_write_without_its_audit_entry_does_not_stand(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("accounts.services.companies.audit_record", broken)
    monkeypatch.setattr("accounts.services.people.audit_record", broken)
    monkeypatch.setattr("accounts.services.members.audit_record", broken)
    with pytest.raises(RuntimeError):
        company_register(facts=FACTS, size_code="small", by=people.owner, now=NOW)
    assert not Company.objects.filter(business_number=FACTS.business_number).exists()
    with pytest.raises(RuntimeError):
        company_size_set(company=people.company, size_code="large", by=people.owner, now=NOW)
    people.company.refresh_from_db()
    assert people.company.size_code == "small"
    with pytest.raises(RuntimeError):
        consent_decide(purpose_code="news", given=True, by=people.owner, now=NOW)
    assert not Consent.objects.exists()
    with pytest.raises(RuntimeError):
        user_create(email="a@example.com", name="가", password=PASSWORD, by=None, now=NOW)
    assert not User.objects.filter(email="a@example.com").exists()


def test_a_person_made_by_us_can_log_in_and_has_a_confirmed_address() -> None:
    user = user_create(email="Demo@Example.com", name="데모", password=PASSWORD, by=None, now=NOW, is_synthetic=True)
    assert user.email == "demo@example.com"
    assert EmailAddress.objects.get(user=user).verified
    assert {state.text.purpose_code for state in consents_of(user, NOW) if state.is_given} == {"service", "terms"}
    real = user_create(email="real@example.com", name="실제", password=PASSWORD, by=None, now=NOW)
    assert not Consent.objects.filter(user=real).exists(), "nobody consents for a real person"


def test_consents_are_versioned_and_append_only(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    consent_decide(purpose_code="news", given=True, by=people.owner, now=NOW)
    consent_decide(purpose_code="news", given=True, by=people.owner, now=NOW)
    assert Consent.objects.count() == 1, "the same decision again writes nothing"
    newer = replace(current_consent("news", NOW.date()), version="2026-12", from_on=NOW.date())
    monkeypatch.setattr("accounts.consents.CONSENT_TEXTS", (*CONSENT_TEXTS, newer))
    state = next(s for s in consents_of(people.owner, NOW) if s.text.purpose_code == "news")
    assert (state.text.version, state.is_given, state.is_outdated) == ("2026-12", True, True)
    consent_decide(purpose_code="news", given=True, by=people.owner, now=NOW)
    assert list(Consent.objects.order_by("pk").values_list("version", flat=True)) == ["2026-11", "2026-12"]
    with pytest.raises(UnableToWithdrawConsent):
        consent_decide(purpose_code="terms", given=False, by=people.owner, now=NOW)


def test_consent_texts_are_complete_in_both_languages() -> None:
    for text in CONSENT_TEXTS:
        for words in (text.ko, text.en):
            assert all((words.title, words.purpose, words.fields, words.period, words.consequence))
    required = [text.required for text in current_consents(NOW.date())]
    assert required == sorted(required, reverse=True)
    with pytest.raises(UnableToFindConsent):
        current_consent("news", date(2020, 1, 1))
    assert len({(text.purpose_code, text.version) for text in CONSENT_TEXTS}) == len(CONSENT_TEXTS)


def test_what_allauth_changes_is_in_the_trail(people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "another-long-word"})
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by) == ("user.password", str(people.owner.pk))


def test_administrators_give_platform_roles_and_the_trail_tells(people: People) -> None:
    client = Client()
    client.force_login(people.administrator)
    address = reverse("admin:accounts_user_change", args=[people.viewer.pk])
    response = client.post(address, {"platform_role": "examiner", "is_active": "on", "email": "evil@example.com"})
    assert response.status_code == 302
    people.viewer.refresh_from_db()
    assert (people.viewer.platform_role, people.viewer.email) == ("examiner", "viewer@example.com")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by) == ("office.give", str(people.administrator.pk))
    assert entry.details == {"from": {"platform_role": ""}, "to": {"platform_role": "examiner"}}
    # The trail and everything else are for reading.
    for model, pk in (("qmplatform_auditentry", entry.pk), ("accounts_company", people.company.pk)):
        assert client.get(reverse(f"admin:{model}_change", args=[pk])).status_code == 200
        assert client.post(reverse(f"admin:{model}_change", args=[pk]), {"name": "x"}).status_code == 403
        assert client.post(reverse(f"admin:{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403


def test_the_parent_company_is_told_and_taken_back(people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    address = reverse("accounts:company_edit", args=[people.company.pk])
    page = Page(client.get(address))
    names = ("name", "sector", "ksic", "region", "employees", "sales", "founded")
    data = {name: page.value_of(name) or "" for name in names}
    for typed, kept in (("124-81-00998", "1248100998"), ("", "")):
        assert client.post(address, data | {"parent": typed}).status_code == 302
        people.company.refresh_from_db()
        assert people.company.business_group_number == kept
    assert client.post(address, data | {"parent": "123"}).status_code == 200
