"""What a snapshot tells, what it keeps to itself, and when two snapshots are the same."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.benchmark import building
from diagnosis.benchmark.cells import may_show_quantile, shown_count
from diagnosis.benchmark.tenths import displayed
from qmplatform.statistics import quantile, round_half_up
from tests.diagnosis.benchmark.firms import cell, document, firm

SMALL = {"sector": "AUTO", "size": "small"}


def values(n: int) -> list[float]:
    return [10.0 + 5 * i for i in range(n)]


def test_a_cell_says_mean_interval_and_quantiles() -> None:
    found = cell(document(*map(firm, values(16))), **SMALL)
    assert found["n"] == 16
    assert found["mean"] == pytest.approx(47.5)
    # t(.95; 15) = 1.7531, s = 23.805 for 16 steps of 5.
    assert found["high"] - found["mean"] == pytest.approx(1.7531 * 23.8048 / 4, abs=0.001)
    assert found["low"] + found["high"] == pytest.approx(95.0)
    assert found["quantiles"]["0.5"] == pytest.approx(47.5)
    assert found["quantiles"]["0.25"] == pytest.approx(quantile(values(16), 0.25))


def test_under_five_companies_a_cell_says_nothing() -> None:
    content = document(*map(firm, values(4)))
    assert cell(content, **SMALL) == {"key": SMALL, "node": "TOTAL", "suppressed": True}
    assert all(set(c) == {"key", "node", "suppressed"} for c in content["cells"])


def test_without_the_limit_the_small_cell_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "LEAST_COMPANIES", 1)
    assert cell(document(*map(firm, values(4))), **SMALL)["mean"] == pytest.approx(17.5)


@pytest.mark.parametrize(
    ("n", "shown"),
    [(5, []), (6, ["0.5"]), (11, ["0.3", "0.7"]), (12, ["0.25", "0.75"]), (29, ["0.15"]), (30, ["0.1", "0.9"])],
)
def test_a_quantile_needs_three_companies_beyond_it(n: int, shown: list[str]) -> None:
    found = cell(document(*(firm(float(i)) for i in range(n))), **SMALL)
    assert set(shown) <= set(found["quantiles"])
    assert all(n * min(float(p), 1 - float(p)) >= 3 - 1e-9 for p in found["quantiles"])
    assert "0" not in found["quantiles"]
    assert "1" not in found["quantiles"]


def test_without_the_quantile_rule_single_companies_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "may_show_quantile", lambda n, share: True)
    assert cell(document(*map(firm, values(5))), **SMALL)["quantiles"]["0.05"] == 10.0


@given(n=st.integers(1, 400), share=st.floats(0.01, 0.99))
def test_quantile_rule_is_symmetric_and_needs_six_companies(n: int, share: float) -> None:
    assert may_show_quantile(n, share) == may_show_quantile(n, 1 - share)
    assert not may_show_quantile(n, share) or n >= 6


@pytest.mark.parametrize(("n", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (41, 40), (43, 45)])
def test_counts_are_shown_in_fives(n: int, shown: int) -> None:
    assert shown_count(n) == shown


def test_own_weights_inside_a_sector_common_weights_across() -> None:
    content = document(*(firm(60.0, base=40.0) for _ in range(6)))
    assert cell(content, sector="AUTO")["mean"] == 60.0
    assert cell(content, group="MANUFACTURING")["mean"] == 40.0
    assert cell(content)["mean"] == 40.0


def test_who_does_not_say_sector_or_size_counts_where_it_can() -> None:
    content = document(*(firm(50.0, sector=None, group=None, size=None) for _ in range(5)))
    assert [c["key"] for c in content["cells"] if c["node"] == "TOTAL"] == [{}]


def test_values_are_compared_as_they_are_displayed() -> None:
    assert cell(document(*(firm(49.96) for _ in range(5))), **SMALL)["mean"] == 50.0


@given(value=st.floats(0, 100) | st.integers(0, 20_000).map(lambda n: n / 200))
def test_the_quick_rounding_is_the_exact_one(value: float) -> None:
    assert displayed(value) == round_half_up(value, 1)


FIRMS = [
    firm(v, sector, size) for v in (20, 35.5, 41, 58.2) for sector in ("AUTO", "CONSTR") for size in ("small", "mid")
]


@given(seed=st.integers(0, 10_000))
def test_the_same_results_in_any_order_have_the_same_id(seed: int) -> None:
    shuffled = FIRMS * 2
    random.Random(seed).shuffle(shuffled)
    assert document(*shuffled) == document(*FIRMS, *FIRMS)


def test_the_id_is_the_hash_of_the_content() -> None:
    content = document(*FIRMS)
    read_again: dict[str, Any] = json.loads(json.dumps(content))
    assert building.content_hash(read_again) == content["id"]
    assert document(*FIRMS, firm(99.0))["id"] != content["id"]
    assert building.content_hash({**content, "engine": "1.0.1"}) != content["id"]


def test_fictional_companies_mark_a_snapshot() -> None:
    assert document(*FIRMS)["synthetic"] == 0
    assert document(*FIRMS, firm(1.0, synthetic=True))["synthetic"] == 1


def test_no_companies_are_a_snapshot_too() -> None:
    content = document()
    assert (content["companies"], content["cells"]) == (0, [])
    assert content["id"].startswith("sha256:")
