"""The journey by the pages alone, as a browser without JavaScript walks it."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from diagnosis.models import Answer, Diagnosis, Submission
from diagnosis.services.start import diagnosis_modules_set
from qmplatform.models import Job
from tests.factories import NOW, People

As = Callable[[str], Client]


def _url(name: str, diagnosis: Diagnosis, *more: str) -> str:
    return reverse(f"diagnosis:{name}", args=[diagnosis.pk, *more])


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def _fields(page: str) -> dict[str, Any]:
    """Return what a browser would post of the survey's form."""
    form = re.search(r"<form class=\"read\".*?</form>", page, re.S)
    assert form
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name or (('type="radio"' in tag or 'type="checkbox"' in tag) and " checked" not in tag):
            continue
        found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form[0], re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_the_whole_journey_without_javascript(as_: As, people: People, version: Any) -> None:
    client = as_("owner")
    assert "아직 진단이 없습니다" in _page(client, reverse("diagnosis:list"))
    notes = _page(client, reverse("diagnosis:start"))
    assert all(word in notes for word in ("소요 시간", "준비물", "수정 가능 여부"))
    begun = client.post(reverse("diagnosis:begin"), {"company": people.company.pk, "reference_year": "2026"})
    assert begun.status_code == 303
    diagnosis = Diagnosis.objects.get()
    tasks = _page(client, _url("tasks", diagnosis))
    assert "0/6 문항 (0%)" in tasks
    assert tasks.count("시작 전") == 3
    assert "아직 시작할 수 없음" in tasks
    assert _url("check", diagnosis) not in tasks

    address = _url("section", diagnosis, "inf1")
    page = _page(client, address)
    assert "INF1.3" not in page
    assert "제조업은 건설 장비를 쓰지 않습니다." in page
    posted = client.post(address, _fields(page) | {"a-INF1.1": "3", "a-INF1.2": "2", "go": "next"})
    assert (posted.status_code, posted["Location"]) == (303, _url("section", diagnosis, "inf2"))
    page = _page(client, posted["Location"])
    posted = client.post(posted["Location"], _fields(page) | {"v-INF2.1": ["a", "b"], "go": "next"})
    page = _page(client, posted["Location"])
    fields = {"v-PER1.1": "１，２００", "u-PER1.1": "ppm", "a-PER1.2": "unknown", "v-PER1.3": "35", "go": "next"}
    posted = client.post(posted["Location"], _fields(page) | fields)
    assert posted["Location"] == _url("tasks", diagnosis)
    assert "0.12%로 이해했습니다" in _page(client, _url("section", diagnosis, "per1"))
    tasks = _page(client, _url("tasks", diagnosis))
    assert "6/6 문항 (100%)" in tasks

    check = _page(client, _url("check", diagnosis))
    key = re.search(r'name="key" value="([^"]*)"', check)
    assert key
    sent = client.post(_url("submit", diagnosis), {"key": key[1], "confirmed": "on"})
    assert (sent.status_code, sent["Location"]) == (303, _url("receipt", diagnosis))
    receipt = _page(client, sent["Location"])
    assert Submission.objects.get().receipt_number in receipt
    progress = _page(client, _url("progress", diagnosis))
    assert '<noscript><meta http-equiv="refresh"' in progress
    assert client.get(_url("section", diagnosis, "inf1"))["Location"] == _url("receipt", diagnosis)


def test_valid_answers_are_kept_and_invalid_ones_shown_again(as_: As, draft: Diagnosis) -> None:
    client, address = as_("editor"), _url("section", draft, "per1")
    fields = _fields(_page(client, address))
    wrong = {"v-PER1.1": "많이 <b>", "e-PER1.1": "대장", "a-PER1.2": "na", "t-PER1.2": "없음", "v-PER1.3": "35"}
    posted = client.post(address, fields | wrong)
    assert (posted.status_code, posted["Location"]) == (303, address)
    assert list(Answer.objects.values_list("code", flat=True)) == ["PER1.3"]
    page = _page(client, address)
    assert re.search(r"<title>오류: ", page)
    assert 'href="#v-PER1.1"' in page
    assert 'href="#t-PER1.2"' in page
    texts = [" ".join(text.split()) for text in re.findall(r'class="error-text">([^<]*)<', page)]
    assert len(texts) == 4
    assert sorted(texts[:2]) == sorted(texts[2:])
    assert 'value="많이 &lt;b&gt;"' in page
    assert 'value="없음"' in page
    mended = client.post(address, _fields(page) | {"v-PER1.1": "2%", "t-PER1.2": "회신할 고객이 없는 회사입니다"})
    assert mended["Location"] != address
    assert "오류: " not in _page(client, address)
    assert Answer.objects.get(code="PER1.1").evidence == "대장"


def test_posting_a_page_unchanged_saves_nothing(as_: As, complete: Diagnosis) -> None:
    client = as_("editor")
    before = list(Answer.objects.order_by("code").values_list("code", "revision"))
    for slug in ("inf1", "inf2", "per1"):
        address = _url("section", complete, slug)
        fields = _fields(_page(client, address))
        if slug == "inf2":
            fields["v-INF2.1"] = ["a", "b"]
        assert client.post(address, fields).status_code == 303
    assert list(Answer.objects.order_by("code").values_list("code", "revision")) == before


def test_change_links_are_unique_and_lead_back_to_the_check(as_: As, complete: Diagnosis) -> None:
    client = as_("owner")
    check = _page(client, _url("check", complete))
    names = re.findall(r'">변경<span class="vh">([^<]*)<', check)
    assert len(names) == len(set(names)) == 6
    address = f"{_url('section', complete, 'inf1')}?back=check"
    assert f"{address}#q-INF1.1" in check
    posted = client.post(address, _fields(_page(client, address)))
    assert posted["Location"] == _url("check", complete)


def test_unusual_value_and_clashing_answers_are_shown_first(as_: As, complete: Diagnosis, save: Any) -> None:
    save("INF1.1", 4, 2)
    save("INF1.2", 1, 2)
    save("PER1.1", 25, 2)
    client = as_("owner")
    check = _page(client, _url("check", complete))
    assert "기록은 높은데 점검이 낮습니다." in check
    assert "보기 드문 값입니다. 단위를 확인해 주십시오." in check
    assert "확인 필요" in _page(client, _url("tasks", complete))


def test_missing_answers_stop_the_submission_and_are_listed(as_: As, draft: Diagnosis) -> None:
    client = as_("owner")
    sent = client.post(_url("submit", draft), {"key": "k", "confirmed": "on"})
    assert sent["Location"] == f"{_url('check', draft)}?show=faults"
    page = _page(client, sent["Location"])
    assert "오류: " in page
    assert "6개 문항에 답이 없습니다" in page
    assert not Submission.objects.exists()
    unconfirmed = client.post(_url("submit", draft), {"key": "k"})
    assert "show=confirm" in unconfirmed["Location"]
    assert 'href="#id_confirmed"' in _page(client, unconfirmed["Location"])


def test_second_click_and_second_tab_find_the_same_receipt(as_: As, complete: Diagnosis) -> None:
    client = as_("owner")
    for key in ("one", "one", "two"):
        sent = client.post(_url("submit", complete), {"key": key, "confirmed": "on"})
        assert sent["Location"] == _url("receipt", complete)
    assert Submission.objects.count() == 1
    assert Job.objects.filter(kind="diagnosis.score").count() == 1


def test_modules_are_a_choice_and_count_when_chosen(as_: As, draft: Diagnosis, people: People) -> None:
    client = as_("owner")
    address = _url("section", draft, "dna")
    assert client.get(address)["Location"] == _url("profile", draft)
    assert client.post(_url("profile", draft), {"modules": ["DNA"]}).status_code == 303
    assert "0/8 문항" in _page(client, _url("tasks", draft))
    assert "인공지능" in _page(client, address)
    refused = client.post(_url("profile", draft), {"modules": ["ZZZ"]})
    assert refused.status_code == 200
    diagnosis_modules_set(diagnosis=draft, modules=[], by=people.owner, now=NOW)
    assert "0/6 문항" in _page(client, _url("tasks", draft))


def test_list_filters_and_cancels(as_: As, draft: Diagnosis) -> None:
    client = as_("owner")
    address = reverse("diagnosis:list")
    assert _url("cancel", draft) in _page(client, f"{address}?year=2026&state=draft&sort=company")
    assert "조건에 맞는 진단이 없습니다" in _page(client, f"{address}?state=scored")
    assert "한빛도금" in _page(client, f"{address}?year=%00&state='&sort=--&page=x")
    assert "진단 취소" in _page(client, _url("cancel", draft))
    assert client.post(_url("cancel", draft)).status_code == 303
    assert client.get(_url("tasks", draft))["Location"] == address
    draft.refresh_from_db()
    assert draft.state == "cancelled"


def test_second_diagnosis_of_a_year_is_refused_with_the_way_to_the_first(as_: As, draft: Diagnosis) -> None:
    client = as_("owner")
    data = {"company": draft.company_id, "reference_year": "2026"}
    page = client.post(reverse("diagnosis:begin"), data).content.decode()
    assert _url("tasks", draft) in page
    assert "오류: " in page
    assert client.post(reverse("diagnosis:begin"), {"company": uuid4(), "reference_year": "1900"}).status_code == 200
    assert Diagnosis.objects.count() == 1


ROLES: dict[str, dict[str, int]] = {
    "tasks": {"owner": 200, "editor": 200, "viewer": 200, "stranger": 404, "official": 404, "administrator": 404},
    "profile": {"owner": 200, "editor": 200, "viewer": 403, "stranger": 404, "official": 404},
    "check": {"owner": 200, "editor": 200, "viewer": 200, "stranger": 404},
    "cancel": {"owner": 200, "editor": 200, "viewer": 403, "stranger": 404},
    "submit": {"owner": 303, "editor": 403, "viewer": 403, "stranger": 404},
    "receipt": {"owner": 404, "stranger": 404},
    "progress": {"owner": 404, "stranger": 404},
}


@pytest.mark.parametrize(("name", "role", "status"), [(n, r, s) for n, row in ROLES.items() for r, s in row.items()])
def test_who_may_open_what(as_: As, draft: Diagnosis, name: str, role: str, status: int) -> None:
    assert as_(role).get(_url(name, draft)).status_code == status


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("editor", 200), ("viewer", 403), ("stranger", 404)])
def test_who_may_answer(as_: As, draft: Diagnosis, role: str, status: int) -> None:
    assert as_(role).get(_url("section", draft, "inf1")).status_code == status
    assert as_(role).get(_url("section", draft, "zzz")).status_code == (404 if status == 200 else status)


def test_nobody_sees_anything_without_logging_in(draft: Diagnosis, client: Client) -> None:
    for name in ROLES:
        response = client.get(_url(name, draft))
        assert (response.status_code, "login" in response["Location"]) == (302, True)


def test_viewer_sees_no_way_to_change(as_: As, draft: Diagnosis) -> None:
    tasks = _page(as_("viewer"), _url("tasks", draft))
    assert _url("section", draft, "inf1") not in tasks
    assert "변경" not in _page(as_("viewer"), _url("check", draft))


def test_section_is_one_topic_a_page(as_: As, draft: Diagnosis) -> None:
    page = _page(as_("owner"), _url("section", draft, "inf1"))
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<h1") == 1
    assert 'role="tab"' not in main
    assert all(
        "<input" not in block and "<select" not in block for block in re.findall(r"<details.*?</details>", main, re.S)
    )
    assert len(re.findall(r'type="radio" id="a-INF1.1-\d"', main)) == 6
    assert "style=" not in page
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script


def test_goalposts_are_no_judgement_on_the_page(as_: As, draft: Diagnosis) -> None:
    page = _page(as_("owner"), _url("section", draft, "per1"))
    assert "0.1%" not in page
    assert "불량 ÷ 생산 × 100" in page


def test_english_page(as_: As, complete: Diagnosis) -> None:
    client = as_("owner")
    with translation.override("en"):
        page = client.get(_url("section", complete, "per1"), headers={"accept-language": "en"}).content.decode()
    assert "Understood as 0.12%." in page
    assert not re.search("[가-힣]", page[page.index("<main") : page.index("</main>")].replace("한국어", ""))


@pytest.mark.parametrize(("name", "budget"), [("section", 15), ("tasks", 15), ("check", 15)])
def test_query_budget(
    as_: As, complete: Diagnosis, name: str, budget: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("owner")
    more = ("inf1",) if name == "section" else ()
    with django_assert_max_num_queries(budget):
        _page(client, _url(name, complete, *more))


def _job_is(state: str, percent: int = 0) -> None:
    running = state == "running"
    Job.objects.filter(kind="diagnosis.score").update(
        state=state,
        progress_percent=percent,
        lease_token=uuid4() if running else None,
        leased_until=NOW if running else None,
        finished_at=NOW if state == "failed" else None,
    )


def test_progress_is_honest_and_silent_while_nothing_changes(as_: As, complete: Diagnosis) -> None:
    client = as_("owner")
    client.post(_url("submit", complete), {"key": "k", "confirmed": "on"})
    address, by_htmx = _url("progress", complete), {"HX-Request": "true"}
    _job_is("running", 40)
    fragment = client.get(address, headers=by_htmx).content.decode()
    assert "채점 중 40%" in fragment
    assert "<html" not in fragment
    assert client.get(f"{address}?seen=scoring-40-0", headers=by_htmx).status_code == 204
    assert "채점 중 40%" in _page(client, _url("receipt", complete))
    _job_is("failed")
    failed = client.get(f"{address}?seen=scoring-40-0", headers=by_htmx).content.decode()
    assert "채점을 마치지 못했습니다" in failed
    assert "hx-get" not in failed
    assert "meta http-equiv" not in _page(client, address)
