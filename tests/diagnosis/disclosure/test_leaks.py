"""Small dependent sets of columns, against trying every set."""

import itertools

import numpy as np
import pytest

from diagnosis.disclosure.covering import cheapest_cover
from diagnosis.disclosure.leaks import combination, dependent_sets, merge_columns, told_directions


def tried(rows: np.ndarray, most: int) -> tuple[int, set[tuple[int, ...]]]:
    """Return the least size of a set of columns that some combination of rows is about alone, and all such sets."""
    whole = np.linalg.matrix_rank(rows)
    for size in range(1, most + 1):
        found = {
            chosen
            for chosen in itertools.combinations(range(rows.shape[1]), size)
            if np.linalg.matrix_rank(np.delete(rows, chosen, axis=1)) < whole
        }
        if found:
            return size, found
    return 0, set()


def found_by_search(rows: np.ndarray) -> set[tuple[int, ...]]:
    told = told_directions(rows)
    anyone = np.ones(rows.shape[1], dtype=bool)
    sets = dependent_sets(told, lambda _: anyone, lambda candidates: np.ones(len(candidates), dtype=bool))
    return {tuple(chosen.tolist()) for chosen in sets}


# The last ones have none under three or four columns, which is rare.
SEEDS = (*range(60), 91, 204, 245, 246)


def some_rows(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    columns = int(rng.integers(5, 11))
    return merge_columns(rng.random((int(rng.integers(2, columns)), columns)) < rng.uniform(0.2, 0.8))[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_sets_as_by_trying_all(seed) -> None:
    rows = some_rows(seed)
    assert found_by_search(rows) == tried(rows.astype(float), 4)[1]


def test_sets_of_every_size_are_among_those_tried() -> None:
    assert {tried(some_rows(seed).astype(float), 4)[0] for seed in SEEDS} >= {1, 2, 3, 4}


def test_columns_in_the_same_sums_are_one() -> None:
    merged, number = merge_columns(np.array([[1, 1, 0, 0, 1], [1, 1, 0, 1, 0]], dtype=bool))
    assert merged.shape == (2, 3)
    assert number[0] == number[1]
    assert number[2] == -1
    assert len({number[0], number[3], number[4]}) == 3


def test_the_combination_of_a_set_can_be_computed_and_is_about_it_alone() -> None:
    rows = np.array([[1, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=bool)
    told = told_directions(rows)
    target = combination(told, np.array([0, 1]))
    assert target[2:].tolist() == [0, 0]
    assert target[0] == pytest.approx(target[1])
    assert np.linalg.matrix_rank(np.vstack([rows, target])) == np.linalg.matrix_rank(rows.astype(float))


class TestWhatToWithhold:
    published = np.array(
        [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    )
    counts = np.array([3, 20, 30, 40])
    target = np.array([1.0, 0, 0, 0])

    def test_the_rectangle(self) -> None:
        prices = np.array([9.0, 9, 9, 9, 1, 1, 1])
        cover = cheapest_cover(self.published > 0, self.counts, self.target, prices, 5)
        assert cover is not None
        assert np.flatnonzero(cover.sets).tolist() == [4, 5, 6]

    def test_a_dear_rectangle_is_left_for_margins(self) -> None:
        prices = np.array([1.0, 1, 1, 1, 9, 9, 9])
        cover = cheapest_cover(self.published > 0, self.counts, self.target, prices, 5)
        assert cover is not None
        assert np.flatnonzero(cover.sets).tolist() == [0, 2]

    def test_nothing_where_the_sum_is_uncertain(self) -> None:
        cover = cheapest_cover(self.published[:4] > 0, self.counts, self.target, np.ones(4), 5)
        assert cover is not None
        assert not cover.sets.any()

    def test_none_where_what_is_fixed_tells_it(self) -> None:
        fixed = np.array([[1, 1, 0, 0], [0, 1, 0, 0]], dtype=bool)
        assert cheapest_cover(self.published > 0, self.counts, self.target, np.ones(7), 5, fixed=fixed) is None


def test_columns_that_are_square_to_each_other_may_be_in_one_set() -> None:
    """G less A is about four columns, of which each is close to two of the others only."""
    rows = np.array(
        [
            [1, 1, 1, 1, 1, 1, 1, 1],
            [1, 1, 0, 1, 1, 0, 0, 0],
            [1, 1, 1, 0, 0, 0, 0, 1],
            [0, 0, 0, 1, 1, 1, 1, 0],
            [1, 0, 1, 1, 0, 1, 0, 0],
        ],
        dtype=bool,
    )
    counts = np.array([1, 14, 1, 6, 1, 6, 1, 1])
    found = dependent_sets(
        told_directions(rows), lambda size: counts <= 5 - size, lambda some: counts[some].sum(axis=1) < 5
    )
    assert [chosen.tolist() for chosen in found] == [[0, 2, 4, 6]]
