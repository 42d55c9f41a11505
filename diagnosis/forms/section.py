"""From the fields of a posted survey page to answers, and back from a stored answer to the fields that show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from diagnosis.catalog import ChecklistItem, Item, PercentItem, RubricItem
from diagnosis.models import Answer
from diagnosis.services.answers import PostedAnswer
from diagnosis.services.reading import RawAnswer, joined_reason, split_reason


@dataclass(frozen=True)
class ItemFields:
    """The controls of one question as they stand: what was typed, not what it means.

    ``choice`` is a level, ``value``, ``unknown``, ``na`` or nothing; ``reason`` the place of an accepted reason.
    """

    choice: str = ""
    value: str = ""
    unit: str = ""
    ticks: tuple[str, ...] = ()
    reason: str = ""
    reason_text: str = ""
    confidence: str = Answer.Confidence.USUAL.value
    note: str = ""
    evidence: str = ""
    revision: int = 0
    was: str = ""

    def kept(self) -> dict[str, Any]:
        """Return what a session keeps until the fault is mended."""
        return {**self.__dict__, "ticks": list(self.ticks)}


@dataclass(frozen=True)
class PostedSection:
    """A posted page: the fields by code, and the answers they make."""

    fields: Mapping[str, ItemFields]
    answers: Mapping[str, PostedAnswer] = field(default_factory=dict)


def read_section(items: Iterable[Item], data: QueryDict) -> PostedSection:
    """Return the fields and answers of a posted page; questions the page did not carry are left out."""
    fields = {item.code: _fields_in(item, data) for item in items if f"rev-{item.code}" in data}
    answers = {
        item.code: PostedAnswer(_raw(item, fields[item.code]), fields[item.code].revision, fields[item.code].was)
        for item in items
        if item.code in fields
    }
    return PostedSection(fields, answers)


def _fields_in(item: Item, data: QueryDict) -> ItemFields:
    def text(name: str) -> str:
        return str(data.get(f"{name}-{item.code}", ""))

    revision = text("rev")
    return ItemFields(
        choice=text("a"),
        value=text("v"),
        unit=text("u"),
        ticks=tuple(data.getlist(f"v-{item.code}")) if isinstance(item, ChecklistItem) else (),
        reason=text("r"),
        reason_text=text("t"),
        confidence=text("c") or Answer.Confidence.USUAL.value,
        note=text("n"),
        evidence=text("e"),
        revision=int(revision) if revision.isascii() and revision.isdecimal() and len(revision) <= 15 else 0,
        was=text("was"),
    )


def _raw(item: Item, fields: ItemFields) -> RawAnswer:
    return RawAnswer(_raw_value(item, fields), fields.confidence, fields.note, fields.evidence)


def _raw_value(item: Item, fields: ItemFields) -> object:
    if fields.choice == "unknown":
        return "unknown"
    if fields.choice == "na":
        return {"na": _reason(item, fields)}
    if isinstance(item, RubricItem):
        return _whole(fields.choice) if fields.choice else None
    if isinstance(item, ChecklistItem):
        return list(fields.ticks) or None
    if not fields.value.strip():
        return None
    return (
        _whole(fields.value) if isinstance(item, PercentItem) else {"value": fields.value, "unit": fields.unit or None}
    )


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else text


def _reason(item: Item, fields: ItemFields) -> str:
    accepted = item.na if isinstance(item.na, tuple) else ()
    index = _whole(fields.reason)
    if not isinstance(index, int) or index >= len(accepted):
        return fields.reason_text
    return joined_reason(item, index, fields.reason_text.strip())


def fields_of(item: Item, row: Answer | None) -> ItemFields:
    """Return the controls that show a stored answer."""
    empty = ItemFields(choice="" if isinstance(item, RubricItem) else "value")
    if row is None:
        return empty
    fields = replace(empty, confidence=row.confidence, note=row.note, evidence=row.evidence, revision=row.revision)
    if row.state == Answer.State.UNKNOWN:
        return replace(fields, choice="unknown")
    if row.state == Answer.State.NA_CLAIMED:
        index, free = split_reason(item, row.na_reason)
        return replace(fields, choice="na", reason="" if index is None else str(index), reason_text=free)
    if row.state == Answer.State.MISSING:
        return fields
    if isinstance(item, RubricItem):
        return replace(fields, choice=str(row.value))
    if isinstance(item, ChecklistItem):
        return replace(fields, ticks=tuple(row.value or ()))
    if isinstance(item, PercentItem):
        return replace(fields, value=str(row.value))
    number = row.value or {}
    return replace(fields, value=number["text"], unit=number["unit"] or "")


def fields_kept(kept: Mapping[str, Any]) -> ItemFields:
    """Return the fields a session kept."""
    return ItemFields(**{**kept, "ticks": tuple(kept["ticks"])})
