"""The search page: found, marked, divided, counted, with a way on where nothing is found."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cases.models import IndexBuild
from tests.cases.pages.reading import get, results_of
from tests.cases.rows import load, make_row

OTHER = {
    "organisation": "Other",
    "title_en": "Other",
    "summary_ko": "",
    "summary_en": "",
    "approach": "교육을 했다.",
    "approach_en": None,
    "problem": None,
    "results": [],
    "themes": ["training"],
}


def test_the_list_costs_few_queries_however_many_cases(
    library: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    get(client, "/cases/", q="품질 개선")
    # PostgreSQL counts its savepoints and settings too; one query a case would make twelve more.
    with django_assert_max_num_queries(20):
        get(client, "/cases/", q="품질 개선", size=["small", "medium"])
    with django_assert_max_num_queries(20):
        get(client, "/cases/", q="품질", page=2, sort="newest")


def test_what_was_searched_is_found_whatever_its_spacing_and_marked(db: None, client: Client) -> None:
    load(make_row(), make_row(id="other", title_ko="다른 이야기", **OTHER))
    for query in ("로트추적", "로트 추적", "도금공장 로트"):
        page = get(client, "/cases/", q=query)
        assert "<mark>" in page
        assert results_of(page) == ["plating-2024"]


def test_particles_stay_unmarked(db: None, client: Client) -> None:
    load(make_row())
    assert "<mark>로트 추적</mark>으로 불량을 줄인" in get(client, "/cases/", q="로트추적을")


def test_a_search_for_markup_is_shown_as_text(db: None, client: Client) -> None:
    load(make_row(title_ko="<b>굵은</b> 도금"))
    page = get(client, "/cases/", q="<b> 굵은")
    assert "&lt;<mark>b</mark>&gt;<mark>굵은</mark>&lt;/<mark>b</mark>&gt; 도금" in page
    assert "<b>굵은" not in page


def test_cases_that_hold_all_words_are_divided_from_related_ones(db: None, client: Client) -> None:
    far = OTHER | {"sector": "bottled water", "sector_ko": "먹는샘물"}
    load(
        make_row(),
        make_row(id="half", title_ko="도금 로트 정비", organisation_ko="다른 회사", **OTHER),
        *(make_row(id=f"far-{n}", title_ko="설비 정비", organisation_ko=f"회사 {n}", **far) for n in range(9)),
    )
    page = get(client, "/cases/", q="도금 로트 검사")
    assert results_of(page) == ["plating-2024", "half"]
    assert "모두 담은 사례 1건" in page
    assert page.index("/cases/plating-2024/") < page.index('id="related"') < page.index("/cases/half/")
    # Without anything related nothing is divided.
    assert 'id="related"' not in get(client, "/cases/", q="로트 추적")


def test_cases_that_only_hold_some_words_are_said_to(db: None, client: Client) -> None:
    load(make_row())
    page = get(client, "/cases/", q="도금 우주왕복선")
    assert results_of(page) == ["plating-2024"]
    assert "모두 담은 사례가 없습니다" in page


def test_a_case_without_a_story_takes_one_line(db: None, client: Client) -> None:
    load(make_row(), make_row(id="bare", title_ko="받은 상", approach=None, approach_en=None, results=[], problem=None))
    page = get(client, "/cases/")
    rich, bare = (page.split(f"/cases/{key}/")[1].split("</li>")[0] for key in ("plating-2024", "bare"))
    assert '<p class="ba">' in rich
    assert "<p class=" in bare
    assert "한빛도금은" not in bare
    assert 'class="hit bare"' in page


def test_a_mended_spelling_is_told_with_the_way_back(library: None, client: Client) -> None:
    page = get(client, "/cases/", q="품질비룡", size="large")
    assert "혹시 <b>‘품질비용’</b>인가요?" in page
    assert "?q=%ED%92%88%EC%A7%88%EB%B9%84%EB%A3%A1&amp;literal=1&amp;size=large" in page
    typed = get(client, "/cases/", q="품질비룡", literal="1")
    assert "혹시" not in typed
    # What is narrowed or sorted next stays the search as typed.
    assert '<input type="hidden" name="literal" value="1">' in typed


def test_a_better_spelling_is_offered_where_the_typed_one_finds_something(db: None, client: Client) -> None:
    load(
        make_row(problem="불량율이 높았다."),
        make_row(id="other", problem="불량률이 높았다.", organisation_ko="다른 회사"),
    )
    page = get(client, "/cases/", q="불량율", size="small")
    assert '혹시 <a class="reach strong" href="?q=%EB%B6%88%EB%9F%89%EB%A5%A0&amp;size=small">불량률</a>인가요?' in page
    assert "<mark>불량율</mark>" in page


def test_other_keyboards_and_initials_are_told(library: None, client: Client) -> None:
    assert "<b>‘품질비용’</b>" in get(client, "/cases/", q="vnawlfqldyd")
    assert "초성 ‘ㅍㅈㅂㅇ’" in get(client, "/cases/", q="ㅍㅈㅂㅇ")


def test_methods_are_a_facet(db: None, client: Client) -> None:
    load(make_row(methods=["spc"]), make_row(id="other", organisation_ko="다른 회사"))
    page = get(client, "/cases/", method="spc")
    assert results_of(page) == ["plating-2024"]
    assert re.search(r'name="method" value="spc" checked', page)
    assert "통계적 공정관리(SPC)" in page


def test_every_address_on_the_page_keeps_the_search(db: None, client: Client) -> None:
    load(*(make_row(id=f"case-{n}", organisation_ko=f"회사 {n}") for n in range(15)))
    page = get(client, "/cases/", q="도금", size="small", sort="newest")
    assert "?q=%EB%8F%84%EA%B8%88&amp;size=small&amp;sort=newest&amp;page=2" in page
    assert '<input type="hidden" name="sort" value="newest">' in page
    assert '<input type="hidden" name="q" value="도금">' in page
    # The words go along to the case, where they are marked too.
    assert "/?q=%EB%8F%84%EA%B8%88" in page


def test_without_an_index_the_page_says_so(db: None, client: Client) -> None:
    load(make_row())
    IndexBuild.objects.update(is_active=False)
    page = get(client, "/cases/", q="로트추적")
    assert "색인을 만들고 있습니다" in page
    assert results_of(page) == ["plating-2024"]
    assert "모두 담은" not in page


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999", "page=x", "size=%00", "year=%ED%A0%80", "sort=x", "q=%FF", "literal=x"],
)
def test_no_address_breaks_the_page(library: None, client: Client, query: str) -> None:
    assert client.get(f"/cases/?{query}").status_code == 200


def test_nothing_found_shows_ways_on(db: None, client: Client) -> None:
    load(make_row())
    page = get(client, "/cases/", q="도금", size="large", year="1999")
    assert results_of(page) == []
    assert '?q=%EB%8F%84%EA%B8%88"' in page
    assert "?theme=traceability" in page
    assert 'href="/cases/propose/"' in page
    # What finds nothing either is no way on.
    assert "?q=%EB%8F%84%EA%B8%88&amp;size=large" not in page.split('class="nothing')[1]
    page = get(client, "/cases/", q="우주왕복선")
    assert "우주왕복선" in page
    assert "?theme=traceability" in page
    assert "?q=%EC%9A%B0%EC%A3%BC%EC%99%95%EB%B3%B5%EC%84%A0" not in page.split("<h3", 1)[1]


def test_cases_of_merged_regions_stand_under_the_new_one(db: None, client: Client) -> None:
    load(make_row(region="전라남도"))
    assert results_of(get(client, "/cases/", region="12")) == ["plating-2024"]


def test_what_is_not_public_is_not_listed(db: None, client: Client) -> None:
    from cases.models import Case

    load(make_row())
    Case.objects.update(state=Case.State.DRAFT)
    assert results_of(get(client, "/cases/", q="로트추적")) == []
