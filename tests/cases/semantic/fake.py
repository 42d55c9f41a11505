"""A model whose meanings are written down: what stands on one line means the same."""

from collections.abc import Sequence

import numpy as np

from cases.search.fusion import Floats

MEANINGS = (
    ("납기", "배송", "제때 도착하지"),
    ("도금", "표면처리"),
    ("사람이 다치는", "안전사고", "재해"),
    ("에너지", "전기 요금"),
)
# A text of none of them.
_OTHER = len(MEANINGS)


class FakeEmbedder:
    """Counts what it is asked."""

    name = "fake/1"
    dimensions = len(MEANINGS) + 1

    def __init__(self) -> None:
        self.passages_made: list[str] = []
        self.questions: list[str] = []

    def query(self, text: str) -> Floats:
        self.questions.append(text)
        return _vector(text)

    def passages(self, texts: Sequence[str]) -> Floats:
        self.passages_made += texts
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Floats:
    found = np.zeros(len(MEANINGS) + 1, dtype=np.float32)
    for axis, words in enumerate(MEANINGS):
        found[axis] = sum(text.count(word) for word in words)
    if not found.any():
        found[_OTHER] = 1
    return np.asarray(found / np.linalg.norm(found), dtype=np.float32)
