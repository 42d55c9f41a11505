"""The pages: found, marked, counted, and never broken by what is typed."""

import json
import time
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from tests.cases.rows import load, make_row

HOSTILE = [
    "\x00", "a\x00b", "' OR 1=1 --", "%", "_", "\\", "(((((", "[a-", ".*" * 50, "\ud55c\u0000", "\U0001f600" * 50, "\u202e\u200d",
    "<script>alert(1)</script>", "가" * 10_000, "ﷺ" * 10_000, "a b " * 2500, "\u0301" * 10_000, "ᄀ" * 10_000,
]  # fmt: skip


def get(client: Client, address: str, language: str = "ko", **query: object) -> str:
    response = client.get(f"{address}?{urlencode(query, doseq=True)}", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_costs_two_queries(
    library: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        get(client, "/cases/", q="품질 개선", size=["small", "medium"])
    with django_assert_max_num_queries(2):
        get(client, "/cases/iredell-2008/")


def test_what_was_searched_is_found_whatever_its_spacing_and_marked(db: None, client: Client) -> None:
    load(make_row(), make_row(id="other", title_ko="다른 이야기", summary_ko="", approach="교육", problem=None))
    for query in ("로트추적", "로트 추적", "도금공장 로트"):
        page = get(client, "/cases/", q=query)
        assert "<mark>" in page
        assert "/cases/plating-2024/" in page
        assert "/cases/other/" not in page


def test_a_search_for_markup_is_shown_as_text(db: None, client: Client) -> None:
    load(make_row(title_ko="<b>굵은</b> 도금"))
    page = get(client, "/cases/", q="<b>")
    assert "<mark>&lt;b&gt;</mark>굵은" in page
    assert "<b>굵은" not in page


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_breaks_a_page_or_takes_long(library: None, client: Client, query: str) -> None:
    begun = time.monotonic()
    for address in ("/cases/", "/api/v1/cases/", "/api/v1/cases/suggest/"):
        get(client, address, q=query)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999999999", "page=x", "size=%00", "year=%ED%A0%80", "sort=x", "q=%FF"]
)
def test_no_address_breaks_the_page(library: None, client: Client, query: str) -> None:
    assert client.get(f"/cases/?{query}").status_code == 200


def test_nothing_found_shows_a_way_on(db: None, client: Client) -> None:
    load(make_row())
    page = get(client, "/cases/", q="도금 우주선", size="large")
    assert "?q=%EB%8F%84%EA%B8%88" in page
    assert "/cases/plating-2024/" not in page


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


def test_english_readers_read_english_and_the_rest_is_marked(db: None, client: Client) -> None:
    load(make_row())
    page = get(client, "/cases/plating-2024/", language="en")
    assert "Fewer rejects by lot tracking" in page
    assert '<p lang="ko">원인 로트를' in page


def test_an_unknown_case_is_not_found(db: None, client: Client) -> None:
    assert client.get("/cases/nothing/").status_code == 404
    problem = client.get("/api/v1/cases/nothing/")
    assert (problem.status_code, problem.json()["code"]) == (404, "not_found")


def test_the_api_says_what_the_page_says(library: None, client: Client) -> None:
    found = json.loads(get(client, "/api/v1/cases/", q="이력추적", size="small"))
    assert found["count"] == len(found["results"]) == 1
    assert found["did_you_mean"] is None
    hit = found["results"][0]
    marked = [piece["text"] for line in hit["highlights"].values() for piece in line if piece["hit"]]
    assert "이력추적" in marked
    sizes = next(facet for facet in found["facets"] if facet["key"] == "size")["choices"]
    assert {choice["code"]: choice["count"] for choice in sizes}["small"] == 1
    whole = json.loads(get(client, f"/api/v1/cases/{hit['id']}/"))
    assert whole["title"] == hit["title"]
    assert whole["verification_status"] == "source-read"


def test_suggestions(library: None, client: Client) -> None:
    found = json.loads(get(client, "/api/v1/cases/suggest/", q="이력"))["suggestions"]
    assert {"text": "이력추적", "kind": "theme", "code": "traceability"} in found
    assert json.loads(get(client, "/api/v1/cases/suggest/"))["suggestions"] == []


def test_the_schema_describes_the_library(client: Client, db: None) -> None:
    schema = json.loads(client.get("/api/schema/?format=json").content)
    assert {"/api/v1/cases/", "/api/v1/cases/suggest/", "/api/v1/cases/{case_id}/"} <= set(schema["paths"])


def test_cases_of_merged_regions_stand_under_the_new_one(db: None, client: Client) -> None:
    load(make_row(region="전라남도"))
    assert "/cases/plating-2024/" in get(client, "/cases/", region="12")
