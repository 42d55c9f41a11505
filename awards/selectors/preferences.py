"""What a cycle grants small firms among the orders, and the least points of an honour."""

from __future__ import annotations

from awards.catalog import Cycle
from awards.models import AwardApplication
from awards.scoring.from_catalog import ranking_tracks
from awards.selectors.review_log import criteria_for


def floor_of(cycle: Cycle, application: AwardApplication, *, is_small: bool) -> tuple[float | None, bool]:
    """Return the least base points of an honour, and whether they bind; None where none were set.

    The criteria's threshold of selection, else that of the category or of one above it. Where small firms may have a
    lower threshold that is not known yet, that of all others is shown and binds nobody.
    """
    selection = criteria_for(application).selection
    if selection is not None:
        if not is_small:
            return selection.threshold_points, True
        own = selection.sme_threshold.value
        return (selection.threshold_points, False) if own is None else (own, True)
    code: str | None = application.category
    while code is not None:
        value = cycle.award_thresholds.values.get(code)
        if value is not None:
            return value, True
        code = cycle.category(code).parent
    return None, True


def wildcards_per_field(cycle: Cycle) -> int:
    """Return how many circles of small firms a field may take that did not qualify in their region."""
    return sum(one.value.wildcards_per_field or 0 for one in cycle.bonus.sme_preference if one.kind == "quota")


def small_sizes(cycle: Cycle) -> frozenset[str]:
    return frozenset(size for of in ranking_tracks(cycle).values() for size in of)
