"""The levels to aim at: the method's own, those a company may set instead, and what prerequisites ask for."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from diagnosis.catalog.links import Links
from diagnosis.priorities.inputs import Horizon, PlanFault, PlanInputs, UnableToPlan
from diagnosis.priorities.items import HIGHEST, ItemStanding, Target, TargetReason

# How many levels up a company may aim within its horizon; a level takes the better part of a year.
STEPS_OF_HORIZON: Final[Mapping[Horizon, int]] = {"operational": 2, "tactical": 2, "strategic": 3}
# What others build on has to stand at this level: done, and the same way by everybody.
PREREQUISITE_LEVEL: Final = 2.0


@dataclass(frozen=True, slots=True)
class TargetBounds:
    """The whole levels a company may set as a target of an item, and the suggested one with its reason.

    ``least`` is where the item stands, ``most`` as many levels up as the horizon allows and 5 at most.
    """

    least: int
    most: int
    suggested: float
    reason: TargetReason


def target_bounds(items: Iterable[ItemStanding], horizon: Horizon = "tactical") -> dict[str, TargetBounds]:
    """Return, by item, which targets may be set and what is suggested before any prerequisite asks for more."""
    steps = STEPS_OF_HORIZON[horizon]
    return {
        item.code: TargetBounds(
            least=_whole(item.level),
            most=min(int(HIGHEST), _whole(item.level) + steps),
            suggested=item.target,
            reason=item.target_reason,
        )
        for item in items
    }


def _whole(level: float) -> int:
    """Return the lowest whole level that is no step down."""
    return math.ceil(round(level, 9))


def check_inputs(inputs: PlanInputs, *, links: Links | None, items: Sequence[ItemStanding] | None = None) -> None:
    """Hold the inputs against what there is to choose from.

    Parameters
    ----------
    links
        The cost groups and key figures; None where the model has none.
    items
        The items of the plan; None does not look at the targets.

    Raises
    ------
    UnableToPlan
        With every unknown code and every target out of bounds.
    """
    groups: Collection[str] = links.cost_groups if links else ()
    kpis: Collection[str] = links.kpis if links else ()
    faults = [
        PlanFault(f"cost_shares.{code}", "unknown", "unknown cost group", "없는 비용 항목입니다")
        for code in inputs.cost_shares
        if code not in groups
    ]
    faults += [
        PlanFault("kpis", "unknown", f"unknown key figure `{code}`", f"없는 지표 `{code}`입니다")
        for code in inputs.kpis
        if code not in kpis
    ]
    if items is not None:
        faults += _target_faults(inputs, target_bounds(items, inputs.horizon))
    if faults:
        raise UnableToPlan(tuple(faults))


def _target_faults(inputs: PlanInputs, bounds: Mapping[str, TargetBounds]) -> list[PlanFault]:
    faults = []
    for code, target in inputs.targets.items():
        if code not in bounds:
            text = "no item of this plan", "이 계획에 없는 문항입니다"
            faults.append(PlanFault(f"targets.{code}", "unknown", *text))
        elif not bounds[code].least <= target <= bounds[code].most:
            least, most = bounds[code].least, bounds[code].most
            text = f"must be a level from {least} to {most}", f"{least}~{most} 수준 가운데 하나여야 합니다"
            faults.append(PlanFault(f"targets.{code}", "out_of_bounds", *text))
    return faults


def inputs_fitted(inputs: PlanInputs, *, links: Links | None, items: Sequence[ItemStanding]) -> PlanInputs:
    """Return the inputs as far as they fit these items: for carrying a plan over to new answers.

    Targets are held inside their bounds, those of items that left are dropped, as are unknown groups and figures.
    """
    bounds = target_bounds(items, inputs.horizon)
    shares = {code: share for code, share in inputs.cost_shares.items() if links and code in links.cost_groups}
    return PlanInputs(
        horizon=inputs.horizon,
        cost_shares=shares if any(shares.values()) else {},
        kpis=tuple(code for code in inputs.kpis if links and code in links.kpis),
        targets={
            code: min(bounds[code].most, max(bounds[code].least, target))
            for code, target in inputs.targets.items()
            if code in bounds
        },
        people_months_a_quarter=inputs.people_months_a_quarter,
        money=inputs.money,
        quarters=inputs.quarters,
    )


def targets_of(
    items: Iterable[ItemStanding], inputs: PlanInputs, needed_first: Collection[str] = ()
) -> dict[str, Target]:
    """Return the targets that differ from the suggested ones.

    A company's own target stands. Otherwise an item that a prerequisite of a leading measure helps (`needed_first`)
    and that stands below level 2 aims at 2 at least.
    """
    found: dict[str, Target] = {}
    for item in items:
        if item.code in inputs.targets:
            found[item.code] = Target(max(item.level, float(inputs.targets[item.code])), "own")
        elif item.code in needed_first and item.level < PREREQUISITE_LEVEL and item.target < PREREQUISITE_LEVEL:
            found[item.code] = Target(PREREQUISITE_LEVEL, "prerequisite")
    return found
