"""What publishing would change, counts kept beside a snapshot, and the variance by moments, worked by hand."""

import json

import numpy as np
import pytest

from diagnosis.benchmark import CellHistograms, PeerResult, PeerTable, build_benchmark, read_benchmark
from diagnosis.benchmark.comparison import compare_contents
from diagnosis.benchmark.counted import counts_of, read_counted, with_counts, without_counts
from diagnosis.benchmark.shrinkage import dersimonian_laird

CODES = ("TOTAL", "INF", "A")


def cell(node: str, mean: float, *, n: int = 23, sector: str = "", **more: object) -> dict[str, object]:
    return {"node": node, "key": {"sector": sector} if sector else {}, "n": n, "mean": mean, **more}


BEFORE = {
    "companies": 90,
    "synthetic": 4,
    "cells": [
        cell("TOTAL", 44.96),
        cell("TOTAL", 50.0, sector="AUTO"),
        cell("TOTAL", 40.0, sector="FOOD"),
        cell("INF", 30.0),
        cell("TOTAL", 20.0, sector="SHIP", suppressed=True),
    ],
}
AFTER = {
    "companies": 104,
    "synthetic": 0,
    "cells": [
        cell("TOTAL", 45.04, n=27),
        cell("TOTAL", 47.5, n=28, sector="AUTO", held="sha256:old"),
        cell("TOTAL", 40.04, sector="FOOD", suppressed=True),
        cell("INF", 99.0),
        cell("TOTAL", 21.0, n=8, sector="SHIP"),
        cell("TOTAL", 60.0, n=9, sector="SEMI", suppressed=True),
    ],
}


def test_what_publishing_would_change() -> None:
    found = compare_contents(BEFORE, AFTER, nodes=["TOTAL"])
    assert found == {
        "companies": [90, 104],
        "synthetic": [4, 0],
        "cells": {"shown": 4, "suppressed": 2, "held": 1},
        "moved": [{"node": "TOTAL", "key": {"sector": "AUTO"}, "before": 50.0, "after": 47.5, "n": 30}],
        "appeared": [{"node": "TOTAL", "key": {"sector": "SHIP"}, "mean": 21.0, "n": 10}],
        "vanished": [{"node": "TOTAL", "key": {"sector": "FOOD"}, "mean": 40.0, "n": 25}],
        "withheld": [
            {"node": "TOTAL", "key": {"sector": "FOOD"}},
            {"node": "TOTAL", "key": {"sector": "SEMI"}},
        ],
    }


def test_the_greatest_change_comes_first_and_a_tenth_is_one() -> None:
    before = {**BEFORE, "cells": [cell("TOTAL", 10.0, sector=s) for s in ("AUTO", "FOOD", "SEMI")]}
    after = {**AFTER, "cells": [cell("TOTAL", m, sector=s) for s, m in (("AUTO", 10.1), ("FOOD", 7.0), ("SEMI", 13.0))]}
    moved = compare_contents(before, after, nodes=["TOTAL"])["moved"]
    assert [(row["key"]["sector"], row["after"]) for row in moved] == [("FOOD", 7.0), ("SEMI", 13.0), ("AUTO", 10.1)]


def test_before_the_first_there_is_nothing() -> None:
    found = compare_contents(None, AFTER, nodes=["TOTAL", "INF"])
    assert found["companies"] == [None, 104]
    assert found["synthetic"] == [None, 0]
    assert (found["moved"], found["vanished"]) == ([], [])
    assert [row["mean"] for row in found["appeared"]] == [45.0, 47.5, 99.0, 21.0]


def firms() -> list[PeerResult]:
    rng = np.random.default_rng(4)
    return [
        PeerResult(
            sector="AUTO" if number % 2 else "FOOD",
            group="MANUFACTURING",
            size="small" if number % 3 else "large",
            values={"TOTAL": float(value), "INF": float(value / 2), "A": float(value)},
            base_values={"TOTAL": float(value), "INF": float(value / 2), "A": float(value)},
            synthetic=False,
        )
        for number, value in enumerate(np.round(rng.uniform(20, 80, 240), 1))
    ]


def test_counts_taken_away_come_back_from_the_histograms() -> None:
    histograms = CellHistograms(CODES, 2)
    histograms.add(PeerTable.of(CODES, 2, firms()))
    content = build_benchmark(histograms, model="sha256:m", engine="2", as_of="2026-01-01T00:00:00+00:00")
    document = {"id": content.get("id", "sha256:b"), **content}
    assert any("counts" in one for one in document["cells"])
    bare = without_counts(document)
    assert not any("counts" in one for one in bare["cells"])
    asked: list[str] = []

    def histograms_of(identity: str) -> CellHistograms:
        asked.append(identity)
        return histograms

    assert with_counts(bare, histograms_of)["cells"] == document["cells"]
    assert set(asked) == {document["id"]}
    exact, again = read_benchmark(json.loads(json.dumps(document))), read_counted(bare, histograms_of)
    for value in (20.0, 47.3, 80.0):
        where = {"value": value, "base_value": value, "sector": "AUTO", "group": "MANUFACTURING", "size": "small"}
        assert again.position("TOTAL", **where) == exact.position("TOTAL", **where)
        assert exact.position("TOTAL", **where) is not None


def test_counts_of_held_cells_come_from_the_snapshot_they_are_of() -> None:
    histograms = CellHistograms(CODES, 2)
    histograms.add(PeerTable.of(CODES, 2, firms()))
    document = {
        "id": "sha256:new",
        "cells": [
            {"node": "TOTAL", "key": {}},
            {"node": "INF", "key": {}, "held": "sha256:old"},
            {"node": "TOTAL", "key": {"sector": "AUTO"}, "suppressed": True},
        ],
    }
    asked: list[str] = []

    def histograms_of(identity: str) -> CellHistograms:
        asked.append(identity)
        return histograms

    found = counts_of(document, histograms_of)
    assert sorted(asked) == ["sha256:new", "sha256:old"]
    assert sorted(node for _, node in found) == ["INF", "TOTAL"]
    assert all(int(counts.sum()) == 240 for _, counts in found.values())


def test_the_variance_by_moments() -> None:
    """Values 1, 3, 8 with variances 1, 1, 2: weights 1, 1, 1/2; mean 3.2; Q 16.4; tau2 = 14.4 / (2.5 - 2.25 / 2.5)."""
    assert dersimonian_laird([1, 3, 8], [1, 1, 2]) == pytest.approx((16.4 - 2) / (2.5 - 2.25 / 2.5))
    assert dersimonian_laird([3, 3.1, 2.9], [1, 1, 1]) == 0
