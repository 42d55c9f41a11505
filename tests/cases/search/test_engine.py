"""What is found, in which order, with which counts; the same on both databases; and nothing typed breaks it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.criteria import Criteria
from cases.models import IndexBuild
from cases.searching import clean_query
from cases.selectors.search import CasePage, case_counts_by_concept, case_search, query_understood
from tests.cases.rows import load, make_row

TODAY = date(2026, 11, 20)
# Written on SQLite: PostgreSQL must give the same.
ORDERS = Path(__file__).parent / "orders.json"
HOSTILE = [
    "\x00", "a\x00b", "' OR 1=1 --", "%", "_", "\\", "(((((", "[a-", ".*" * 50, "\ud800", "\U0001f600" * 50, "\u202e\u200d",
    '"', "'", '" OR "', "' | '", "a & b", "a | !b", "a <-> b", "a:*", "NEAR(a b)", "title_tokens: a", "{title_tokens} : a",
    "^a", "a*", "-a", "+a", "AND", "OR NOT", "x_e0", "가" * 10_000, "ﷺ" * 10_000, "a b " * 2500, "\u0301" * 10_000,
    "ᄀ" * 10_000, "ㅍ" * 10_000, "공정 관리 " * 2000, "1.1.1.1,", "품질\n관리\t개선",
]  # fmt: skip


def search(query: str, **values: Any) -> CasePage:
    return case_search(criteria=Criteria(query=query, **values), on=TODAY)


def ids(query: str, **values: Any) -> list[str]:
    return [case.id for case in search(query, **values).cases]


def reads(asked: CaptureQueriesContext) -> int:
    """Count what was read; savepoints and settings stand around it on PostgreSQL."""
    return sum("SELECT" in query["sql"] for query in asked.captured_queries)


@pytest.fixture
def few(db: None) -> None:
    """Load cases alike but for what is asked."""
    same: dict[str, Any] = {"summary_ko": "", "summary_en": "", "problem": None, "approach_en": None, "results": [],
                            "title_en": "", "category": "", "approach": "교육을 하였다."}  # fmt: skip
    rows = [
        make_row(id="title", title_ko="레이저 절단 개선", **same),
        make_row(id="text", title_ko="공장 이야기", **{**same, "approach": "레이저 절단을 들였다."}),
        make_row(id="half", title_ko="레이저 이야기", **same),
        make_row(
            id="apart", title_ko="절단 공장", **{**same, "approach": "레이저를 들여 절단에 썼다.", "size": "large"}
        ),
    ]
    rows += [make_row(id=f"other-{place}", **same, title_ko="다른 이야기") for place in range(9)]
    load(*(row | {"organisation_ko": f"공장{place}"} for place, row in enumerate(rows)))


def test_what_holds_everything_stands_first_and_the_title_tells_most(few: None) -> None:
    found = search("레이저 절단", is_literal=True)
    assert [case.id for case in found.cases] == ["title", "apart", "text", "half"]
    assert found.complete == 3
    assert found.notice == ""


def test_what_holds_everything_stands_first_in_every_order(few: None) -> None:
    from cases.models import Case
    from cases.services.indexing import index_update
    from tests.cases.rows import NOW

    Case.objects.filter(pk="half").update(year=2025)
    Case.objects.filter(pk="text").update(year=None)
    index_update(case_ids=["half", "text"], now=NOW)
    assert ids("레이저 절단", is_literal=True, sort="newest") == ["apart", "title", "text", "half"]
    assert ids("레이저 절단", is_literal=True, sort="oldest") == ["apart", "title", "text", "half"]


def test_choices_narrow_what_was_found_and_counts_leave_their_own_facet_aside(few: None) -> None:
    found = search("레이저 절단", is_literal=True, chosen={"size": ("large",)})
    assert [case.id for case in found.cases] == ["apart"]
    assert found.complete == 1
    assert found.counts["size"] == {"small": 3, "large": 1}
    assert found.counts["award"].total() == 1
    assert search("레이저", chosen={"size": ("nobody",)}).total == 0


def test_verified_and_telling_cases_stand_above_equal_ones(db: None) -> None:
    bare = {"problem": None, "approach": None, "approach_en": None, "results": [], "summary_en": "", "title_en": ""}
    load(
        make_row(id="a-unverified", verification={"status": "unverified"}, **bare),
        make_row(id="b-verified", **bare),
        make_row(id="c-rich", **{**bare, "approach": "하였다."}),
    )
    assert ids("로트 추적") == ["c-rich", "b-verified", "a-unverified"]
    assert ids("") == ["c-rich", "b-verified", "a-unverified"]


def test_ties_go_to_the_newer_then_to_the_lower_id(db: None) -> None:
    load(make_row(id="b", year=2020), make_row(id="c", year=2020), make_row(id="a", year=2010))
    assert ids("2020 도금")[:2] == ["b", "c"]
    assert ids("") == ["b", "c", "a"]


def test_pages_divide_the_whole_and_the_last_is_shown_beyond(library: None) -> None:
    found, page = [], 1
    while True:
        one = case_search(criteria=Criteria(query="품질 개선", page=page), on=TODAY, page_size=50)
        found += [case.id for case in one.cases]
        if not one.page.has_next():
            break
        page += 1
    assert len(found) == len(set(found)) == one.total > 50
    assert search("품질 개선", page=9999).page.number > 1


def test_cases_of_merged_regions_stand_under_the_new_one(db: None) -> None:
    load(make_row(region="경기도"), make_row(id="other", region="강원도", title_ko="다른 공장"))
    found = search("", chosen={"region": tuple(search("").counts["region"])})
    assert found.total == 2


def test_what_each_concept_finds_alone(library: None) -> None:
    counts = case_counts_by_concept(understood=query_understood(query="분임조 우주선도킹장치", is_literal=True))
    assert counts["분임조"] > 50
    assert counts["우주선도킹장치"] == 0


def test_words_alone_where_nothing_can_be_found_in_them(library: None) -> None:
    assert search("!!! ???").total == 0
    assert search("및 그리고 the").total == 0
    assert search("").total == 386


def test_nothing_typed_breaks_the_search_or_makes_it_work_more(library: None) -> None:
    search("품질")
    for query in HOSTILE:
        with CaptureQueriesContext(connection) as asked:
            found = search(clean_query(query))
        assert found.notice == "", query[:20]
        assert reads(asked) <= 8, query[:20]
        # Even what was not cleaned before.
        assert search(query).notice == "", query[:20]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | st.text(alphabet="공정관리 \"'*()&|!:^-AND", max_size=30))
def test_any_text_can_be_searched(library: None, query: str) -> None:
    assert search(query).notice == ""


def test_a_search_costs_as_many_queries_with_choices_as_without(library: None) -> None:
    search("품질 개선")
    with CaptureQueriesContext(connection) as plain:
        search("생수공장 라벨 불량 줄인 개선 활동")
    with CaptureQueriesContext(connection) as narrowed:
        search(
            "생수공장 라벨 불량 줄인 개선 활동", chosen={"size": ("small", "medium"), "year": ("2020",)}, sort="newest"
        )
    assert reads(narrowed) <= reads(plain) <= 8


def test_an_index_kept_in_memory_is_read_anew_with_its_stamp_alone(library: None) -> None:
    search("품질")
    with CaptureQueriesContext(connection) as again:
        search("품질")
    IndexBuild.objects.update(stamp="00000000-0000-4000-8000-000000000000")
    with CaptureQueriesContext(connection) as anew:
        search("품질")
    assert reads(anew) > reads(again)


def test_the_order_is_the_same_on_both_databases(library: None) -> None:
    expected = json.loads(ORDERS.read_text(encoding="utf-8"))
    assert len(expected) >= 20
    assert {query: ids(query, is_literal=True)[:10] for query in expected} == expected
