"""Cases that did what a measure asks for: found when they are looked at, for a plan changes more often than a result.

What a result recommends was computed with it and is kept (`diagnosis.selectors.results`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cases.recommending import RecommendedCase, Shelf, ThemeNeed, read_shelf
from diagnosis.catalog.library import Measure
from diagnosis.learning import needs_of_items, weak_level
from diagnosis.models import Result
from diagnosis.report import CaseNote, Material
from diagnosis.selectors.results import case_note, cases_by_id

CASES_A_MEASURE: Final = 2


def cases_of_measures(
    result: Result, material: Material, codes: Iterable[str], language: str
) -> dict[str, tuple[CaseNote, ...]]:
    """Return at most two cases for each measure, the best first; two queries for any number of measures.

    Parameters
    ----------
    result
        Whose company's sector and size the cases are near to.
    codes
        Of measures of the library.

    Notes
    -----
    The needs are those of the questions the measure helps, as the plan weighs them. A measure whose questions are all
    at their target is looked for by their themes alone.
    """
    shelf, profile = read_shelf(), result.submission.profile
    found = {
        code: _of_measure(shelf, material, material.measures[code], profile.get("sector"), profile.get("size"))
        for code in codes
    }
    known = cases_by_id({hit.case_id for hits in found.values() for hit in hits})
    return {
        code: tuple(case_note(known[hit.case_id], hit.reason(language), language) for hit in hits)
        for code, hits in found.items()
    }


def _of_measure(
    shelf: Shelf, material: Material, measure: Measure, sector: str | None, size: str | None
) -> list[RecommendedCase]:
    weights = needs_of_items(material.model, material.plan, measure.helps)
    if not weights:
        items = material.model.items()
        weights = {theme: 1.0 for code in measure.helps if code in items for theme in items[code].themes}
    return shelf.recommend(
        needs=[ThemeNeed(theme, weight) for theme, weight in weights.items()],
        sector_code=sector or "",
        size_code=size or "",
        level=weak_level(material.plan, measure.helps),
        limit=CASES_A_MEASURE,
    )
