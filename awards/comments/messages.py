"""Findings in words, in both languages, from the guide's texts."""

from __future__ import annotations

import re
from typing import Final

from awards.comments.loader import read_guide
from awards.comments.model import LANGUAGES, Finding, Guide, Value
from diagnosis.catalog.model import Text

_PLACEHOLDER: Final = re.compile(r"\{([a-z_]{1,20})\}")


def message(finding: Finding, *, guide: Guide | None = None) -> Text:
    """Return what was found, where, and what to do.

    Kinds and places are worded in the reader's language; words found are put in as they are, so a page must escape
    them like any text of a user.
    """
    own = guide or read_guide()
    text = own.rule(finding.rule).message
    ko, en = (_filled(text.in_(language), finding, own, language) for language in LANGUAGES)
    return Text(ko, en)


def _filled(template: str, finding: Finding, guide: Guide, language: str) -> str:
    """Fill placeholders in one pass: braces in found words stay what they are."""
    values: dict[str, Value] = {**finding.values, "place": guide.places[finding.place].in_(language)}
    kind = str(values.get("kind", ""))
    if kind in guide.words:
        values["kind"] = guide.words[kind].in_(language)
    elif kind in guide.key_themes:
        values["kind"] = guide.key_themes[kind].title.in_(language)
    if finding.span is None and values.get("found") in guide.words:
        values["found"] = guide.words[str(values["found"])].in_(language)
    return _PLACEHOLDER.sub(lambda hit: str(values.get(hit[1], hit[0])), template)
