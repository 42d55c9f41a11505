"""Reading the guide to comments; every fault of the file is told at once, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from awards.comments.model import (
    KINDS,
    Band,
    Comment,
    Example,
    Guide,
    OverridePolicy,
    Principle,
    Rule,
    ThemeKind,
)
from awards.comments.rule_parts import code_of, fault, read_rules, text_of
from awards.comments.schema import BANDS, COMMENT_CHECKS, PLACES, SET_CHECKS, THEME_CHECKS, THEME_KINDS, WORDS
from diagnosis.catalog.document import Cursor, Fields, read_document
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.model import Text

_TOP: Final = (
    "guide",
    "principles",
    "override",
    "places",
    "words",
    "rules",
    "set_rules",
    "theme_rules",
    "theme_text_rules",
    "examples",
    "key_themes",
    "bands",
)
_ABOUT: Final = ("title", "purpose", "anatomy", "style")
_FIELDS: Final = ("item", "kind", "factor", "importance")


@cache
def read_guide() -> Guide:
    """Return the guide shipped with the product.

    Raises
    ------
    UnableToReadModel
        If the file has faults; all of them at once.
    """
    path = resources.files("awards.comments").joinpath("guide.yaml")
    return parse_guide(path.read_bytes(), source="guide.yaml")


def parse_guide(data: str | bytes, *, source: str = "<guide>") -> Guide:
    """Return the guide of a file.

    Raises
    ------
    UnableToReadModel
        With every fault: unknown keys and checks, missing numbers and patterns, patterns that may repeat without
        end, placeholders without a value, a language that is missing, examples that name no rule.
    """
    top, faults = read_document(data, source=source)
    fields = top.fields(_TOP)
    about = _section(fields, "guide", ("key", "version", *_ABOUT))
    principles = _principles(fields)
    codes = tuple(principle.code for principle in principles)
    seen: dict[str, Rule] = {}
    rules = read_rules(fields, "rules", COMMENT_CHECKS, codes, seen)
    set_rules = read_rules(fields, "set_rules", SET_CHECKS, None, seen)
    theme_rules = read_rules(fields, "theme_rules", THEME_CHECKS, None, seen)
    bands, note, verified = _bands(fields)
    guide = Guide(
        key=code_of(about, "key"),
        version=code_of(about, "version"),
        **{name: text_of(about, name) for name in _ABOUT},
        principles=principles,
        override=_override(fields),
        places=_words(fields, "places", PLACES),
        words=_words(fields, "words", WORDS),
        rules=rules,
        set_rules=set_rules,
        theme_rules=theme_rules,
        theme_text_rules=_codes(fields, "theme_text_rules", rules),
        examples=_examples(fields, rules),
        key_themes=_key_themes(fields),
        bands=bands,
        bands_note=note,
        bands_verified=verified,
    )
    if faults:
        raise UnableToReadModel(tuple(sorted(faults, key=lambda fault: fault.line)), source=source)
    return guide


def _section(fields: Fields, key: str, known: tuple[str, ...]) -> Fields:
    cursor = fields.require(key)
    return cursor.fields(known) if cursor else Fields(fields.owner, {})


def _list(fields: Fields, key: str) -> list[Cursor]:
    cursor = fields.require(key)
    return cursor.sequence() if cursor else []


def _principles(fields: Fields) -> tuple[Principle, ...]:
    found: dict[str, Principle] = {}
    for cursor in _list(fields, "principles"):
        entry = cursor.fields(("code", "title", "means"))
        one = Principle(code_of(entry, "code"), text_of(entry, "title"), text_of(entry, "means"))
        if one.code in found:
            fault(cursor, "twice", code=one.code)
        found[one.code] = one
    return tuple(found.values())


def _override(fields: Fields) -> OverridePolicy:
    entry = _section(fields, "override", ("who", "reason_min", "note"))
    least = entry.require("reason_min")
    return OverridePolicy(code_of(entry, "who"), least.whole() if least else 1, text_of(entry, "note"))


def _words(fields: Fields, key: str, known: tuple[str, ...]) -> Mapping[str, Text]:
    cursor = fields.require(key)
    if cursor is None:
        return {}
    entries = cursor.fields(known)
    for name in known:
        if name not in entries:
            fault(cursor, "place", code=name)
    return {name: entry.text() for name, entry in entries.entries.items()}


def _codes(fields: Fields, key: str, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    found: list[str] = []
    for cursor in _list(fields, key):
        code = cursor.string()
        if code not in rules:
            fault(cursor, "rule", code=code)
        elif code in found:
            fault(cursor, "twice", code=code)
        found.append(code)
    return tuple(found)


def _examples(fields: Fields, rules: Mapping[str, Rule]) -> tuple[Example, ...]:
    found: dict[str, Example] = {}
    places: dict[str, Cursor] = {}
    for cursor in _list(fields, "examples"):
        one = _example(cursor, rules)
        if one.comment.id in found:
            fault(cursor, "twice", code=one.comment.id)
        found[one.comment.id], places[one.comment.id] = one, cursor
    for key, one in found.items():
        if one.improved_by and not (one.improved_by in found and found[one.improved_by].good):
            fault(places[key], "twin", code=one.improved_by)
    return tuple(found.values())


def _example(cursor: Cursor, rules: Mapping[str, Rule]) -> Example:
    optional = ("key_factor", "evidence", "absence", "looked_in", "improved_by")
    entry = cursor.fields(("id", "good", *_FIELDS, *optional, "fails", "text", "reason"))
    good = entry.require("good")
    is_good = good.boolean() if good else True
    fails = _codes(entry, "fails", rules)
    better = entry.string("improved_by")
    if is_good and (fails or better):
        fault(cursor, "good")
    if not is_good and not (fails and better):
        fault(cursor, "bad")
    kind = entry.get("kind")
    if kind:
        kind.choice(KINDS)
    text = text_of(entry, "text")
    item, written_kind, factor, importance = (code_of(entry, name) for name in _FIELDS)
    comment = Comment(
        id=code_of(entry, "id"),
        item=item,
        kind=written_kind,
        factor=factor,
        importance=importance,
        ko=text.ko,
        en=text.en,
        evidence=entry.strings("evidence"),
        absence=entry.boolean("absence", False),
        looked_in=entry.strings("looked_in"),
        key_factor=entry.string("key_factor"),
    )
    return Example(comment, is_good, fails, better, text_of(entry, "reason"))


def _key_themes(fields: Fields) -> Mapping[str, ThemeKind]:
    found: dict[str, ThemeKind] = {}
    for cursor in _list(fields, "key_themes"):
        entry = cursor.fields(ThemeKind.__slots__)
        kind = entry.require("kind")
        comments, items = entry.require("min_comments"), entry.require("min_items")
        one = ThemeKind(
            code=code_of(entry, "code"),
            kind=kind.choice(THEME_KINDS) if kind else THEME_KINDS[0],
            min_comments=comments.whole() if comments else 1,
            min_items=items.whole() if items else 1,
            title=text_of(entry, "title"),
            template=text_of(entry, "template"),
        )
        if one.kind in found:
            fault(cursor, "twice", code=one.kind)
        found[one.kind] = one
    return found


def _bands(fields: Fields) -> tuple[Mapping[str, tuple[Band, ...]], Text, bool]:
    entry = _section(fields, "bands", ("verified_limits", "note", *BANDS))
    verified = entry.require("verified_limits")
    bands = {name: tuple(_band_list(entry, name)) for name in BANDS}
    return bands, text_of(entry, "note"), verified.boolean() if verified else False


def _band_list(fields: Fields, key: str) -> list[Band]:
    """Return bands that follow each other: numbered from 1, each starting one point after the last."""
    found: list[Band] = []
    for cursor in _list(fields, key):
        entry = cursor.fields(("band", "from", "to", "title", "text"))
        places = [entry.require(name) for name in ("band", "from", "to")]
        band, start, end = (place.whole() if place else 0 for place in places)
        wanted = (found[-1].band + 1, found[-1].end + 1) if found else (1, 0)
        if (band, start) != wanted or end <= start:
            fault(cursor, "order", expected=f"{wanted[0]}: {wanted[1]}")
        found.append(Band(band, start, end, text_of(entry, "text"), entry.text("title")))
    return found
