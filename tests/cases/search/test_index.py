"""The index follows edits, rolls back with them and is made anew without a gap."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from cases.criteria import Criteria
from cases.indexing.documents import terms_of
from cases.models import Case, IndexBuild, IndexedCase, IndexedTerm, Suggestion
from cases.selectors.search import CasePage, case_search
from cases.services import indexing
from cases.services.indexing import index_ensure, index_rebuild, index_update
from tests.cases.rows import NOW, load, make_row

TODAY = date(2026, 11, 20)


def search(query: str, **values: Any) -> CasePage:
    """Search as typed: a mended spelling would find something where nothing is."""
    return case_search(criteria=Criteria(query=query, is_literal=True, **values), on=TODAY)


def ids(query: str) -> list[str]:
    return [case.id for case in search(query).cases]


def assert_counts_are_right() -> None:
    """Compare the counts of terms with a count anew, for each build."""
    for build in IndexBuild.objects.all():
        counted: Counter[str] = Counter()
        for row in IndexedCase.objects.filter(build=build):
            counted.update(terms_of(row))
        assert dict(IndexedTerm.objects.filter(build=build).values_list("term", "cases")) == counted


def write(case_id: str, **values: Any) -> None:
    Case.objects.filter(pk=case_id).update(**values)
    index_update(case_ids=[case_id], now=NOW)


def test_the_first_load_makes_an_index(db: None) -> None:
    assert not IndexBuild.objects.exists()
    load(make_row())
    assert ids("로트 추적") == ["plating-2024"]
    assert search("").total == 1
    assert_counts_are_right()


def test_the_index_follows_edits(db: None) -> None:
    load(make_row(), make_row(id="other", title_ko="용접 교육", summary_ko="", approach="용접을 배웠다.", problem=None))
    assert ids("용접") == ["other"]
    write("other", title_ko="주조 교육", approach_ko="주조를 배웠다.")
    assert ids("주조") == ["other"]
    assert ids("용접") == []
    assert_counts_are_right()


def test_what_is_no_longer_published_is_not_found(db: None) -> None:
    load(make_row(), make_row(id="other", title_ko="용접 교육"))
    write("other", state=Case.State.WITHDRAWN)
    assert ids("용접") == []
    assert search("").total == 1
    assert search("").counts["size"] == {"small": 1}
    write("other", state=Case.State.PUBLISHED)
    assert ids("용접") == ["other"]
    assert_counts_are_right()


def test_an_id_of_no_case_changes_nothing(db: None) -> None:
    load(make_row())
    index_update(case_ids=["nobody"], now=NOW)
    assert search("").total == 1
    assert_counts_are_right()


def test_the_index_rolls_back_with_the_edit(db: None) -> None:
    load(make_row())
    assert ids("도금") == ["plating-2024"]
    with transaction.atomic():
        write("plating-2024", title_ko="주조", organisation_ko="주조", summary_ko="", state=Case.State.WITHDRAWN)
        # What this process keeps of the index is of the transaction that will not be.
        assert search("").total == 0
        transaction.set_rollback(True)
    assert search("").total == 1
    assert ids("도금") == ["plating-2024"]
    assert_counts_are_right()


def test_without_the_update_the_index_stays_behind(db: None) -> None:
    load(make_row())
    Case.objects.update(title_ko="주조")
    assert ids("주조") == []


def test_a_rebuild_finds_the_same(library: None) -> None:
    before = {query: ids(query) for query in ("공정관리", "6시그마 불량", "quality circle", "")}
    old = IndexBuild.objects.get()
    build = index_rebuild(now=NOW)
    assert build.pk != old.pk
    assert IndexBuild.objects.get() == build
    assert {query: ids(query) for query in before} == before
    assert not IndexedCase.objects.exclude(build=build).exists()
    assert not IndexedTerm.objects.exclude(build=build).exists()
    assert not Suggestion.objects.exclude(build=build).exists()
    assert_counts_are_right()


def test_readers_never_see_a_gap_and_edits_meanwhile_are_caught(library: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_BATCH", 50)
    whole, total = ids("분임조"), search("분임조").total
    first, last = Case.published.order_by("pk").first(), Case.published.order_by("pk").last()
    assert first is not None
    assert last is not None
    seen = []
    replace = indexing._replace

    def watched(build: IndexBuild, batch: list[str]) -> None:
        replace(build, batch)
        if not build.is_active:
            seen.append((ids("분임조"), search("분임조").total))
        if len(seen) == 3 and not build.is_active:
            # One that was copied already, one that was not, one that leaves.
            with monkeypatch.context() as patch:
                patch.setattr(indexing, "_replace", replace)
                write(first.pk, approach_ko="번역기를 들였다")
                write(last.pk, approach_ko="번역기를 들였다")

    monkeypatch.setattr(indexing, "_replace", watched)
    index_rebuild(now=NOW)
    assert len(seen) > 5
    assert all(one == (whole, total) for one in seen)
    assert set(ids("번역기")) >= {first.pk, last.pk}
    assert_counts_are_right()


def test_a_build_switched_off_during_a_search_makes_it_start_again(
    library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cases.selectors import search as module

    before = ids("분임조")
    inner, calls = module.search, []

    def switched(**values: Any) -> Any:
        if not calls:
            index_rebuild(now=NOW)
        calls.append(values["build"].pk)
        return inner(**values)

    monkeypatch.setattr(module, "search", switched)
    assert ids("분임조") == before
    assert len(set(calls)) == 2


def test_a_build_begun_and_left_is_dropped_by_the_next(db: None) -> None:
    load(make_row())
    IndexBuild.objects.create(analyser_version="1", created_at=NOW)
    index_rebuild(now=NOW)
    assert IndexBuild.objects.count() == 1


def test_ensure_makes_an_index_only_where_none_can_be_read(db: None) -> None:
    load(make_row())
    build = IndexBuild.objects.get()
    assert index_ensure(now=NOW) == build
    IndexBuild.objects.update(analyser_version="older")
    assert index_ensure(now=NOW) != build
    assert ids("도금") == ["plating-2024"]


def test_the_command_rebuilds(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load(make_row())
    old = IndexBuild.objects.get()
    call_command("rebuild_case_index", "--if-needed")
    assert IndexBuild.objects.get() == old
    call_command("rebuild_case_index")
    assert IndexBuild.objects.get() != old
    assert "1 cases" in capsys.readouterr().out


def test_an_edit_costs_as_many_queries_in_a_large_library_as_in_a_small(
    library: None, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.services.suggestions._FEW", 10)
    with django_assert_max_num_queries(25):
        index_update(case_ids=["globe-1988"], now=NOW)


def test_a_text_beyond_what_a_database_takes_is_cut(db: None) -> None:
    load(make_row())
    long = " ".join(f"{chr(0xAC00 + n % 11000)}{chr(0xAC00 + n // 11000)}" for n in range(60_000))
    write("plating-2024", approach_ko=long)
    assert ids("로트 추적") == ["plating-2024"]
    assert IndexedCase.objects.get().body_tokens.count(" ") < 20_000


def test_the_full_text_index_holds_what_the_rows_hold(library: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps a generated column itself.")
    write("globe-1988", approach_ko="번역기")
    with connection.cursor() as cursor:
        # Raises where the index and the rows differ.
        cursor.execute("INSERT INTO cases_fulltext (cases_fulltext, rank) VALUES ('integrity-check', 1)")
