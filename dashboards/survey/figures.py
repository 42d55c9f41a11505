"""How well the survey measures: figures of one year as they are displayed (method, sections 4.1 and 4.2).

Counts are to the nearest five and shares are made of such counts, so that no single company moves what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dashboards.survey.careless import CarelessRules, Flag, to_review
from dashboards.survey.year import SurveyYear, rubric_codes, scales_of
from diagnosis.catalog import AssessmentModel, ChecklistItem, RubricItem
from diagnosis.disclosure import LIMITS, shown_count
from diagnosis.scoring.table import ANSWERED, NA_CLAIMED, NA_PROFILE
from qmplatform.statistics import omega_total, reliability, round_half_up

VERSION: Final = 1
# Below this nothing is said of a scale or an item.
LEAST: Final = 100
_LEAST_OMEGA_ITEMS: Final = 3

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
Figures = dict[str, Any]


def figures_of(year: SurveyYear, signs: dict[Flag, Booleans], rules: CarelessRules | None = None) -> Figures:
    """Return the figures of one reference year.

    Parameters
    ----------
    year
        Everybody who handed in.
    signs
        Who shows which sign: `careless_flags` of the same.

    Notes
    -----
    Scales are told of everybody, and once more without those who show several signs and whom no official decided to
    keep, and without those left out: only where at least five are without and a hundred remain.
    """
    several = to_review(signs, rules)
    without = (several & ~year.kept) | year.left_out
    rows = ~without if without.sum() >= LIMITS.companies else None
    return {
        "version": VERSION,
        "companies": count(len(year)),
        "synthetic": year.synthetic,
        "scales": [_scale(year, group.code, codes, rows) for group, codes in scales_of(year.model).items()],
        "items": [one for _group, codes in scales_of(year.model).items() for one in _items(year, codes)],
        "formative": [_formative(year, code) for code in formative_codes(year.model)],
        "rules": [_hits(year, place) for place in range(len(year.model.rules))],
        "signs": {flag.value: _share(int(found.sum()), len(year)) for flag, found in signs.items()},
        "several": _share(int(several.sum()), len(year)),
        "left_out": _share(int(year.left_out.sum()), len(year)),
    }


def formative_codes(model: AssessmentModel) -> tuple[str, ...]:
    """Return checklists and numbers: what they hold makes the score, it does not mirror one thing behind it."""
    return tuple(code for code, item in model.items().items() if not isinstance(item, RubricItem))


def count(number: int) -> int | None:
    """Return a number of companies as it may be displayed, None under five."""
    return shown_count(number) if number >= LIMITS.companies else None


def percent(part: int, whole: int) -> float | None:
    """Return a share of companies in per cent, None where either side of it is under five."""
    if min(part, whole - part) < LIMITS.companies:
        return None
    return min(100.0, round_half_up(100 * shown_count(part) / shown_count(whole)))


def _share(part: int, whole: int) -> Figures:
    return {"companies": count(part), "percent": percent(part, whole)}


def _scale(year: SurveyYear, code: str, codes: Sequence[str], rows: Booleans | None) -> Figures:
    everybody = scale_figures(year.levels(codes))
    found: Figures = {"code": code, "items": len(codes), "companies": _answering(year, codes), "all": everybody}
    if rows is not None and everybody is not None:
        gone = (~np.isnan(year.levels(codes, ~rows))).any(axis=1).sum()
        if gone >= LIMITS.companies:
            found["without"] = scale_figures(year.levels(codes, rows))
    return found


def _answering(year: SurveyYear, codes: Sequence[str]) -> int | None:
    return count(int((~np.isnan(year.levels(codes))).any(axis=1).sum()))


def scale_figures(levels: Floats) -> Figures | None:
    """Return alpha and omega of one scale with intervals; None under a hundred respondents or for a single item."""
    answering = int((~np.isnan(levels)).any(axis=1).sum())
    if answering < LEAST or levels.shape[1] < 2:
        return None
    alpha = reliability(levels)
    if alpha is None:
        return None
    omega = omega_total(levels) if levels.shape[1] >= _LEAST_OMEGA_ITEMS else None
    enough = omega is not None and omega.n >= LEAST
    return {
        "alpha": round_half_up(alpha.alpha, 2),
        "low": round_half_up(alpha.low, 2),
        "high": round_half_up(alpha.high, 2),
        "standardised": _two(alpha.standardised),
        "average_r": _two(alpha.average_r),
        "omega": round_half_up(omega.omega, 2) if omega is not None and enough else None,
        "omega_companies": count(omega.n) if omega is not None and enough else None,
    }


def _items(year: SurveyYear, codes: Sequence[str]) -> list[Figures]:
    """Return what is told of each item of a scale."""
    levels = year.levels(codes)
    enough = int((~np.isnan(levels)).any(axis=1).sum()) >= LEAST and len(codes) > 1
    of_scale = reliability(levels) if enough else None
    found = []
    for place, code in enumerate(codes):
        item = year.model.items()[code]
        if not isinstance(item, RubricItem):
            raise TypeError(f"{code} is answered by no level")
        answered = levels[:, place][~np.isnan(levels[:, place])]
        told = len(answered) >= LEAST
        found.append(
            {
                "code": code,
                **_coverage(year, code),
                "told": told,
                "floor": percent(int((answered == item.low).sum()), len(answered)) if told else None,
                "ceiling": percent(int((answered == item.high).sum()), len(answered)) if told else None,
                "item_total": _two(of_scale.item_total[place]) if of_scale else None,
                "if_dropped": _two(of_scale.if_dropped[place]) if of_scale else None,
            }
        )
    return found


def _coverage(year: SurveyYear, code: str) -> Figures:
    """Return how many were asked, and which share of them gave no answer or said that the item is not theirs."""
    states = year.states[year.place(code)]
    asked = int((states != NA_PROFILE).sum())
    if asked < LEAST:
        return {"companies": count(asked), "missing": None, "claimed": None, "enough": False}
    claimed = int((states == NA_CLAIMED).sum())
    missing = asked - claimed - int((states == ANSWERED).sum())
    return {
        "companies": count(asked),
        "missing": percent(missing, asked),
        "claimed": percent(claimed, asked),
        "enough": True,
    }


def _formative(year: SurveyYear, code: str) -> Figures:
    """Return coverage of a checklist or a number, and how it goes with the rest of its sub-area or domain."""
    states = year.states[year.place(code)]
    asked, answered = int((states != NA_PROFILE).sum()), int((states == ANSWERED).sum())
    kind = "checklist" if isinstance(year.model.items()[code], ChecklistItem) else "number"
    found: Figures = {"code": code, "kind": kind, "companies": count(asked), "coverage": None, "r": None}
    if asked < LEAST:
        return found
    found["coverage"] = percent(answered, asked)
    rest = year.levels(rubric_codes(year.model))
    seen = ~np.isnan(rest)
    with np.errstate(invalid="ignore"):
        means = np.where(seen, rest, 0.0).sum(axis=1) / seen.sum(axis=1)
    found["r"] = _correlation(year.values[year.place(code)].astype(np.float64), means)
    return found


def _correlation(one: Floats, other: Floats) -> float | None:
    both = ~np.isnan(one) & ~np.isnan(other)
    if both.sum() < LEAST or np.ptp(one[both]) == 0 or np.ptp(other[both]) == 0:
        return None
    return _two(float(np.corrcoef(one[both], other[both])[0, 1]))


def _hits(year: SurveyYear, place: int) -> Figures:
    rule = year.model.rules[place]
    rows = [year.place(code) for code in dict.fromkeys((*rule.if_.codes, *rule.then.codes))]
    able = int((year.states[rows] == ANSWERED).all(axis=0).sum())
    hits = int(year.rules[place].sum())
    return {"rule": place, "severity": rule.severity, "able": count(able), **_share(hits, max(able, hits))}


def _two(value: float | None) -> float | None:
    return None if value is None else round_half_up(value, 2)
