"""Firms that enter a benchmark."""

from typing import Any

from diagnosis.benchmark import Benchmark, PeerResult, Position, build_benchmark, read_benchmark


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
    )


def document(*firms: PeerResult) -> dict[str, Any]:
    return build_benchmark(firms, model="sha256:m", engine="1.0.0", as_of="2026-11-20T05:00:00+00:00")


def benchmark(*firms: PeerResult) -> Benchmark:
    return read_benchmark(document(*firms))


def cell(content: dict[str, Any], node: str = "TOTAL", **key: str) -> dict[str, Any]:
    return next(c for c in content["cells"] if c["node"] == node and c["key"] == key)


def position_of(found: Benchmark, value: float | None, **options: Any) -> Position | None:
    own = {"sector": "AUTO", "group": "MANUFACTURING", "size": "small", "base_value": value}
    return found.position("TOTAL", value=value, **(own | options))
