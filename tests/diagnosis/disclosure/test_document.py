"""The worked examples of docs/disclosure.md, as printed there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from diagnosis.disclosure import LIMITS, benchmark_lattice, held_cells, may_show_quantile, shown_count, suppress
from diagnosis.disclosure.rules import overestimate, p_percent_unsafe

PAGE = (Path(__file__).parents[3] / "docs" / "disclosure.md").read_text(encoding="utf-8")


def block(name: str) -> Any:
    (text,) = re.findall(rf"```json {name}\n(.*?)```", PAGE, re.DOTALL)
    return json.loads(text)


def test_limits_of_the_page() -> None:
    assert f"at least {LIMITS.companies} companies of at least {LIMITS.groups} business groups" in PAGE
    assert f">= {LIMITS.beyond_quantile:g}: quartiles from 12 companies, deciles from 30" in PAGE
    assert [may_show_quantile(n, p) for n, p in ((11, 0.25), (12, 0.25), (29, 0.1), (30, 0.1))] == [False, True] * 2
    assert "about 15 companies" in PAGE
    assert shown_count(13) == 15
    assert f"differ by at least {LIMITS.width}" in PAGE


@pytest.mark.parametrize("case", block("magnitudes"))
def test_magnitudes_of_the_example(case) -> None:
    assert 100 * overestimate(case["contributions"]) == pytest.approx(case["overestimate_percent"], abs=0.005)
    assert p_percent_unsafe(case["contributions"]) is case["unsafe"]


def test_table_of_the_example() -> None:
    given = block("table")
    counts = {(sector, "M", size): n for sector, row in given["counts"].items() for size, n in row.items()}
    hidden = suppress(counts, benchmark_lattice(counts))
    assert sorted(f"{sector} {size}" for sector, _, size in hidden) == given["withheld"]


def test_change_of_the_example() -> None:
    given = block("change")
    before = {(s, "M", "a"): {(f"{s}{i}", 0) for i in range(n)} for s, n in given["before"].items()}
    came = {(s, "M", "a"): {(f"{s} new {i}", 0) for i in range(n)} for s, n in given["came"].items()}
    after = {cell: members | came.get(cell, set()) for cell, members in before.items()}
    lattice = benchmark_lattice(before)
    held = held_cells(before, after, lattice.sets, lattice)
    assert sorted({sector for sector, _, size in held}) == given["held"]
