"""Which vectors are made, kept and dropped."""

import io

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from cases.indexing.vectors import digest_of, meaning_text, stored_form
from cases.models import Case, CaseVector, IndexBuild
from cases.services.embedding import UnableToEmbedSoMany, VectorsUpdated, vectors_job, vectors_update
from qmplatform.models import Job
from tests.cases.rows import NOW, load
from tests.cases.semantic.conftest import Search, told
from tests.cases.semantic.fake import FakeEmbedder

pytestmark = pytest.mark.django_db


def test_makes_each_vector_once(cases: None, model: FakeEmbedder) -> None:
    assert vectors_update(model=model) == VectorsUpdated(made=5, kept=0, dropped=0)
    assert vectors_update(model=model) == VectorsUpdated(made=0, kept=5, dropped=0)
    assert len(model.passages_made) == 5


def test_makes_again_what_says_something_else_and_nothing_more(embedded: FakeEmbedder) -> None:
    embedded.passages_made.clear()
    load(
        told("late", "납기 관리를 새로 짠 공장", "납기 지연이 반으로 줄었다.", year=1999, size="large"),
        told("goods", "물건 포장을 바꾼 창고", "포장 파손이 줄었다.", year=2021, size="small"),
    )
    assert vectors_update(model=embedded) == VectorsUpdated(made=1, kept=4, dropped=0)
    assert [text for text in embedded.passages_made if "파손" in text] == embedded.passages_made


def test_another_recipe_makes_all_again(embedded: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.indexing.vectors._RECIPE", "another")
    assert vectors_update(model=embedded).made == 5


def test_drops_what_is_not_published_and_leaves_other_models_alone(embedded: FakeEmbedder) -> None:
    CaseVector.objects.create(case_id="late", model="other", digest="x", vector=b"")
    Case.objects.filter(pk="late").update(state=Case.State.WITHDRAWN)
    assert vectors_update(model=embedded) == VectorsUpdated(made=0, kept=4, dropped=1)
    assert list(CaseVector.objects.filter(case_id="late").values_list("model", flat=True)) == ["other"]


def test_goes_on_where_it_was_interrupted(cases: None, model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.services.embedding._BATCH", 2)
    passages = model.passages

    def fail_at_the_second(texts: list[str]) -> object:
        if model.passages_made:
            raise InterruptedError
        return passages(texts)

    monkeypatch.setattr(model, "passages", fail_at_the_second)
    with pytest.raises(InterruptedError):
        vectors_update(model=model)
    monkeypatch.setattr(model, "passages", passages)
    assert vectors_update(model=model) == VectorsUpdated(made=3, kept=2, dropped=0)


def test_a_process_that_searches_sees_new_vectors_at_once(cases: None, model: FakeEmbedder, search: Search) -> None:
    question = "물건이 제때 도착하지 않는 창고"
    assert search(question).related == frozenset()
    stamp = IndexBuild.objects.get().stamp
    vectors_update(model=model)
    assert IndexBuild.objects.get().stamp != stamp
    assert search(question).related == {"late", "late-large"}
    vectors_update(model=model)
    load(told("late-too", "납기 회의를 연 공장", "납기 회의를 매일 연다."))
    assert "late-too" not in search(question).related
    vectors_update(model=model)
    assert "late-too" in search(question).related


def test_a_library_too_large_is_left_alone(cases: None, model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.services.embedding.MOST_CASES", 4)
    with pytest.raises(UnableToEmbedSoMany, match="5 cases"):
        vectors_update(model=model)
    vectors_job({}, NOW, lambda _percent: None)
    assert not CaseVector.objects.exists()
    monkeypatch.setattr("cases.services.embedding.MOST_CASES", 5)
    vectors_job({}, NOW, lambda _percent: None)
    assert CaseVector.objects.count() == 5


def test_a_change_asks_for_its_vectors_only_where_meaning_is_searched(
    cases: None, settings: LazySettings, no_broker: list[str]
) -> None:
    load(told("one", "하나", "하나를 했다."))
    assert not Job.objects.filter(kind="cases.vectors").exists()
    settings.QM_SEMANTIC_SEARCH = "related"
    load(told("two", "둘", "둘을 했다."))
    assert Job.objects.filter(kind="cases.vectors").count() == 1
    load(told("three", "셋", "셋을 했다."))
    assert Job.objects.filter(kind="cases.vectors").count() == 2


def test_the_job_tells_how_far_it_is(cases: None, model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.services.embedding._BATCH", 2)
    told_percents: list[int] = []
    vectors_job({}, NOW, told_percents.append)
    assert told_percents == [40, 80, 100]


def test_the_text_is_korean_where_it_is_told_in_korean() -> None:
    case = Case(title_ko="제목.", title_en="Title", summary_ko="요약이다.", problem_en="Only English.", approach_ko=" ")
    assert meaning_text(case) == "제목. 요약이다. Only English"
    assert meaning_text(Case(title_ko="가" * 5000)) == "가" * 1200


def test_the_digest_tells_texts_apart_and_takes_any() -> None:
    assert digest_of("하나") == digest_of("하나") != digest_of("둘")
    assert len(digest_of("\ud800")) <= CaseVector._meta.get_field("digest").max_length


def test_a_vector_takes_a_byte_a_number_and_its_scale(model: FakeEmbedder) -> None:
    assert {len(row) for row in stored_form(model.passages(["납기", "도금 재해"]))} == {4 + model.dimensions}


def test_the_command_tells_what_it_did(cases: None, model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.management.commands.embed_cases.embedder", lambda: model)
    out = io.StringIO()
    call_command("embed_cases", stdout=out)
    assert out.getvalue() == "fake/1: 5 made, 0 kept, 0 dropped.\n"


def test_the_command_says_what_to_install(cases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.management.commands.embed_cases.embedder", lambda: None)
    with pytest.raises(CommandError, match=r"qm-platform\[semantic\]"):
        call_command("embed_cases")


def test_the_command_refuses_a_large_library(cases: None, model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.management.commands.embed_cases.embedder", lambda: model)
    monkeypatch.setattr("cases.services.embedding.MOST_CASES", 4)
    with pytest.raises(CommandError, match="at most 4"):
        call_command("embed_cases")
