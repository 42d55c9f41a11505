"""The pages of curation: for officials, for companies, and what the public sees of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.forms.results import rows_data
from cases.models import Case
from cases.selectors import duplicates
from cases.services.curation import case_create, case_edit, case_withdraw
from cases.services.proposals import proposal_create, proposal_send
from qmplatform.models import AuditEntry
from tests.cases.curation.conftest import make_content
from tests.cases.curation.sent import case_data, proposal_data
from tests.factories import NOW, People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()
    duplicates._pairs.cache_clear()


def as_(user: User, language: str = "ko") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())


def take(client: Client, case: Case, step: str, revision: int, **data: Any) -> Any:
    return client.post(reverse("cases:manage-step", args=[case.pk]), {"step": step, "revision": revision, **data})


# --- In both languages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_of_officials_opens_in_both_languages(published: Case, people: People, language: str) -> None:
    case_edit(case_id=published.pk, content=make_content(year=2020), expected=3, by=people.official, now=NOW)
    client = as_(people.official, language)
    for name in ("manage", "manage-new", "manage-duplicates"):
        assert client.get(reverse(f"cases:{name}")).status_code == 200, name
    for name in ("manage-case", "manage-edit", "manage-preview"):
        page = client.get(reverse(f"cases:{name}", args=[published.pk]))
        assert page.status_code == 200, name
        assert f'<html lang="{language}">' in text_of(page)
    compared = client.get(reverse("cases:manage-compare", args=[published.pk]) + "?from=3&to=4")
    assert compared.status_code == 200
    assert "2020" in text_of(compared)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_of_companies_opens_in_both_languages(people: People, language: str) -> None:
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    client = as_(people.editor, language)
    assert client.get(reverse("cases:propose")).status_code == 200
    assert client.get(reverse("cases:proposal", args=[case.pk])).status_code == 200
    proposal_send(case_id=case.pk, expected=1, consent=True, by=people.editor, now=NOW)
    assert client.get(reverse("cases:proposal", args=[case.pk])).status_code == 200


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_first_and_finds_in_all_states(draft: Case, people: People, second: User) -> None:
    client = as_(people.official)
    assert draft.title_ko not in text_of(client.get(reverse("cases:manage")))
    assert draft.title_ko in text_of(client.get(reverse("cases:manage"), {"tab": "draft"}))
    assert draft.title_ko in text_of(client.get(reverse("cases:manage"), {"q": "도금 공장"}))
    assert draft.title_ko in text_of(client.get(reverse("cases:manage"), {"q": draft.pk}))
    assert draft.title_ko not in text_of(client.get(reverse("cases:manage"), {"q": "없는 말"}))
    take(client, draft, "send", 1)
    assert draft.title_ko in text_of(as_(second).get(reverse("cases:manage")))


def test_an_edit_of_a_published_case_waits_in_the_list(published: Case, people: People) -> None:
    case_edit(case_id=published.pk, content=make_content(year=2020), expected=3, by=people.official, now=NOW)
    client = as_(people.official)
    for tab in ("draft", "published", "all"):
        page = client.get(reverse("cases:manage"), {"tab": tab})
        assert published.title_ko in text_of(page), tab
    assert page.context["tabs"][-1][2] == 1


@pytest.mark.parametrize("given", [{"tab": "x"}, {"page": "x"}, {"page": "999"}, {"page": "-1"}, {"q": "%_\\"},
                                   {"q": "\x00"}, {"q": "' OR 1=1 --"}, {"q": "가" * 5000}])  # fmt: skip
def test_whatever_the_address_asks_the_list_opens(draft: Case, people: People, given: dict[str, str]) -> None:
    assert as_(people.official).get(reverse("cases:manage"), given).status_code == 200


def test_the_list_takes_few_queries(people: People, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        case_create(content=make_content(title_ko=f"사례 {number}"), by=people.official, now=NOW)
    client = as_(people.official)
    with django_assert_max_num_queries(9):
        client.get(reverse("cases:manage"), {"tab": "draft"})


def test_a_companys_draft_is_nobodys_business(people: People) -> None:
    case = proposal_create(
        company=people.company, content=make_content(title_ko="아직 우리만 아는 일"), by=people.editor, now=NOW
    )
    client = as_(people.official)
    for tab in ("draft", "all"):
        assert case.title_ko not in text_of(client.get(reverse("cases:manage"), {"tab": tab}))
    assert client.get(reverse("cases:manage-case", args=[case.pk])).status_code == 404
    # Negative control: once it is sent, officials read it.
    proposal_send(case_id=case.pk, expected=1, consent=True, by=people.editor, now=NOW)
    page = client.get(reverse("cases:manage-case", args=[case.pk]))
    assert people.editor.email in text_of(page)


def test_officials_find_the_desk_in_their_menu_and_others_do_not(people: People) -> None:
    address = reverse("cases:manage")
    for role, user in people.by_role().items():
        assert (f'href="{address}"' in text_of(as_(user).get(reverse("cases:list")))) is (role == "official"), role


# --- Writing ---------------------------------------------------------------------------------------------------------


def test_a_case_is_written_sent_and_published_by_two(people: People, second: User) -> None:
    client = as_(people.official)
    made = client.post(reverse("cases:manage-new"), case_data(do="send"), follow=True)
    case = Case.objects.get()
    assert (case.state, made.status_code) == ("review", 200)
    refused = take(client, case, "publish", 2)
    assert refused.status_code == 409
    assert "다른 담당자가 게시합니다" in text_of(refused)
    assert take(as_(second), case, "publish", 2).status_code == 302
    public = Client().get(reverse("cases:detail", args=[case.pk]))
    assert case.title_ko in text_of(public)


def test_faults_are_all_told_and_nothing_is_saved(people: People) -> None:
    sent = case_data() | {"title_ko": "", "year": "작년", "source_url": "x"} | rows_data([{"kpi": "불량률"}])
    page = as_(people.official).post(reverse("cases:manage-new"), sent)
    assert page.status_code == 200
    assert not Case.objects.exists()
    assert [fault["target"] for fault in page.context["page_errors"]] == [
        "id_title_ko", "id_year", "id_source_url", "id_results-0-after",
    ]  # fmt: skip
    told = text_of(page)
    assert 'aria-invalid="true"' in told
    assert "검사 기록을 로트와 이었다." in told


def test_more_rows_are_given_without_checking_or_losing_anything(draft: Case, people: People) -> None:
    sent = case_data(1, do="rows", title_ko="", themes=["safety", "spc"])
    page = as_(people.official).post(reverse("cases:manage-edit", args=[draft.pk]), sent)
    assert page.context["page_errors"] == []
    assert len(page.context["rows"].forms) == 4
    assert 'value="불량률"' in text_of(page)
    assert text_of(page).count("checked") >= 2
    assert draft.revisions.count() == 1


def test_what_publishing_lacks_stands_beside_the_fields(people: People) -> None:
    content = make_content(summary_ko="", verification_status="unverified")
    case = case_create(content=content, by=people.official, now=NOW)
    client = as_(people.official)
    sent = case_data(1, do="send", summary_ko="", verification_status="unverified", title_ko="고친 제목")
    page = client.post(reverse("cases:manage-edit", args=[case.pk]), sent, follow=True)
    assert page.redirect_chain[0][0].endswith("?check=1")
    assert [fault["target"] for fault in page.context["page_errors"]] == ["id_summary_ko", "results"]
    # It is saved nevertheless.
    assert Case.objects.get().title_ko == "고친 제목"
    assert Case.objects.get().state == "draft"


def test_the_slower_editor_sees_both_texts_and_saves_over_it_knowingly(
    draft: Case, people: People, second: User
) -> None:
    address = reverse("cases:manage-edit", args=[draft.pk])
    as_(second).post(address, case_data(1, title_ko="둘째가 먼저 고친 제목"))
    client = as_(people.official)
    page = client.post(address, case_data(1, title_ko="첫째가 늦게 고친 제목"))
    told = text_of(page)
    assert page.status_code == 409
    assert "조편집" in told
    assert "둘째가 먼저" in told
    assert 'value="첫째가 늦게 고친 제목"' in told
    assert 'name="revision" value="2"' in told
    assert Case.objects.get(pk=draft.pk).title_ko == "둘째가 먼저 고친 제목"
    assert client.post(address, case_data(2, title_ko="첫째가 늦게 고친 제목")).status_code == 302
    assert Case.objects.get(pk=draft.pk).title_ko == "첫째가 늦게 고친 제목"


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_form_that_does_not_say_where_it_began_overwrites_nothing(draft: Case, people: People, revision: str) -> None:
    sent = case_data(title_ko="다른 제목") | {"revision": revision}
    page = as_(people.official).post(reverse("cases:manage-edit", args=[draft.pk]), sent)
    assert page.status_code == 409
    assert draft.revisions.count() == 1


def test_a_likely_double_is_shown_before_it_is_saved(published: Case, people: People) -> None:
    client = as_(people.official)
    page = client.post(reverse("cases:manage-new"), case_data())
    assert page.status_code == 200
    assert [twin.case for twin in page.context["twins"]] == [published]
    assert Case.objects.count() == 1
    client.post(reverse("cases:manage-new"), case_data(is_another="1"))
    assert Case.objects.count() == 2
    pairs = client.get(reverse("cases:manage-duplicates")).context["pairs"]
    assert [pair.likeness.reason for pair in pairs] == ["title"]


# --- Steps -----------------------------------------------------------------------------------------------------------


def test_taking_down_needs_a_reason_and_tells_it_to_everybody(published: Case, people: People) -> None:
    client = as_(people.official)
    refused = take(client, published, "withdraw", 3)
    assert refused.status_code == 200
    assert Case.published.exists()
    take(client, published, "withdraw", 3, reason=f"기업의 요청입니다. {XSS}")
    public = Client().get(reverse("cases:detail", args=[published.pk]))
    told = text_of(public)
    assert public.status_code == 410
    assert "no-store" in public["Cache-Control"]
    assert "기업의 요청입니다." in told
    assert published.title_ko not in told
    assert "<script>alert" not in told
    take(client, published, "restore", 4)
    assert Client().get(reverse("cases:detail", args=[published.pk])).status_code == 200


def test_a_draft_that_was_put_aside_is_told_to_nobody(draft: Case, people: People) -> None:
    case_withdraw(case_id=draft.pk, reason="중복입니다.", by=people.official, now=NOW)
    assert Client().get(reverse("cases:detail", args=[draft.pk])).status_code == 404


def test_a_step_on_what_changed_meanwhile_is_refused_with_who(draft: Case, people: People, second: User) -> None:
    case_edit(case_id=draft.pk, content=make_content(year=2020), expected=1, by=second, now=NOW)
    page = take(as_(people.official), draft, "send", 1)
    assert page.status_code == 409
    assert "조편집" in text_of(page)


@pytest.mark.parametrize(
    ("step", "data"),
    [("publish", {}), ("return", {"reason": "까닭"}), ("discard", {}), ("restore", {}), ("revert", {"number": 9})],
)
def test_a_step_that_does_not_fit_is_refused(draft: Case, people: People, step: str, data: dict[str, Any]) -> None:
    before = AuditEntry.objects.count()
    assert take(as_(people.official), draft, step, 1, **data).status_code == 409
    assert AuditEntry.objects.count() == before


def test_an_earlier_text_is_taken_up_from_the_page_that_compares(draft: Case, people: People) -> None:
    case_edit(case_id=draft.pk, content=make_content(title_ko="나중 제목"), expected=1, by=people.official, now=NOW)
    client = as_(people.official)
    told = text_of(client.get(reverse("cases:manage-compare", args=[draft.pk]) + "?from=1&to=2"))
    assert "<ins>" in told
    assert "<del>" in told
    take(client, draft, "revert", 2, number=1)
    assert Case.objects.get(pk=draft.pk).title_ko == make_content()["title_ko"]


@pytest.mark.parametrize(
    "query", ["to=9", "from=x&to=1", "from=0&to=1", "from=1&to=99", "from=²&to=1", "from=" + "9" * 50 + "&to=1"]
)
def test_revisions_that_never_were_are_not_found(draft: Case, people: People, query: str) -> None:
    address = reverse("cases:manage-compare", args=[draft.pk])
    assert as_(people.official).get(f"{address}?{query}").status_code == 404


def test_the_preview_shows_the_edit_and_the_public_page_does_not(published: Case, people: People) -> None:
    content = make_content(title_ko="아직 아무도 못 본 제목")
    case_edit(case_id=published.pk, content=content, expected=3, by=people.official, now=NOW)
    preview = as_(people.official).get(reverse("cases:manage-preview", args=[published.pk]))
    assert "아직 아무도 못 본 제목" in text_of(preview)
    assert "아직 아무도 못 본 제목" not in text_of(Client().get(reverse("cases:detail", args=[published.pk])))


def test_no_text_of_a_case_becomes_a_script(people: People, second: User, publish: Callable[[Case], Case]) -> None:
    texts = {f: XSS for f, v in make_content().items() if isinstance(v, str) and f.endswith(("_ko", "_en", "_note"))}
    content = make_content(**texts, category=XSS, results=[{"kpi": XSS, "after": "1", "text_ko": XSS, "unit": "%"}])
    case = case_create(content=content, by=people.official, now=NOW)
    edited = content | {"title_ko": f"{XSS} 둘"}
    case_edit(case_id=case.pk, content=edited, expected=1, by=second, now=NOW, note=XSS)
    client = as_(people.official)
    addresses = [
        *(reverse(f"cases:{name}") + "?tab=all" for name in ("manage", "manage-duplicates")),
        *(reverse(f"cases:manage-{name}", args=[case.pk]) for name in ("case", "edit", "preview")),
        reverse("cases:manage-compare", args=[case.pk]) + "?from=1&to=2",
    ]
    for address in addresses:
        told = text_of(client.get(address))
        assert "<script>alert" not in told, address
        assert "<img src=x" not in told, address
    assert "&lt;script&gt;" in told


# --- Companies -------------------------------------------------------------------------------------------------------


def test_a_company_begins_writes_sends_and_takes_back(people: People) -> None:
    client = as_(people.editor)
    begun = client.post(reverse("cases:propose"), {"company": people.company.pk, "title_ko": "로트 추적"})
    case = Case.objects.get()
    address = reverse("cases:proposal", args=[case.pk])
    assert begun.url == address
    assert (case.organisation_ko, case.proposed_by) == ("한빛도금", people.company)
    sent = client.post(address, proposal_data(), follow=True)
    assert "담당자가 읽고 있습니다" in text_of(sent)
    assert Case.objects.get().results == [{"kpi": "불량률", "before": "3.1", "after": "0.7", "unit": "%"}]
    back = client.post(address, {"do": "back"}, follow=True)
    assert "<form" in text_of(back)
    assert Case.objects.get().state == "draft"


def test_a_company_is_told_why_it_came_back(people: People) -> None:
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    proposal_send(case_id=case.pk, expected=1, consent=True, by=people.editor, now=NOW)
    take(as_(people.official), case, "return", 2, reason="수치의 출처를 적어 주세요.")
    client = as_(people.owner)
    told = text_of(client.get(reverse("cases:proposal", args=[case.pk])))
    assert "수치의 출처를 적어 주세요." in told
    # Who of the officials it was stays with them.
    assert people.official.email not in told
    assert "돌아옴" in text_of(client.get(reverse("cases:propose")))


def test_without_consent_it_is_saved_and_not_sent(people: People) -> None:
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    sent = proposal_data()
    del sent["consent"]
    page = as_(people.editor).post(reverse("cases:proposal", args=[case.pk]), sent)
    assert [fault["target"] for fault in page.context["page_errors"]] == ["id_consent"]
    assert (Case.objects.get().state, Case.objects.get().title_ko) == ("draft", sent["title_ko"])


def test_two_colleagues_see_each_others_text(people: People) -> None:
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    address = reverse("cases:proposal", args=[case.pk])
    as_(people.owner).post(address, proposal_data(do="save", title_ko="대표가 고친 제목"))
    page = as_(people.editor).post(address, proposal_data(do="save", title_ko="담당이 고친 제목"))
    assert page.status_code == 409
    assert "대표가" in text_of(page)
    assert 'value="담당이 고친 제목"' in text_of(page)


def test_nobody_sees_another_companys_proposal(people: People) -> None:
    case = proposal_create(company=people.company, content=make_content(title_ko="남의 일"), by=people.editor, now=NOW)
    stranger = as_(people.stranger)
    assert stranger.get(reverse("cases:proposal", args=[case.pk])).status_code == 404
    assert "남의 일" not in text_of(stranger.get(reverse("cases:propose")))
    refused = stranger.post(reverse("cases:propose"), {"company": people.company.pk, "title_ko": "끼어들기"})
    assert refused.context["form"].errors["company"]
    assert Case.objects.count() == 1


def test_a_company_is_shown_likely_doubles_among_published_cases_only(
    published: Case, people: People, second: User
) -> None:
    hidden = case_create(content=make_content(title_en="x"), by=second, now=NOW)
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    page = as_(people.editor).get(reverse("cases:proposal", args=[case.pk]))
    assert [twin.case for twin in page.context["twins"]] == [published]
    assert hidden.pk not in text_of(page)


def test_a_proposal_that_was_sent_is_not_changed_by_a_late_form(people: People) -> None:
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    proposal_send(case_id=case.pk, expected=1, consent=True, by=people.editor, now=NOW)
    sent = proposal_data(2, do="save", title_ko="늦은 제목")
    page = as_(people.editor).post(reverse("cases:proposal", args=[case.pk]), sent, follow=True)
    assert page.status_code == 200
    assert Case.objects.get().title_ko == make_content()["title_ko"]
