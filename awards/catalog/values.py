"""How a value of a file reads in a comparison, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import TypeVar

from awards.catalog.conditions import Compare, Condition, Joined
from awards.catalog.schema import identity_of, key_of
from awards.catalog.wording import worded, words
from diagnosis.catalog.model import Text

T = TypeVar("T")


def shown(value: object) -> Text:
    """Return a value in words: texts as they are, truth values as yes and no, lists joined, entries by their title."""
    if isinstance(value, Text):
        return value
    if value is None:
        return words("changes")["none"]
    if isinstance(value, bool):
        return words("changes")["yes" if value else "no"]
    if isinstance(value, int | float):
        return _same(_number(value))
    if isinstance(value, Compare | Joined):
        return condition_shown(value)
    if isinstance(value, tuple):
        return _joined(value, shown, ", ") if value else words("changes")["none"]
    if isinstance(value, dict):
        pairs = [(key, shown(entry)) for key, entry in value.items()]
        return _joined(pairs, lambda pair: Text(f"{pair[0]}: {pair[1].ko}", f"{pair[0]}: {pair[1].en}"), ", ")
    if is_dataclass(value) and not isinstance(value, type):
        return _entry(value)
    return _same(str(value))


def condition_shown(condition: Condition) -> Text:
    """Return a condition in short signs: the fact, the operator, the value; joined ones in brackets."""
    if isinstance(condition, Compare):
        value = shown(condition.value)
        return Text(f"{condition.fact} {condition.op} {value.ko}", f"{condition.fact} {condition.op} {value.en}")
    inner = _joined(condition.parts, condition_shown, "; ")
    return worded("changes", f"join_{condition.how}", ko_parts=inner.ko, en_parts=inner.en)


def title_of(value: object) -> Text | None:
    """Return the title of an entry, or the text it consists of."""
    for name in ("title", "text", "message"):
        found = getattr(value, name, None)
        if isinstance(found, Text):
            return found
    return None


def _entry(value: object) -> Text:
    """Return an entry by its title; one without a code by all it holds, for nothing else tells it apart."""
    title = title_of(value)
    if title is not None and identity_of(value) is not None:
        return title
    labels = words("keys")
    pairs = [
        (labels.get(key_of(one), Text(one.name, one.name)), shown(getattr(value, one.name)))
        for one in fields(value)  # type: ignore[arg-type]
        if getattr(value, one.name) != one.default
    ]
    return _joined(pairs, lambda pair: Text(f"{pair[0].ko} {pair[1].ko}", f"{pair[0].en} {pair[1].en}"), ", ")


def _number(value: float) -> str:
    """Return a number without a broken part it does not have; years and points stay without a comma."""
    whole = int(value) if value == int(value) else value
    return f"{whole:,}" if abs(value) >= 10_000 else f"{whole}"


def _same(text: str) -> Text:
    return Text(text, text)


def _joined(values: Iterable[T], show: Callable[[T], Text], between: str) -> Text:
    texts = [show(value) for value in values]
    return Text(between.join(text.ko for text in texts), between.join(text.en for text in texts))
