import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.search.fusion import Integers, cosines, fused, packed


def order(*items: int) -> Integers:
    return np.array(items, dtype=np.int64)


def test_ranks_are_added_as_worked_out_by_hand() -> None:
    # With k = 60:  1: 1/61 + 1/63 = 0.03227   2: 1/62 + 1/61 = 0.03252   3: 1/63 = 0.01587   4: 1/62 = 0.01613
    assert fused([order(1, 2, 3), order(2, 4, 1)]).tolist() == [2, 1, 4, 3]


def test_a_weight_moves_a_ranking() -> None:
    # 7 and 8 change places: 1/61 + 0.25/62 = 0.02043 against 1/62 + 0.25/61 = 0.02023; evenly they are level.
    assert fused([order(7, 8), order(8, 7)], [1, 0.25]).tolist() == [7, 8]
    assert fused([order(7, 8), order(8, 7)], [0.25, 1]).tolist() == [8, 7]


def test_a_small_k_lets_the_first_rank_win() -> None:
    # k = 60: 1/62 + 1/62 = 0.03226 beats 1/61; k = 0: 1/2 + 1/2 is level with 1/1, and the earlier ranking decides.
    rankings = [order(5, 6), order(9, 6)]
    assert fused(rankings).tolist()[0] == 6
    assert fused(rankings, k=0).tolist()[0] == 5


def test_of_equal_scores_the_earlier_ranking_decides_then_the_number() -> None:
    assert fused([order(2, 1), order(1, 2)]).tolist() == [2, 1]
    assert fused([order(), order(4)], [1, 1]).tolist() == [4]
    # Both stand first in one ranking and nowhere in the other.
    assert fused([order(9), order(3)]).tolist() == [9, 3]


def test_nothing_fused_is_nothing() -> None:
    assert fused([]).tolist() == []
    assert fused([order(), order()]).tolist() == []


rankings = st.lists(st.lists(st.integers(0, 60), unique=True).map(lambda items: order(*items)), max_size=4)


@given(rankings)
def test_every_item_stands_once(given_rankings: list[Integers]) -> None:
    found = fused(given_rankings).tolist()
    assert sorted(found) == sorted({item for ranking in given_rankings for item in ranking.tolist()})


@given(st.lists(st.integers(0, 500), unique=True))
def test_one_ranking_alone_and_one_given_twice_keep_their_order(items: list[int]) -> None:
    assert fused([order(*items)]).tolist() == items
    assert fused([order(*items), order(*items)]).tolist() == items


@given(rankings)
def test_what_every_ranking_puts_higher_stands_higher(given_rankings: list[Integers]) -> None:
    found = fused(given_rankings).tolist()
    places = [{item: place for place, item in enumerate(ranking.tolist())} for ranking in given_rankings]
    for above, below in zip(found[1:], found[:-1], strict=True):
        # `above` stands lower in the outcome: it may not stand higher in every ranking that has either.
        either = [one for one in places if above in one or below in one]
        assert not all(one.get(above, 99) < one.get(below, 99) for one in either)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_packed_vectors_keep_their_cosine_within_a_hundredth(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(count, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert np.abs(cosines(vectors[0], packed(vectors)) - vectors @ vectors[0]).max() < 0.01


def test_many_rows_are_compared_as_a_few_are() -> None:
    vectors = np.random.default_rng(1).normal(size=(2500, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    all_at_once = cosines(vectors[3], packed(vectors))
    assert np.allclose(
        all_at_once, [cosines(vectors[3], packed(vectors[at : at + 1]))[0] for at in range(2500)], atol=1e-5
    )
    assert int(all_at_once.argmax()) == 3


def test_a_vector_of_noughts_stays_one() -> None:
    nothing = packed(np.zeros((2, 4), dtype=np.float32))
    assert cosines(np.array([1, 0, 0, 0], dtype=np.float32), nothing).tolist() == [0, 0]


@pytest.mark.parametrize("count", [0, 1])
def test_few_or_no_rows(count: int) -> None:
    rows = packed(np.full((count, 4), 0.5, dtype=np.float32))
    assert cosines(np.full(4, 0.5, dtype=np.float32), rows) == pytest.approx([1.0] * count, abs=0.01)
