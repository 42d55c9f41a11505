"""D02: Borda's count and the order of Condorcet, tables 25 to 27 of the OECD/JRC handbook."""

import json

from qmplatform.statistics import borda_scores, condorcet_order, outranking
from tests.oracles.runner import DATA

CASE = json.loads((DATA / "D02_small_aggregation" / "cases.json").read_text(encoding="utf-8"))["borda"]


def test_borda_scores() -> None:
    assert borda_scores(CASE["profile"]) == CASE["scores"]


def test_outranking_matrix() -> None:
    found = outranking(CASE["profile"])
    assert {name: list(row.values()) for name, row in found.items()} == CASE["outranking"]


def test_the_two_disagree_on_the_first() -> None:
    assert "".join(condorcet_order(CASE["profile"])) == CASE["condorcet_order"]
    scores = borda_scores(CASE["profile"])
    assert max(scores, key=scores.get) != CASE["condorcet_order"][0]
