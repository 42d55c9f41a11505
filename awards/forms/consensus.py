"""The forms at the team's table: a new rating, the log of a round, the lead's decision, a standpoint for the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.scoring import PercentScale
from awards.selectors.consensus_room import Member, Room, factor_titles
from awards.templatetags.awards_text import said
from cases.forms.fields import TextField

_RATIONALE: Final = 3000
_NOTE: Final = 2000

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def percent_choices(scale: PercentScale, *, low: int = 0, high: int = 100) -> Choices:
    """Return percents in their steps, grouped by range as the criteria cut them."""
    found: Choices = []
    for one in scale.ranges:
        steps = [step for step in range(one.low, one.high + 1, scale.step) if low <= step <= high]
        if steps:
            found.append((f"{one.low}–{one.high}%", [(str(step), f"{step}%") for step in steps]))
    return found


def range_choices(scale: PercentScale) -> list[tuple[str, str]]:
    return [(one.code, f"{one.low}–{one.high}%") for one in scale.ranges]


class _Form(forms.Form):
    use_required_attribute = False


class RatingForm(_Form):
    """A member's own new rating for the round that runs."""

    number = forms.IntegerField(min_value=1, max_value=99, widget=forms.HiddenInput)
    percent = forms.TypedChoiceField(label=_("New percent"), coerce=int)
    note = TextField(
        label=_("Why you rate it so"),
        lines=3,
        max_length=_NOTE,
        help_text=_("The team reads it. The applicant never does."),
    )

    def __init__(self, room: Room, data: Mapping[str, Any] | None = None) -> None:
        own, last = room.own, {one.member.key: one.before for one in room.given}
        factors = own.factors if own else dict(last_factors(room))
        initial = {
            "number": room.running or 1,
            "percent": str(own.percent if own else last.get(room.key, 0)),
            "note": own.note if own else "",
            **{f"factor-{code}": value for code, value in factors.items()},
        }
        super().__init__(data, initial=initial)
        self.fields["percent"].choices = percent_choices(room.scale)  # type: ignore[attr-defined]
        self.titles = factor_titles(room.table, room.code)
        for code, title in self.titles:
            self.fields[f"factor-{code}"] = forms.ChoiceField(
                label=f"{code} · {said(title)}", choices=range_choices(room.scale)
            )

    @property
    def factor_fields(self) -> list[forms.BoundField]:
        return [self[f"factor-{code}"] for code, _title in self.titles]

    @property
    def factors(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"factor-{code}"] for code, _title in self.titles}


class _RationaleForm(_Form):
    rationale_ko = TextField(label=_("Rationale in Korean"), lines=4, max_length=_RATIONALE)
    rationale_en = TextField(label=_("Rationale in English"), lines=4, max_length=_RATIONALE)

    def __init__(self, room: Room, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        least = room.table.setup.rules.rationale_min_chars
        for language in ("ko", "en"):
            self.fields[f"rationale_{language}"].help_text = _("At least %(number)s characters.") % {
                "number": least.get(language, 1)
            }

    @property
    def rationale(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"rationale_{language}"] for language in ("ko", "en")}

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not (told.get("rationale_ko") or told.get("rationale_en")):
            self.add_error("rationale_ko", _("Write the rationale, in Korean or in English."))
        return told


class RoundForm(_RationaleForm):
    """The lead logs the round that runs."""

    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, room: Room, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(room, data, initial={"seen": room.stamp})


class DecisionForm(_RationaleForm):
    """The lead decides what the rounds left open, beside the notes of those who differ."""

    percent = forms.TypedChoiceField(label=_("Decision"), coerce=int)
    field_order = ("percent", "rationale_ko", "rationale_en")

    def __init__(self, room: Room, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(room, data)
        latest = room.state.latest
        low, high = (latest.low, latest.high) if latest else (0, 100)
        self.fields["percent"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a percent")),
            *percent_choices(room.scale, low=low, high=high),
        ]
        written = room.standpoints
        # Who wrote a note speaks for themselves: the lead takes down notes of the others alone.
        self.asked: Sequence[Member] = tuple(
            one for one in room.members if one.key != room.key and one.key not in written
        )
        for member in self.asked:
            given = latest.scores.get(member.key) if latest else None
            self.fields[f"note-{member.key}"] = TextField(
                label=_("Note of %(name)s, who last gave %(percent)s%%") % {"name": member.name, "percent": given},
                lines=2,
                max_length=_NOTE,
            )
            self.fields[f"note-{member.key}"].help_text = _("Only kept where the decision differs.")

    @property
    def note_fields(self) -> list[forms.BoundField]:
        return [self[f"note-{member.key}"] for member in self.asked]

    @property
    def minority(self) -> dict[str, str]:
        return {member.key: self.cleaned_data[f"note-{member.key}"] for member in self.asked}


class StandpointForm(_Form):
    """What a member wants on record when the lead decides."""

    note = TextField(
        label=_("Your note for the record"),
        lines=4,
        max_length=_NOTE,
        required=True,
        help_text=_("Kept in your own words if the decision differs from yours. The applicant never reads it."),
    )

    def __init__(self, room: Room, data: Mapping[str, Any] | None = None) -> None:
        own = room.standpoints.get(room.key)
        super().__init__(data, initial={"note": own.note if own else ""})


def last_factors(room: Room) -> dict[str, str]:
    """Return the member's own sub-ratings as they were logged last."""
    state = room.state
    if state.rounds:
        return dict(state.rounds[-1].ratings[room.key].factors)
    return dict(room.table.state.reviews[room.key][room.code].factors)
