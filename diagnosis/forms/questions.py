"""What the page shows of one question, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diagnosis.catalog import ChecklistItem, Item, NumberItem, PercentItem, RubricItem
from diagnosis.forms.section import ItemFields, fields_of
from diagnosis.models import Answer
from diagnosis.scoring.units import units_for
from diagnosis.services.reading import AnswerFault, row_fingerprint, split_reason, unit_label
from diagnosis.services.wording import confidence_labels, number_readback, saved_label, say

_KINDS: tuple[tuple[type[Item], str], ...] = (
    (RubricItem, "rubric"),
    (NumberItem, "number"),
    (ChecklistItem, "checklist"),
    (PercentItem, "percent"),
)
# A share between 0 and 1 is read well enough as a percentage.
_UNITS_NOT_OFFERED = frozenset({"share"})


@dataclass(frozen=True)
class Choice:
    """One option of a group of choices or of a list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class HelpPoint:
    """One point of a question's help, or a list under it."""

    title: str
    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question ready for its template. ``faults`` maps a field to the sentence shown beside it."""

    code: str
    kind: str
    title: str
    text: str
    fields: ItemFields
    was: str
    row: Answer | None
    levels: tuple[Choice, ...]
    options: tuple[Choice, ...]
    units: tuple[Choice, ...]
    unit: str
    basis: str
    help: tuple[HelpPoint, ...]
    allows_na: bool
    reasons: tuple[Choice, ...]
    confidences: tuple[Choice, ...]
    readback: str
    warning: str
    faults: dict[str, str]
    is_answered: bool
    is_questioned: bool

    @property
    def revision(self) -> int:
        return self.row.revision if self.row else 0

    @property
    def saved(self) -> str:
        return saved_label(self.row.saved_at) if self.row else ""

    @property
    def first_control(self) -> str:
        """Return the id of the control that a fault in the answer leads to."""
        first = {
            "rubric": f"a-{self.code}-{self.levels[0].value}" if self.levels else "",
            "checklist": f"v-{self.code}-0",
        }
        return first.get(self.kind, f"v-{self.code}")

    def target(self, field: str) -> str:
        """Return the id of the control that belongs to a fault's field."""
        ids = {"na_reason": "t", "note": "n", "evidence": "e", "confidence": "c"}
        if field in ids:
            return f"{ids[field]}-{self.code}"
        return f"q-{self.code}" if field in ("conflict", "revision") else self.first_control


def question_of(
    item: Item,
    row: Answer | None,
    *,
    kept: ItemFields | None = None,
    faults: Iterable[AnswerFault] = (),
    is_questioned: bool = False,
) -> Question:
    """Return a question as its page shows it: the stored answer, or the fields kept because they hold a fault."""
    fields = kept or fields_of(item, row)
    readback, warning = ("", "")
    if isinstance(item, NumberItem) and row is not None and row.state == Answer.State.ANSWERED:
        readback, warning = number_readback(item, row.value or {})
    is_answered = row is not None and row.state != Answer.State.MISSING
    return Question(
        code=item.code,
        kind=next(kind for type_, kind in _KINDS if isinstance(item, type_)),
        title=say(item.title),
        text=say(item.question) or say(item.title),
        fields=fields,
        was=row_fingerprint(row),
        row=row,
        levels=_levels(item, fields),
        options=_options(item, fields),
        units=_units(item, fields),
        unit=unit_label(item, item.unit) if isinstance(item, NumberItem) else "",
        basis=_basis(item),
        help=tuple(_help(item)),
        allows_na=item.na != "not_allowed",
        reasons=_reasons(item, fields),
        confidences=tuple(Choice(c, label, fields.confidence == c) for c, label in confidence_labels().items()),
        readback=readback,
        warning=warning,
        faults={fault.field if fault.field != "unit" else "value": fault.text for fault in faults},
        is_answered=is_answered,
        is_questioned=is_questioned,
    )


def _levels(item: Item, fields: ItemFields) -> tuple[Choice, ...]:
    if not isinstance(item, RubricItem):
        return ()
    return tuple(Choice(str(n.level), say(n.text), fields.choice == str(n.level)) for n in item.levels)


def _options(item: Item, fields: ItemFields) -> tuple[Choice, ...]:
    if isinstance(item, ChecklistItem):
        return tuple(Choice(o.code, say(o.text), o.code in fields.ticks) for o in item.options)
    if isinstance(item, PercentItem):
        return tuple(Choice(str(n), f"{n}%", fields.value == str(n)) for n in range(0, 101, 5))
    return ()


def _units(item: Item, fields: ItemFields) -> tuple[Choice, ...]:
    if not isinstance(item, NumberItem):
        return ()
    chosen = fields.unit or item.unit or ""
    names = [name for name in units_for(item.unit) if name not in _UNITS_NOT_OFFERED or name == chosen]
    return tuple(Choice(name, unit_label(item, name), name == chosen) for name in names)


def _reasons(item: Item, fields: ItemFields) -> tuple[Choice, ...]:
    accepted = item.na if isinstance(item.na, tuple) else ()
    return tuple(Choice(str(i), say(text), fields.reason == str(i)) for i, text in enumerate(accepted))


def _basis(item: Item) -> str:
    """Return how a number is worked out and for which period: part of the question, not of its help."""
    if not isinstance(item, NumberItem):
        return ""
    parts = ((_("Period"), item.period), (_("How to compute"), item.formula))
    return " · ".join(f"{title}: {say(text)}" for title, text in parts if text is not None)


def _help(item: Item) -> Iterable[HelpPoint]:
    if item.why:
        yield HelpPoint(_("Why we ask"), say(item.why))
    if item.help:
        yield HelpPoint(_("How to judge"), say(item.help))
    if isinstance(item, NumberItem):
        for title, text in ((_("Numerator"), item.numerator), (_("Denominator"), item.denominator)):
            if text:
                yield HelpPoint(title, say(text))
    if item.example:
        yield HelpPoint(_("Example"), say(item.example))
    if item.evidence:
        yield HelpPoint(_("Evidence to look at"), "", tuple(say(text) for text in item.evidence))


def reason_shown(item: Item, reason: str) -> str:
    """Return a reason for "not applicable" in the reader's language, as far as it is one of the accepted ones."""
    index, free = split_reason(item, reason)
    accepted = item.na if isinstance(item.na, tuple) else ()
    return " · ".join(part for part in ("" if index is None else say(accepted[index]), free) if part)
