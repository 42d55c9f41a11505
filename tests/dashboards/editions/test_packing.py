"""Bytes that are no edition are refused, and equal editions are equal bytes."""

from datetime import UTC, datetime

import pytest

from dashboards.editions import NATION, EditionView, NodeValue, PanelChange, SetKey
from dashboards.editions.guard import Guard, guard_bytes, pack_guard, unpack_guard
from dashboards.editions.packing import UnableToReadEdition, pack_edition, unpack_edition, unpacked_bytes

pytestmark = pytest.mark.once

AT = datetime(2026, 10, 1, tzinfo=UTC)
FOOD, BUSAN = SetKey(sector="FOOD", size="small"), SetKey(region="26")


def view(*, reverse: bool = False) -> EditionView:
    value = NodeValue(50.1, 45.0, 55.2, 40, (30.0, 50.5, 70.0), (49.9, 44.0, 56.0))
    kept = NodeValue(0.0, 0.0, 0.3, 5, kept_as_of=AT)
    cells = {NATION: {"TOTAL": value, "INF": kept}, FOOD: {"TOTAL": NodeValue(100.0, 99.9, 100.0, 5)}}
    return EditionView(
        id="sha256:1",
        model_key="dqm",
        model_version="2026.1",
        as_of=AT,
        is_synthetic=True,
        companies=None,
        nodes=("TOTAL", "INF"),
        crossings=frozenset({"", "region", "sector*size"}),
        cells=dict(reversed(cells.items())) if reverse else cells,
        withheld=frozenset({BUSAN}),
        panel={NATION: {"INF": PanelChange(-1.2, -3.0, 0.6, 15)}},
        panel_since=AT,
        levels={NATION: 12.3},
    )


def test_what_was_packed_is_read_back() -> None:
    read = unpack_edition(pack_edition(view()))
    assert {key: dict(cell) for key, cell in read.cells.items()} == view().cells
    assert read.value(NATION, "INF") is read.value(NATION, "INF")
    assert (NATION in read.cells, BUSAN in read.cells, len(read.cells)) == (True, False, 2)
    assert (read.panel, read.panel_since, read.levels) == (view().panel, AT, {NATION: 12.3})
    assert (read.withheld, read.crossings, read.companies) == (view().withheld, view().crossings, None)


def test_equal_editions_are_equal_bytes() -> None:
    assert unpacked_bytes(view()) == unpacked_bytes(view(reverse=True))


@pytest.mark.parametrize("data", [b"", b"QME1", b"QME1nonsense", pack_edition(view())[:60]])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(UnableToReadEdition):
        unpack_edition(data)


def test_a_guard_is_read_back() -> None:
    members = {("FOOD", "M", "small", "26"): [(b"2" * 8, b"b" * 8), (b"1" * 8, b"\0" * 8)], ("", "", "", ""): []}
    sets = {"TOTAL": frozenset({NATION, BUSAN}), "INF": frozenset({NATION}), "ORG": frozenset({NATION, BUSAN})}
    by_node = {"TOTAL": {("FOOD", "M", "small", "26"): 2}, "INF": {}}
    guard = Guard(members, sets, {"26": "busan"}, by_node, frozenset({NATION}))
    read = unpack_guard(pack_guard(guard))
    assert read.members == {cell: sorted(who) for cell, who in members.items()}
    assert (read.sets, read.areas, read.by_node, read.panel) == (sets, {"26": "busan"}, by_node, frozenset({NATION}))
    assert guard_bytes(read) == guard_bytes(guard)
    with pytest.raises(ValueError, match="no guard"):
        unpack_guard(b"QME1")
