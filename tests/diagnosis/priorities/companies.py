"""Drawn companies over the real model and the real measures."""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from diagnosis.catalog import AssessmentModel, NumberItem, parse_model
from diagnosis.catalog.library import Measure, read_library
from diagnosis.catalog.links import Links, read_links
from diagnosis.priorities import Dimension, ItemStanding, Plan, PlanInputs, make_plan


@cache
def model() -> AssessmentModel:
    return parse_model(resources.files("diagnosis.catalog").joinpath("models/dqm/2026.1.yaml").read_bytes())


def measures() -> Mapping[str, Measure]:
    return read_library().measures


def links() -> Links:
    found = read_links()
    assert found is not None
    return found


def company(seed: int, *, highest: float = 5.0, with_peers: bool = True) -> list[ItemStanding]:
    """Draw an item's level, weight and peers for each item of the core."""
    rng = random.Random(seed)
    items = []
    for code, item in model().core_items().items():
        known = rng.random() < 0.9
        level = rng.uniform(0, 5) if isinstance(item, NumberItem) else float(rng.randint(0, 5))
        peer = rng.uniform(0, 5) if with_peers and rng.random() < 0.9 else None
        items.append(
            ItemStanding(
                code=code,
                dimension=model().parent_of(code).code,
                level=min(highest, level) if known else 0.0,
                known=known,
                weight=rng.uniform(0.005, 0.04),
                peer_level=peer,
                upper_quartile=None if peer is None else min(5.0, peer + rng.random()),
            )
        )
    return items


def plan_for(
    items: Sequence[ItemStanding],
    inputs: PlanInputs | None = None,
    *,
    dimensions: Sequence[Dimension] = (),
    off: Sequence[str] = (),
    **more: Any,
) -> Plan:
    return make_plan(
        items=items,
        dimensions=dimensions,
        measures=measures(),
        measures_of_item={code: item.measures for code, item in model().core_items().items()},
        measures_off=off,
        inputs=inputs,
        links=links(),
        **more,
    )
