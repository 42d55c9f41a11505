"""Laying several examiners' comments on one item side by side: which may be one, which speak against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

from awards.comments.loader import read_guide
from awards.comments.model import KINDS, LANGUAGES, Comment, Guide
from awards.comments.text import clean, grams, overlap, squeezed

_NEAR: Final = "near_duplicate"
# Half of all that two comments of one factor rest on is the same: they look at one thing.
_SHARED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Conflict:
    """A strength and an opportunity on the same factor with evidence in common."""

    strength: str
    ofi: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Comments of an item, grouped.

    Attributes
    ----------
    groups
        Ids of comments that say the same or rest on the same, in the order given; a comment of its own is a group of
        one. Strengths come first.
    """

    groups: tuple[tuple[str, ...], ...]
    conflicts: tuple[Conflict, ...]


def pool(comments: Sequence[Comment], *, guide: Guide | None = None) -> Pooled:
    """Group the comments of one item.

    Two of a kind belong together when their texts agree, when most of their n-grams do in one language, or when they
    are about the same factor and share half of what they cite. What belongs together with one of a group belongs to it.
    """
    own = guide or read_guide()
    rule = next(rule for rule in own.set_rules.values() if rule.check == _NEAR)
    size, share = int(rule.numbers["gram"]), rule.numbers["value"]
    parent = {comment.id: comment.id for comment in comments}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    for one, other in combinations(comments, 2):
        if one.kind == other.kind and _alike(one, other, size, share):
            first, second = sorted((root(one.id), root(other.id)), key=list(parent).index)
            parent[second] = first
    groups: dict[str, list[str]] = {}
    for kind in KINDS:
        for comment in comments:
            if comment.kind == kind:
                groups.setdefault(root(comment.id), []).append(comment.id)
    return Pooled(tuple(tuple(group) for group in groups.values()), tuple(_conflicts(comments)))


def _alike(one: Comment, other: Comment, size: int, share: float) -> bool:
    cited, others = set(one.cited), set(other.cited)
    if one.factor == other.factor and cited & others and len(cited & others) / len(cited | others) >= _SHARED:
        return True
    for language in LANGUAGES:
        first, second = (squeezed(clean(comment.text(language))) for comment in (one, other))
        if first and second and (first == second or overlap(grams(first, size), grams(second, size)) >= share):
            return True
    return False


def _conflicts(comments: Sequence[Comment]) -> list[Conflict]:
    strengths, ofis = ([one for one in comments if one.kind == kind] for kind in KINDS)
    found = []
    for strength, ofi in product(strengths, ofis):
        shared = tuple(key for key in strength.evidence if key in ofi.evidence)
        if shared and strength.factor == ofi.factor:
            found.append(Conflict(strength.id, ofi.id, shared))
    return found
