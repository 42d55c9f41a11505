"""The comments of an examiner as their forms show them: what they cite, and what the guide finds in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from awards.comments.loader import read_guide
from awards.comments.messages import message
from awards.comments.model import Comment, Finding
from awards.rating_words import comment_factors
from awards.selectors.evidence import places_of
from awards.selectors.review_check import is_for_lead
from awards.selectors.reviewing import OwnItem, ReviewFile
from diagnosis.catalog.model import Text

# What a page writes where the browser puts the key of a new comment.
NEW_KEY: Final = "00000000-0000-4000-8000-000000000000"
_EXCERPT: Final = 60


def said(text: Text) -> str:
    """Say a text of a file in the reader's language."""
    return text.in_("ko" if (get_language() or "ko").startswith("ko") else "en")


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as a page tells it: `state` is its class, `label` its weight in a word."""

    state: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A place of the dossier that a comment may cite."""

    id: str
    words: str
    is_cited: bool


@dataclass(frozen=True)
class Card:
    """One comment as its form shows it."""

    key: str
    title: str
    comment: Comment
    chips: tuple[Chip, ...]
    elsewhere: str
    factors: tuple[tuple[str, str], ...]
    language: str
    notes: tuple[Note, ...] = ()
    is_blank: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> str:
        return "2" if len(self.comment.importance) > 1 else "1"

    @property
    def is_written(self) -> bool:
        one = self.comment
        return bool(one.ko.strip() or one.en.strip() or one.cited or one.key_factor)

    @property
    def cited(self) -> tuple[str, ...]:
        return self.comment.cited

    @property
    def first_text(self) -> str:
        return self.comment.text(self.language)

    @property
    def second_language(self) -> str:
        return "en" if self.language == "ko" else "ko"

    @property
    def second_text(self) -> str:
        return self.comment.text(self.second_language)

    @property
    def fault_list(self) -> tuple[str, ...]:
        return tuple(self.faults.values())

    @property
    def factor_name(self) -> str:
        return dict(self.factors).get(self.comment.factor, "")


def blank_card(file: ReviewFile, own: OwnItem, kind: str) -> Card:
    """Return a comment nobody wrote in, for the browser to copy."""
    return card_of(file, own, Comment(NEW_KEY, own.code, kind, "", "", "", ""), comment_title(kind), is_blank=True)


def comment_title(kind: str, number: int | None = None) -> str:
    """Name a comment by its kind and its number among those of its kind."""
    word = {"strength": _("Strength"), "ofi": _("Opportunity")}.get(kind, kind)
    return f"{word} {number}" if number else word


def card_of(
    file: ReviewFile,
    own: OwnItem,
    comment: Comment,
    title: str,
    *,
    notes: tuple[Note, ...] = (),
    faults: Mapping[str, str] | None = None,
    is_blank: bool = False,
) -> Card:
    here = places_of(file.dossier, own.code)
    names = {place.id for place in here}
    prefix = f"c-{comment.id}-"
    return Card(
        key=comment.id,
        title=title,
        comment=comment,
        chips=tuple(Chip(place.id, excerpt(place.words), place.id in comment.cited) for place in here),
        elsewhere=", ".join(one for one in comment.cited if one not in names),
        factors=tuple(comment_factors(file.criteria, own.item, said)),
        language=file.application.language if file.application.language in ("ko", "en") else "ko",
        notes=notes,
        is_blank=is_blank,
        faults={name.removeprefix(prefix): text for name, text in (faults or {}).items() if name.startswith(prefix)},
    )


def note_of(finding: Finding, titles: Mapping[str, str]) -> Note:
    """Return a finding in the reader's language, with comments by the names the page gives them."""
    text = said(message(finding))
    for key, title in titles.items():
        text = text.replace(key, title)
    if finding.severity == "block":
        if is_for_lead(finding):
            return Note("warn", _("Lead decides"), text)
        return Note("stopped", _("To be mended"), text)
    return Note("warn", _("Look again"), text) if finding.severity == "warn" else Note("", _("Hint"), text)


def excerpt(words: str) -> str:
    """Return the first words of a place, for what stands beside its name."""
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…"


def principles() -> list[tuple[str, str]]:
    """Return the four principles of a good comment, with what each means."""
    return [(said(one.title), said(one.means)) for one in read_guide().principles]
