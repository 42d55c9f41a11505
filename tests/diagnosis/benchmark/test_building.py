"""What a snapshot tells, what it keeps to itself, and when two snapshots are the same."""

import dataclasses
import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.benchmark import CellHistograms, PeerTable, building, public_document
from diagnosis.benchmark.cells import may_show_quantile, shown_count
from diagnosis.benchmark.pooling import HALF_WIDTH
from qmplatform.statistics import harrell_davis, quantile
from tests.diagnosis.benchmark.firms import SMALL, cell, country, document, firm, firms


def values(n: int) -> list[float]:
    return [10.0 + 5 * i for i in range(n)]


def test_a_cell_says_mean_interval_and_quantiles() -> None:
    found = cell(document(*map(firm, values(16))), **SMALL)
    assert found["n"] == 16
    assert found["mean"] == pytest.approx(47.5)
    # Alone in the country a cell is its own parent: s = 23.805 for 16 steps of 5.
    assert found["high"] - found["mean"] == pytest.approx(HALF_WIDTH * 23.8048 / 4, abs=0.001)
    assert found["low"] + found["high"] == pytest.approx(95.0)
    assert found["own_share"] == 1.0
    assert found["quantiles"]["0.5"] == pytest.approx(47.5)
    # 16 / 36 its own by Harrell and Davis; the rest its parent's shape, here that of the same companies.
    own, borrowed = harrell_davis(values(16), 0.25), quantile(values(16), 0.25)
    assert found["quantiles"]["0.25"] == pytest.approx(16 / 36 * own + 20 / 36 * borrowed)
    assert found["counts"] == {f"{value:.1f}": 1 for value in values(16)}


def test_a_small_cell_is_drawn_to_its_parent() -> None:
    others = [firm(v, s) for s in ("B", "C", "D") for v in (40.0, 45.0, 50.0, 55.0, 60.0) * 4]
    content = document(*others, *(firm(v) for v in (70.0, 75.0, 80.0, 85.0, 90.0)))
    found = cell(content, **SMALL)
    assert 50.0 < found["mean"] < 80.0
    assert 0.0 < found["own_share"] < 1.0
    assert cell(content)["mean"] == pytest.approx((20 * 3 * 50.0 + 5 * 80.0) / 65)


def test_under_five_companies_a_cell_says_nothing() -> None:
    content = document(*map(firm, values(4)))
    assert cell(content, **SMALL) == {"key": SMALL, "node": "TOTAL", "suppressed": True}
    assert all(set(c) == {"key", "node", "suppressed"} for c in content["cells"])


def test_five_companies_of_two_groups_say_nothing() -> None:
    two = [firm(v, business_group="가" if i else "나") for i, v in enumerate(values(5))]
    assert cell(document(*two), **SMALL) == {"key": SMALL, "node": "TOTAL", "suppressed": True}
    three = [firm(v, business_group="가나다"[i % 3]) for i, v in enumerate(values(5))]
    assert cell(document(*three), **SMALL)["business_groups"] == 3


def test_who_did_not_answer_may_have_been_the_only_one_of_a_group() -> None:
    groups = [firm(v, business_group="가나다라"[i % 4]) for i, v in enumerate(values(12))]
    lacking = [dataclasses.replace(f, values={"TOTAL": 50.0}, base_values={"TOTAL": 50.0}) for f in groups[:1]]
    content = document(*lacking, *groups[1:])
    assert cell(content, **SMALL)["business_groups"] == 4
    assert cell(content, "INF", **SMALL)["business_groups"] == 3
    fewer = [dataclasses.replace(f, values={"TOTAL": 50.0}, base_values={"TOTAL": 50.0}) for f in groups[:2]]
    assert cell(document(*fewer, *groups[2:]), "INF", **SMALL) == {"key": SMALL, "node": "INF", "suppressed": True}


def test_a_lonely_small_cell_takes_another_with_it() -> None:
    """The sector less one of its two cells would be the other."""
    content = document(*firms(3), *firms(6, size="mid"), *firms(8, size="large"), *firms(30, sector="FOOD"))
    hidden = [c["key"] for c in content["cells"] if c.get("suppressed") and c["node"] == "TOTAL"]
    assert SMALL in hidden
    assert {"sector": "AUTO", "size": "mid"} in hidden


def test_without_the_limit_the_small_cell_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "suppress_many", lambda tables, *_, **__: dict.fromkeys(tables, frozenset()))
    assert cell(document(*map(firm, values(4))), **SMALL)["mean"] == pytest.approx(17.5)


@pytest.mark.parametrize(
    ("n", "shown"),
    [(5, []), (6, ["0.5"]), (11, ["0.5"]), (12, ["0.25", "0.5", "0.75"]), (29, ["0.25"]), (30, ["0.1", "0.9"])],
)
def test_a_quantile_needs_three_companies_beyond_it(n: int, shown: list[str]) -> None:
    found = cell(document(*(firm(float(i)) for i in range(n))), **SMALL)
    assert set(shown) <= set(found["quantiles"])
    assert all(n * min(float(p), 1 - float(p)) >= 3 - 1e-9 for p in found["quantiles"])


def test_without_the_quantile_rule_single_companies_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "may_show_quantile", lambda n, share: True)
    assert set(cell(document(*map(firm, values(5))), **SMALL)["quantiles"]) == {"0.1", "0.25", "0.5", "0.75", "0.9"}


@given(n=st.integers(1, 400), share=st.floats(0.01, 0.99))
def test_quantile_rule_is_symmetric_and_needs_six_companies(n: int, share: float) -> None:
    assert may_show_quantile(n, share) == may_show_quantile(n, 1 - share)
    assert not may_show_quantile(n, share) or n >= 6


@pytest.mark.parametrize(("n", "shown"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (41, 40), (43, 45)])
def test_counts_are_shown_in_fives(n: int, shown: int) -> None:
    assert shown_count(n) == shown


def test_quantiles_are_in_order_and_on_the_scale() -> None:
    for seed in range(5):
        for found in document(*country(seed))["cells"]:
            points = list(found.get("quantiles", {}).values())
            assert points == sorted(points)
            assert all(0 <= point <= 100 for point in points)


def test_own_weights_inside_a_sector_common_weights_across() -> None:
    content = document(*(firm(60.0, base=40.0) for _ in range(6)))
    assert cell(content, sector="AUTO")["mean"] == 60.0
    assert cell(content, group="MANUFACTURING")["mean"] == 40.0
    assert cell(content)["mean"] == 40.0


def test_who_does_not_say_sector_or_size_counts_where_it_can() -> None:
    content = document(*(firm(50.0, sector=None, group=None, size=None) for _ in range(5)))
    assert [c["key"] for c in content["cells"] if c["node"] == "TOTAL"] == [{}]


def test_a_sector_is_of_one_group() -> None:
    content = document(*firms(9), *firms(2, group="SERVICE"))
    assert cell(content, sector="AUTO")["n"] == 11
    assert cell(content, group="MANUFACTURING")["n"] == 11
    assert not [c for c in content["cells"] if c["key"].get("group") == "SERVICE"]


def test_values_are_compared_as_they_are_displayed() -> None:
    assert cell(document(*(firm(49.96) for _ in range(5))), **SMALL)["mean"] == 50.0


FIRMS = [
    dataclasses.replace(firm(v, sector, size), member=f"{sector}{size}{v}:1")
    for v in (20, 35.5, 41, 58.2)
    for sector in ("AUTO", "CONSTR")
    for size in ("small", "mid")
]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_same_results_in_any_order_have_the_same_id(seed: int) -> None:
    shuffled = FIRMS * 2
    random.Random(seed).shuffle(shuffled)
    assert document(*shuffled) == document(*FIRMS, *FIRMS)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), parts=st.integers(1, 5))
def test_counted_in_parts_the_snapshot_is_the_same(seed: int, parts: int) -> None:
    peers = country(seed)
    codes = ("INF", "TOTAL")
    whole = CellHistograms(codes, 2)
    for part in range(parts):
        counted = CellHistograms(codes, 2)
        counted.add(PeerTable.of(codes, 2, peers[part::parts]))
        whole.merge(CellHistograms.from_bytes(counted.to_bytes()))
    content = building.build_benchmark(whole, model="sha256:m", engine="1.0.0", as_of="2026-11-20T05:00:00+00:00")
    assert content == document(*peers)


def test_the_id_is_of_all_but_the_moment() -> None:
    content = document(*FIRMS)
    read_again: dict[str, Any] = json.loads(json.dumps(content))
    assert building.content_hash(read_again) == content["id"]
    later = building.build_benchmark(FIRMS, model="sha256:m", engine="1.0.0", as_of="2027-01-01T00:00:00+00:00")
    assert later["id"] == content["id"]
    others = [
        document(*FIRMS, firm(99.0)),
        document(*FIRMS[:-1], dataclasses.replace(FIRMS[-1], member="CONSTRmid58.2:2")),
        building.build_benchmark(FIRMS, model="sha256:other", engine="1.0.0", as_of=""),
        building.build_benchmark(FIRMS, model="sha256:m", engine="1.0.1", as_of=""),
    ]
    assert len({content["id"], *(other["id"] for other in others)}) == 5
    changed = {**content, "cells": [{**content["cells"][0], "mean": 1.0}, *content["cells"][1:]]}
    assert building.content_hash(changed) != content["id"]


def test_fictional_companies_mark_a_snapshot() -> None:
    assert document(*FIRMS)["synthetic"] == 0
    assert document(*FIRMS, firm(1.0, synthetic=True))["synthetic"] == 1


def test_no_companies_are_a_snapshot_too() -> None:
    content = document()
    assert (content["companies"], content["cells"]) == (0, [])
    assert content["id"].startswith("sha256:")


def test_pages_get_rounded_numbers_only() -> None:
    content = document(*country(3))
    public = public_document(content)
    assert public["id"] == content["id"]
    assert public["companies"] % 5 == 0
    assert [(c["key"], c["node"]) for c in public["cells"]] == [(c["key"], c["node"]) for c in content["cells"]]
    told = [c for c in public["cells"] if not c.get("suppressed")]
    assert told
    for found in told:
        assert set(found) <= {"key", "node", "n", "mean", "low", "high", "own_share", "quantiles"}
        assert found["n"] % 5 == 0
        points = [found["mean"], found["low"], found["high"], *found["quantiles"].values()]
        assert points == [round(point, 1) for point in points]
    assert "counts" not in json.dumps(public)
    assert "nodes" not in public


def test_every_number_is_of_the_rows() -> None:
    peers = country(8)
    content = document(*peers)
    for found in content["cells"]:
        if found.get("suppressed"):
            continue
        key = found["key"]
        rows = [p for p in peers if all(getattr(p, name) == label for name, label in key.items())]
        assert found["n"] == len(rows)
        assert sum(found["counts"].values()) == len(rows)
        raw = np.mean([round(p.values[found["node"]], 1) for p in rows])
        if not key:
            assert found["mean"] == pytest.approx(raw, abs=0.05)
