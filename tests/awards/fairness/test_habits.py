"""Use of the scale: what is counted, what is compared, and that nothing is found where nothing is."""

import csv
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.fairness import Rating, habits
from tests.awards.fairness.making import drawn, from_table
from tests.oracles.runner import DATA

STEADY = settings(deadline=None, derandomize=True, max_examples=20)


def by_name(ratings: list[Rating], **options: object) -> dict:
    return {one.examiner: one for one in habits(ratings, **options)}


def test_what_is_counted_by_hand() -> None:
    ratings = [
        *from_table("F1", {"A": [50, 50, 50, 60], "B": [10, 30, 50, 90]}),
        *from_table("F2", {"A": [50, 50, 50, 50], "B": [20, 20, 70, 95]}),
    ]
    found = by_name(ratings)
    one = found["A"]
    assert (one.files, one.ratings, one.lowest, one.highest, one.distinct) == (2, 8, 50, 60, 2)
    assert one.sd == pytest.approx(math.sqrt((7 * 1.25**2 + 8.75**2) / 7))
    assert one.most_used_share == 7 / 8
    assert (one.longest_run, one.flat_files) == (4, 1)
    assert (found["B"].longest_run, found["B"].flat_files) == (2, 0)
    # Two files say nothing about a habit.
    assert (one.spread, one.halo, one.middle) == (None, None, None)


def test_halo_and_middle_by_hand() -> None:
    """A's spread between items is half of B's in every file, and all of A's percents are in the middle, half of B's."""
    ratings = []
    for number in range(3):
        ratings += from_table(f"F{number}", {"A": [40, 40, 60, 60], "B": [30, 30, 70, 70]})
    found = by_name(ratings, step=0)
    assert found["A"].halo.value == pytest.approx(0.5)
    assert (found["A"].halo.low, found["A"].halo.high) == pytest.approx((0.5, 0.5))
    assert found["A"].halo.n == 3
    assert found["B"].halo.value == pytest.approx(2)
    assert found["A"].spread.value == pytest.approx(0.5)
    assert found["A"].middle.value == pytest.approx(0.5)
    assert found["B"].middle.value == pytest.approx(-0.5)
    # The rounding of a scale in steps of 5 is 25 / 12: sds of 20 / 3 ** 0.5 x 2 and twice that, a little nearer.
    rounded = by_name(ratings)["A"].halo.value
    assert rounded == pytest.approx(math.sqrt((400 / 3 + 25 / 12) / (1600 / 3 + 25 / 12)))


def test_others_of_a_file_count_as_one_examiner() -> None:
    """A reads two files with B and two with B, C and D. About 50 the others' squares are 100 in the first two files
    and 900 in the last two, so 500 on average: not 700, as it would be with three votes for three others."""
    ratings = []
    for number in range(4):
        own, far = [40, 60, 40, 60], 10 if number < 2 else 30
        names = "B" if number < 2 else "BCD"
        ratings += from_table(f"F{number}", {"A": own} | {name: [50 - far, 50 + far] * 2 for name in names})
    assert by_name(ratings, step=0)["A"].spread.value == pytest.approx(math.sqrt(100 / 500))
    # Nor does the centre lean to the files with many others.
    ratings = [replace(one, percent=one.percent + 20 * (one.application > "F1")) for one in ratings]
    found = by_name(ratings, step=0)["A"].spread.value
    assert found == pytest.approx(math.sqrt((100 + 100) / (500 + 100)))


def test_a_file_rated_flat_has_a_ratio_too() -> None:
    ratings = []
    for number in range(4):
        ratings += from_table(f"F{number}", {"A": [50, 50, 50, 50], "B": [30, 40, 60, 70], "C": [20, 50, 50, 80]})
    found = by_name(ratings)
    assert 0 < found["A"].halo.value < 0.15
    assert found["A"].flat_files == 4


def test_spread_over_files_is_told_from_spread_within_them() -> None:
    """A sees differences between items as B does, but rates every file around 50: no halo, little spread."""
    generator = np.random.default_rng(1)
    ratings = []
    for number in range(8):
        level, items = 15 + 10 * number, generator.normal(0, 6, 6)
        ratings += from_table(f"F{number}", {"A": 50 + items, "B": np.clip(level + items, 0, 100)})
    found = by_name(ratings)
    assert found["A"].halo.low < 1 < found["A"].halo.high or found["A"].halo.value == pytest.approx(1, abs=0.05)
    assert found["A"].spread.high < 0.67


def test_runs_go_by_the_order_of_the_form() -> None:
    ratings = [Rating("F", item, "A", percent) for item, percent in {"1.10": 50, "1.2": 50, "1.1": 40}.items()]
    assert by_name(ratings)["A"].longest_run == 2
    broken = [Rating("F", item, "A", percent) for item, percent in {"x": 50, "y": 40, "z": 50}.items()]
    assert by_name(broken)["A"].longest_run == 1
    assert by_name(broken, item_order=["x", "z", "y"])["A"].longest_run == 2


def test_the_longest_runs_of_the_oracle() -> None:
    """D14: each row an examiner's file of a hundred items."""
    folder = DATA / "D14_longstring"
    with (folder / "input.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = list(csv.reader(file))
    ratings = [
        Rating("F", name, f"E{number:02}", 100 * float(answer))
        for number, row in enumerate(rows)
        for name, answer in zip(names, row, strict=True)
    ]
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["longstring"]
    assert [one.longest_run for one in habits(ratings, item_order=names)] == expected


def test_nothing_is_found_where_nothing_is() -> None:
    generator = np.random.default_rng(3)
    inside: dict[str, list[bool]] = {"halo": [], "spread": [], "middle": []}
    for _ in range(40):
        for one in habits(drawn(generator, items=10, files=16)):
            inside["halo"].append(one.halo.low <= 1 <= one.halo.high)
            inside["spread"].append(one.spread.low <= 1 <= one.spread.high)
            inside["middle"].append(one.middle.low <= 0 <= one.middle.high)
    for name, covered in inside.items():
        assert 0.90 <= np.mean(covered) <= 0.985, name


@STEADY
@given(st.integers(0, 9999), st.floats(-15, 15))
def test_a_level_is_no_habit(seed: int, shift: float) -> None:
    """Being stricter by a constant changes neither spread nor halo."""
    ratings = [
        replace(one, percent=25 + one.percent / 2) for one in drawn(np.random.default_rng(seed), files=8, pool=4)
    ]
    moved = [replace(one, percent=one.percent + shift) if one.examiner == "E1" else one for one in ratings]
    before, after = by_name(ratings)["E1"], by_name(moved)["E1"]
    assert after.spread.value == pytest.approx(before.spread.value)
    assert after.halo.value == pytest.approx(before.halo.value)


@STEADY
@given(st.integers(0, 9999))
def test_order_changes_nothing(seed: int) -> None:
    generator = np.random.default_rng(seed)
    ratings = drawn(generator, files=6, pool=4)
    turned = [ratings[at] for at in generator.permutation(len(ratings))]
    assert habits(ratings) == habits(turned)


def test_two_of_one_opinion_have_the_same_habits() -> None:
    ratings = [row for number in range(4) for row in from_table(f"F{number}", {n: [30, 50, 85] for n in "AB"})]
    for one in habits(ratings):
        assert (one.halo.value, one.spread.value, one.middle.value) == pytest.approx((1, 1, 0))
    with pytest.raises(ValueError, match="confidence"):
        habits(ratings, confidence=0)
    assert habits([]) == ()
    assert by_name([Rating("F", "I", "A", 50)])["A"].sd is None
    assert by_name([Rating("F", "I", "A", 50), Rating("F", "J", "A", 60)])["A"].sd == pytest.approx(50**0.5)
