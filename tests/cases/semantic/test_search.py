"""Search by meaning beside search by words."""

import pytest
from django.test.utils import CaptureQueriesContext

from cases.criteria import Criteria
from cases.models import Case
from cases.search.understood import Concept, Understood
from cases.selectors.search import CasePage
from cases.services.embedding import vectors_update
from tests.cases.rows import load
from tests.cases.semantic.conftest import Search, told
from tests.cases.semantic.fake import FakeEmbedder

pytestmark = pytest.mark.django_db
# Of its words only 물건 and 창고 stand anywhere; what it means is 납기.
QUESTION = "물건이 제때 도착하지 않는 창고"


def ids(page: CasePage) -> list[str]:
    return [case.pk for case in page.cases]


def test_finds_what_no_word_finds_behind_what_words_find(embedded: FakeEmbedder, search: Search) -> None:
    words = search(QUESTION, "off")
    assert "arrive" in ids(words)
    assert not {"late", "late-large"} & set(ids(words))
    assert words.related == frozenset()

    both = search(QUESTION)
    assert ids(both)[: words.total] == ids(words)
    assert set(ids(both)[words.total :]) == both.related == {"late", "late-large"}
    assert both.complete == words.complete
    assert both.total == words.total + 2


def test_what_is_not_near_enough_is_not_shown(
    embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "safe" not in ids(search(QUESTION))
    monkeypatch.setattr("cases.indexing.semantic._NEAR", -1.0)
    assert "safe" in search(QUESTION).related


def test_fused_lets_meaning_help_the_order_and_keeps_complete_first(embedded: FakeEmbedder, search: Search) -> None:
    load(*(told(f"goods-{n}", "물건 창고", "물건을 창고에 두었다.", year=2000 + n) for n in range(8)))
    vectors_update(model=embedded)
    words, both = search(QUESTION, "off"), search(QUESTION, "fused")
    assert words.complete == both.complete
    assert set(ids(words)[: words.complete]) == set(ids(both)[: both.complete])
    assert both.related == {"late", "late-large"}


@pytest.mark.parametrize("way", ["related", "fused"])
def test_choices_hold_for_what_meaning_finds_and_counts_tell_of_it(
    way: str, embedded: FakeEmbedder, search: Search
) -> None:
    everything = search(QUESTION, way)
    small = search(QUESTION, way, chosen={"size": ("small",)})
    assert small.related == {"late"}
    assert small.total == everything.counts["size"]["small"] == len(ids(small))
    assert everything.total == sum(everything.counts["size"].values())


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_other_orders_show_the_same_cases(sort: str, embedded: FakeEmbedder, search: Search) -> None:
    found, relevant = search(QUESTION, sort=sort), search(QUESTION)
    assert set(ids(found)) == set(ids(relevant))
    assert found.related == relevant.related
    rest = [case.year for case in found.cases[found.complete :]]
    assert rest == sorted(rest, reverse=sort == "newest")


def test_related_tells_of_its_page_alone(embedded: FakeEmbedder, settings: object) -> None:
    from cases.selectors.search import case_search
    from tests.cases.rows import NOW

    settings.QM_SEMANTIC_SEARCH = "related"  # type: ignore[attr-defined]
    pages = [
        case_search(criteria=Criteria(query=QUESTION, page=number), on=NOW.date(), page_size=1)
        for number in range(1, 9)
    ]
    last = pages[0].total
    assert [page.related for page in pages[: last - 2]] == [frozenset()] * (last - 2)
    assert frozenset().union(*(page.related for page in pages[last - 2 : last])) == {"late", "late-large"}


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("제때 도착하지", id="two words"),
        pytest.param("ㄴㄱ ㅈㅇ ㄱㅈ", id="initials"),
        pytest.param("skqrl wldus rhdwkd", id="another keyboard"),
        pytest.param("납기 ㅈㅇ 줄인 공장 물건", id="initials among words"),
        pytest.param("", id="nothing"),
        pytest.param("?! … —", id="no word"),
    ],
)
def test_the_model_is_not_asked(query: str, embedded: FakeEmbedder, search: Search) -> None:
    search(query)
    assert embedded.questions == []


def test_the_model_is_asked_once_for_a_question(embedded: FakeEmbedder, search: Search) -> None:
    """The guard of the test above: a sentence does reach it."""
    search(QUESTION)
    search(QUESTION, chosen={"size": ("small",)})
    search(QUESTION, sort="newest")
    assert embedded.questions == [QUESTION]


@pytest.mark.parametrize("kind", ["initials", "keyboard", "spelling"])
def test_what_was_read_otherwise_is_searched_by_words(
    kind: str, embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = tuple(Concept(word) for word in ("물건", "창고"))
    understood = Understood(QUESTION, meant, reading="물건 창고", reading_kind=kind)  # type: ignore[arg-type]
    monkeypatch.setattr("cases.selectors.search.understand", lambda *_given, **_named: understood)
    assert search(QUESTION).related == frozenset()
    plain = Understood(QUESTION, meant)
    monkeypatch.setattr("cases.selectors.search.understand", lambda *_given, **_named: plain)
    assert search(QUESTION).related


def test_a_literal_search_is_one_by_words(embedded: FakeEmbedder, search: Search) -> None:
    assert search(QUESTION, is_literal=True).related == frozenset()
    assert embedded.questions == []


def test_a_large_library_is_searched_by_words(
    embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.indexing.semantic.MOST_CASES", 5)
    assert search(QUESTION).related
    monkeypatch.setattr("cases.indexing.semantic.MOST_CASES", 4)
    assert search(QUESTION).related == frozenset()


def test_where_words_find_enough_nothing_is_added(
    embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.indexing.semantic._RELATED", 40)
    text = "물건이 제때 도착하지 않는 창고를 고쳤다."
    load(*(told(f"same-{n}", f"창고 {n}", text) for n in range(18)))
    vectors_update(model=embedded)
    words, both = search(QUESTION, "off"), search(QUESTION)
    assert words.complete == both.complete < 20
    assert both.total == words.total + 2
    load(*(told(f"same-{n}", f"창고 {n}", text) for n in (18, 19)))
    words, both = search(QUESTION, "off"), search(QUESTION)
    assert words.complete == both.complete >= 20
    assert both.total == words.total


def test_what_is_taken_down_is_found_by_nothing(embedded: FakeEmbedder, search: Search) -> None:
    assert "late" in search(QUESTION).related
    Case.objects.filter(pk="late").update(state=Case.State.WITHDRAWN)
    assert "late" not in ids(search(QUESTION))


def test_it_costs_no_query_more_once_the_vectors_are_read(embedded: FakeEmbedder, search: Search) -> None:
    from django.db import connection

    def count(way: str) -> int:
        search(QUESTION, way)
        with CaptureQueriesContext(connection) as asked:
            search(QUESTION, way)
        # A savepoint is none: it stands only inside a transaction, as a test does.
        return sum(query["sql"].startswith("SELECT") for query in asked)

    assert count("related") == count("off") > 0
