"""Pairs of self-diagnosis and assessment from award cycles, as figures that may be told to officials."""

from __future__ import annotations

from typing import Any

from accounts.models import Company
from awards.fairness import SelfAndAssessor
from awards.selectors.fairness_ratings import ratings_of_cycle
from awards.selectors.files import published_cycles
from dashboards.survey.assessing import assessing_figures


def assessor_figures() -> dict[str, Any]:
    """Return self against assessor over all published cycles; a company counts once, with its newest cycle."""
    found: dict[str, list[SelfAndAssessor]] = {}
    for row in published_cycles():
        here: dict[str, list[SelfAndAssessor]] = {}
        for part in ratings_of_cycle(row.key).values():
            for pair in part.pairs:
                rows = here.setdefault(pair.applicant, [])
                # Two criteria of one cycle may share the name of an item: the first counts.
                if all(other.item != pair.item for other in rows):
                    rows.append(pair)
        found = here | found
    sectors = {str(pk): code for pk, code in Company.objects.filter(pk__in=found).values_list("pk", "sector_code")}
    return assessing_figures([pair for rows in found.values() for pair in rows], sectors)
