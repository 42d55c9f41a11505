"""Where a company stands, with whom it is compared, and what it is never told."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.benchmark import Position, UnableToReadBenchmark, positions, read_benchmark
from qmplatform.statistics import mid_rank_percentile
from tests.diagnosis.benchmark.firms import benchmark, cell, document, firm, position_of


def firms(n: int, sector: str = "AUTO", size: str = "small", start: float = 0.0, **fields):
    return [firm(start + i, sector, size, **fields) for i in range(n)]


@pytest.mark.parametrize(
    ("others", "peers", "n"),
    [
        (firms(12), "sector-size", 10),
        (firms(11), "sector-size", 10),  # Nowhere are there twelve: the nearest with five.
        (firms(11) + firms(1, size="mid"), "sector", 10),
        (firms(11) + firms(1, sector="FOOD"), "group-size", 10),
        (firms(11) + firms(1, sector="FOOD", size="mid"), "group", 10),
        (firms(11) + firms(1, sector="CONSTR"), "size", 10),
        (firms(11) + firms(1, sector="CONSTR", size="mid"), "national", 10),
        (firms(4) + firms(4, size="mid"), "sector", 10),
        (firms(5), "sector-size", 5),
    ],
)
def test_the_way_up_stops_where_there_are_enough(others: list, peers: str, n: int) -> None:
    found = position_of(benchmark(*others), 5.0)
    assert found is not None
    assert (found.peers, found.n) == (peers, n)


def test_under_five_there_is_no_position() -> None:
    assert position_of(benchmark(*firms(4)), 5.0) is None
    assert position_of(benchmark(), 5.0) is None
    assert position_of(benchmark(*firms(20)), None) is None


def test_a_position_names_only_what_its_peers_share() -> None:
    found = position_of(benchmark(*firms(6), *firms(6, sector="FOOD", size="mid")), 3.0)
    assert found is not None
    assert (found.peers, found.sector, found.size, found.group) == ("group", None, None, "MANUFACTURING")


def test_figures_are_not_ranked_across_sectors() -> None:
    others = benchmark(*firms(4), *firms(40, sector="FOOD"))
    assert position_of(others, 5.0, within_sector=True) is None
    across = position_of(others, 5.0)
    assert across is not None
    assert across.peers == "group-size"


def test_across_sectors_the_common_weights_are_compared() -> None:
    others = benchmark(*firms(4), *firms(40, sector="FOOD"))
    low = position_of(others, 39.0, base_value=0.0)
    assert low is not None
    assert low.percentile == pytest.approx(10.0, abs=2)


def test_few_peers_give_a_middle_but_no_percentile() -> None:
    found = position_of(benchmark(*firms(9)), 4.0)
    assert found is not None
    assert (found.percentile, found.percentile_low, found.top_percent) == (None, None, None)
    assert (found.q1, found.median, found.q3) == (None, 4.0, None)
    five = position_of(benchmark(*firms(5)), 4.0)
    assert five is not None
    assert (five.mean, five.median) == (2.0, None)


def test_percentile_has_an_interval_and_a_top_share() -> None:
    found = position_of(benchmark(*firms(40)), 30.0)
    assert found is not None
    assert found.percentile == pytest.approx(75.0, abs=2.0)
    assert found.top_percent == pytest.approx(100 - found.percentile, abs=1)
    # Wilson, 30 of 40.
    assert found.percentile_low == pytest.approx(59.8, abs=2.0)
    assert found.percentile_high == pytest.approx(85.8, abs=2.0)


def test_ties_share_the_middle_rank() -> None:
    found = position_of(benchmark(*(firm(50.0) for _ in range(20))), 50.0)
    assert found is not None
    assert found.percentile == pytest.approx(50.0)
    assert found.top_percent == 50


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_nobody_is_told_more_than_the_outermost_quantile(value: float) -> None:
    found = position_of(benchmark(*firms(40, start=10.0)), value)
    assert found is not None
    assert found.percentile in (10.0, 90.0)
    assert found.top_percent in (10, 90)


def test_the_best_of_few_is_no_top_one_percent() -> None:
    assert positions._top_percent(1.0, 12) == 8
    assert positions._top_percent(1.0, 1000) == 1


@settings(max_examples=60, deadline=None)
@given(
    peers=st.lists(st.integers(0, 1000), min_size=20, max_size=80).map(lambda v: [x / 10 for x in v]),
    value=st.integers(0, 1000).map(lambda v: v / 10),
)
def test_percentile_from_quantiles_is_near_the_exact_one(peers: list[float], value: float) -> None:
    found = position_of(benchmark(*map(firm, peers)), value)
    assert found is not None
    assert found.percentile is not None
    exact = mid_rank_percentile(peers, value)
    edge = 300 / len(peers) + 5.0  # Beyond the outermost quantile nothing is told, and they lie five points apart.
    assert found.percentile == pytest.approx(exact, abs=edge + 50 / len(peers))
    assert 0 <= found.percentile_low <= found.percentile <= found.percentile_high <= 100


@settings(max_examples=40, deadline=None)
@given(
    peers=st.lists(st.integers(0, 100).map(float), min_size=10, max_size=40), low=st.floats(0, 100), up=st.floats(0, 50)
)
def test_a_higher_value_never_stands_lower(peers: list[float], low: float, up: float) -> None:
    others = benchmark(*map(firm, peers))
    below, above = position_of(others, low), position_of(others, min(100.0, low + up))
    assert below is not None
    assert above is not None
    assert below.percentile <= above.percentile


def test_nobody_is_their_own_peer() -> None:
    mine = firm(100.0)
    others = benchmark(*firms(40), mine)
    with_me, without_me = position_of(others, 20.0), position_of(others, 20.0, itself=mine)
    assert with_me is not None
    assert without_me is not None
    assert without_me.mean == pytest.approx(19.5)
    assert with_me.mean > without_me.mean
    assert without_me.percentile == pytest.approx(100 * 20.5 / 40, abs=1.0)


def test_the_limit_holds_for_the_others_alone() -> None:
    mine = firm(100.0)
    five = benchmark(*firms(4), mine)
    assert position_of(five, 100.0, itself=mine) is None
    assert position_of(five, 100.0) is not None, "without the rule the four others show"
    twelve = position_of(benchmark(*firms(11), mine), 100.0, itself=mine)
    assert twelve is not None
    assert (twelve.q1, twelve.q3) == (None, None)


def test_an_earlier_year_of_another_size_is_taken_out_of_its_own_cell() -> None:
    mine = firm(90.0, size="micro")
    found = position_of(benchmark(*firms(12), mine), 50.0, itself=mine)
    assert found is not None
    assert found.peers == "sector-size"
    assert found.mean == pytest.approx(5.5)


def test_fictional_peers_are_said_to_be_so() -> None:
    real, mixed = benchmark(*firms(6)), benchmark(*firms(5), firm(1.0, synthetic=True))
    assert [position_of(b, 3.0).synthetic for b in (real, mixed)] == [False, True]


def test_a_position_survives_json() -> None:
    found = position_of(benchmark(*firms(20)), 7.0)
    assert Position.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_a_file_cannot_talk_the_limits_away() -> None:
    content = document(*firms(12))
    small = cell(content, sector="AUTO", size="small")
    small["n"] = 4
    assert position_of(read_benchmark({**content, "cells": [small]}), 5.0) is None
    small["n"] = 8
    found = position_of(read_benchmark({**content, "cells": [small]}), 5.0)
    assert found is not None
    assert (found.q1, found.percentile) == (None, None)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"cells": {}},
        {"cells": [3]},
        {"cells": [{"key": {}, "node": "TOTAL", "n": 6}]},
        {"cells": [{"key": {}, "node": "TOTAL", "n": 6, "mean": float("nan")}]},
        {"cells": [{"key": {}, "node": "TOTAL", "n": 6, "mean": 3, "quantiles": {"x": 3}}]},
        {"cells": [], "companies": "many"},
    ],
)
def test_what_is_no_benchmark_is_refused(broken: object) -> None:
    with pytest.raises(UnableToReadBenchmark):
        read_benchmark(broken)


def test_exact_count_is_for_files_only() -> None:
    others = benchmark(*firms(13))
    found = position_of(others, 5.0)
    assert found is not None
    assert others.exact_count(found) == 13
    assert 13 not in dataclasses.asdict(found).values()
