"""Each sign is seen where it was put and nowhere else; without its rule it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from dashboards.survey import Answers, CarelessRules, Flag, careless_flags
from dashboards.survey.careless import to_review
from dashboards.survey.twins import nearly_equal_pairs

N, K = 300, 40


def careful(seed: int = 11) -> Answers:
    """Return respondents who answer by what they are: eight scales of five items, levels 1 to 5."""
    rng = np.random.default_rng(seed)
    overall = rng.normal(3, 0.6, size=(N, 1))
    scales = overall + rng.normal(0, 1.0, size=(N, 8))
    levels = np.clip(np.round(np.repeat(scales, 5, axis=1) + rng.normal(0, 0.7, size=(N, K))), 1, 5)
    names = [f"S{place // 5}" for place in range(K)]
    return Answers(
        levels=levels, sections=[f"P{place // 20}" for place in range(K)], scales=names, groups=["small"] * N,
        seconds=rng.uniform(5, 30, size=N), evidence=rng.integers(1, 9, size=N),
    )  # fmt: skip


def with_row(answers: Answers, row: np.ndarray) -> Answers:
    levels = answers.levels.copy()
    levels[0] = row
    return replace(answers, levels=levels)


def test_careful_respondents_show_hardly_anything() -> None:
    flags = careless_flags(careful())
    assert {flag: float(found.mean()) <= 0.03 for flag, found in flags.items()} == dict.fromkeys(Flag, True)
    assert to_review(flags).mean() <= 0.01


def test_the_same_answer_down_the_page_is_a_run_without_spread() -> None:
    flags = careless_flags(with_row(careful(), np.full(K, 3.0)))
    assert flags[Flag.LONG_RUN][0]
    assert flags[Flag.NO_SPREAD][0]
    assert to_review(flags)[0]
    # Negative control: with thresholds nobody can reach nothing is seen.
    blind = careless_flags(with_row(careful(), np.full(K, 3.0)), CarelessRules(run_items=99, spread_below=0.0))
    assert not blind[Flag.LONG_RUN][0]
    assert not blind[Flag.NO_SPREAD][0]


def test_a_pattern_that_nobody_else_has_lies_far_out_and_its_halves_disagree() -> None:
    row = np.array([1.0 if place % 5 % 2 else 5.0 for place in range(K)])
    flags = careless_flags(with_row(careful(), row))
    assert flags[Flag.FAR_OUT][0]
    dice = careful()
    dice.levels[:100] = np.random.default_rng(2).integers(1, 6, size=(100, K))
    found = careless_flags(dice)[Flag.ODD_EVEN]
    assert found[:100].mean() > 0.5
    assert found[100:].mean() < 0.05


def test_all_five_counts_only_without_evidence_and_haste_only_where_it_was_measured() -> None:
    answers = with_row(careful(), np.full(K, 5.0))
    assert not careless_flags(answers)[Flag.TOP_WITHOUT_EVIDENCE][0]
    bare = replace(answers, evidence=np.zeros(N, dtype=np.int64))
    assert careless_flags(bare)[Flag.TOP_WITHOUT_EVIDENCE].tolist().count(True) == 1
    seconds = answers.seconds.copy()
    seconds[:2] = [1.5, np.nan]
    assert careless_flags(replace(answers, seconds=seconds))[Flag.TOO_FAST].nonzero()[0].tolist() == [0]


def test_a_copy_is_found_with_one_answer_changed_and_with_gaps() -> None:
    answers = careful()
    levels = np.repeat(answers.levels, [1] * N, axis=0)
    levels[7] = levels[200]
    levels[7, 3] = 6 - levels[7, 3] if levels[7, 3] != 3 else 4
    levels[[7, 200], 9] = np.nan
    # 38 of 39 agree: 0.974.
    pairs = set(nearly_equal_pairs(levels, 0.97, least=15))
    assert (7, 200) in pairs
    assert (7, 200) not in set(nearly_equal_pairs(levels, 0.98, least=15))


def test_the_blocks_miss_no_pair_that_comparing_everybody_finds() -> None:
    rng = np.random.default_rng(8)
    base = rng.integers(1, 6, size=(12, 50)).astype(float)
    levels = np.repeat(base, 5, axis=0)
    for row in range(len(levels)):
        for place in rng.choice(50, size=rng.integers(0, 3), replace=False):
            levels[row, place] = rng.integers(1, 6)
    plain = {
        (one, other) for one, other in combinations(range(len(levels)), 2)
        if (levels[one] == levels[other]).mean() >= 0.96
    }  # fmt: skip
    assert set(nearly_equal_pairs(levels, 0.96, least=15)) == plain
    assert len(plain) > 50


def test_nothing_answered_shows_nothing() -> None:
    answers = with_row(careful(), np.full(K, np.nan))
    assert not any(found[0] for found in careless_flags(answers).values())


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="section"):
        replace(careful(), sections=["P"])
    with pytest.raises(ValueError, match="group"):
        replace(careful(), groups=["small"])
