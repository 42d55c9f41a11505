"""Floating-point noise must not decide what a reader sees."""

import math
import time

from diagnosis.catalog import parse_model
from diagnosis.scoring import displayed
from tests.diagnosis.scoring.small_model import FULL, HEADER, mixed, score_raw

WEIGHTS = (0.75, 1.1, 1.1, 0.75, 1.1)
VALUES = (100, 60, 20, 60, 100)


def model_with(weights: tuple[float, ...], *, extra: str = "") -> str:
    items = "".join(f"  - {{code: I{n}, type: percent, weight: {weight}}}\n" for n, weight in enumerate(weights))
    return f"{HEADER}tree:\n  code: TOTAL\n{extra}  children:\n{items}"


def test_score_that_is_a_half_is_shown_as_one() -> None:
    model = parse_model(model_with(WEIGHTS))
    sheet = score_raw(model, {f"I{n}": value for n, value in enumerate(VALUES)})
    assert sheet.score == 66.25
    assert displayed(model, sheet.score) == 66.3
    plain = math.fsum(w * x for w, x in zip(WEIGHTS, VALUES, strict=True)) / math.fsum(WEIGHTS)
    assert displayed(model, plain) == 66.2  # what would be shown without the cleaning


def test_three_of_four_equal_items_are_three_quarters() -> None:
    model = parse_model(model_with((0.7,) * 4, extra="  min_share: 0.75\n"))
    assert sum([0.7] * 3) / sum([0.7] * 4) < 0.75  # what the comparison would see without its slack
    assert score_raw(model, {"I0": 50, "I1": 50, "I2": 50}).score == 50


def test_scoring_is_fast() -> None:
    model = mixed()
    score_raw(model, FULL)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        score_raw(model, FULL)
        times.append(time.perf_counter() - start)
    assert sorted(times)[4] < 0.02
