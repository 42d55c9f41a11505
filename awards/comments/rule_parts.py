"""The rules of the guide's file: numbers, codes, patterns and messages that fit the check they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, cast

import yaml

from awards.comments.model import LANGUAGES, SEVERITIES, Patterns, Rule, Severity
from awards.comments.schema import Needs
from diagnosis.catalog.document import Cursor, Fields
from diagnosis.catalog.model import Text

MOST_REPEATS: Final = 20
_PATTERN_KEYS: Final = ("find", "but", "unless_cited", "present")
_KEYS: Final = ("code", "principle", "severity", "override", "check", "codes", "message", *_PATTERN_KEYS)
_PLACEHOLDER: Final = re.compile(r"\{([^{}]{0,40})\}")
_SHARES: Final = ("value", "share", "ko_share", "en_share")
# A class as a whole, an escaped letter, or a repeat: what stands in a class or behind a backslash repeats nothing.
_TOKEN: Final = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|[*+]|\{[0-9]*,?[0-9]*\}", re.DOTALL)


@cache
def _fault_texts() -> Mapping[str, Mapping[str, str]]:
    path = resources.files("awards.comments").joinpath("faults.yaml")
    return cast("Mapping[str, Mapping[str, str]]", yaml.safe_load(path.read_text(encoding="utf-8")))


def fault(cursor: Cursor, name: str, **values: str | int) -> None:
    """Note a fault in both languages; its words stand beside the guide."""
    texts = _fault_texts()[name]
    cursor.fault(texts["en"].format(**values), texts["ko"].format(**values))


def code_of(fields: Fields, key: str) -> str:
    """Return a text that must be there."""
    cursor = fields.require(key)
    return cursor.string() if cursor else ""


def text_of(fields: Fields, key: str) -> Text:
    """Return a text in both languages that must be there."""
    cursor = fields.require(key)
    return cursor.text() if cursor else Text("", "")


def read_rules(
    fields: Fields,
    key: str,
    checks: Mapping[str, Needs],
    principles: tuple[str, ...] | None,
    seen: dict[str, Rule],
) -> Mapping[str, Rule]:
    """Return the rules of one part by code, in the order of the file.

    Parameters
    ----------
    principles
        Codes a rule names one of; None for parts whose rules name none.
    seen
        Rules of the parts before: a code is used once in the whole file. Grows.
    """
    found: dict[str, Rule] = {}
    cursor = fields.require(key)
    for entry in cursor.sequence() if cursor else ():
        rule = _rule(entry, checks, principles)
        if rule.code in seen:
            fault(entry, "twice", code=rule.code)
        found[rule.code] = seen[rule.code] = rule
    return found


def _rule(cursor: Cursor, checks: Mapping[str, Needs], principles: tuple[str, ...] | None) -> Rule:
    fields = cursor.fields(_KEYS)
    code = code_of(fields, "code")
    severity, override = fields.require("severity"), fields.require("override")
    check, needs, numbers = _check(fields, checks)
    principle = None
    if principles is not None:
        named = fields.require("principle")
        principle = named.choice(principles or ("-",)) if named else None
    codes = fields.get("codes")
    lists = {name: place.strings() for name, place in codes.fields().entries.items()} if codes else {}
    patterns = {name: _patterns(place) for name in _PATTERN_KEYS if (place := fields.get(name))}
    _complete(cursor, needs, lists, patterns)
    return Rule(
        code=code,
        severity=cast("Severity", severity.choice(SEVERITIES)) if severity else "hint",
        check=check,
        message=_message(fields, needs),
        principle=principle,
        may_override=override.boolean() if override else False,
        numbers=numbers,
        codes=lists,
        patterns=patterns,
    )


def _check(fields: Fields, checks: Mapping[str, Needs]) -> tuple[str, Needs, Mapping[str, float]]:
    cursor = fields.require("check")
    name = (cursor.peek("type") if cursor else None) or ""
    if cursor is None or name not in checks:
        if cursor is not None:
            fault(cursor, "check", found=name)
        return "", Needs(), {}
    needs = checks[name]
    entry = cursor.fields(("type", *needs.numbers))
    numbers: dict[str, float] = {}
    for key in needs.numbers:
        place = entry.require(key)
        numbers[key] = place.number() if place else 0.0
        if place and key in _SHARES and not 0 <= numbers[key] <= 1:
            fault(place, "share")
    return name, needs, numbers


def _complete(
    cursor: Cursor, needs: Needs, codes: Mapping[str, tuple[str, ...]], patterns: Mapping[str, Patterns]
) -> None:
    for wanted, given in ((needs.codes, codes), (needs.patterns, patterns)):
        for name in wanted:
            if not name.startswith("?") and not given.get(name):
                fault(cursor, "need", entry=name)
        for name in given:
            if name not in wanted and f"?{name}" not in wanted:
                fault(cursor, "extra", entry=name)


def _patterns(cursor: Cursor) -> Patterns:
    """Return the two alternations of a list of patterns; either language may have none."""
    fields = cursor.fields(LANGUAGES)
    found: dict[str, re.Pattern[str] | None] = {}
    for language in LANGUAGES:
        place = fields.require(language)
        parts = [entry.string() for entry in place.sequence() if _sound(entry)] if place else []
        found[language] = re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE) if parts else None
    return Patterns(found["ko"], found["en"])


def _sound(cursor: Cursor) -> bool:
    """Tell whether a pattern compiles, repeats nothing without end and does not match an empty text."""
    written = cursor.string()
    try:
        compiled = re.compile(written, re.IGNORECASE)
    except re.error as error:
        fault(cursor, "pattern", why=str(error))
        return False
    for part in _TOKEN.findall(written):
        if part in "*+" or (part.startswith("{") and not _bounded(part)) or re.fullmatch(r"\\[1-9]", part):
            fault(cursor, "unbounded", found=part, most=MOST_REPEATS)
            return False
    if compiled.search(""):
        fault(cursor, "blank")
        return False
    return True


def _bounded(repeat: str) -> bool:
    most = repeat.strip("{}").rpartition(",")[2]
    return bool(most) and int(most) <= MOST_REPEATS


def _message(fields: Fields, needs: Needs) -> Text:
    cursor = fields.require("message")
    text = cursor.text() if cursor else Text("", "")
    used = {language: set(_PLACEHOLDER.findall(text.in_(language))) for language in LANGUAGES}
    if cursor is not None:
        for name in sorted(set().union(*used.values()) - {"place", *needs.values}):
            fault(cursor, "placeholder", entry=name)
        if used["ko"] != used["en"]:
            fault(cursor, "twins", names=", ".join(sorted(used["ko"] ^ used["en"])))
    return text
