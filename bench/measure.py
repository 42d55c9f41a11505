"""Interleaved rounds of subject and reference, and what is told of them."""

import random
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """One line of the table; times in milliseconds."""

    name: str
    subject: str
    reference: str
    subject_ms: float
    reference_ms: float
    ratio: float
    ratio_low: float
    ratio_high: float
    rounds: int
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def compare(
    name: str,
    *,
    subject: tuple[str, Callable[[], float]],
    reference: tuple[str, Callable[[], float]],
    rounds: int = 7,
    more: dict[str, Any] | None = None,
) -> Measurement:
    """Call subject and reference in turn; each returns its own time in milliseconds.

    The ratio is the median of the rounds' ratios with a 95 % bootstrap interval.
    """
    pairs = [(subject[1](), reference[1]()) for _ in range(rounds)]
    ratios = [a / b for a, b in pairs]
    rng = random.Random(20261121)
    medians = sorted(statistics.median(rng.choices(ratios, k=rounds)) for _ in range(1000))
    return Measurement(
        name=name,
        subject=subject[0],
        reference=reference[0],
        subject_ms=statistics.median(a for a, _ in pairs),
        reference_ms=statistics.median(b for _, b in pairs),
        ratio=statistics.median(ratios),
        ratio_low=medians[25],
        ratio_high=medians[974],
        rounds=rounds,
        more=more or {},
    )


def percentile(values: list[float], share: float) -> float:
    """Return the value below which the share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
