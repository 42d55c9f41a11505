"""Looks through a finished report for what must not be in it: names of people who judged.

Scores cannot get in by their types, texts of single reviews because nothing reads them; what people wrote for the
report can still name somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from awards.comments.model import Guide
from awards.comments.text import clean
from awards.feedback.content import Content, to_data

# Written by people for this report; everything else comes out of files or the applicant's own dossier.
_WRITTEN: Final = frozenset({"text", "reasons", "correction"})
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
# A name of two syllables is too often a word: the checks of comments have found it, and the lead has looked.
_LEAST_HANGUL: Final = 3
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Leak:
    """Where a name was found, and which."""

    place: str
    name: str


def leaks(content: Content, names: Iterable[str], guide: Guide) -> tuple[Leak, ...]:
    """Return where a report names somebody, empty for a clean one.

    Parameters
    ----------
    names
        Of examiners, judges and officials: whole words; in Hangul a particle or a title of the guide may follow.
    """
    after = [word for rule in guide.rules.values() for word in rule.codes.get("after", ()) if rule.check == "names"]
    tail = "|".join(sorted(map(re.escape, after), key=len, reverse=True))
    people = [(name, _word(wanted, tail)) for name in dict.fromkeys(names) if _is_looked_for(wanted := clean(name))]
    return tuple(
        Leak(place, name)
        for place, text in _written(to_data(content), "")
        for name, pattern in people
        if pattern.search(clean(text))
    )


def _is_looked_for(name: str) -> bool:
    return len(name) >= (_LEAST_HANGUL if _HANGUL.search(name) else _LEAST)


def _word(name: str, tail: str) -> re.Pattern[str]:
    end = f" ?(?:{tail})?(?![\uac00-\ud7a3])" if _HANGUL.search(name) else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(name)}{end}", re.IGNORECASE)


def _written(value: Any, place: str, *, is_written: bool = False) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if is_written:
            yield place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _written(one, f"{place}.{key}" if place else str(key), is_written=key in _WRITTEN)
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _written(one, f"{place}[{at}]", is_written=is_written)
