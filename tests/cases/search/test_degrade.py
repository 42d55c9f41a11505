"""Where the index cannot be asked, a coarser search answers and says so."""

from datetime import date

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.criteria import Criteria
from cases.indexing import fulltext
from cases.indexing.trigrams import pieces_of
from cases.models import IndexBuild
from cases.selectors.search import CasePage, case_counts_by_concept, case_search, query_understood
from tests.cases.rows import load, make_row

TODAY = date(2026, 11, 20)


def search(query: str, **chosen: tuple[str, ...]) -> CasePage:
    return case_search(criteria=Criteria(query=query, chosen=chosen), on=TODAY)


def assert_coarse(found: CasePage) -> None:
    assert found.notice == "no-index"
    assert found.complete == 0
    assert found.total > 0


def test_with_an_index_there_is_no_notice(library: None) -> None:
    assert search("이력추적").notice == ""


def test_without_an_index_pieces_of_the_words_are_searched(library: None) -> None:
    by_index = {case.id for case in search("이력추적").cases}
    IndexBuild.objects.all().delete()
    found = search("이력추적")
    assert_coarse(found)
    assert {case.id for case in found.cases} & by_index
    assert_coarse(search(""))
    assert found.understood.concepts[0].text == "이력추적"
    assert query_understood(query="이력추적").concepts[0].text == "이력추적"
    assert case_counts_by_concept(understood=found.understood) == {}


def test_facets_count_and_narrow_without_an_index_too(library: None) -> None:
    before = search("", size=("small",))
    IndexBuild.objects.all().delete()
    after = search("", size=("small",))
    assert (after.total, dict(after.counts)) == (before.total, dict(before.counts))


def test_an_index_of_another_analyser_is_not_read(library: None) -> None:
    IndexBuild.objects.update(analyser_version="0")
    assert_coarse(search("품질"))


@pytest.mark.parametrize("error", [OperationalError, ProgrammingError])
def test_a_database_without_the_full_text_index(
    library: None, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def missing(*_arguments: object, **_values: object) -> None:
        raise error("no such table: cases_fulltext")

    monkeypatch.setattr("cases.indexing.candidates.documents_holding", missing)
    assert_coarse(search("이력추적"))
    # Nothing is asked of it where no word is.
    assert search("").notice == ""


def test_a_missing_table_spoils_no_transaction(library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "postgresql":
        monkeypatch.setattr(fulltext, "_TABLE", "nothing_of_this_name")
        found = search("이력추적")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                for name in ("insert", "delete", "update"):
                    cursor.execute(f"DROP TRIGGER cases_fulltext_{name}")
                cursor.execute("DROP TABLE cases_fulltext")
            found = search("이력추적")
            transaction.set_rollback(True)
    assert_coarse(found)
    assert IndexBuild.objects.count() == 1


def test_the_coarse_search_is_bounded(db: None) -> None:
    load(make_row())
    IndexBuild.objects.all().delete()
    assert len(pieces_of("가나다라" * 3000)) <= 12
    with CaptureQueriesContext(connection) as asked:
        search("품질 개선 활동 " * 700)
    assert len(asked) <= 8


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "\ud800", "\U0001f600", "' OR 1=1 --", "%%%", "___"])
def test_nothing_typed_breaks_the_coarse_search(db: None, query: str) -> None:
    load(make_row())
    IndexBuild.objects.all().delete()
    assert search(query).notice == "no-index"


def test_a_misspelled_word_is_still_near_by_its_pieces(db: None) -> None:
    load(make_row(title_ko="통계적공정관리로 줄인 불량"))
    IndexBuild.objects.all().delete()
    assert search("통계적공정관리를").total == 1
    assert search("우주정거장").total == 0
