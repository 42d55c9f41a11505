"""The percentiles of a whole score sheet, as the results file of the public contract tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diagnosis.benchmark.positions import Benchmark
from diagnosis.catalog.model import AssessmentModel

if TYPE_CHECKING:
    from diagnosis.scoring import Profile, ScoreSheet


def percentiles(
    benchmark: Benchmark, model: AssessmentModel, profile: Profile, sheet: ScoreSheet
) -> dict[str, dict[str, Any]]:
    """Return value, interval, n and peers of each group that has a percentile: ten peers and more."""
    group = profile.group or model.group_of_sector(profile.sector)
    found: dict[str, dict[str, Any]] = {}
    for code, node in sheet.nodes.items():
        position = benchmark.position(
            code, value=node.value, base_value=node.base_value, sector=profile.sector, group=group, size=profile.size
        )
        if position is not None and position.percentile is not None:
            found[code] = {
                "value": position.percentile,
                "low": position.percentile_low,
                "high": position.percentile_high,
                "n": benchmark.exact_count(position),
                "peers": position.peers,
            }
    return found
