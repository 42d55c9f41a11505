"""Change between years, of companies, versions and one company."""

import math
import random

import numpy as np
import pytest
from scipy import stats

from diagnosis.benchmark.trend import (
    common_items,
    common_score,
    cross_section_change,
    is_meaningful_change,
    link_constants,
    paired_change,
)
from diagnosis.catalog import AssessmentModel, parse_model

DRAW = np.random.default_rng(12)
BEFORE = {f"c{i}": float(v) for i, v in enumerate(DRAW.normal(45, 15, 40))}
AFTER = {key: value + float(DRAW.normal(3, 4)) for key, value in list(BEFORE.items())[5:]} | {"new": 90.0}


def test_the_paired_change_is_that_of_those_in_both_years() -> None:
    found = paired_change(BEFORE, AFTER)
    assert found is not None
    pairs = [(AFTER[key], BEFORE[key]) for key in AFTER if key in BEFORE]
    interval = stats.ttest_rel(*zip(*pairs, strict=True)).confidence_interval(0.95)
    assert found.n == 35
    assert found.mean == pytest.approx(np.mean([a - b for a, b in pairs]))
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_the_change_of_whoever_took_part_is_another() -> None:
    found = cross_section_change(list(BEFORE.values()), list(AFTER.values()))
    assert found is not None
    test = stats.ttest_ind(list(AFTER.values()), list(BEFORE.values()), equal_var=False).confidence_interval(0.95)
    assert found.mean == pytest.approx(np.mean(list(AFTER.values())) - np.mean(list(BEFORE.values())))
    assert (found.low, found.high) == pytest.approx((test.low, test.high))
    paired = paired_change(BEFORE, AFTER)
    assert paired is not None
    assert found.high - found.low > 3 * (paired.high - paired.low), "pairs tell more of change"


def test_the_interval_of_a_paired_change_covers_what_it_says() -> None:
    draw = np.random.default_rng(3)
    inside = 0
    for _ in range(1000):
        after = {i: float(v) for i, v in enumerate(draw.normal(2.0, 5.0, 8))}
        found = paired_change(dict.fromkeys(range(8), 0.0), after)
        inside += found.low <= 2.0 <= found.high
    assert 0.93 <= inside / 1000 <= 0.97


def test_few_companies_have_no_interval() -> None:
    assert paired_change({"a": 1.0}, {"b": 2.0}) is None
    one = paired_change({"a": 1.0}, {"a": 3.0})
    assert (one.n, one.mean, one.low, one.high) == (1, 2.0, None, None)
    assert cross_section_change([], [1.0]) is None
    assert cross_section_change([1.0], [2.0, 3.0]).low is None
    alike = cross_section_change([1.0, 1.0], [2.0, 2.0])
    assert (alike.mean, alike.low, alike.high) == (1.0, 1.0, 1.0)


def test_the_link_of_two_versions_is_by_domain() -> None:
    old = {"INF": {"a": 50.0, "b": 60.0, "c": 40.0}, "ORG": {"a": 50.0}, "GONE": {"a": 1.0}}
    new = {"INF": {"a": 53.0, "b": 64.0, "d": 9.0}, "ORG": {"b": 1.0}, "FRESH": {"a": 1.0}}
    found = link_constants(old, new)
    assert set(found) == {"INF"}
    assert (found["INF"].n, found["INF"].mean) == (2, 3.5)
    assert found["INF"].low < 3.5 < found["INF"].high


FILE = """
model: {key: m, version: "%s", title: {ko: 본, en: Model}}
tree:
  code: TOTAL
  title: {ko: 전체, en: Total}
  children:
  - code: INF
    title: {ko: 인프라, en: Infrastructure}
    weight: 3
    children:
    - {code: R, type: rubric, range: [0, %s], title: {ko: %s, en: R}}
    - {code: N, type: number, unit: "%%", goalposts: {worst: 10, best: %s}, title: {ko: 수, en: N}}
  - code: ORG
    title: {ko: 조직, en: Organisation}
    children:
    - {code: P, type: percent, title: {ko: 율, en: P}}
    - {code: %s, type: percent, title: {ko: 율, en: Q}}
    - code: C
      type: checklist
      title: {ko: 목록, en: C}
      options:
      - {code: a, ko: 가, en: a, weight: %s}
      - {code: b, ko: 나, en: b}
"""


def version(name: str, *, high: int = 5, word: str = "가", best: int = 0, code: str = "Q", weight: int = 1):
    return parse_model(FILE % (name, high, word, best, code, weight))


def test_common_items_have_the_same_code_and_scale() -> None:
    old = version("1")
    assert common_items(old, version("2", word="다른 말")) == ("R", "N", "P", "Q", "C")
    assert common_items(old, version("2", high=4)) == ("N", "P", "Q", "C")
    assert common_items(old, version("2", best=1)) == ("R", "P", "Q", "C")
    assert common_items(old, version("2", code="Z")) == ("R", "N", "P", "C")
    assert common_items(old, version("2", weight=2)) == ("R", "N", "P", "Q")


def test_the_common_score_weighs_items_by_their_share_of_the_overall() -> None:
    model = version("1")
    values = {"R": 80.0, "N": 40.0, "P": 20.0, "Q": None}
    # R and N are 3/8 of the overall each, P is 1/12.
    expected = (3 / 8 * 80 + 3 / 8 * 40 + 1 / 12 * 20) / (3 / 4 + 1 / 12)
    assert common_score(model, values, ("R", "N", "P", "Q")) == pytest.approx(expected)
    assert common_score(model, values, ("R",)) == 80.0
    assert common_score(model, values, ("Q",)) is None
    assert common_score(model, values, ()) is None


def test_a_change_is_meaningful_beyond_the_noise_of_both() -> None:
    width = 1.6448536 * 2
    before, after = (50 - width, 50 + width), (56 - width, 56 + width)  # two points of deviation each
    bound = 1.6448536 * math.sqrt(8)
    assert is_meaningful_change(50, 50 + bound + 0.01, before_interval=before, after_interval=after)
    assert not is_meaningful_change(50, 50 + bound - 0.01, before_interval=before, after_interval=after)
    assert is_meaningful_change(50, 50 - bound - 0.01, before_interval=before, after_interval=after)


def test_of_companies_that_stay_the_same_one_in_ten_seems_to_change() -> None:
    draw = random.Random(5)
    half = 1.6448536 * 3.0
    seeming = sum(
        is_meaningful_change(a, b, before_interval=(a - half, a + half), after_interval=(b - half, b + half))
        for a, b in ((draw.gauss(50, 3), draw.gauss(50, 3)) for _ in range(4000))
    )
    assert 0.08 <= seeming / 4000 <= 0.12


def test_the_models_are_models() -> None:
    assert isinstance(version("1"), AssessmentModel)
