"""How strongly each item bears on a company's own cost and on what it steers by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from diagnosis.catalog.links import Links
from diagnosis.priorities.inputs import HORIZON_WEIGHTS, PlanInputs

# Until a company names its cost shares and KPIs, every item bears on them alike.
NEUTRAL_FACTOR: Final = 0.5


@dataclass(frozen=True, slots=True)
class Factors:
    """Cost and KPI factors of items, 0-1, and the weights of cost, KPI and nearness; an item left out is neutral."""

    cost: Mapping[str, float] = field(default_factory=dict)
    kpi: Mapping[str, float] = field(default_factory=dict)
    weights: tuple[float, float, float] = HORIZON_WEIGHTS["tactical"]

    def of(self, item: str) -> tuple[float, float]:
        """Return the cost and the KPI factor of an item."""
        return self.cost.get(item, NEUTRAL_FACTOR), self.kpi.get(item, NEUTRAL_FACTOR)


def factors_of(items: Iterable[str], inputs: PlanInputs, links: Links | None) -> Factors:
    """Return the factors of the items of a plan; what a company did not say is neutral."""
    codes = sorted(items)
    if links is None:
        return Factors(weights=inputs.weights)
    return Factors(cost_factors(codes, inputs, links), kpi_factors(codes, inputs, links), inputs.weights)


def cost_factors(items: Iterable[str], inputs: PlanInputs, links: Links) -> dict[str, float]:
    """Return the cost factor of items, 0-1: the share of cost an item bears on, over the greatest one of them.

    Empty where no cost shares were given, or where none of the items bears on them: then nothing tells items apart.
    """
    shares = inputs.shares()
    borne = {
        code: math.fsum(shares[group] * links.cost_link(code, group) for group in sorted(shares)) for code in items
    }
    greatest = max(borne.values(), default=0.0)
    return {code: value / greatest for code, value in borne.items()} if greatest > 0 else {}


def kpi_factors(items: Iterable[str], inputs: PlanInputs, links: Links) -> dict[str, float]:
    """Return the KPI factor of items, 0-1: the mean of their links to the chosen figures; empty without any."""
    if not inputs.kpis:
        return {}
    chosen = len(inputs.kpis)
    return {code: math.fsum(links.kpi_link(code, kpi) for kpi in sorted(inputs.kpis)) / chosen for code in items}
