"""Checking the comments of one item together, beside the percent the item stands at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import Final

from awards.comments.checker import by_weight
from awards.comments.loader import read_guide
from awards.comments.model import KINDS, LANGUAGES, Comment, Finding, Guide, Rule, Value
from awards.comments.text import clean, grams, overlap, squeezed


@dataclass(frozen=True, eq=False)
class Together:
    """The comments of an item; `percent` is None while no score is agreed, and rules on the score rest."""

    item: str
    comments: tuple[Comment, ...]
    percent: int | None

    @cached_property
    def own(self) -> tuple[Comment, ...]:
        return tuple(comment for comment in self.comments if comment.item == self.item)

    @cached_property
    def letters(self) -> list[tuple[str, ...]]:
        """Return the bare letters of each comment in each language, in the order of `own`."""
        return [tuple(squeezed(clean(comment.text(name))) for name in LANGUAGES) for comment in self.own]

    def same(self, one: int, other: int) -> bool:
        """Tell whether two comments say the same in one of the languages."""
        pairs = zip(self.letters[one], self.letters[other], strict=True)
        return any(first == second and first for first, second in pairs)

    def of_kind(self, kind: str) -> list[Comment]:
        """Return the comments of a kind that still stand: what the site visit settled is no opportunity any more."""
        return [comment for comment in self.own if comment.kind == kind and not comment.resolved]

    def finding(self, rule: Rule, **values: Value) -> Finding:
        return Finding(rule.code, rule.severity, self.item, "set", None, values)


def no_double_minus(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find the gravest kind of opportunity, unresolved, on an item with a high percent."""
    least = int(rule.numbers["from"])
    grave = [comment.id for comment in together.of_kind("ofi") if comment.importance == "--"]
    if together.percent is not None and together.percent >= least and grave:
        yield together.finding(rule, **{"from": least}, found=_ids(grave))


def no_strength(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find strengths on an item that stands at the very bottom."""
    most = int(rule.numbers["up_to"])
    strengths = [comment.id for comment in together.of_kind("strength")]
    if together.percent is not None and together.percent <= most and strengths:
        yield together.finding(rule, up_to=most, found=_ids(strengths))


def min_each(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find a kind with too few comments; the bottom range needs no strength, the top range no opportunity."""
    percent = together.percent
    spared = {
        "strength": percent is not None and percent <= rule.numbers["no_strength_up_to"],
        "ofi": percent is not None and percent >= rule.numbers["no_ofi_from"],
    }
    for kind in KINDS:
        count = sum(comment.kind == kind for comment in together.own)
        least = int(rule.numbers[kind])
        if count < least and not spared[kind]:
            yield together.finding(rule, kind=kind, count=count, min=least)


def count(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find sets that are too small or too large."""
    low, high = int(rule.numbers["min"]), int(rule.numbers["max"])
    if not low <= len(together.own) <= high:
        yield together.finding(rule, count=len(together.own), min=low, max=high)


def balance(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find weights that speak against the percent: more strengths where it is low, more opportunities where it is high.

    A comment of double importance counts `double` times. In the range between nothing is said.
    """
    weights = {
        kind: sum(int(rule.numbers["double"]) if len(one.importance) > 1 else 1 for one in together.of_kind(kind))
        for kind in KINDS
    }
    strengths, ofis = weights["strength"], weights["ofi"]
    if together.percent is None or not together.own:
        return
    low = together.percent <= rule.numbers["low_up_to"] and strengths > ofis
    high = together.percent >= rule.numbers["high_from"] and ofis > strengths
    if low or high:
        yield together.finding(rule, strengths=strengths, ofis=ofis)


def conflict(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find a strength and an opportunity on the same factor that rest on the same evidence."""
    for one, other in product(together.of_kind("strength"), together.of_kind("ofi")):
        shared = [key for key in one.evidence if key in other.evidence]
        if one.factor == other.factor and shared:
            yield together.finding(rule, first=one.id, second=other.id, evidence=_ids(shared))


def duplicate(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find comments that say the same but for blanks, case and marks, in either language."""
    for one, other in combinations(range(len(together.own)), 2):
        if together.same(one, other):
            yield together.finding(rule, first=together.own[one].id, second=together.own[other].id)


def near_duplicate(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find comments most of whose n-grams agree in one language; equal ones are told by another rule."""
    size = int(rule.numbers["gram"])
    letters = [tuple(grams(text, size) for text in texts) for texts in together.letters]
    for one, other in combinations(range(len(letters)), 2):
        share = max(overlap(first, second) for first, second in zip(letters[one], letters[other], strict=True))
        if share >= rule.numbers["value"] and not together.same(one, other):
            ids = {"first": together.own[one].id, "second": together.own[other].id}
            yield together.finding(rule, **ids, percent=round(100 * share))


def one_item(rule: Rule, together: Together) -> Iterator[Finding]:
    """Find comments that belong to another item."""
    strange = [comment.id for comment in together.comments if comment.item != together.item]
    if strange:
        yield together.finding(rule, found=_ids(strange))


SET_CHECKS: Final[Mapping[str, Callable[[Rule, Together], Iterator[Finding]]]] = {
    check.__name__: check
    for check in (
        no_double_minus,
        no_strength,
        min_each,
        count,
        balance,
        conflict,
        duplicate,
        near_duplicate,
        one_item,
    )
}


def check_set(
    item: str, comments: Sequence[Comment], *, percent: int | None = None, guide: Guide | None = None
) -> list[Finding]:
    """Return what the guide's set rules find in the comments of an item, the gravest first.

    Parameters
    ----------
    item
        Code of the item; comments of other items are reported and left out of the counts.
    percent
        What the item stands at, 0-100; where only the range is known, any percent of it answers alike. None while
        nothing is agreed: the rules on the score rest.

    Raises
    ------
    ValueError
        For a percent outside 0-100.

    Notes
    -----
    source: method section 5, comments: count and importance match the range.
    """
    if percent is not None and not 0 <= percent <= 100:
        raise ValueError("a percent lies between 0 and 100")
    together = Together(item, tuple(comments), percent)
    rules = (guide or read_guide()).set_rules
    return by_weight(finding for rule in rules.values() for finding in SET_CHECKS[rule.check](rule, together))


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids)
