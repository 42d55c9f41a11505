"""Events as plain data, for a log that is kept in rows, and back."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any, Final

from awards.scoring.events import Event
from awards.scoring.percents import Rating

KINDS: Final[Mapping[str, type[Event]]] = {kind.__name__: kind for kind in typing.get_args(Event)}
_RATINGS: Final = "ratings"
_KIND: Final = "kind"


class UnableToReadEvent(ValueError):
    """A row of the log is no event: its kind is unknown, or its fields are not those of the kind."""


def to_data(event: Event) -> dict[str, Any]:
    """Return an event as data that JSON holds: its kind and its fields."""
    return {_KIND: type(event).__name__, **asdict(event)}


def from_data(data: Mapping[str, Any]) -> Event:
    """Return the event that data stands for, equal to the one that was written.

    Whether it was allowed where it stands is for `fold` to say.

    Raises
    ------
    UnableToReadEvent
        If the kind is unknown, or a field is missing, not the kind's, or of another type.
    """
    kind = KINDS.get(str(data.get(_KIND)))
    if kind is None:
        raise UnableToReadEvent(f"there is no kind of event `{data.get(_KIND)}`")
    names = [field.name for field in fields(kind)]
    if set(data) != {_KIND, *names}:
        raise UnableToReadEvent(f"{kind.__name__} has the fields {', '.join(names)}")
    hints = _hints(kind.__name__)
    return kind(**{name: _value(kind, name, hints[name], data[name]) for name in names})


@lru_cache(maxsize=len(KINDS))
def _hints(kind: str) -> dict[str, Any]:
    """Return the types of a kind's fields; working them out takes longer than reading an event."""
    return typing.get_type_hints(KINDS[kind])


def _value(kind: type[Event], name: str, hint: Any, value: Any) -> Any:
    if hint is str and isinstance(value, str):
        return value
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if hint == tuple[str, ...] and isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if hint == Mapping[str, str] and _is_texts(value):
        return dict(value)
    if name == _RATINGS and isinstance(value, Mapping):
        return {str(key): _rating(kind, one) for key, one in value.items()}
    raise UnableToReadEvent(f"{name} of {kind.__name__} cannot be {value!r}")


def _rating(kind: type[Event], value: Any) -> Rating:
    # A percent off the scale is read as it stands: the rules of rating refuse it with a reason.
    if (
        not isinstance(value, Mapping)
        or set(value) != {field.name for field in fields(Rating)}
        or not _is_texts(value["factors"])
        or not isinstance(value["range_code"], str | None)
    ):
        raise UnableToReadEvent(f"a rating of {kind.__name__} cannot be {value!r}")
    return Rating(value["percent"], dict(value["factors"]), value["range_code"])


def _is_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(text, str) for pair in value.items() for text in pair)
