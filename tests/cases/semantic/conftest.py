"""A small library, and a model whose meanings are known."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from cases.criteria import Criteria
from cases.indexing import embedding, semantic
from cases.selectors.search import CasePage, case_search
from cases.services.embedding import vectors_update
from tests.cases.rows import NOW, load, make_row
from tests.cases.semantic.fake import FakeEmbedder

Search = Callable[..., CasePage]


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """Forget what a process keeps of the model and what it told."""
    kept = (embedding.embedder, semantic._tell_once, semantic._vector)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    fake = FakeEmbedder()
    monkeypatch.setattr("cases.indexing.semantic.embedder", lambda: fake)
    monkeypatch.setattr("cases.services.embedding.embedder", lambda: fake)
    return fake


def told(case_id: str, title: str, text: str, **columns: object) -> dict[str, object]:
    """Return a row that says nothing but this."""
    plain = {
        "organisation": "Some Works",
        "organisation_ko": "어느공업",
        "problem": "",
        "approach": "",
        "approach_en": "",
    }
    plain |= {"title_en": "", "summary_en": "", "themes": ["leadership"]}
    return make_row(id=case_id, title_ko=title, summary_ko=text, results=[], **plain | columns)


@pytest.fixture
def cases(db: None) -> None:
    load(
        told("late", "납기 관리를 새로 짠 공장", "납기 지연이 반으로 줄었다.", year=2020, size="small"),
        told("late-large", "납기 약속을 지키는 조립 공장", "납기 준수율이 올랐다.", year=2023, size="large"),
        told("goods", "물건 포장을 바꾼 창고", "포장 불량이 줄었다.", year=2021, size="small"),
        told("arrive", "물건이 제때 도착하지 않던 문제를 푼 창고", "배송 물건을 나누었다.", year=2019, size="small"),
        told("safe", "재해를 막은 조선소", "안전사고가 사라졌다.", year=2022, size="large"),
    )


@pytest.fixture
def embedded(cases: None, model: FakeEmbedder) -> FakeEmbedder:
    vectors_update(model=model)
    return model


@pytest.fixture
def search(settings: LazySettings) -> Search:
    def run(query: str, way: str = "related", **more: object) -> CasePage:
        settings.QM_SEMANTIC_SEARCH = way
        return case_search(criteria=Criteria(query=query, **more), on=NOW.date())  # type: ignore[arg-type]

    return run
