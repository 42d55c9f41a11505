"""Two snapshots together tell of nobody: sets that few joined or left keep their older numbers."""

import dataclasses
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.benchmark import (
    CellHistograms,
    Earlier,
    PeerResult,
    PeerTable,
    build_benchmark,
    earlier,
    members_of,
    public_document,
    published_sets,
    read_benchmark,
)
from tests.diagnosis.benchmark.firms import cell, country, document, firm

CODES = ("INF", "TOTAL")


def counted(peers: list[PeerResult]) -> CellHistograms:
    found = CellHistograms(CODES, 2)
    found.add(PeerTable.of(CODES, 2, peers))
    return found


def snapshot(peers: list[PeerResult], previous: Earlier | None = None, *, model: str = "sha256:m") -> dict[str, Any]:
    return build_benchmark(counted(peers), model=model, engine="1", as_of="2026-11-20", previous=previous)


def published(peers: list[PeerResult], before: Earlier | None = None) -> Earlier:
    older = () if before is None else (*before.older, before.edition)
    return Earlier(snapshot(peers, before), members_of(counted(peers)), older)


def visible(content: dict[str, Any]) -> str:
    """What anybody reads, without the identity of the snapshot and its moment."""
    shown = public_document(content)
    return json.dumps({k: v for k, v in shown.items() if k not in ("id", "as_of")})


def newcomer(sector: str, size: str, value: float, number: int = 0) -> PeerResult:
    group = "MANUFACTURING" if sector in "ABC" else "SERVICE"
    return firm(value, sector, size, group=group, member=f"new{sector}{size}{number}:1")


def hidden(content: dict[str, Any]) -> list[dict[str, str]]:
    return [c["key"] for c in content["cells"] if c.get("suppressed") and len(c["key"]) == 2 and c["node"] == "TOTAL"]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 200), value=st.sampled_from([0.0, 50.0, 100.0]))
def test_one_company_more_in_a_suppressed_cell_changes_nothing_visible(seed: int, value: float) -> None:
    peers = country(seed)
    before = published(peers)
    for key in hidden(before.content)[:3]:
        if "sector" not in key:
            continue
        after = snapshot([*peers, newcomer(key["sector"], key["size"], value)], before)
        assert visible(after) == visible(before.content)
        assert after["nodes"] == before.content["nodes"]


def test_without_the_rule_the_newcomer_shows() -> None:
    peers = country(1)
    before = published(peers)
    key = next(key for key in hidden(before.content) if "sector" in key)
    after = snapshot([*peers, newcomer(key["sector"], key["size"], 100.0)])
    assert visible(after) != visible(before.content)


def test_four_newcomers_wait_and_five_are_shown() -> None:
    peers = country(4, least=8)
    before = published(peers)
    four = [newcomer("A", "small", 90.0, number) for number in range(4)]
    waiting = snapshot([*peers, *four], before)
    assert cell(waiting) == {**cell(before.content), "held": before.content["id"]}
    assert visible(waiting) == visible(before.content)
    five = snapshot([*peers, *four, newcomer("A", "small", 90.0, 5)], before)
    assert "held" not in five
    assert cell(five)["n"] == cell(before.content)["n"] + 5
    assert five["id"] != waiting["id"]


def test_who_waited_comes_in_with_the_next_ones() -> None:
    peers = country(4, least=8)
    first = published(peers)
    four = [newcomer("A", "small", 90.0, number) for number in range(4)]
    second = published([*peers, *four], first)
    third = snapshot([*peers, *four, newcomer("A", "small", 10.0, 9)], second)
    assert cell(third)["n"] == cell(first.content)["n"] + 5
    assert published_sets(second.content) == frozenset()


def test_a_corrected_result_waits() -> None:
    peers = country(4, least=8)
    before = published(peers)
    name = peers[0].member.split(":")[0]
    again = dataclasses.replace(peers[0], values={"TOTAL": 100.0, "INF": 50.0}, member=f"{name}:corrected")
    assert visible(snapshot([again, *peers[1:]], before)) == visible(before.content)


def test_a_change_seen_by_subtraction_waits() -> None:
    """Five come to A small, two to A large: the sector's change less the cell's would be the two."""
    peers = country(4, least=8)
    before = published(peers)
    come = [newcomer("A", "small", 90.0, n) for n in range(5)] + [newcomer("A", "large", 90.0, n) for n in range(2)]
    after = snapshot([*peers, *come], before)
    fresh = published_sets(after)
    assert after["held"]
    assert not {("A", "", ""), ("A", "", "small")} <= fresh
    assert ("A", "", "large") not in fresh


def test_unchanged_cells_below_a_held_one_are_held() -> None:
    """Their means are drawn to that of the held one: they would tell how it moved."""
    peers = country(6, least=12, sparse=0.0)
    before = published(peers)
    come = [newcomer("A", "small", 100.0, n) for n in range(2)] + [newcomer("D", "small", 100.0, n) for n in range(8)]
    after = snapshot([*peers, *come], before)
    for size in ("small", "medium", "large"):
        assert cell(after, sector="A", size=size)["mean"] == cell(before.content, sector="A", size=size)["mean"]
        assert cell(after, sector="A", size=size)["counts"] == cell(before.content, sector="A", size=size)["counts"]


def test_without_that_they_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier, "_unchanged_below", lambda *_: frozenset())
    peers = country(6, least=12, sparse=0.0)
    before = published(peers)
    come = [newcomer("A", "small", 100.0, n) for n in range(2)] + [newcomer("D", "small", 100.0, n) for n in range(8)]
    after = snapshot([*peers, *come], before)
    moved = [
        size
        for size in ("medium", "large")
        if cell(after, sector="A", size=size)["mean"] != cell(before.content, sector="A", size=size)["mean"]
    ]
    assert moved


def test_a_question_few_answered_anew_waits() -> None:
    """Ten come, and only two of them have the one value: the other is told anew, that one is not."""
    peers = [
        dataclasses.replace(p, values={"TOTAL": p.values["TOTAL"]}) if i % 3 else p
        for i, p in enumerate(country(4, least=12, sparse=0.0))
    ]
    before = published(peers)
    come = [newcomer("A", "small", 90.0, n) for n in range(10)]
    come = [p if n < 2 else dataclasses.replace(p, values={"TOTAL": 90.0}) for n, p in enumerate(come)]
    after = snapshot([*peers, *come], before)
    assert "held" not in after
    assert cell(after, sector="A")["n"] == cell(before.content, sector="A")["n"] + 10
    assert cell(after, "INF", sector="A") == {**cell(before.content, "INF", sector="A"), "held": before.content["id"]}


def test_another_model_starts_anew() -> None:
    peers = country(4, least=8)
    before = published(peers)
    after = snapshot([*peers, newcomer("A", "small", 90.0)], before, model="sha256:next")
    assert "held" not in after


def test_the_first_snapshot_and_the_same_again_hold_nothing() -> None:
    peers = country(2)
    before = published(peers)
    random.Random(1).shuffle(peers)
    again = snapshot(peers, before)
    assert again == before.content
    assert "held" not in snapshot(peers)


def test_a_held_snapshot_is_read_like_any_other() -> None:
    peers = country(4, least=8)
    before = published(peers)
    after = read_benchmark(snapshot([*peers, newcomer("A", "small", 90.0)], before))
    was = read_benchmark(before.content)
    asked = {"value": 40.0, "base_value": 40.0, "sector": "A", "group": "MANUFACTURING", "size": "small"}
    assert after.position("TOTAL", **asked) == was.position("TOTAL", **asked)


def test_the_order_of_counting_changes_no_held_snapshot() -> None:
    peers = country(4, least=8)
    before = published(peers)
    more = [*peers, newcomer("A", "small", 90.0)]
    backwards = counted(more[::-1])
    assert build_benchmark(backwards, model="sha256:m", engine="1", as_of="2026-11-20", previous=before) == snapshot(
        more, before
    )
    assert document(*more)["cells"] != snapshot(more, before)["cells"]
