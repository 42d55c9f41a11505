"""Where a company stands, with whom it is compared, and what it is never told."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.benchmark import Position, UnableToReadBenchmark, public_document, read_benchmark
from diagnosis.benchmark.standing import top_percent
from qmplatform.statistics import mid_rank_percentile, wilson_interval
from tests.diagnosis.benchmark.firms import SMALL, benchmark, cell, country, document, firm, firms, position_of


def steps(found: Position) -> list[tuple[str, bool]]:
    return [(step["peers"], step["used"]) for step in found.path]


@pytest.mark.parametrize(
    ("others", "peers"),
    [
        (firms(5), "sector-size"),
        (firms(4) + firms(1, size="mid"), "sector"),
        (firms(4) + firms(1, sector="FOOD"), "group-size"),
        (firms(4) + firms(1, sector="FOOD", size="mid"), "group"),
        (firms(4) + firms(1, sector="CONSTR"), "size"),
        (firms(4) + firms(1, sector="CONSTR", size="mid"), "national"),
    ],
)
def test_the_way_up_stops_where_there_are_enough(others: list, peers: str) -> None:
    found = position_of(benchmark(*others), 3.0)
    assert found is not None
    assert (found.peers, found.n) == (peers, 5)
    assert steps(found)[-1] == (peers, True)
    assert not any(used for _, used in steps(found)[:-1])
    assert {step["why"] for step in found.path[:-1]} <= {"withheld", "few"}


def test_under_five_there_is_no_position() -> None:
    assert position_of(benchmark(*firms(4)), 5.0) is None
    assert position_of(benchmark(), 5.0) is None
    assert position_of(benchmark(*firms(20)), None) is None


def test_a_position_names_only_what_its_peers_share() -> None:
    found = position_of(benchmark(*firms(4), *firms(6, sector="FOOD", size="mid")), 3.0)
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
    assert low.percentile == pytest.approx(100 * 1 / 44)


def test_five_to_nine_peers_give_the_quarter_alone() -> None:
    for value, quarter in ((0.0, 1), (3.0, 2), (4.5, 3), (9.0, 4)):
        found = position_of(benchmark(*firms(9)), value)
        assert found is not None
        assert (found.quarter, found.telling) == (quarter, "quarter")
        assert (found.percentile, found.percentile_low, found.top_percent) == (None, None, None)
        assert (found.q1, found.median is None, found.q3) == (None, False, None)
    five = position_of(benchmark(*firms(5)), 4.0)
    assert five is not None
    assert (five.mean, five.median, five.quarter) == (2.0, None, 4)


@pytest.mark.parametrize(
    ("n", "telling"), [(5, "quarter"), (9, "quarter"), (10, "words"), (19, "words"), (20, "plain")]
)
def test_how_a_percentile_is_told_depends_on_how_many(n: int, telling: str) -> None:
    found = position_of(benchmark(*firms(n)), 3.0)
    assert found is not None
    assert found.telling == telling
    assert (found.percentile is None) == (telling == "quarter")


def test_percentile_has_an_interval_and_a_top_share() -> None:
    found = position_of(benchmark(*firms(40)), 29.5)
    assert found is not None
    assert found.percentile == 75.0
    assert found.top_percent == 25
    # Wilson, 30 of 40 (D07's formula).
    assert (found.percentile_low, found.percentile_high) == pytest.approx((59.8, 85.8), abs=0.05)


def test_the_interval_covers_that_of_the_score() -> None:
    others = benchmark(*firms(400, start=0.0)[:100])
    narrow = position_of(others, 50.0)
    wide = position_of(others, 50.0, draws=np.linspace(20.0, 80.0, 1000))
    inside = position_of(others, 50.0, draws=np.full(1000, 50.0))
    assert narrow is not None
    assert wide is not None
    assert (wide.percentile, wide.percentile_low, wide.percentile_high) == pytest.approx((50.5, 23.0, 77.0), abs=1.0)
    assert narrow.percentile_low > wide.percentile_low
    assert inside == narrow


def test_draws_are_of_the_own_score_and_move_with_it_across_sectors() -> None:
    others = benchmark(*firms(4), *firms(60, sector="FOOD"))
    found = position_of(others, 80.0, base_value=30.0, draws=np.linspace(60.0, 100.0, 1000))
    assert found is not None
    # 10 to 50 on the common scale.
    assert found.percentile_low == pytest.approx(100 * 15.5 / 64, abs=4)
    assert found.percentile_high == pytest.approx(100 * 52 / 64, abs=4)


def test_ties_share_the_middle_rank() -> None:
    found = position_of(benchmark(*(firm(50.0) for _ in range(20))), 50.0)
    assert found is not None
    assert found.percentile == pytest.approx(50.0)
    assert found.top_percent == 50


def test_the_best_of_few_is_no_top_one_percent() -> None:
    assert top_percent(1.0, 12) == 8
    assert top_percent(1.0, 1000) == 1
    assert top_percent(0.0, 40) == 100


@settings(max_examples=60, deadline=None)
@given(
    peers=st.lists(st.integers(0, 1000), min_size=10, max_size=80).map(lambda v: [x / 10 for x in v]),
    value=st.integers(0, 1000).map(lambda v: v / 10),
)
def test_the_percentile_is_the_exact_mid_rank(peers: list[float], value: float) -> None:
    found = position_of(benchmark(*map(firm, peers)), value)
    assert found is not None
    assert found.percentile == pytest.approx(mid_rank_percentile(peers, value))
    bounds = wilson_interval(found.percentile / 100 * len(peers), len(peers))
    assert (found.percentile_low, found.percentile_high) == pytest.approx([100 * bound for bound in bounds])


@settings(max_examples=40, deadline=None)
@given(peers=st.lists(st.integers(0, 1000), min_size=11, max_size=60, unique=True).map(sorted))
def test_the_median_peer_stands_in_the_middle(peers: list[int]) -> None:
    middle = peers[len(peers) // 2] / 10
    mine = firm(middle)
    found = position_of(benchmark(*(firm(p / 10) for p in peers)), middle, itself=mine)
    assert found is not None
    assert found.percentile == pytest.approx(50.0, abs=50 / (len(peers) - 1) + 1e-9)


@settings(max_examples=40, deadline=None)
@given(
    peers=st.lists(st.integers(0, 100).map(float), min_size=10, max_size=40), low=st.floats(0, 100), up=st.floats(0, 50)
)
def test_a_higher_value_never_stands_lower(peers: list[float], low: float, up: float) -> None:
    for content in (document(*map(firm, peers)), public_document(document(*map(firm, peers)))):
        below, above = (position_of(read_benchmark(content), value) for value in (low, min(100.0, low + up)))
        assert below is not None
        assert above is not None
        assert (below.percentile or 0) <= (above.percentile or 0)


def test_a_file_without_counts_is_read_by_its_quantiles() -> None:
    content = document(*firms(100))
    for found in content["cells"]:
        del found["counts"]
    others = read_benchmark(content)
    middle, top = (position_of(others, value) for value in (37.0, 99.0))
    assert middle is not None
    assert top is not None
    assert middle.percentile == pytest.approx(37.5, abs=1.5)
    assert top.percentile == 90.0, "held at the outermost quantile that may be shown"


def test_nobody_is_their_own_peer() -> None:
    mine = firm(100.0)
    others = benchmark(*firms(40), mine)
    with_me, without_me = position_of(others, 20.0), position_of(others, 20.0, itself=mine)
    assert with_me is not None
    assert without_me is not None
    assert without_me.mean == pytest.approx(19.5)
    assert with_me.mean > without_me.mean
    assert without_me.percentile == pytest.approx(100 * 20.5 / 40)
    alone = position_of(benchmark(*firms(40)), 20.0)
    assert alone is not None
    assert (without_me.q1, without_me.median, without_me.q3) == pytest.approx(
        (alone.q1, alone.median, alone.q3), abs=0.7
    )
    assert abs(with_me.q3 - alone.q3) > abs(without_me.q3 - alone.q3)


def test_who_came_after_the_numbers_were_held_is_not_taken_out() -> None:
    others = benchmark(*firms(40))
    late = firm(70.0)
    assert position_of(others, 70.0, itself=late) == position_of(others, 70.0)
    assert position_of(others, 39.0, itself=firm(39.0)) != position_of(others, 39.0)


def test_taken_out_of_a_shrunken_cell_the_own_share_falls() -> None:
    others = country(1, least=12, sparse=0.0)
    found = benchmark(*others)
    mine = others[0]
    before, after = (
        found.position(
            "TOTAL",
            value=mine.values["TOTAL"],
            base_value=mine.values["TOTAL"],
            sector=mine.sector,
            group=mine.group,
            size=mine.size,
            itself=itself,
        )
        for itself in (None, mine)
    )
    without = benchmark(*others[1:]).estimate("TOTAL", sector=mine.sector, group=mine.group, size=mine.size)
    assert 0 < after.own_share <= before.own_share < 1
    assert after.mean == pytest.approx(without.mean, abs=0.5)
    assert abs(after.mean - without.mean) < abs(before.mean - without.mean)


def test_the_limit_holds_for_the_others_alone() -> None:
    mine = firm(100.0)
    five = benchmark(*firms(4), mine)
    assert position_of(five, 100.0, itself=mine) is None
    assert position_of(five, 100.0) is not None, "without the rule the four others show"
    twelve = position_of(benchmark(*firms(11), mine), 100.0, itself=mine)
    assert twelve is not None
    assert (twelve.q1, twelve.q3) == (None, None)


def test_the_others_are_of_three_groups_without_the_own_one() -> None:
    mine = firm(100.0, business_group="가")
    groups = [firm(float(i), business_group="나다"[i % 2]) for i in range(6)]
    assert position_of(benchmark(*groups, mine), 100.0, itself=mine) is None
    assert position_of(benchmark(*groups, mine), 100.0) is not None
    more = benchmark(*groups, firm(50.0, business_group="라"), mine)
    assert position_of(more, 100.0, itself=mine) is not None


def test_an_earlier_year_of_another_size_is_taken_out_of_its_own_cell() -> None:
    mine = firm(90.0, size="micro")
    found = position_of(benchmark(*firms(12), *firms(8, size="micro"), mine), 50.0, itself=mine)
    same = position_of(benchmark(*firms(12), *firms(8, size="micro"), mine), 50.0)
    assert found is not None
    assert found.peers == "sector-size"
    assert found == same, "its own cell is another one"


def test_in_a_cell_of_all_sizes_the_peers_are_moved_by_size() -> None:
    """Large companies score 30 more; of AUTO there are only small ones, and one large."""
    pairs = [f for s in "BCD" for f in (*firms(20, s, start=20.0), *firms(20, s, "large", start=50.0))]
    others = benchmark(*firms(20, start=20.0), *pairs, firm(70.0, size="large"))
    found = position_of(others, 56.0, size="large")
    assert found is not None
    assert found.peers == "sector"
    assert found.shift == pytest.approx(30.0, abs=5.0)
    assert found.percentile == pytest.approx(50.0, abs=20.0)
    small = position_of(others, 30.0, sector="D")
    assert small is not None
    assert (small.peers, small.shift) == ("sector-size", 0.0)
    estimate = others.estimate("TOTAL", sector="AUTO", group="MANUFACTURING", size="large")
    assert estimate is not None
    assert (estimate.own_share, estimate.n, estimate.peers) == (0.0, 0, "sector")
    assert estimate.mean == pytest.approx(found.mean, abs=0.06)


def test_the_shift_tells_nothing_of_the_few_in_the_own_cell() -> None:
    pairs = [f for s in "BCD" for f in (*firms(20, s, start=20.0), *firms(20, s, "large", start=50.0))]

    def shift(value: float) -> float:
        others = benchmark(*firms(20, start=20.0), *pairs, firm(value, size="large"))
        found = position_of(others, 60.0, size="large")
        assert found is not None
        return found.shift

    # One of 61 large companies moves the effect of their size, and that of the others with it, by its share.
    assert abs(shift(100.0) - shift(0.0)) <= 2 * 100 / 61


def test_a_size_that_may_not_be_shown_moves_nobody() -> None:
    found = position_of(benchmark(*firms(20), *firms(3, size="large", start=90.0)), 50.0, size="large")
    assert found is not None
    assert found.shift == 0.0


def test_estimates_are_of_the_cell_or_of_the_nearest_wider_one() -> None:
    found = benchmark(*country(5, least=10))
    own = found.estimate("TOTAL", sector="A", group="MANUFACTURING", size="small")
    sector = found.estimate("TOTAL", sector="A", group="MANUFACTURING", size=None)
    national = found.estimate("TOTAL", sector=None, group=None, size=None)
    size = found.estimate("TOTAL", sector=None, group=None, size="small")
    assert [e.peers for e in (own, sector, national, size)] == ["sector-size", "sector", "national", "size"]
    assert all(e.low < e.mean < e.high for e in (own, sector, national, size))
    assert all(e.n % 5 == 0 for e in (own, sector, national, size))
    unknown = found.estimate("TOTAL", sector="Z", group="MANUFACTURING", size="small")
    group_size = found.estimate("TOTAL", sector=None, group="MANUFACTURING", size="small")
    assert (unknown.peers, unknown.mean, unknown.own_share, unknown.n) == ("group-size", group_size.mean, 0.0, 0)
    assert unknown.high - unknown.low > group_size.high - group_size.low
    assert found.estimate("NONE", sector="A", group="MANUFACTURING", size="small") is None


def test_donors_are_the_own_cell_from_twenty_on() -> None:
    found = benchmark(*firms(20), *firms(19, size="mid"))
    donors = found.donors(sector="AUTO", group="MANUFACTURING", size="small")("TOTAL")
    assert donors is not None
    assert donors[0].tolist() == [float(i) for i in range(20)]
    assert donors[1].tolist() == [1] * 20
    assert found.donors(sector="AUTO", group="MANUFACTURING", size="mid")("TOTAL") is None
    assert found.donors(sector="AUTO", group="MANUFACTURING", size="small")("NONE") is None
    assert found.donors(sector=None, group="MANUFACTURING", size="small")("TOTAL") is None


def test_fictional_peers_are_said_to_be_so() -> None:
    real, mixed = benchmark(*firms(6)), benchmark(*firms(5), firm(1.0, synthetic=True))
    assert [position_of(b, 3.0).synthetic for b in (real, mixed)] == [False, True]


def test_a_position_survives_json() -> None:
    found = position_of(benchmark(*firms(4), *firms(20, size="mid")), 7.0)
    assert found.path
    assert Position.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_a_position_kept_before_the_means_were_pooled_is_read() -> None:
    kept = position_of(benchmark(*firms(20)), 7.0).as_dict()
    new = {f.name for f in dataclasses.fields(Position) if f.default is not dataclasses.MISSING}
    old = Position.from_dict({name: value for name, value in kept.items() if name not in new})
    assert (old.mean, old.low, old.path) == (kept["mean"], None, ())


def test_a_file_cannot_talk_the_limits_away() -> None:
    content = document(*firms(12))
    small = cell(content, **SMALL)
    del small["counts"]
    small["n"] = 4
    assert position_of(read_benchmark({**content, "cells": [small]}), 5.0) is None
    small["n"] = 8
    found = position_of(read_benchmark({**content, "cells": [small]}), 5.0)
    assert found is not None
    assert (found.q1, found.percentile) == (None, None)
    small["business_groups"] = 2
    assert position_of(read_benchmark({**content, "cells": [small]}), 5.0) is None


CELL = {"key": {}, "node": "TOTAL", "n": 6, "mean": 3.0}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"cells": {}},
        {"cells": [3]},
        {"cells": [{"key": {}, "node": "TOTAL", "n": 6}]},
        {"cells": [{**CELL, "mean": float("nan")}]},
        {"cells": [{**CELL, "quantiles": {"x": 3}}]},
        {"cells": [{**CELL, "key": {"region": "11"}}]},
        {"cells": [{**CELL, "counts": {"3.0": 5}}]},
        {"cells": [{**CELL, "counts": {"300": 6}}]},
        {"cells": [], "companies": "many"},
        {"cells": [], "nodes": {"TOTAL": {}}},
        {"cells": [], "parameters": {"anchors": {"year": "x"}}},
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
