"""What still stands against a review: ratings that do not hold, comments to mend, items without any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from awards.comments.checker import check_comment
from awards.comments.context import Context
from awards.comments.loader import read_guide
from awards.comments.model import Comment, Finding
from awards.comments.sets import check_set
from awards.scoring.percents import check_rating
from awards.scoring.reasons import Code, Reason
from awards.selectors.evidence import context_for
from awards.selectors.reviewing import OwnItem, ReviewFile

# A barred word may be a plain fact: such a finding does not keep a review from being locked, the lead looks at it.
_WORDING = frozenset({"ko", "en"})


@dataclass(frozen=True)
class ItemCheck:
    """One item's faults.

    Attributes
    ----------
    rating
        Why the rating does not hold; one reason alone where there is none yet.
    comments
        What the guide finds in each comment, by its id.
    together
        What it finds in the comments as a set, beside the percent.
    """

    own: OwnItem
    rating: tuple[Reason, ...]
    comments: Mapping[str, tuple[Finding, ...]]
    together: tuple[Finding, ...]

    @property
    def blocking(self) -> int:
        """Return how many things keep the item from being done."""
        every = [*self.together, *(one for found in self.comments.values() for one in found)]
        return len(self.rating) + sum(blocks(one) for one in every)

    @property
    def advice(self) -> int:
        """Return how many things are worth another look."""
        every = [*self.together, *(one for found in self.comments.values() for one in found)]
        return sum(one.severity == "warn" or is_for_lead(one) for one in every)

    @property
    def is_sound(self) -> bool:
        return not self.blocking


@dataclass(frozen=True)
class ReviewCheck:
    """All items of a review."""

    items: tuple[ItemCheck, ...]

    @property
    def blocking(self) -> int:
        return sum(one.blocking for one in self.items)

    @property
    def open(self) -> tuple[ItemCheck, ...]:
        return tuple(one for one in self.items if not one.is_sound)

    @property
    def is_sound(self) -> bool:
        return not self.open


def is_for_lead(finding: Finding) -> bool:
    """Tell whether a blocking finding is about wording that the lead may pass in the consensus."""
    if finding.severity != "block" or finding.place not in _WORDING:
        return False
    return read_guide().rule(finding.rule).may_override


def blocks(finding: Finding) -> bool:
    """Tell whether a finding keeps a review from being locked."""
    return finding.severity == "block" and not is_for_lead(finding)


def item_check(file: ReviewFile, own: OwnItem, context: Context | None = None) -> ItemCheck:
    """Return what stands against one item as it is written."""
    context = context or context_for(file.application, file.submission)
    return ItemCheck(
        own=own,
        rating=rating_faults(file, own),
        comments={one.id: tuple(check_comment(one, context)) for one in own.comments},
        together=set_findings(own.code, own.comments, own.percent),
    )


def review_check(file: ReviewFile) -> ReviewCheck:
    """Return what stands against a whole review."""
    context = context_for(file.application, file.submission)
    return ReviewCheck(tuple(item_check(file, own, context) for own in file.items))


def rating_faults(file: ReviewFile, own: OwnItem) -> tuple[Reason, ...]:
    """Return why the rating of an item does not hold; sub-ratings are looked at before there is a percent, too."""
    factors = file.setup.factors[own.code]
    if own.rating is None:
        missing = [Reason(Code.FACTOR_MISSING, {"factor": one}) for one in factors if one not in own.factors]
        return (Reason(Code.ITEM_UNRATED, {"item": own.code}), *missing)
    return check_rating(file.setup.scale, own.rating, factors=factors, cap_ranges=file.setup.rules.cap_ranges)


def set_findings(code: str, comments: tuple[Comment, ...], percent: int | None) -> tuple[Finding, ...]:
    """Return what the guide finds in the comments of an item together."""
    on_scale = percent is not None and 0 <= percent <= 100
    return tuple(check_set(code, comments, percent=percent if on_scale else None))
