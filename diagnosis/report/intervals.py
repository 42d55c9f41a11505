"""The 90 % interval of a result, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnosis.benchmark.trend import is_meaningful_change
from diagnosis.report import wording
from diagnosis.report.answers import shown
from diagnosis.report.facts import IntervalFact, LikelihoodFact
from diagnosis.report.material import Material
from qmplatform.statistics import round_half_up


def interval_fact(material: Material, level_names: Mapping[int, str]) -> IntervalFact | None:
    """Return the interval of the overall score; None in results made before intervals were."""
    stored = material.interval
    if stored is None or stored.get("low") is None:
        return None
    low, high, median = (shown(float(stored[name])) or 0.0 for name in ("low", "high", "median"))
    total = material.sheet.nodes[material.model.root.code]
    return IntervalFact(
        low=low,
        high=high,
        median=median,
        draws=int(stored["draws"]),
        likelihoods=_likelihoods(stored["level_shares"], total.level, level_names),
        sentence=wording.interval_words(low, high),
    )


def node_interval(stored: Mapping[str, Any] | None, code: str) -> tuple[float, float] | None:
    """Return the 90 % interval of one group as it is displayed; None where there is none."""
    ends = (stored or {}).get("nodes", {}).get(code)
    if ends is None:
        return None
    low, high = (shown(float(end)) or 0.0 for end in ends)
    return low, high


def is_node_change_clear(material: Material, code: str, change: float | None) -> bool | None:
    """Return whether a group's change since the year before is beyond doubt; None where nobody can tell."""
    before = material.previous.intervals.get(code) if material.previous else None
    now = (material.interval or {}).get("nodes", {}).get(code)
    if change is None or before is None or now is None:
        return None
    (low, high), (low_now, high_now) = before, now
    return is_meaningful_change(0.0, change, before_interval=(low, high), after_interval=(low_now, high_now))


def _likelihoods(
    shares: Mapping[Any, float], level: int | None, names: Mapping[int, str]
) -> tuple[LikelihoodFact, ...]:
    """Tell of the own level and of the next one: what lies below or beyond says little."""
    told = []
    for known, share in sorted((int(key), float(value)) for key, value in shares.items()):
        if level is not None and known in (level, level + 1) and known != min(names):
            percent = int(round_half_up(100 * share, 0))
            told.append(LikelihoodFact(known, names.get(known, ""), percent, wording.likelihood_words(known, share)))
    return tuple(told)
