"""Why a rating does not hold, in the words of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from awards.catalog import Criteria, Item
from awards.catalog.criteria import Factor, Grade, Range
from awards.comments.loader import read_guide
from awards.reason_words import reason_text
from awards.scoring.reasons import Code, Reason
from diagnosis.catalog.model import Text

# Criteria without sub-ratings (circles) still name what a comment is about.
_FACTORS: Final[dict[str, str | Promise]] = {
    "A": pgettext_lazy("sub-rating", "Approach"),
    "D": pgettext_lazy("sub-rating", "Deployment"),
    "L": pgettext_lazy("sub-rating", "Learning"),
    "I": pgettext_lazy("sub-rating", "Integration"),
    "Le": pgettext_lazy("sub-rating", "Levels"),
    "T": pgettext_lazy("sub-rating", "Trends"),
    "C": pgettext_lazy("sub-rating", "Comparisons"),
}


def factors_of(criteria: Criteria, item: Item) -> tuple[Factor, ...]:
    """Return the sub-ratings of an item; none where the criteria have none."""
    if criteria.factors is None:
        return ()
    return criteria.factors.process if item.kind == "process" else criteria.factors.results


def comment_factors(criteria: Criteria, item: Item, said: Callable[[Text], str]) -> list[tuple[str, str]]:
    """Return code and name of everything a comment on an item may be about."""
    own = factors_of(criteria, item)
    if own:
        return [(one.code, said(one.title)) for one in own]
    return [(code, str(_FACTORS.get(code, code))) for code in read_guide().rule("CR03").codes[item.kind]]


def ranges_of(criteria: Criteria) -> tuple[Range | Grade, ...]:
    """Return the ranges of criteria, or their grades, from the lowest up."""
    found: tuple[Range | Grade, ...] = criteria.ranges or criteria.grades
    return tuple(sorted(found, key=lambda one: one.from_))


def span_of(criteria: Criteria, code: object) -> str:
    """Write a range by its ends."""
    for one in ranges_of(criteria):
        if one.code == code:
            return f"{one.from_}–{one.to}%"
    return str(code)


def rating_sentence(criteria: Criteria, item: Item, reason: Reason, said: Callable[[Text], str]) -> str:
    """Say why a rating does not hold, and what would."""
    facts = reason.facts
    names = {one.code: said(one.title) for one in factors_of(criteria, item)}
    factor = names.get(str(facts.get("factor")), str(facts.get("factor", "")))
    match reason.code:
        case Code.ITEM_UNRATED:
            return _("There is no percent yet. Choose the range, then the percent.")
        case Code.FACTOR_MISSING:
            return _("The sub-rating %(factor)s is missing.") % {"factor": factor}
        case Code.PERCENT_OUTSIDE_RANGE:
            return _("%(percent)s%% does not lie in the range you chose (%(low)s–%(high)s%%).") % facts
        case Code.ABOVE_LOWEST_FACTOR:
            return _("The lowest sub-rating is %(lowest)s. The item may then have %(most)s%% at most.") % {
                "lowest": span_of(criteria, facts["lowest"]),
                "most": facts["most"],
            }
        case _:
            return reason_text(reason)
