"""Reads one answer as somebody typed or sent it; every fault names its field and says what to do."""

import hashlib
import json
import math
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from diagnosis.catalog import ChecklistItem, Item, NumberItem, RubricItem
from diagnosis.models import Answer
from diagnosis.scoring.units import UnableToConvertUnit, convert_unit, units_for
from qmplatform.korean.formats import plain_number
from qmplatform.korean.normalise import nfc
from qmplatform.korean.numbers import UnableToReadNumber, parse_number

T = TypeVar("T")
REASON_LENGTH: Final = 10
REASON_BREAK: Final = " / "
_LIMITS: Final = {"note": 1000, "evidence": 300, "na_reason": 300}
_PERCENT_STEP: Final = 5
_TOO_LARGE: Final = 1e20


@dataclass(frozen=True)
class AnswerFault:
    """What is wrong with one field of an answer, in the reader's language."""

    field: str
    code: str
    text: str


class UnableToAcceptAnswer(Exception):
    """The answer cannot be stored as it stands; nothing was changed."""

    def __init__(self, *faults: AnswerFault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.text}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class RawAnswer:
    """An answer as it came in: None in a side field leaves what is stored, a ``value`` of None takes the answer back.

    ``value`` is written as in an answers file: ``3``, ``["a"]``, ``{"value": 120, "unit": "ppm"}``, ``{"na": "…"}``,
    ``"unknown"``.
    """

    value: object
    confidence: object = None
    note: object = None
    evidence: object = None


@dataclass(frozen=True)
class AnswerContent:
    """What is stored of an answer; a side field of None keeps what is there."""

    state: str
    value: Any = None
    na_reason: str = ""
    confidence: str | None = None
    note: str | None = None
    evidence: str | None = None

    def fingerprint(self) -> str:
        """Return a short hash: a page carries it to tell what its reader changed from what somebody else did."""
        return _fingerprint(self.state, self.value, self.na_reason, self.confidence, self.note, self.evidence)

    def differs_from(self, row: Answer) -> bool:
        """Tell whether storing this would change the row."""
        sides = ((self.confidence, row.confidence), (self.note, row.note), (self.evidence, row.evidence))
        return (
            (self.state, self.value, self.na_reason) != (row.state, row.value, row.na_reason)
            or any(new is not None and new != old for new, old in sides)
        )  # fmt: skip


def row_fingerprint(row: Answer | None) -> str:
    """Return the fingerprint of what is stored; without a row, of an answer not given."""
    if row is None:
        return _fingerprint(Answer.State.MISSING.value, None, "", Answer.Confidence.USUAL.value, "", "")
    return _fingerprint(row.state, row.value, row.na_reason, row.confidence, row.note, row.evidence)


def _fingerprint(*content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class NumberReading:
    """A number as typed, and in the item's own unit."""

    typed: float
    unit: str | None
    text: str
    value: float

    def stored(self) -> dict[str, Any]:
        return {"value": self.typed, "unit": self.unit, "text": self.text}


def read_answer(item: Item, raw: RawAnswer) -> AnswerContent:
    """Return what to store of an answer to the item.

    Raises
    ------
    UnableToAcceptAnswer
        With every fault, each with its field.
    """
    faults: list[AnswerFault] = []

    def attempt(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except UnableToAcceptAnswer as error:
            faults.extend(error.faults)
            return otherwise

    none: str | None = None
    missing = (Answer.State.MISSING.value, None, "")
    state, value, reason = attempt(lambda: _read_value(item, raw.value), missing)
    confidence = attempt(lambda: _read_confidence(raw.confidence), none)
    note = attempt(lambda: _read_side("note", raw.note), none)
    evidence = attempt(lambda: _read_side("evidence", raw.evidence), none)
    if faults:
        raise UnableToAcceptAnswer(*faults)
    return AnswerContent(state, value, reason, confidence, note, evidence)


def _read_value(item: Item, value: object) -> tuple[str, Any, str]:
    if value is None:
        return Answer.State.MISSING.value, None, ""
    if value == "unknown":
        return Answer.State.UNKNOWN.value, None, ""
    if isinstance(value, Mapping) and "na" in value:
        return Answer.State.NA_CLAIMED.value, None, _read_reason(item, value["na"])
    return Answer.State.ANSWERED.value, _read_answered(item, value), ""


def _read_answered(item: Item, value: object) -> Any:
    if isinstance(item, RubricItem):
        return _read_level(item, value)
    if isinstance(item, NumberItem):
        return read_number(item, value).stored()
    if isinstance(item, ChecklistItem):
        return _read_ticks(item, value)
    return _read_percent(value)


def _fault(field: str, code: str, text: str) -> UnableToAcceptAnswer:
    return UnableToAcceptAnswer(AnswerFault(field, code, text))


def _read_level(item: RubricItem, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and item.low <= value <= item.high:
        return value
    limits = {"low": item.low, "high": item.high}
    raise _fault("value", "not_a_level", _("Choose one of the levels %(low)d to %(high)d.") % limits)


def _read_percent(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100 and value % _PERCENT_STEP == 0:
        return value
    raise _fault("value", "not_a_percentage", _("Choose a percentage of 0 to 100 in steps of 5."))


def _read_ticks(item: ChecklistItem, value: object) -> list[str]:
    known = {option.code: option for option in item.options}
    if not isinstance(value, list) or not all(isinstance(code, str) and code in known for code in value):
        raise _fault("value", "unknown_option", _("Choose from the options shown."))
    chosen = [code for code in known if code in set(value)]
    if not chosen:
        raise _fault("value", "nothing_chosen", _("Choose at least one option, or choose “Not known”."))
    if len(chosen) > 1 and any(known[code].exclusive for code in chosen):
        raise _fault("value", "excluded", _("One of your choices stands alone. Take back the others."))
    for code in chosen:
        lacking = [need for need in known[code].needs if need not in chosen]
        if lacking:
            names = {"option": _in_language(known[code].text), "needs": _in_language(known[lacking[0]].text)}
            raise _fault("value", "needs_option", _("“%(option)s” needs “%(needs)s” as well.") % names)
    return chosen


def _read_reason(item: Item, reason: object) -> str:
    if item.na == "not_allowed":
        raise _fault("value", "na_not_allowed", _("This question applies to every company. Choose another answer."))
    text = clean_text("na_reason", reason)
    accepted, free = split_reason(item, text)
    if accepted is None and len(free) < REASON_LENGTH:
        raise _fault("na_reason", "reason_too_short", _("Write the reason in at least 10 characters."))
    return text if accepted is None else joined_reason(item, accepted, free)


def joined_reason(item: Item, accepted: int, free: str) -> str:
    """Return an accepted reason, in the model's own words, with what was added to it."""
    assert isinstance(item.na, tuple)
    return f"{item.na[accepted].ko}{REASON_BREAK}{free}" if free else item.na[accepted].ko


def split_reason(item: Item, reason: str) -> tuple[int | None, str]:
    """Return which accepted reason of the item is given, if one, and what was added in free words."""
    for index, text in enumerate(item.na if isinstance(item.na, tuple) else ()):
        for wording in (text.ko, text.en):
            if reason == wording:
                return index, ""
            if reason.startswith(wording + REASON_BREAK):
                return index, reason[len(wording + REASON_BREAK) :]
    return None, reason


def _read_confidence(confidence: object) -> str | None:
    if confidence is None or (isinstance(confidence, str) and confidence in Answer.Confidence.values):
        return confidence
    raise _fault("confidence", "unknown_confidence", _("Choose how sure you are from the list."))


def _read_side(field: str, text: object) -> str | None:
    return None if text is None else clean_text(field, text)


def clean_text(field: str, text: object) -> str:
    """Return text as it is stored: composed, on one line, without control characters, within its length."""
    if not isinstance(text, str):
        raise _fault(field, "not_text", _("Write this as text."))
    composed = " ".join(nfc(text).split())
    plain = "".join(c for c in composed if unicodedata.category(c) not in ("Cc", "Cs"))
    if len(plain) > _LIMITS[field]:
        limits = {"limit": _LIMITS[field], "length": len(plain)}
        raise _fault(field, "too_long", _("Write at most %(limit)d characters. Now there are %(length)d.") % limits)
    return plain


def read_number(item: NumberItem, value: object) -> NumberReading:
    """Return a number as typed and in the item's own unit.

    Parameters
    ----------
    value : a number, a text such as ``1,200 ppm``, or ``{"value": number or text, "unit": text or None}``. A unit in
        the text goes before the one beside it.

    Raises
    ------
    UnableToAcceptAnswer
        For what is no number, a unit that cannot be converted, and values outside the item's hard bounds.
    """
    figure, unit = (value.get("value"), value.get("unit")) if isinstance(value, Mapping) else (value, None)
    if unit is not None and not isinstance(unit, str):
        raise _fault("unit", "unknown_unit", _("Choose a unit from the list."))
    typed, text, unit_in_text = _read_figure(item, figure)
    own_unit = _own_unit(item, unit_in_text or unit or item.unit)
    converted = convert_unit(typed, own_unit, item.unit)
    if not math.isfinite(converted):
        raise _fault("value", "too_large", _("The number is too large. Check the number of digits."))
    if item.bounds and not item.bounds.min <= converted <= item.bounds.max:
        raise _fault("value", "out_of_bounds", _bounds_text(item))
    return NumberReading(typed, own_unit, text, converted)


def _read_figure(item: NumberItem, value: object) -> tuple[float, str, str | None]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not -_TOO_LARGE < value < _TOO_LARGE:
            raise _fault("value", "too_large", _("The number is too large. Check the number of digits."))
        return float(value), plain_number(value), None
    if not isinstance(value, str):
        raise _fault("value", "not_a_number", _("Write a number, for example 1,234."))
    try:
        parsed = parse_number(value, units=_spellings(item))
    except UnableToReadNumber as error:
        raise _fault("value", "not_a_number", error.message(_language())) from error
    return float(parsed.value), nfc(value).strip(), parsed.unit


def _spellings(item: NumberItem) -> tuple[str, ...]:
    labels = (item.unit_label.ko, item.unit_label.en) if item.unit_label else ()
    return (*units_for(item.unit), *labels)


def _own_unit(item: NumberItem, unit: str | None) -> str | None:
    """Return the unit as the item's list of units spells it."""
    if unit is None or unit == item.unit:
        return item.unit
    if item.unit_label and unit in (item.unit_label.ko, item.unit_label.en):
        return item.unit
    try:
        factor = convert_unit(1.0, unit, item.unit)
    except UnableToConvertUnit as error:
        accepted = ", ".join(unit_label(item, name) for name in units_for(item.unit)) or _("no unit")
        names = {"unit": unit[:20], "accepted": accepted}
        text = _("“%(unit)s” cannot be used here. Use: %(accepted)s.") % names
        raise _fault("value", "unknown_unit", text) from error
    return next(name for name in units_for(item.unit) if convert_unit(1.0, name, item.unit) == factor)


def _bounds_text(item: NumberItem) -> str:
    assert item.bounds is not None
    low, high = item.bounds.min, item.bounds.max
    if math.isfinite(low) and math.isfinite(high):
        limits = {"low": with_unit(item, low), "high": with_unit(item, high)}
        return _("Write a value from %(low)s to %(high)s.") % limits
    if math.isfinite(low):
        return _("Write a value of %(low)s or more.") % {"low": with_unit(item, low)}
    return _("Write a value of %(high)s or less.") % {"high": with_unit(item, high)}


def soft_warning(item: NumberItem, value: float) -> str:
    """Return the question to ask about an unusual value in the item's own unit, or nothing."""
    soft = item.soft
    if soft is None or ((soft.min is None or value >= soft.min) and (soft.max is None or value <= soft.max)):
        return ""
    if soft.message is not None:
        return soft.message.in_(_language())
    return _("This value is unusual. Please check the figure and its unit once more.")


def with_unit(item: NumberItem, value: float, unit: str | None = None) -> str:
    """Write a number with the label of a unit of the item, its own one by default."""
    number = plain_number(float(f"{value:.10g}"))
    label = unit_label(item, unit or item.unit)
    glued = label.startswith("%") or (label and "가" <= label[0] <= "힣")
    return f"{number}{label}" if glued or not label else f"{number} {label}"


def unit_label(item: NumberItem, unit: str | None) -> str:
    """Return how a unit is written in the reader's language."""
    if unit is None:
        return ""
    if unit == item.unit and item.unit_label is not None:
        return _in_language(item.unit_label)
    labels = {
        "share": _("share (0 to 1)"),
        "seconds": _("seconds"),
        "minutes": _("minutes"),
        "hours": _("hours"),
        "days": _("days"),
        "weeks": _("weeks"),
        "per_bn_krw": _("per KRW 1 bn"),
        "per_100m_krw": _("per KRW 100 m"),
        "per_m_krw": _("per KRW 1 m"),
        "score": _("points"),
        "cases": _("cases"),
    }
    return labels.get(unit, unit)


def _in_language(text: Any) -> str:
    return str(text.in_(_language()))


def _language() -> str:
    return (get_language() or "ko").split("-")[0]
