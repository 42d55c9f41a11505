"""Firms that enter a benchmark."""

import random
from typing import Any

from diagnosis.benchmark import Benchmark, PeerResult, Position, build_benchmark, read_benchmark

SMALL = {"sector": "AUTO", "size": "small"}


def firm(
    value: float, sector: str | None = "AUTO", size: str | None = "small", *, base: float | None = None, **fields: Any
) -> PeerResult:
    group = fields.pop("group", "CONSTRUCTION" if sector == "CONSTR" else "MANUFACTURING")
    values = {"TOTAL": value, "INF": value / 2}
    base_values = {code: v if base is None else base for code, v in values.items()}
    return PeerResult(
        sector=sector,
        group=group,
        size=size,
        values=values,
        base_values=base_values,
        synthetic=fields.pop("synthetic", False),
        **fields,
    )


def firms(n: int, sector: str | None = "AUTO", size: str = "small", start: float = 0.0, **fields: Any):
    return [firm(start + i, sector, size, **fields) for i in range(n)]


def country(seed: int, *, least: int = 0, most: int = 40, sparse: float = 0.2) -> list[PeerResult]:
    """Return companies of six sectors in two groups and three sizes; a share of the cells holds few or nobody."""
    draw = random.Random(seed)
    found = []
    for sector, group in zip("ABCDEF", ["MANUFACTURING"] * 3 + ["SERVICE"] * 3, strict=True):
        of_sector = draw.gauss(0, 5)
        for size, effect in (("small", -4.0), ("medium", 0.0), ("large", 12.0)):
            for number in range(draw.randint(least, most) if draw.random() >= sparse else draw.randint(0, 6)):
                value = min(100.0, max(0.0, draw.gauss(45 + of_sector + effect, 15)))
                name = f"{sector}{size}{number}"
                found.append(firm(value, sector, size, group=group, member=f"{name}:{seed}"))
    return found


def document(*firms: PeerResult, **options: Any) -> dict[str, Any]:
    return build_benchmark(firms, model="sha256:m", engine="1.0.0", as_of="2026-11-20T05:00:00+00:00", **options)


def benchmark(*firms: PeerResult, **options: Any) -> Benchmark:
    return read_benchmark(document(*firms, **options))


def cell(content: dict[str, Any], node: str = "TOTAL", **key: str) -> dict[str, Any]:
    return next(c for c in content["cells"] if c["node"] == node and c["key"] == key)


def position_of(found: Benchmark, value: float | None, **options: Any) -> Position | None:
    own = {"sector": "AUTO", "group": "MANUFACTURING", "size": "small", "base_value": value}
    return found.position("TOTAL", value=value, **(own | options))
