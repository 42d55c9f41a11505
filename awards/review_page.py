"""The item screen of an examiner: what its page shows of dossier, criteria, comments and rating."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from awards.catalog import Item
from awards.catalog.criteria import Factor
from awards.comments.model import Comment
from awards.dossier import Evidence, Section, item_number
from awards.figure_chart import FigureChart, figure_chart
from awards.rating_words import factors_of, ranges_of, rating_sentence, span_of
from awards.review_cards import Card, Note, card_of, comment_title, note_of, said
from awards.scoring.percents import highest_percent
from awards.scoring.reasons import Code
from awards.selectors.dossier import has_short_form
from awards.selectors.evidence import Place, all_places
from awards.selectors.review_check import ItemCheck
from awards.selectors.reviewing import OwnItem, ReviewFile
from diagnosis.catalog.model import Text
from qmplatform.korean.formats import plain_number


@dataclass(frozen=True, slots=True)
class Step:
    """A range of the scale with the percents inside it and what it looks like on this kind of item."""

    code: str
    span: str
    title: str
    says: str
    percents: tuple[int, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A sub-rating with what examiners look for, and what each range of it looks like."""

    factor: Factor
    looks_for: Text | None
    chosen: str
    steps: tuple[Step, ...]

    @property
    def chosen_step(self) -> Step | None:
        return next((step for step in self.steps if step.is_chosen), None)


@dataclass(frozen=True, slots=True)
class Score:
    """The points as they stand, why they do not hold, and how high the sub-ratings let the percent be."""

    line: str
    faults: tuple[str, ...]
    cap: int | None
    cap_line: str


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment with its address; none while the page of attachments is not there."""

    evidence: Evidence
    url: str

    @property
    def size(self) -> str:
        return f"{max(self.evidence.size_bytes / 1_000_000, 0.1):.1f}MB"


@dataclass(frozen=True)
class SectionView:
    """One section of the dossier as examiners read it."""

    section: Section
    title: str
    figures: tuple[tuple[str, FigureChart], ...]
    attached: tuple[Attached, ...]
    characters: int

    @property
    def code(self) -> str:
        return self.section.code

    @property
    def number(self) -> str:
        return item_number(self.section.code)


@dataclass(frozen=True)
class ItemPage:
    """All that the page of an item shows."""

    file: ReviewFile
    own: OwnItem
    check: ItemCheck
    cards: tuple[Card, ...]

    @property
    def item(self) -> Item:
        return self.own.item

    @property
    def number(self) -> str:
        return item_number(self.own.code)

    @cached_property
    def reading(self) -> SectionView:
        return section_view(self.file, self.own.code)

    @cached_property
    def profile(self) -> SectionView | None:
        section = self.file.criteria.profile_section
        return section_view(self.file, section.code) if section else None

    @cached_property
    def is_short_form(self) -> bool:
        """Tell whether the applicant answers the core questions only."""
        return has_short_form(self.file.application)

    @cached_property
    def prompts(self) -> tuple[tuple[int, Text, bool], ...]:
        """Return the questions with whether each is one that a small firm must answer."""
        core = set(self.item.sme_core_prompts)
        return tuple((n, one, not core or n in core) for n, one in enumerate(self.item.prompts, start=1))

    @cached_property
    def looks_for(self) -> tuple[tuple[str, Text], ...]:
        found = self.item.what_examiners_look_for
        names = {one.key: said(one.title) for one in factors_of(self.file.criteria, self.item)}
        return tuple((names.get(key, key), text) for key, text in found.items())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.file, self.item, "overall", self.own.range_code or self._range_of_percent())

    def _range_of_percent(self) -> str:
        scale, percent = self.file.setup.scale, self.own.percent
        return "" if percent is None or scale.faults_of(percent) else scale.range_of(percent).code

    @cached_property
    def factor_rows(self) -> tuple[FactorRow, ...]:
        return tuple(
            FactorRow(
                factor,
                self.item.what_examiners_look_for.get(factor.key),
                self.own.factors.get(factor.code, ""),
                steps_of(self.file, self.item, factor.key, self.own.factors.get(factor.code, "")),
            )
            for factor in factors_of(self.file.criteria, self.item)
        )

    @cached_property
    def score(self) -> Score:
        return score_of(self.file, self.own, self.check)

    @cached_property
    def together(self) -> tuple[Note, ...]:
        names = {card.comment.id: card.title for card in self.cards}
        if not self.own.is_begun:
            # Nothing is missing before anything is begun.
            return ()
        return tuple(note_of(one, names) for one in self.check.together)

    @cached_property
    def elsewhere(self) -> tuple[Place, ...]:
        """Return what may be cited of the rest of the dossier."""
        return tuple(one for one in all_places(self.file.dossier).values() if one.item != self.own.code)

    @cached_property
    def cited(self) -> dict[str, list[str]]:
        """Return for each place the comments that cite it."""
        found: dict[str, list[str]] = {}
        for card in self.cards:
            for key in card.cited:
                found.setdefault(key, []).append(card.title)
        return found

    @property
    def following(self) -> OwnItem | None:
        """Return the next item that is not done after this one, else the first before it."""
        at = self.file.items.index(self.file.by_code[self.own.code])
        later = (*self.file.items[at + 1 :], *self.file.items[:at])
        return next((one for one in later if not one.is_done), None)

    @cached_property
    def neighbours(self) -> tuple[OwnItem | None, OwnItem | None]:
        at = self.file.items.index(self.file.by_code[self.own.code])
        before = self.file.items[at - 1] if at else None
        after = self.file.items[at + 1] if at + 1 < len(self.file.items) else None
        return before, after


def item_page(
    file: ReviewFile,
    own: OwnItem,
    check: ItemCheck,
    *,
    add: str = "",
    faults: Mapping[str, str] | None = None,
) -> ItemPage:
    """Return the page of an item.

    Parameters
    ----------
    add
        Kind of a blank comment to show beside those there are; a kind without any begins with one.
    faults
        What could not be stored, by the name of its field.
    """
    cards, counts = [], {"strength": 0, "ofi": 0}
    titles = {}
    for one in own.comments:
        counts[one.kind] = counts.get(one.kind, 0) + 1
        titles[one.id] = comment_title(one.kind, counts[one.kind])
    for one in own.comments:
        notes = tuple(note_of(found, titles) for found in check.comments.get(one.id, ()))
        cards.append(card_of(file, own, one, titles[one.id], notes=notes, faults=faults or {}))
    wanted = [kind for kind in ("strength", "ofi") if not counts[kind] or kind == add]
    if file.can_write:
        for kind in wanted:
            blank = Comment(str(uuid.uuid4()), own.code, kind, "", "", "", "")
            cards.append(card_of(file, own, blank, comment_title(kind, counts[kind] + 1), is_blank=True))
    cards.sort(key=lambda card: card.comment.kind != "strength")
    return ItemPage(file, own, check, tuple(cards))


def score_of(file: ReviewFile, own: OwnItem, check: ItemCheck) -> Score:
    """Return the points of an item and everything that is wrong with its rating."""
    line = ""
    if own.percent is not None:
        earned = plain_number(round(own.earned or 0.0, 4))
        facts = {"points": plain_number(own.points), "percent": own.percent, "earned": earned}
        line = _("%(points)s points × %(percent)s%% = %(earned)s points") % facts
    scale, factors = file.setup.scale, file.setup.factors[own.code]
    known = {code: value for code, value in own.factors.items() if code in factors and scale.named(value)}
    cap, cap_line = None, ""
    if known:
        cap = highest_percent(scale, known, cap_ranges=file.setup.rules.cap_ranges)
        lowest = min(known.values(), key=lambda code: scale.named(code).number)  # type: ignore[union-attr]
        # What is above it is told as a fault.
        if cap < 100 and Code.ABOVE_LOWEST_FACTOR not in {one.code for one in check.rating}:
            cap_line = _("The lowest sub-rating is %(lowest)s: up to %(most)s%% fits.") % {
                "lowest": span_of(file.criteria, lowest),
                "most": cap,
            }
    # While nothing is chosen, nothing is wrong yet.
    shown = [one for one in check.rating if own.is_begun or one.code is not Code.ITEM_UNRATED]
    if own.percent is None:
        shown = [one for one in shown if one.code not in (Code.ITEM_UNRATED, Code.FACTOR_MISSING)]
    faults = tuple(rating_sentence(file.criteria, own.item, one, said) for one in shown)
    return Score(line, faults, cap, cap_line)


def steps_of(file: ReviewFile, item: Item, key: str, chosen: str) -> tuple[Step, ...]:
    """Return the ranges from the lowest up, with their percents and what they look like for a factor or overall."""
    step = file.setup.scale.step
    found = []
    for one in ranges_of(file.criteria):
        described: Any = getattr(one, item.kind, None)
        text = described.get(key) if described is not None else getattr(one, "text", None)
        title = getattr(one, "title", None)
        found.append(
            Step(
                code=one.code,
                span=f"{one.from_}–{one.to}%",
                title=said(title) if title else one.code,
                says=said(text) if text else "",
                percents=tuple(range(one.from_, one.to + 1, step)),
                is_chosen=one.code == chosen,
            )
        )
    return tuple(found)


def section_view(file: ReviewFile, code: str) -> SectionView:
    """Return a section of the dossier with its figures drawn and its attachments addressed."""
    dossier, section = file.dossier, file.dossier.section(code)
    item = file.criteria.items.get(code)
    profile = file.criteria.profile_section
    title = said(item.title) if item else said(profile.title) if profile and profile.code == code else code
    return SectionView(
        section=section,
        title=title,
        figures=tuple((one.id, figure_chart(one)) for one in section.figures),
        attached=tuple(Attached(one, attachment_url(file, one)) for one in section.evidence),
        characters=sum(len(one.text) for one in dossier.section(code).paragraphs),
    )


def all_sections(file: ReviewFile) -> Iterable[SectionView]:
    """Return the whole dossier in its order; sections nobody wrote anything under, too."""
    profile = file.criteria.profile_section
    for code in (*([profile.code] if profile else []), *file.criteria.items):
        yield section_view(file, code)


def attachment_url(file: ReviewFile, evidence: Evidence) -> str:
    """Return where an attachment is taken from."""
    try:
        return reverse("awards:attachment", args=[file.application.pk, evidence.attachment])
    except NoReverseMatch:
        return ""
