"""The worked examples of docs/method.md on benchmarks, trends and priorities: page, files and engine agree."""

import json
import re
from pathlib import Path

import pytest

from diagnosis.explaining.examples import FIGURES, figures_example, text_of
from tests.diagnosis.explaining.printed import compare

PAGE = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FIGURES)
def test_example_gives_the_printed_numbers(name: str) -> None:
    (text,) = re.findall(rf"```json {name}\n(.*?)```", PAGE, re.DOTALL)
    assert text == text_of(f"{name}.json")
    compare(figures_example(name).found, json.loads(text)["gives"])


def test_no_example_is_left_out() -> None:
    kinds = re.findall(r"```json (\w+)\n", PAGE)
    assert sorted(set(kinds)) == sorted({"answers", "results", *FIGURES})


def test_pooling_by_hand() -> None:
    """Nine companies a sector, means 12 and 6 points around 50: tau2 = 60, a third of the parent."""
    deviations = [-24, -18, -12, -6, 0, 6, 12, 18, 24]
    within = sum(d * d for d in deviations) / 8
    of_mean = within / 9
    between = (2 * (12**2 + 6**2)) / 4 - of_mean
    parent = of_mean / (of_mean + between)
    variance = (1 - parent) * of_mean + parent**2 * within / 45
    half = 1.85 * variance**0.5
    found = figures_example("pooling").found
    assert found["within"] == pytest.approx(within)
    assert found["between"] == pytest.approx(between)
    assert found["pooled"][0] == pytest.approx((1 - parent) * 38 + parent * 50)
    assert (found["low"], found["high"]) == pytest.approx((42 - half, 42 + half))


def test_a_wrong_number_is_noticed() -> None:
    with pytest.raises(AssertionError):
        compare(figures_example("pooling").found, {"between": 60.02})
