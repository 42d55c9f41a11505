"""When each action is done: after all it needs, and no more at once than a firm can carry."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from diagnosis.priorities.selection import Action

MONTHS_A_QUARTER: Final = 3.0
# What a firm can carry at the same time where it does not say how many people it has for it.
AT_ONCE: Final = 2
_HAIR: Final = 1e-6
_FOR_EVER: Final = 10_000


@dataclass(frozen=True, slots=True)
class Slot:
    """An action's place: its first quarter (0 is the coming one), how many it takes, and its effort in each."""

    code: str
    start: int
    quarters: int
    effort_a_quarter: float

    @property
    def end(self) -> int:
        """Return the first quarter after it."""
        return self.start + self.quarters


def return_of(action: Action) -> float:
    """Return what an action is worth for a month of one person."""
    return action.worth / action.effort if action.effort > 0 else math.inf


def worth_of(action: Action) -> float:
    """Return what an action is worth, whatever it takes."""
    return action.worth


def order_of(actions: Sequence[Action], *, by: Callable[[Action], float] = return_of) -> tuple[Action, ...]:
    """Return the actions so that each comes after all it needs: of those that are ready, the best by `by` first.

    Needs that are not among the actions count as done.

    Raises
    ------
    ValueError
        If the needs go in a circle.
    """
    waiting = {action.code: action for action in actions}
    ordered: list[Action] = []
    while waiting:
        ready = [action for action in waiting.values() if not any(need in waiting for need in action.needs)]
        if not ready:
            raise ValueError(f"the needs go in a circle: {', '.join(sorted(waiting))}")
        first = min(ready, key=lambda action: (-by(action), action.code))
        ordered.append(waiting.pop(first.code))
    return tuple(ordered)


def quarters_of(action: Action, people_months_a_quarter: float | None = None) -> int:
    """Return how many quarters an action takes: its months, begun quarters whole, or longer where people are few."""
    quarters = max(1, math.ceil(action.months / MONTHS_A_QUARTER))
    if not people_months_a_quarter:
        return quarters
    # Hardly anybody takes as good as for ever; no number of quarters is without end.
    return max(quarters, math.ceil(min(action.effort / people_months_a_quarter, _FOR_EVER) - _HAIR / 2))


def schedule(
    actions: Sequence[Action],
    *,
    people_months_a_quarter: float | None = None,
    at_once: int | None = None,
    earliest: int = 0,
    ends: Mapping[str, int] | None = None,
) -> tuple[Slot, ...]:
    """Place actions one after the other, each in the first quarters that can carry it.

    Parameters
    ----------
    actions
        In the order in which they are placed, each after all it needs (see `order_of`).
    people_months_a_quarter
        What all actions together may take in a quarter; an action's effort is spread evenly over its quarters.
        None or 0: no limit.
    at_once
        How many may run in the same quarter; None: no limit.
    earliest
        No action starts before this quarter.
    ends
        Ends of actions that were placed before.
    """
    used: dict[int, float] = {}
    running: dict[int, int] = {}
    done = dict(ends or {})
    placed = []
    for action in actions:
        quarters = quarters_of(action, people_months_a_quarter)
        share = action.effort / quarters
        # What takes longer than for ever has a quarter of its own rather than none.
        room = math.inf if not people_months_a_quarter else max(0.0, people_months_a_quarter * (1 + _HAIR) - share)
        start = max([earliest, *(done[need] for need in action.needs if need in done)])
        while any(
            used.get(quarter, 0.0) > room or (at_once is not None and running.get(quarter, 0) >= at_once)
            for quarter in range(start, start + quarters)
        ):
            start += 1
        for quarter in range(start, start + quarters):
            used[quarter] = used.get(quarter, 0.0) + share
            running[quarter] = running.get(quarter, 0) + 1
        slot = Slot(action.code, start, quarters, share)
        done[action.code] = slot.end
        placed.append(slot)
    return tuple(placed)
