"""The page of a case: uniform, honest about its source, marked, gone when taken down."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from tests.cases.pages.reading import get
from tests.cases.rows import load, make_row

WHOLE = {
    "root_cause": "도금액 온도가 흔들렸다.",
    "enablers": "대표가 매주 현장에 섰다.",
    "effect": "표준 12건을 고쳤다.\n\n두 공장으로 넓혔다.",
    "lessons": "반장이 코드를 정해야 한다.",
    "methods": ["spc", "fmea"],
    "start_level": 2,
}


def test_a_case_costs_few_queries(
    library: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    get(client, "/cases/iredell-2008/", q="학생")
    with django_assert_max_num_queries(5):
        get(client, "/cases/iredell-2008/")
    with django_assert_max_num_queries(9):
        get(client, "/cases/iredell-2008/", q="학생")


def test_every_case_is_told_in_one_order(db: None, client: Client) -> None:
    load(make_row(**WHOLE))
    page = get(client, "/cases/plating-2024/")
    order = ("무엇이 달라졌나", "막혔던 곳", "찾아낸 원인", "이렇게 풀었습니다", "통계적 공정관리(SPC)", "해낼 수 있었던 까닭",
             "그 밖의 효과", "옮겨 쓸 때 살필 점", "출처")  # fmt: skip
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "5단계 가운데 2" in page
    assert 'href="/cases/?method=spc"' in page
    assert "<p>두 공장으로 넓혔다." in page.replace("\n", "")
    # What a case does not tell has no heading.
    load(make_row(id="short", root_cause=None))
    assert "찾아낸 원인" not in get(client, "/cases/short/")


def test_an_award_is_shown_by_its_name_of_today_and_of_then(db: None, client: Client) -> None:
    load(make_row(award_ko="전국품질분임조경진대회 대통령상", year=2015))
    page = get(client, "/cases/plating-2024/")
    assert '<a href="/cases/?award=qcc">국가품질혁신경진대회 대통령상</a>' in page
    assert "당시 이름: 전국품질분임조경진대회 대통령상" in page
    load(make_row(id="later", award_ko="국가품질혁신경진대회 대통령상", year=2025))
    assert "당시 이름" not in get(client, "/cases/later/")


def test_words_carried_from_the_list_are_marked_and_can_be_cleared(db: None, client: Client) -> None:
    load(make_row(**WHOLE))
    page = get(client, "/cases/plating-2024/", q="도금액 온도")
    assert "<mark>도금액</mark> <mark>온도</mark>가" in page.replace("</mark> <mark>", "</mark> <mark>")
    assert '<a class="reach" href="/cases/plating-2024/">' in page
    assert "?q=%EB%8F%84%EA%B8%88%EC%95%A1" in page
    assert "<mark>" not in get(client, "/cases/plating-2024/")


def test_an_unverified_case_says_so(db: None, client: Client) -> None:
    load(make_row(verification={"status": "unverified"}, results=[], source=""))
    assert "출처 미확인" in get(client, "/cases/")
    page = get(client, "/cases/plating-2024/")
    assert "출처를 확인하지 않은 사례입니다" in page
    assert "https://example.com" not in page
    # Were figures to slip in past the import, the page would still not show them.
    Case.objects.update(results=[{"kpi": "불량률", "before": "3.1", "after": "0.7"}])
    assert "0.7" not in get(client, "/cases/plating-2024/")
    Case.objects.update(verification_status="source-read")
    assert "0.7" in get(client, "/cases/plating-2024/")


def test_a_case_tells_its_story_and_leads_on(library: None, client: Client) -> None:
    page = get(client, "/cases/iredell-2008/")
    for words in ("61", "81", "+20.0%p", "이렇게 풀었습니다", "[외부]", "같은 과제를 푼 다른 사례"):
        assert words in page


def test_it_can_be_shared_and_mistakes_reported(db: None, client: Client) -> None:
    load(make_row())
    page = get(client, "/cases/plating-2024/")
    code = Case.objects.get().short_code
    assert f'href="http://testserver/c/{code}/"' in page
    assert f"body=http%3A%2F%2Ftestserver%2Fc%2F{code}%2F" in page
    assert client.get(f"/c/{code}/").status_code in (301, 302)


def test_english_readers_read_english_and_the_rest_is_marked(db: None, client: Client) -> None:
    load(make_row())
    page = get(client, "/cases/plating-2024/", language="en")
    assert "Fewer rejects by lot tracking" in page
    assert '<p lang="ko">원인 로트를' in page


def test_what_is_not_public_is_not_found_and_what_was_is_gone(db: None, client: Client) -> None:
    assert client.get("/cases/nothing/").status_code == 404
    load(make_row())
    Case.objects.update(state=Case.State.DRAFT, published_at=None)
    assert client.get("/cases/plating-2024/").status_code == 404
    # Never public, so nothing to say.
    Case.objects.update(state=Case.State.WITHDRAWN)
    assert client.get("/cases/plating-2024/").status_code == 404
    Case.objects.update(published_at=timezone.now(), withdrawn_reason="회사가 거두었다.")
    gone = client.get("/cases/plating-2024/")
    assert gone.status_code == 410
    assert "회사가 거두었다." in gone.content.decode()
    assert "로트 추적으로" not in gone.content.decode()


@pytest.mark.parametrize("state", Case.State.values)
def test_related_cases_are_public(db: None, client: Client, state: str) -> None:
    load(make_row(), make_row(id="other", organisation_ko="다른 회사", title_ko="이웃 이야기"))
    Case.objects.filter(pk="other").update(state=state)
    assert ("이웃 이야기" in get(client, "/cases/plating-2024/")) == (state == Case.State.PUBLISHED)
