"""Forms of the feedback reports' office: the date they are handed out, and why another edition is made."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.services.feedback import LEAST_REASON

_MORNING: Final = time(9)


class ReleaseForm(forms.Form):
    """The day and hour from which applicants may take their reports, in the time of the cycle."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.TimeField(
        label=_("Time, Korean time"), initial=_MORNING, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(
        label=_("Why the day is moved"),
        required=False,
        max_length=300,
        help_text=_("Only when a day was set before. It goes into the record."),
    )

    use_required_attribute = False

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the moment that was chosen."""
        told: dict[str, Any] = self.cleaned_data
        return datetime.combine(told["on"], told["at"], zone)


class CorrectionForm(forms.Form):
    """Why another edition is made."""

    reason = forms.CharField(
        label=_("Why another edition"),
        min_length=LEAST_REASON,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads it in the report. Name no person."),
    )

    use_required_attribute = False
