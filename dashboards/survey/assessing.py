"""How companies see themselves beside how assessors saw them, by sector (method, section 4.4). Officials only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from awards.fairness import SelfAndAssessor, self_assessor_gaps
from diagnosis.benchmark.shrinkage import paule_mandel, shrink
from diagnosis.disclosure import may_show_mean, shown_count
from qmplatform.statistics import agreement_table, cohen_kappa, round_half_up

# A 90 % interval of a shrunk mean: wider than 1.645, since the variance between sectors is estimated too.
_HALF_WIDTH: Final = 1.85
_LEVELS: Final = 6


@dataclass(frozen=True, slots=True)
class SectorBias:
    """How much companies of a sector rate themselves above their assessors, drawn to the mean of all.

    Attributes
    ----------
    companies
        Exact; never displayed as it is.
    bias, low, high
        Shrunk, percent points, and its 90 % interval.
    own_share
        Share of the sector's own data in it, 0..1.
    """

    sector: str
    companies: int
    bias: float
    low: float
    high: float
    own_share: float


def sector_biases(differences: Mapping[str, Sequence[float]]) -> tuple[SectorBias, ...]:
    """Shrink each sector's mean difference as benchmarks shrink a cell's mean (method, section 2.2).

    Parameters
    ----------
    differences
        By sector, one mean difference a company, self less assessor.

    Returns
    -------
    tuple of SectorBias
        By name of sector; empty where there are fewer than two sectors or nothing tells how much companies differ.
    """
    rows = {name: np.asarray(values, dtype=np.float64) for name, values in sorted(differences.items()) if len(values)}
    freedom = sum(len(values) - 1 for values in rows.values())
    if len(rows) < 2 or freedom < 1:
        return ()
    within = sum(float(((values - values.mean()) ** 2).sum()) for values in rows.values()) / freedom
    if within <= 0:
        return ()
    n = np.array([len(values) for values in rows.values()], dtype=np.float64)
    means = np.array([values.mean() for values in rows.values()])
    variances = within / n
    between = paule_mandel(means, variances) or 0.0
    weights = 1 / (variances + between)
    parent = float(weights @ means / weights.sum())
    drawn = shrink(means, variances, between, parent, 1 / float(weights.sum()))
    half = _HALF_WIDTH * np.sqrt(drawn.variance)
    return tuple(
        SectorBias(
            name,
            int(n[at]),
            float(drawn.mean[at]),
            float(drawn.mean[at] - half[at]),
            float(drawn.mean[at] + half[at]),
            float(1 - drawn.parent_share[at]),
        )
        for at, name in enumerate(rows)
    )


def level_kappa(pairs: Sequence[SelfAndAssessor]) -> float | None:
    """Return the quadratically weighted kappa of self and assessor on levels 0 to 5, over items."""
    step = 100 / (_LEVELS - 1)
    own, assessor = ([round_half_up(getattr(pair, name) / step, 0) for pair in pairs] for name in ("own", "assessor"))
    return cohen_kappa(agreement_table(own, assessor, _LEVELS), weights="quadratic")


def assessing_figures(pairs: Sequence[SelfAndAssessor], sector_of: Mapping[str, str]) -> dict[str, Any]:
    """Return what may be told: all companies, and sectors of at least five companies of three groups.

    What is left over by the sectors told is none or at least five companies too, so that no few are told apart: else
    the smallest sector told is left out as well.
    """
    if not pairs:
        return {}
    gap = self_assessor_gaps(pairs, {})[0]
    if not gap.publishable or gap.bias is None:
        return {}
    kappa = level_kappa(pairs)
    return {
        "companies": shown_count(gap.applicants),
        "bias": round_half_up(gap.bias.bias),
        "low": round_half_up(gap.bias.low),
        "high": round_half_up(gap.bias.high),
        "lower": round_half_up(gap.bias.lower),
        "upper": round_half_up(gap.bias.upper),
        "icc": None if gap.agreement is None else round_half_up(gap.agreement.value, 2),
        "kappa": None if kappa is None else round_half_up(kappa, 2),
        "sectors": _sectors(pairs, sector_of),
    }


def _sectors(pairs: Sequence[SelfAndAssessor], sector_of: Mapping[str, str]) -> list[dict[str, Any]]:
    by_company: dict[str, list[float]] = defaultdict(list)
    owner: dict[str, str] = {}
    for pair in pairs:
        by_company[pair.applicant].append(pair.own - pair.assessor)
        owner[pair.applicant] = pair.business_group or f"alone:{pair.applicant}"
    members: dict[str, list[str]] = defaultdict(list)
    for company in sorted(by_company):
        members[sector_of.get(company, "")].append(company)
    differences = {name: [float(np.mean(by_company[one])) for one in rows] for name, rows in members.items()}
    told = _told({name: {one: owner[one] for one in rows} for name, rows in members.items()})
    return [
        {
            "sector": one.sector,
            "companies": shown_count(one.companies),
            "bias": round_half_up(one.bias),
            "low": round_half_up(one.low),
            "high": round_half_up(one.high),
            "own_share": round_half_up(100 * one.own_share, 0),
        }
        for one in sector_biases(differences)
        if one.sector in told
    ]


def _told(owners: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Return the sectors that may be told beside all companies; of a company its group of companies is given."""

    def is_safe(names: set[str]) -> bool:
        companies = {one: group for name in names for one, group in owners[name].items()}
        return not companies or may_show_mean(len(companies), len(set(companies.values())))

    told = {name for name in owners if name and is_safe({name})}
    while told and not is_safe(set(owners) - told):
        told.remove(min(told, key=lambda name: (len(owners[name]), name)))
    return told
