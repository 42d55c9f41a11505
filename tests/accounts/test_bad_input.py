"""Every form x every invalid case: told twice in the same words, values kept, nothing written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import Company, Consent, Invitation, User
from qmplatform.models import AuditEntry
from tests.accounts.page_reading import Page, assert_faults_are_told_twice
from tests.accounts.test_journey import COMPANY, SIGN_UP
from tests.factories import PASSWORD, People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
HOSTILE = "\"><script>alert(1)</script>{{7*7}}'; DROP TABLE x;--"
NEW_COMPANY = COMPANY | {"business_number": "220-81-62517"}
FACTS = {key: value for key, value in COMPANY.items() if key != "business_number"}


@dataclass(frozen=True)
class FormUnderTest:
    address: Callable[[People], str]
    good: dict[str, Any]
    # Changes of the good data, and what they are answered with.
    cases: list[tuple[dict[str, Any], str]]
    role: str | None = "owner"
    secret: frozenset[str] = field(default=frozenset())


def here(name: str) -> Callable[[People], str]:
    return lambda people: reverse(name)


def company_page(name: str) -> Callable[[People], str]:
    return lambda people: reverse(name, args=[people.company.pk])


NAME_FAULTS = [
    ({"name": "가\u202e나"}, "보이지 않는 글자가 들어 있습니다. 지우고 다시 입력해 주세요."),
    ({"name": "가\u200b나"}, "보이지 않는 글자가 들어 있습니다. 지우고 다시 입력해 주세요."),
]
FACT_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "회사 이름을 입력해 주세요."),
    ({"name": "가" * 81}, "이름이 너무 깁니다. 80자 이내로 써 주세요."),
    *NAME_FAULTS,
    ({"ksic": ""}, "업종을 고르거나 산업분류코드를 입력해 주세요."),
    ({"ksic": "", "sector": "NOPE"}, "업종을 고르거나 산업분류코드를 입력해 주세요."),
    ({"ksic": "도금"}, "산업분류코드는 숫자 2~5자리입니다. 예: C25922 또는 25922"),
    ({"ksic": "88"}, "88로 시작하는 산업분류코드는 없습니다. 앞 두 자리를 확인해 주세요."),
    ({"ksic": "F25"}, "25는 F가 아니라 C에 속합니다. 코드를 확인해 주세요."),
    ({"ksic": "97"}, "이 코드에 맞는 업종이 없습니다. 코드를 지우고 업종을 골라 주세요."),
    (
        {"sector": "FOOD"},
        "C25922 코드는 ‘금속가공·뿌리산업’ 업종입니다. 업종을 바꾸거나 코드를 지워 주세요.",
    ),
    ({"region": ""}, "본사나 주 사업장이 있는 지역을 골라 주세요."),
    ({"region": "29"}, "본사나 주 사업장이 있는 지역을 골라 주세요."),  # merged on 2026-07-01
    ({"region": "99"}, "본사나 주 사업장이 있는 지역을 골라 주세요."),
    ({"employees": ""}, "상시근로자 수를 입력해 주세요. 없으면 0을 입력해 주세요."),
    ({"employees": "많음"}, "'많음': 숫자로 읽을 수 없습니다. 1,234나 천이백처럼 써 주세요."),
    ({"employees": "-1"}, "0보다 작을 수 없습니다. 부호를 확인해 주세요."),
    ({"employees": "1.5"}, "정수로 입력해야 합니다. 소수점 아래를 빼 주세요."),
    ({"employees": "32%"}, "단위 %: 여기에 맞지 않습니다. 숫자만 써 주세요."),
    ({"employees": "1억"}, "숫자가 너무 큽니다. 자릿수를 확인해 주세요."),
    ({"employees": "1" * 61}, "숫자가 너무 큽니다. 자릿수를 확인해 주세요."),
    ({"sales": ""}, "연 매출액을 입력해 주세요. 아직 없으면 0을 입력해 주세요."),
    ({"sales": "62"}, "금액이 매우 작습니다. 62억 원처럼 단위까지 써 주세요."),
    ({"sales": "9999조"}, "숫자가 너무 큽니다. 자릿수를 확인해 주세요."),
    ({"sales": "10명"}, "단위 명: 여기에 맞지 않습니다. 숫자만 써 주세요."),
    ({"founded": ""}, "설립일을 입력해 주세요."),
    ({"founded": "2009-02-30"}, "날짜로 읽을 수 없습니다. 2009-03-02처럼 써 주세요."),
    ({"founded": "작년"}, "날짜로 읽을 수 없습니다. 2009-03-02처럼 써 주세요."),
    ({"founded": "0009-03-02"}, "날짜로 읽을 수 없습니다. 2009-03-02처럼 써 주세요."),
    ({"founded": "2999-03-02"}, "아직 오지 않은 날짜입니다. 연도를 확인해 주세요."),
]
EMAIL_INVALID = "이메일 주소가 온전하지 않습니다. name@example.com처럼 써 주세요."
FORMS: dict[str, FormUnderTest] = {
    "signup": FormUnderTest(
        here("account_signup"),
        SIGN_UP,
        [
            ({"email": ""}, "이메일 주소를 입력해 주세요."),
            ({"email": "boss@"}, EMAIL_INVALID),
            ({"name": ""}, "이름을 입력해 주세요."),
            ({"name": "가" * 61}, "이름이 너무 깁니다. 60자 이내로 써 주세요."),
            *NAME_FAULTS,
            ({"password1": ""}, "새 비밀번호를 입력해 주세요."),
            ({"password1": "password123"}, ""),
            ({"password1": "short"}, ""),
            ({"password1": "boss@example.com"}, ""),
            ({"consent_service": None}, "필수 동의입니다. 가입하려면 선택해 주세요."),
            ({"consent_terms": None}, "필수 동의입니다. 가입하려면 선택해 주세요."),
        ],
        role=None,
        secret=frozenset({"password1"}),
    ),
    "login": FormUnderTest(
        here("account_login"),
        {"login": "owner@example.com", "password": PASSWORD},
        [
            ({"login": ""}, "이메일 주소를 입력해 주세요."),
            ({"login": "owner"}, EMAIL_INVALID),
            ({"password": ""}, "비밀번호를 입력해 주세요."),
            ({"password": "wrong"}, "이메일 주소나 비밀번호가 맞지 않습니다. 둘 다 확인해 주세요."),
            ({"login": "nobody@example.com"}, "이메일 주소나 비밀번호가 맞지 않습니다. 둘 다 확인해 주세요."),
        ],
        role=None,
        secret=frozenset({"password"}),
    ),
    "reset": FormUnderTest(
        here("account_reset_password"),
        {"email": "owner@example.com"},
        [({"email": ""}, "이메일 주소를 입력해 주세요."), ({"email": "@"}, EMAIL_INVALID)],
        role=None,
    ),
    "email": FormUnderTest(
        here("account_email"),
        {"email": "new@example.com", "action_add": ""},
        [
            ({"email": ""}, "이메일 주소를 입력해 주세요."),
            ({"email": "new@"}, EMAIL_INVALID),
            ({"email": "owner@example.com"}, "지금 쓰는 주소와 같습니다. 다른 주소를 입력해 주세요."),
        ],
    ),
    "password": FormUnderTest(
        here("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "another-long-word"},
        [
            ({"oldpassword": ""}, "비밀번호를 입력해 주세요."),
            ({"oldpassword": "wrong"}, "현재 비밀번호가 맞지 않습니다. 다시 입력해 주세요."),
            ({"password1": ""}, "새 비밀번호를 입력해 주세요."),
            ({"password1": "1234"}, ""),
        ],
        secret=frozenset({"oldpassword", "password1"}),
    ),
    "reauthenticate": FormUnderTest(
        here("account_reauthenticate"),
        {"password": PASSWORD},
        [
            ({"password": ""}, "비밀번호를 입력해 주세요."),
            ({"password": "wrong"}, "비밀번호가 맞지 않습니다. 다시 입력해 주세요."),
        ],
        secret=frozenset({"password"}),
    ),
    "profile": FormUnderTest(
        here("accounts:profile"),
        {"name": "김대표"},
        [
            ({"name": ""}, "이름을 입력해 주세요."),
            ({"name": "가" * 61}, "이름이 너무 깁니다. 60자 이내로 써 주세요."),
            *NAME_FAULTS,
        ],
    ),
    "close": FormUnderTest(
        here("accounts:close"), {"sure": "on"}, [({"sure": None}, "계정을 닫으려면 확인란을 선택해 주세요.")]
    ),
    "company": FormUnderTest(
        here("accounts:company_register"),
        NEW_COMPANY,
        [
            ({"business_number": ""}, "사업자등록번호를 입력해 주세요."),
            (
                {"business_number": "1234567890"},
                "번호가 서로 맞지 않습니다. 사업자등록번호의 숫자를 하나씩 확인해 주세요.",
            ),
            (
                {"business_number": "123-45"},
                "사업자등록번호는 10자리인데 5자리를 입력했습니다. 자릿수를 확인해 주세요.",
            ),
            ({"business_number": "가나다"}, "사업자등록번호에는 숫자만 쓸 수 있습니다. 예: 124-81-00998"),
            (
                {"business_number": "124-81-00998"},
                "이미 등록된 회사입니다. 회사의 소유자에게 초대를 요청해 주세요.",
            ),
            *FACT_FAULTS,
        ],
    ),
    "company edit": FormUnderTest(company_page("accounts:company_edit"), FACTS, FACT_FAULTS),
    "size": FormUnderTest(
        company_page("accounts:company_size"),
        {"size": "small"},
        [({"size": None}, "기업 규모를 골라 주세요."), ({"size": "huge"}, "기업 규모를 골라 주세요.")],
    ),
    "certificates": FormUnderTest(
        company_page("accounts:company_certificates"),
        {"build_level": "mid1", "build_number": "제2026-1호", "build_issued": "2026-01-01"},
        [
            ({"build_level": "level9"}, "목록에 있는 수준을 골라 주세요."),
            ({"build_level": ""}, "수준이 없습니다. 수준을 고르거나 번호와 날짜를 지워 주세요."),
            ({"build_expires": "2025-01-01"}, "유효기간이 발급일보다 빠릅니다. 날짜를 확인해 주세요."),
            ({"build_issued": "언젠가"}, "날짜로 읽을 수 없습니다. 2009-03-02처럼 써 주세요."),
            ({"build_number": "1" * 41}, "번호가 너무 깁니다. 40자 이내로 써 주세요."),
        ],
    ),
    "invite": FormUnderTest(
        company_page("accounts:invite"),
        {"email": "new@example.com", "role": "editor"},
        [
            ({"email": ""}, "초대할 사람의 이메일 주소를 입력해 주세요."),
            ({"email": "new@"}, EMAIL_INVALID),
            ({"email": "viewer@example.com"}, "이미 구성원인 주소입니다. 다른 주소를 입력해 주세요."),
            ({"role": None}, "역할을 골라 주세요."),
            ({"role": "king"}, "역할을 골라 주세요."),
        ],
    ),
    "role": FormUnderTest(
        lambda people: reverse("accounts:member", args=[people.company.pk, people.owner.pk]),
        {"role": "owner"},
        [
            ({"role": None}, "역할을 골라 주세요."),
            ({"role": "king"}, "역할을 골라 주세요."),
            (
                {"role": "viewer"},
                "회사에는 소유자가 있어야 합니다. 먼저 다른 구성원을 소유자로 정해 주세요.",
            ),
        ],
    ),
}
CASES = [(name, change, text) for name, form in FORMS.items() for change, text in form.cases]


def state() -> tuple[Any, ...]:
    return (
        list(User.objects.order_by("pk").values_list("pk", "name", "email", "password", "is_active")),
        list(Company.objects.order_by("pk").values()),
        Invitation.objects.count(),
        Consent.objects.count(),
        AuditEntry.objects.count(),
        EmailAddress.objects.filter(email="new@example.com").count(),
    )


def sent(form: FormUnderTest, people: People, data: dict[str, Any]) -> Any:
    client = Client()
    if form.role:
        client.force_login(getattr(people, form.role))
    return client.post(form.address(people), {key: value for key, value in data.items() if value is not None})


@pytest.mark.parametrize(
    ("name", "change", "text"), CASES, ids=[f"{name}-{number}" for number, (name, _, _) in enumerate(CASES)]
)
def test_a_fault_is_told_and_nothing_is_lost(name: str, change: dict[str, Any], text: str, people: People) -> None:
    form = FORMS[name]
    data, before = form.good | change, state()
    response = sent(form, people, data)
    assert response.status_code == 200
    page = Page(response)
    assert_faults_are_told_twice(page, *([text] if text else []))
    assert state() == before
    for key, value in data.items():
        if key in form.secret:
            assert page.value_of(key) is None, f"{key} must not come back"
        elif value is not None and key not in {"role", "size", "sector", "region", "build_level", "action_add"}:
            assert (page.value_of(key) or "") == value, key
    for key in change.keys() & {"sector", "region"}:
        assert (page.value_of(key) or "") in (data[key], ""), key


@pytest.mark.parametrize("name", FORMS)
def test_negative_control_good_data_are_taken(name: str, people: People) -> None:
    form = FORMS[name]
    if name == "close":
        people.editor.memberships.update(role="owner")
    assert sent(form, people, form.good).status_code == 302


@pytest.mark.parametrize("name", FORMS)
def test_hostile_text_is_only_text(name: str, people: People) -> None:
    """Every text field, in the form and where it comes out again."""
    form = FORMS[name]
    for key in form.good:
        if key == "action_add":
            continue
        response = sent(form, people, form.good | {key: HOSTILE})
        assert b"<script>alert(1)" not in response.content
        assert b"{{7*7}}" not in response.content.replace(b"{{7*7}}&#x27;", b"")
        assert response.status_code in (200, 302)


def test_hostile_names_come_out_as_text_everywhere(people: People) -> None:
    name = '<script>alert("회사")</script>'
    Company.objects.filter(pk=people.company.pk).update(name=name)
    User.objects.filter(pk=people.viewer.pk).update(name=name)
    client = Client()
    client.force_login(people.owner)
    for address in (
        reverse("accounts:home"),
        reverse("accounts:company", args=[people.company.pk]),
        reverse("accounts:company_edit", args=[people.company.pk]),
        reverse("accounts:members", args=[people.company.pk]),
        reverse("accounts:member", args=[people.company.pk, people.viewer.pk]),
        reverse("accounts:member_remove", args=[people.company.pk, people.viewer.pk]),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "&lt;script&gt;alert" in page, address


def test_mac_text_is_composed(people: People) -> None:
    import unicodedata

    decomposed = unicodedata.normalize("NFD", "한빛  도금")
    client = Client()
    client.force_login(people.owner)
    client.post(reverse("accounts:profile"), {"name": decomposed})
    people.owner.refresh_from_db()
    assert people.owner.name == "한빛 도금"


@pytest.mark.parametrize(
    "typed", ["2208162517", "220-81-62517", " 220 81 62517 ", "２２０－８１－６２５１７", "220.81.62517"]
)
def test_the_business_number_is_read_however_it_is_spaced(typed: str, people: People) -> None:
    client = Client()
    client.force_login(people.owner)
    response = client.post(reverse("accounts:company_register"), NEW_COMPANY | {"business_number": typed})
    assert response.status_code == 302
    client.post(reverse("accounts:company_confirm"), {"size": "small"})
    assert Company.objects.filter(business_number="2208162517").exists()
