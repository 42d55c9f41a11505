"""The form in which a company says that it tried a case, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import CompanyCase
from cases.services.companies import Telling
from qmplatform.korean.formats import plain_number
from qmplatform.number_field import BareNumberField

_FIRST_DAY: Final = date(1990, 1, 1)


class TellingForm(forms.Form):
    """When it was tried, what came of it, and one measure before and after."""

    tried_on = forms.DateField(
        label=gettext_lazy("Day you tried it"),
        required=False,
        help_text=gettext_lazy("For example 2026-11-20. Leave it empty to take everything back."),
        error_messages={"invalid": gettext_lazy("Write a date, for example 2026-11-20.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    outcome = forms.ChoiceField(label=gettext_lazy("What came of trying it"), required=False, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Only your company reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kpi = forms.CharField(
        label=gettext_lazy("Measure"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("For example: defect rate in the paint shop."),
    )
    before = BareNumberField(label=gettext_lazy("Before"))
    after = BareNumberField(label=gettext_lazy("After"))
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=20)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(value, label) for value, label in CompanyCase.Outcome.choices]

    def clean_tried_on(self) -> date | None:
        day: date | None = self.cleaned_data["tried_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("The day lies in the future. Write the day you began."), code="future")
        if day is not None and day < _FIRST_DAY:
            raise forms.ValidationError(_("The day lies too far back. Check the year."), code="past")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        figures = [data.get(name) for name in ("before", "after")]
        is_told = bool(data.get("kpi")) or any(value is not None for value in figures)
        if is_told and not self.errors.keys() & {"kpi", "before", "after"}:
            if not data.get("kpi"):
                self.add_error("kpi", forms.ValidationError(_("Name the measure."), code="required"))
            if data.get("after") is None:
                self.add_error("after", forms.ValidationError(_("Write the value after it."), code="required"))
        if data.get("tried_on") is None and "tried_on" not in self.errors and (data.get("outcome") or is_told):
            text = _("Write the day. Without it the rest cannot be kept.")
            self.add_error("tried_on", forms.ValidationError(text, code="required"))
        return data

    def telling(self) -> Telling:
        data = self.cleaned_data
        figure = None
        if data["kpi"]:
            figure = {"kpi": data["kpi"].strip(), "before": data["before"], "after": data["after"],
                      "unit": data["unit"].strip()}  # fmt: skip
        return Telling(tried_on=data["tried_on"], outcome=data["outcome"], note=data["note"].strip(), figure=figure)

    @staticmethod
    def initial_of(row: CompanyCase | None, today: date) -> dict[str, Any]:
        """Return what stands in the form: what was told, or today for a case not tried yet."""
        if row is None or row.tried_on is None:
            return {"tried_on": today, "outcome": CompanyCase.Outcome.UNKNOWN.value}
        figure = row.figure or {}
        numbers = {name: plain_number(figure[name]) for name in ("before", "after") if figure.get(name) is not None}
        return {
            "tried_on": row.tried_on,
            "outcome": row.outcome,
            "note": row.outcome_note,
            "kpi": figure.get("kpi", ""),
            "unit": figure.get("unit", ""),
            **numbers,
        }
