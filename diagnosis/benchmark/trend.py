"""Change between years: of the same companies, of all, across two versions of a model, and of one company."""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Group, Item, NumberItem, RubricItem

_CONFIDENCE: Final = 0.95
_Z90: Final = 1.6448536269514722  # 5 % of a normal distribution lie above


@dataclass(frozen=True, slots=True)
class Change:
    """A mean change with its interval.

    Attributes
    ----------
    n
        Pairs, or companies of the smaller year.
    mean, low, high
        In points; the bounds are None where there are too few to know the spread.
    """

    n: int
    mean: float
    low: float | None
    high: float | None


def paired_change(
    before: Mapping[Hashable, float], after: Mapping[Hashable, float], *, confidence: float = _CONFIDENCE
) -> Change | None:
    """Return the mean change of the companies that are in both years; None without any.

    Parameters
    ----------
    before, after
        Company -> score, of one model version.

    Notes
    -----
    Mean of the differences with Student's t; the bounds need two pairs.
    """
    return _mean_with_interval([after[key] - before[key] for key in before if key in after], confidence)


def cross_section_change(
    before: Collection[float], after: Collection[float], *, confidence: float = _CONFIDENCE
) -> Change | None:
    """Return the change of the mean of whoever took part; None if one year has nobody.

    To be shown beside the paired change: where they differ, other companies took part.

    Notes
    -----
    Welch's interval; the bounds need two companies in each year.
    """
    if not before or not after:
        return None
    (n1, mean1, v1), (n2, mean2, v2) = (_moments(list(values)) for values in (before, after))
    change, n = mean2 - mean1, min(n1, n2)
    error = v1 / n1 + v2 / n2
    if n < 2 or error == 0.0:
        bound = 0.0 if n >= 2 else None
    else:
        freedom = error**2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
        bound = _t(freedom, confidence) * math.sqrt(error)
    return Change(n, change, None if bound is None else change - bound, None if bound is None else change + bound)


def link_constants(
    old: Mapping[str, Mapping[Hashable, float]],
    new: Mapping[str, Mapping[Hashable, float]],
    *,
    confidence: float = _CONFIDENCE,
) -> dict[str, Change]:
    """Return by how much a new model version scores higher than the old one, by domain.

    Parameters
    ----------
    old, new
        Domain -> company -> its value by the old and by the new version, from one wave scored twice.

    Returns
    -------
    dict
        Domain -> mean of new - old with its interval: the published constant that joins two trend lines. Domains that
        only one version has, or that nobody has in both, are missing.
    """
    changes = {
        domain: paired_change(old[domain], new[domain], confidence=confidence) for domain in old if domain in new
    }
    return {domain: change for domain, change in changes.items() if change is not None}


def common_items(old: AssessmentModel, new: AssessmentModel) -> tuple[str, ...]:
    """Return the core items that both versions ask and measure alike: same code, type and scale; in the new order.

    Words may differ, weights may too; anything that turns an answer into another value may not.
    """
    before = old.core_items()
    return tuple(
        code for code, item in new.core_items().items() if code in before and _scale(before[code]) == _scale(item)
    )


def common_score(model: AssessmentModel, values: Mapping[str, float | None], codes: Collection[str]) -> float | None:
    """Return a company's score over common items alone; None if it answered none of them.

    Parameters
    ----------
    model
        Whose weights both years are scored with; one and the same for both.
    values
        Item -> value 0-100; None or missing where there is none.
    codes
        From `common_items`.

    Notes
    -----
    Weighted mean, an item weighing its share of the overall: the product of the shares on its path.
    """
    weights = _path_weights(model.root, 1.0)
    known = [(weights[code], value) for code in sorted(codes) if (value := values.get(code)) is not None]
    total = math.fsum(weight for weight, _ in known)
    return math.fsum(weight * value for weight, value in known) / total if total else None


def is_meaningful_change(
    before: float, after: float, *, before_interval: tuple[float, float], after_interval: tuple[float, float]
) -> bool:
    """Return whether one company's change is more than the noise of its two scores.

    Parameters
    ----------
    before, after
        Scores.
    before_interval, after_interval
        Their 5 % and 95 % bounds (docs/method.md on uncertainty).

    Notes
    -----
    ``|D| > 1.645 sqrt(V1 + V2)``, where an interval's width is 2 x 1.645 standard deviations.
    """
    variances = [((high - low) / (2.0 * _Z90)) ** 2 for low, high in (before_interval, after_interval)]
    return abs(after - before) > _Z90 * math.sqrt(math.fsum(variances))


def _mean_with_interval(values: list[float], confidence: float) -> Change | None:
    if not values:
        return None
    n, mean, variance = _moments(values)
    if n < 2:
        return Change(n, mean, None, None)
    bound = _t(n - 1, confidence) * math.sqrt(variance / n)
    return Change(n, mean, mean - bound, mean + bound)


def _moments(values: list[float]) -> tuple[int, float, float]:
    n = len(values)
    mean = math.fsum(values) / n
    return n, mean, math.fsum((value - mean) ** 2 for value in values) / max(n - 1, 1)


def _t(freedom: float, confidence: float) -> float:
    from scipy.special import stdtrit  # half a second that web pages need not wait for

    return float(stdtrit(freedom, (1.0 + confidence) / 2.0))


def _scale(item: Item) -> tuple[object, ...]:
    """Return all that turns an answer into a value."""
    if isinstance(item, RubricItem):
        return (item.type, *((level.level, level.x) for level in item.levels))
    if isinstance(item, ChecklistItem):
        return (item.type, *((o.code, o.weight, o.needs, o.exclusive, o.scores) for o in item.options))
    if isinstance(item, NumberItem):
        return (item.type, item.unit, item.transform, item.goalposts, item.target, item.floor, item.trend)
    return (item.type,)


def _path_weights(group: Group, share: float) -> dict[str, float]:
    total = math.fsum(child.weight for child in group.children)
    found: dict[str, float] = {}
    for child in group.children:
        part = share * child.weight / total
        found |= _path_weights(child, part) if isinstance(child, Group) else {child.code: part}
    return found
