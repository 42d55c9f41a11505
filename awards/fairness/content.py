"""What a worker stores of a cycle's ratings: every figure of the page, as data that JSON holds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from awards.fairness.agreement import Agreement, Thresholds, agreement, agreement_by
from awards.fairness.flags import flags
from awards.fairness.gaps import SelfAndAssessor, self_assessor_gaps
from awards.fairness.habits import habits
from awards.fairness.ratings import Range, Rating
from awards.fairness.severity import SeverityReport, severity_report

# Bootstrap draws of the alphas: whole cycles take a while, single categories too.
DRAWS: Final = 400


def ratings_content(
    ratings: Sequence[Rating],
    category_of: Mapping[str, str],
    pairs: Iterable[SelfAndAssessor],
    *,
    points: Mapping[str, float],
    group_of: Mapping[str, str],
    ranges: Sequence[Range],
    thresholds: Thresholds,
    draws: int = DRAWS,
) -> dict[str, Any]:
    """Return all that is told about the ratings under one set of criteria.

    Parameters
    ----------
    ratings : sequence of Rating
        Locked independent ratings.
    category_of : mapping
        Category by application.
    pairs : iterable of SelfAndAssessor
        Self-diagnosis beside what was agreed.
    points : mapping
        Points by item, in the order of the form.
    group_of : mapping
        Group by item.
    ranges : sequence of (low, high)
        Of the criteria, lowest first.
    thresholds : Thresholds
        Of the cycle.
    draws : int
        Of the bootstrap.

    Returns
    -------
    dict
        JSON-safe, unrounded. Without ratings all counts are 0 and every figure is None or empty.
    """
    pairs = list(pairs)
    weights = {item: float(value) for item, value in points.items() if value > 0}
    weighed = [one for one in ratings if one.item in weights]
    options: dict[str, Any] = {"points": weights, "ranges": ranges, "thresholds": thresholds, "draws": draws}
    report = severity_report(weighed, points=weights)
    described = habits(ratings, item_order=tuple(points))
    whole = agreement(weighed, **options) if weighed else None
    gaps = self_assessor_gaps(pairs, group_of)
    return {
        "applications": len({one.application for one in ratings}),
        "examiners": len({one.examiner for one in ratings}),
        "reviews": len({(one.application, one.examiner) for one in ratings}),
        "ratings": len(ratings),
        "agreement": _agreed(whole),
        "by_category": [
            {"category": name, **(_agreed(found) or {})}
            for name, found in (agreement_by(weighed, category_of, **options) if weighed else {}).items()
        ],
        "widest": _widest(weighed, options),
        "severity": _severity(report),
        "habits": plain(described),
        "flags": plain(flags(report, described)),
        "gaps": plain(gaps),
        # Of few companies there are no figures, and no picture either.
        "dots": _dots(pairs) if gaps and gaps[0].bias is not None else [],
    }


def plain(value: Any) -> Any:
    """Return data classes, tuples and codes as what JSON holds; what is no finite number as None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _agreed(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    forms = {} if found.correlations is None else found.correlations.forms
    told = {
        "unit": found.unit,
        "applications": found.applications,
        "examiners": found.examiners,
        "ratings": found.ratings,
        "mean_spread": found.mean_spread,
        "reading": found.reading,
        "alpha_interval": found.alpha_interval,
        "alpha_ordinal": found.alpha_ordinal,
        "ranges": found.ranges,
        "forms": forms,
    }
    read: dict[str, Any] = plain(told)
    return read


def _widest(ratings: Sequence[Rating], options: Mapping[str, Any], most: int = 10) -> list[dict[str, Any]]:
    """Return the applications whose examiners lie farthest apart, by mean spread over items, and their agreement."""
    by_application: dict[str, list[Rating]] = defaultdict(list)
    for one in ratings:
        by_application[one.application].append(one)
    spreads = {name: _spread(own) for name, own in by_application.items()}
    ordered = sorted((-spread, name) for name, spread in spreads.items() if spread is not None)[:most]
    found = []
    for spread, name in ordered:
        read = agreement(by_application[name], **{**options, "draws": 0}).reading
        found.append({"application": name, "mean_spread": -spread, "reading": plain(read)})
    return found


def _spread(ratings: Iterable[Rating]) -> float | None:
    by_item: dict[str, list[float]] = defaultdict(list)
    for one in ratings:
        by_item[one.item].append(one.percent)
    shared = [max(given) - min(given) for given in by_item.values() if len(given) > 1]
    return sum(shared) / len(shared) if shared else None


def _severity(report: SeverityReport) -> dict[str, Any]:
    told = {
        one.name: getattr(report, one.name) for one in fields(report) if one.name != "fit"
    }  # the fit is a matrix: needed to compare, not to tell
    read: dict[str, Any] = plain(told)
    return read


def _dots(pairs: Sequence[SelfAndAssessor]) -> list[list[float]]:
    """Return a company's mean of self and assessor as a point of the picture, sorted: nobody is named."""
    by_company: dict[str, list[SelfAndAssessor]] = defaultdict(list)
    for one in pairs:
        by_company[one.applicant].append(one)
    return sorted(
        [sum(p.own for p in own) / len(own), sum(p.assessor for p in own) / len(own)] for own in by_company.values()
    )
