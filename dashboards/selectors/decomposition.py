"""Why a published mean moved: other companies took part, or companies of the same kind score otherwise."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from qmplatform.statistics import mean_change, round_half_up

# What the companies of a set are told apart by, the finest first. Sectors are none of it across sectors: their figures
# are on their own weights, those of groups and sizes on the weights that all have in common.
_CLASSES: Final = (("group", "size"), ("size",), ("group",))
# Published classes hold at least this share of the companies in both editions.
_LEAST: Final = 0.5
_REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class ClassChange:
    """A kind of companies and its part of the change; `key` is None for all whose figures are withheld together."""

    key: SetKey | None
    companies_before: float
    companies_after: float
    mean_before: float
    mean_after: float
    mix: float
    real: float


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change taken apart, as displayed: ``total == mix + real`` to the last decimal."""

    total: float
    mix: float
    real: float
    classes: tuple[ClassChange, ...]


def decomposition(
    view: EditionView, before: EditionView | None, node: str, within: SetKey = NATION
) -> Decomposition | None:
    """Take the change of a mean since an earlier edition apart, from published figures alone.

    Returns
    -------
    Decomposition or None
        None where a side has no figure of its own, or too much of it is withheld.

    Notes
    -----
    Kitagawa (1955), see `qmplatform.statistics.mean_change`. What both editions publish is a class; all else is one
    rest class, whose mean follows from the total. Where rounding leaves no sensible rest, it is left out.
    """
    if before is None:
        return None
    now, then = view.value(within, node), before.value(within, node)
    if now is None or then is None or now.kept_as_of is not None:
        return None
    for dimensions in _CLASSES:
        if any(getattr(within, name) for name in dimensions) or ("group" in dimensions and within.sector):
            continue
        shared = _shared(view, before, node, dimensions, within)
        first = {key: (float(pair[0].companies), pair[0].mean) for key, pair in shared.items()}
        second = {key: (float(pair[1].companies), pair[1].mean) for key, pair in shared.items()}
        if _is_enough(first, then) and _is_enough(second, now):
            return _apart(first, second, then, now)
    return None


def _shared(
    view: EditionView, before: EditionView, node: str, dimensions: tuple[str, ...], within: SetKey
) -> dict[SetKey, tuple[NodeValue, NodeValue]]:
    found = {}
    for key in view.sets(*dimensions, within=within):
        now, then = view.value(key, node), before.value(key, node)
        if now is not None and then is not None and now.kept_as_of is None:
            found[key] = (then, now)
    return found


def _is_enough(classes: dict[SetKey, tuple[float, float]], whole: NodeValue) -> bool:
    return bool(classes) and sum(number for number, _mean in classes.values()) >= _LEAST * whole.companies


def _rest(classes: dict[SetKey, tuple[float, float]], whole: NodeValue) -> tuple[float, float] | None:
    number = whole.companies - sum(n for n, _mean in classes.values())
    if number < 5:
        return None
    mean = (whole.companies * whole.mean - sum(n * mean for n, mean in classes.values())) / number
    return (number, mean) if 0 <= mean <= 100 else None


def _apart(
    first: dict[SetKey, tuple[float, float]],
    second: dict[SetKey, tuple[float, float]],
    then: NodeValue,
    now: NodeValue,
) -> Decomposition | None:
    before: dict[Hashable, tuple[float, float]] = dict(first.items())
    after: dict[Hashable, tuple[float, float]] = dict(second.items())
    rest_before, rest_after = _rest(first, then), _rest(second, now)
    if rest_before is not None and rest_after is not None:
        before[_REST], after[_REST] = rest_before, rest_after
    change = mean_change(before, after)
    if change is None:
        return None
    total, real = round_half_up(now.mean - then.mean), round_half_up(change.real)
    classes = tuple(
        ClassChange(
            part.group if isinstance(part.group, SetKey) else None,
            *(before[part.group][0], after[part.group][0], before[part.group][1], after[part.group][1]),
            mix=part.mix,
            real=part.real,
        )
        for part in change.groups
    )
    return Decomposition(total, round_half_up(total - real), real, classes)
