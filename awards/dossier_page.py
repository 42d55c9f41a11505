"""What the pages of a dossier say beside the rows: what an item asks, where it stands among the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from awards.catalog import Criteria
from awards.catalog.criteria import ProfileSection
from awards.dossier import item_number
from awards.selectors.dossier import dossier_codes
from diagnosis.catalog.model import Text

PlaceKind = Literal["profile", "process", "results"]


@dataclass(frozen=True, slots=True)
class Look:
    """What examiners look for under one factor, with the factor's own question where the criteria have it."""

    title: Text | None
    text: Text
    question: Text | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a dossier where something is written.

    Attributes
    ----------
    prompts
        The questions to answer: of a small firm the core ones alone.
    more_prompts
        Those a small firm may leave out.
    """

    code: str
    number: str
    kind: PlaceKind
    title: Text
    group: Text | None
    purpose: Text
    points: int
    prompts: tuple[Text, ...]
    more_prompts: tuple[Text, ...]
    looks: tuple[Look, ...]
    evidence: tuple[Text, ...]
    note: Text | None

    @property
    def heading(self) -> Text:
        """The number and the title; the profile has no number of its own."""
        if self.kind == "profile":
            return self.title
        return Text(f"{self.number} {self.title.ko}", f"{self.number} {self.title.en}")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a place stands: its number of all, and what comes before and after it."""

    number: int
    count: int
    before: Place | None
    after: Place | None


def place_of(criteria: Criteria, code: str, *, is_short: bool, variant: str = "") -> Place:
    """Return what an item, or the organisation profile, asks for.

    Raises
    ------
    KeyError
        If the criteria have no such place.
    """
    profile = criteria.profile_section
    if profile is not None and code == profile.code:
        return _profile(profile)
    item = criteria.items[code]
    core = item.core_prompts() if is_short else item.prompts
    return Place(
        code=code,
        number=item_number(code),
        kind=item.kind,
        title=item.title,
        group=_group_of(criteria, code),
        purpose=item.purpose,
        points=criteria.points(variant or None)[code],
        prompts=core,
        more_prompts=tuple(one for one in item.prompts if one not in core),
        looks=_looks(criteria, item.kind, item.what_examiners_look_for),
        evidence=item.evidence,
        note=item.sme_note if is_short else None,
    )


def places_of(criteria: Criteria, *, is_short: bool, variant: str = "") -> tuple[Place, ...]:
    """Return every place in order."""
    return tuple(place_of(criteria, code, is_short=is_short, variant=variant) for code in dossier_codes(criteria))


def neighbours_of(criteria: Criteria, code: str, *, is_short: bool) -> Neighbours:
    """Return where a place stands among the others."""
    codes = dossier_codes(criteria)
    at = codes.index(code)
    before = place_of(criteria, codes[at - 1], is_short=is_short) if at else None
    after = place_of(criteria, codes[at + 1], is_short=is_short) if at + 1 < len(codes) else None
    return Neighbours(at + 1, len(codes), before, after)


def _profile(profile: ProfileSection) -> Place:
    return Place(
        code=profile.code,
        number=item_number(profile.code),
        kind="profile",
        title=profile.title,
        group=None,
        purpose=profile.purpose,
        points=profile.points,
        prompts=profile.prompts,
        more_prompts=(),
        looks=(),
        evidence=(),
        note=None,
    )


def _looks(criteria: Criteria, kind: Literal["process", "results"], texts: dict[str, Text]) -> tuple[Look, ...]:
    factors = {}
    if criteria.factors is not None:
        named = criteria.factors.results if kind == "results" else criteria.factors.process
        factors = {factor.key: factor for factor in named}
    return tuple(
        Look(factors[key].title if key in factors else None, text, factors[key].question if key in factors else None)
        for key, text in texts.items()
    )


def _group_of(criteria: Criteria, code: str) -> Text | None:
    """Return the title of the category an item stands in; None right under the total."""
    for group in criteria.categories.values():
        if any(child.code == code for child in group.children):
            return None if group.code == criteria.tree.code else group.title
    return None
