"""What is offered while one types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cases.indexing.suggestions import HIDDEN
from cases.models import Case, IndexBuild, Suggestion
from cases.search.thesaurus import key_of
from cases.search.vocabulary import agrees
from cases.selectors.suggest import SUGGESTIONS, Suggested, case_suggestions
from cases.selectors.vocabulary import vocabulary_of
from cases.services import suggestions as service
from cases.services.suggestions import suggestions_follow, suggestions_make
from tests.cases.rows import load, make_row


@pytest.fixture
def plating(db: None) -> None:
    load(
        make_row(),
        make_row(id="second-2023", organisation_ko="둘째도금", organisation="Second Plating", themes=["traceability"]),
        make_row(id="circle-2020", organisation_ko="한빛조선", organisation="Hanbit Shipbuilding", themes=["quality-circle"],
                 award_ko="전국품질분임조경진대회 대통령상", title_ko="통계적 공정관리로 용접을 다스린 분임조", title_en="Welding"),
    )  # fmt: skip


def offered(query: str, language: str = "ko") -> list[str]:
    return [one.text for one in case_suggestions(query=query, language=language)]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("이력", "이력추적"),
        ("이려", "이력추적"),
        ("ㅇㄹㅊㅈ", "이력추적"),
        ("이력ㅊ", "이력추적"),
        ("dlfurcn", "이력추적"),
        ("trace", "이력추적"),
        ("한비", "한빛도금"),
        ("둘째", "둘째도금"),
        ("ㄷㅉㄷㄱ", "둘째도금"),
        ("Second Pl", "둘째도금"),
        ("전국품질", "국가품질혁신경진대회 대통령상"),
        ("용저", "용접"),
        ("넻", "통계적 공정관리"),
        ("spc", "통계적 공정관리"),
        ("도금", "한빛도금"),
    ],
)
def test_what_begins_so_is_offered_however_it_is_typed(plating: None, typed: str, text: str) -> None:
    assert text in offered(typed)


def test_each_tells_its_kind_code_and_cases(plating: None) -> None:
    first = case_suggestions(query="이력추적", language="ko")[0]
    assert first == Suggested("이력추적", "theme", "traceability", 2)
    kinds = {
        one.kind
        for query in ("이", "공정", "국가", "한빛", "용접")
        for one in case_suggestions(query=query, language="ko")
    }
    assert {"theme", "organisation", "award", "word"} <= kinds


@pytest.mark.parametrize("query", ["한빛", "도", "공정", "ㅎㅂ", "용", "spc"])
def test_the_most_frequent_stands_first_and_no_text_twice(plating: None, query: str) -> None:
    found = case_suggestions(query=query, language="ko")
    assert 0 < len(found) <= SUGGESTIONS
    assert len({one.text for one in found}) == len(found)
    shown = [one.count for one in found if agrees(key_of(one.text), key_of(query))]
    assert shown == sorted(shown, reverse=True)


def test_another_name_stands_behind_the_name_itself(plating: None) -> None:
    load(make_row(id="dyeing-2024", title_ko="결함과 결품", themes=["quality-circle"]))
    found = offered("결")
    assert found.index("결품") < found.index("불량")


def test_a_reader_of_english_is_offered_english(plating: None) -> None:
    assert "traceability" in offered("이력", "en")
    assert "Hanbit Shipbuilding" in offered("한빛", "en")


def test_hidden_words_are_known_but_not_offered(plating: None) -> None:
    build = IndexBuild.objects.get()
    hidden = Suggestion.objects.filter(build=build, kind=HIDDEN).values_list("key", flat=True)
    assert "원인" in hidden
    assert "원인" not in offered("원인")
    assert "원인" in vocabulary_of(build)
    assert vocabulary_of(build).may_find("로트")
    assert not vocabulary_of(build).may_find("케케케")


def test_a_withdrawn_case_is_no_longer_offered(plating: None) -> None:
    Case.objects.filter(pk="second-2023").update(state=Case.State.WITHDRAWN)
    suggestions_follow(build=IndexBuild.objects.get(), case_ids=["second-2023"])
    assert offered("둘째") == []
    assert "한빛도금" in offered("한빛")


def test_a_large_library_gains_what_is_new(plating: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_FEW", 1)
    build = IndexBuild.objects.get()
    before = Suggestion.objects.count()
    suggestions_follow(build=build, case_ids=["second-2023"])
    assert Suggestion.objects.count() == before
    Case.objects.filter(pk="second-2023").update(organisation_ko="셋째주물")
    suggestions_follow(build=build, case_ids=["second-2023"])
    assert "셋째주물" in offered("셋째")


def test_making_again_writes_nothing(plating: None) -> None:
    build = IndexBuild.objects.get()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        suggestions_make(build=build)
    assert not [one for one in captured if one["sql"].startswith(("INSERT", "DELETE", "UPDATE"))]


def test_it_takes_three_queries_at_most(plating: None, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    offered("없는말")
    for query in ("이력", "ㅇㄹ", "없는말", "vnawlf"):
        with django_assert_max_num_queries(3):
            offered(query)


def test_a_prefix_is_one_range_of_the_index(plating: None) -> None:
    build = IndexBuild.objects.get()
    Suggestion.objects.bulk_create(
        Suggestion(build=build, key=f"{chr(0xAC00 + n)}낱말", text_ko="낱말", kind="word", cases=1) for n in range(5000)
    )
    rows = Suggestion.objects.filter(build=build, key__bytes_gte="이", key__bytes_lt="익")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_suggestion")
    assert "suggestion_key" in rows.explain()


def test_without_an_index_themes_and_awards_are_offered(db: None) -> None:
    assert case_suggestions(query="이력", language="ko")[0] == Suggested("이력추적", "theme", "traceability", 0)
    assert "traceability" in offered("trace", "en")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example("\x00")
@example("\ud800")
@example("힣")
@example("%_\\")
@example("'; DROP TABLE cases_suggestion; --")
@example("가" * 10_000)
@example("ㄳㄳ")
@example("값")
def test_anything_typed_is_answered(plating: None, query: str) -> None:
    assert len(case_suggestions(query=query, language="ko")) <= SUGGESTIONS
