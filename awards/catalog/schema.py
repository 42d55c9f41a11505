"""A frozen dataclass is the schema of its mapping: reads a cursor into it and notes every fault on the way.

Nothing here knows awards. Every place read is kept by its path, so that later checks can name its line.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, field
from datetime import date, time
from functools import cache
from typing import Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from awards.catalog.wording import note
from diagnosis.catalog.document import Cursor, Fields
from diagnosis.catalog.model import Text

INLINE: Final = {"inline": True}  # metadata of a text whose `ko` and `en` stand in the mapping itself
IDENTITIES: Final = ("code", "id", "key")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
_ABBREVIATION: Final = re.compile(r"[A-Z][A-Z0-9.+&-]{1,11}")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")

T = TypeVar("T")
Custom = Mapping[Any, Callable[["Reader", Cursor], Any]]


def computed() -> Any:
    """Mark a text that stands in no file and is set after reading."""
    return field(default="", compare=False, metadata={"computed": True})


def bounded(low: float, high: float | None = None, default: Any = MISSING) -> Any:
    """Mark a number, or every number of a list, that lies in low..high, both included; an open end is None."""
    return field(default=default, metadata={"low": low, "high": high})


class Reader:
    """Reads dataclasses from cursors.

    Attributes
    ----------
    places
        Path in the file -> cursor, for every value read.
    """

    def __init__(self, top: Cursor, custom: Custom | None = None) -> None:
        self.top = top
        self.places: dict[str, Cursor] = {"": top}
        self._custom: Custom = custom or {}

    def fault(self, path: str, fault: str, /, **values: object) -> None:
        """Note a fault of the shipped wording at a path, or at the nearest place above it that was read."""
        place = path
        while place not in self.places:
            place = place[: max(place.rfind("/"), place.rfind("["), 0)]
        note(self.places[place].at(path), fault, **values)

    def dataclass(self, kind: type[T], cursor: Cursor) -> T | None:
        """Return the mapping at a cursor as a dataclass; None if a fault leaves it without a value it cannot miss."""
        self.places[cursor.path] = cursor
        specs = _specs(cast(Hashable, kind))
        fields = cursor.fields(specs.keys)
        read: dict[str, Any] = {}
        for spec in specs.fields:
            value = self._field(spec, fields)
            if value is not MISSING:
                read[spec.name] = value
        needed = {spec.name for spec in specs.fields if spec.needed}
        return kind(**read) if needed <= set(read) else None

    def _field(self, spec: _Spec, fields: Fields) -> Any:
        if spec.inline:
            return self._checked_text(fields.both_languages(), fields.owner)
        cursor = fields.require(spec.key) if spec.needed else fields.get(spec.key)
        if cursor is None:
            return MISSING
        value = self.value(spec.hint, cursor)
        if value is None and not _takes_none(spec.hint):
            return MISSING
        if spec.key in IDENTITIES and spec.hint is str and not _CODE.fullmatch(value):
            note(cursor, "code_form", code=value)
        if spec.low is not None:
            self._in_bounds(spec, cursor, value)
        return value

    def _in_bounds(self, spec: _Spec, cursor: Cursor, value: Any) -> None:
        numbers = value if isinstance(value, tuple) else (value,)
        for number in numbers:
            below = number is not None and number < spec.low
            if below or (number is not None and spec.high is not None and number > spec.high):
                code = "out_of_bounds" if spec.high is not None else "too_small"
                note(cursor, code, low=spec.low, high=spec.high, value=number)

    def value(self, hint: Any, cursor: Cursor) -> Any:
        """Return the value at a cursor as a type hint wants it; None after a fault that leaves no value."""
        self.places[cursor.path] = cursor
        if hint in self._custom:
            return self._custom[hint](self, cursor)
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            if cursor.is_null():
                return None
            return self.value(next(kind for kind in get_args(hint) if kind is not type(None)), cursor)
        if origin is Literal:
            return cursor.choice(get_args(hint))
        if origin is tuple:
            return self._tuple(get_args(hint), cursor)
        if origin is dict:
            inner = get_args(hint)[1]
            read = {key: self.value(inner, entry) for key, entry in cursor.fields().entries.items()}
            return {key: value for key, value in read.items() if value is not None or _takes_none(inner)}
        if dataclasses.is_dataclass(hint) and hint is not Text:
            return self.dataclass(cast("type[Any]", hint), cursor)
        return self._scalar(hint, cursor)

    def _scalar(self, hint: Any, cursor: Cursor) -> Any:
        if hint is Text:
            return self._checked_text(cursor.text(), cursor)
        if hint is date:
            return from_iso(cursor, date.fromisoformat, "not_a_day")
        if hint is time:
            return from_iso(cursor, time.fromisoformat, "not_a_time")
        simple: dict[Any, Callable[[], Any]] = {
            str: cursor.string, int: cursor.whole, float: cursor.number, bool: cursor.boolean,
        }  # fmt: skip
        return simple[hint]()

    def _tuple(self, arguments: tuple[Any, ...], cursor: Cursor) -> tuple[Any, ...] | None:
        entries = cursor.sequence()
        if arguments[-1] is not Ellipsis:
            if len(entries) != len(arguments):
                note(cursor, "wrong_length", wanted=len(arguments), found=len(entries))
                return None
            return tuple(self.value(hint, entry) for hint, entry in zip(arguments, entries, strict=True))
        read = [(entry, self.value(arguments[0], entry)) for entry in entries]
        seen: set[object] = set()
        for entry, value in read:
            identity = identity_of(value)
            if identity is not None and identity in seen:
                note(entry, "written_twice", code=identity)
            seen.add(identity)
        return tuple(value for _, value in read if value is not None)

    def _checked_text(self, text: Text, cursor: Cursor) -> Text:
        """Return the text; each language must be its own, and neither may shout."""
        abbreviation = _ABBREVIATION.fullmatch(text.ko)
        if text.ko.strip() and not _HANGUL.search(text.ko) and not abbreviation:
            note(cursor, "no_korean", text=text.ko)
        if _HANGUL.search(text.en):
            note(cursor, "korean_in_english", text=text.en)
        if "!" in text.ko + text.en:
            note(cursor, "exclamation")
        return text


def identity_of(value: object) -> str | None:
    """Return what tells an entry apart among its siblings: its code, id or key."""
    for name in IDENTITIES:
        found = getattr(value, name, None)
        if isinstance(found, str):
            return found
    return None


def key_of(one: Field[Any]) -> str:
    """Return the key a field has in a file: reserved words carry a trailing underscore in Python only."""
    return one.name.rstrip("_")


@dataclasses.dataclass(frozen=True, slots=True)
class _Spec:
    name: str
    key: str
    hint: Any
    needed: bool
    inline: bool
    low: float | None
    high: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class _Specs:
    fields: tuple[_Spec, ...]
    keys: tuple[str, ...]


@cache
def _specs(kind: Any) -> _Specs:
    hints = get_type_hints(kind)
    fields = tuple(
        _Spec(
            one.name,
            key_of(one),
            hints[one.name],
            one.default is MISSING and one.default_factory is MISSING,
            bool(one.metadata.get("inline")),
            one.metadata.get("low"),
            one.metadata.get("high"),
        )
        for one in dataclasses.fields(kind)
        if not one.metadata.get("computed")
    )
    keys = [key for one in fields for key in (("ko", "en") if one.inline else (one.key,))]
    return _Specs(fields, tuple(keys))


def _takes_none(hint: Any) -> bool:
    return type(None) in get_args(hint)


def from_iso(cursor: Cursor, read: Callable[[str], T], fault: str) -> T | None:
    """Return a day or a time as written; None after a fault. Times belong to the zone of the cycle and name none."""
    try:
        found = read(cursor.string())
    except ValueError:
        found = None
    if found is None or getattr(found, "tzinfo", None) is not None:
        note(cursor, fault)
        return None
    return found
