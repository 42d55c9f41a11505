"""The forms of a dossier: an item's text, a figure by year, an attachment, a draft that is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.models import DossierFigure
from awards.services.attachments import LABEL_LENGTH
from awards.services.dossier import MAX_CHARACTERS
from awards.services.figures import FigureContent
from qmplatform.number_field import BareNumberField

# Years before the cycle's own that a figure has places for; the cycle's year is for what it has so far.
YEARS_BACK: Final = 5
SERIES: Final = ("values", "target", "comparison")


class TextForm(forms.Form):
    """The text of one item, with the revision its writer saw."""

    text = forms.CharField(required=False, strip=False, max_length=MAX_CHARACTERS, widget=forms.Textarea)
    revision = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def seen(self) -> int:
        """Return the revision the writer saw, 0 where there was none."""
        return int(self.cleaned_data.get("revision") or 0)


class AttachmentForm(forms.Form):
    """What a file is; the file itself is looked at by `qmplatform.uploads`."""

    label = forms.CharField(required=False, max_length=LABEL_LENGTH)


class TakeForm(forms.Form):
    """A draft of the self-diagnosis as the applicant made it, and that it was read."""

    key = forms.CharField(max_length=60)
    text = forms.CharField(required=False, strip=False, max_length=MAX_CHARACTERS)


class FigureForm(forms.Form):
    """A figure: what is measured, and its numbers by year."""

    title = forms.CharField(
        label=_("What is measured"),
        max_length=120,
        help_text=_("For example: outgoing defects at customer A"),
        error_messages={"required": _("Say what is measured.")},
    )
    unit = forms.CharField(
        label=_("Unit"),
        max_length=20,
        required=False,
        help_text=_("For example: %, ppm, days. Leave it empty if none."),
    )
    direction = forms.ChoiceField(
        label=_("Which way is better"),
        choices=[("up", _("More is better")), ("down", _("Less is better"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which way is better.")},
    )
    comparison_label = forms.CharField(
        label=_("Whom you compare with"),
        max_length=120,
        required=False,
        help_text=_("For example: average of customer A's suppliers. Say where the numbers come from."),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        names = {"values": _("Value"), "target": _("Target"), "comparison": _("Comparison")}
        for year in years:
            for series in SERIES:
                self.fields[f"{series}_{year}"] = BareNumberField(
                    label=_("%(year)s: %(series)s") % {"year": year, "series": names[series]}
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors.keys() & {f"values_{year}" for year in self.years} and not self.numbers("values"):
            self.add_error(f"values_{self.years[-2]}", _("Give the value of at least one year."))
        if self.numbers("comparison") and not data.get("comparison_label"):
            self.add_error("comparison_label", _("Say whom the numbers of comparison belong to."))
        return data

    def numbers(self, series: str) -> dict[int, float]:
        """Return what was given of a series, by year."""
        given = {year: self.cleaned_data.get(f"{series}_{year}") for year in self.years}
        return {year: value for year, value in given.items() if value is not None}

    def content(self) -> FigureContent:
        """Return what is to be saved."""
        data = self.cleaned_data
        return FigureContent(
            title=data["title"],
            unit=data["unit"],
            direction=data["direction"],
            values=self.numbers("values"),
            target=self.numbers("target"),
            comparison=self.numbers("comparison"),
            comparison_label=data["comparison_label"],
        )

    def seen(self) -> datetime | None:
        """Return when the figure was saved that the writer saw."""
        found: datetime | None = self.cleaned_data.get("seen_at")
        return found


def figure_years(cycle_year: int, row: DossierFigure | None = None) -> range:
    """Return the years a figure has places for, those it already holds among them."""
    held = [int(year) for series in SERIES for year in (getattr(row, series) if row else {})]
    return range(min([cycle_year - YEARS_BACK, *held]), max([cycle_year, *held]) + 1)


def figure_initial(row: DossierFigure) -> dict[str, Any]:
    """Return a stored figure as its form shows it."""
    shown: dict[str, Any] = {
        "title": row.title,
        "unit": row.unit,
        "direction": row.direction,
        "comparison_label": row.comparison_label,
        "seen_at": row.saved_at.isoformat(),
    }
    for series in SERIES:
        stored: Mapping[str, float] = getattr(row, series)
        shown |= {f"{series}_{year}": _plain(value) for year, value in stored.items()}
    return shown


def _plain(value: float) -> str:
    return f"{value:.15g}"
