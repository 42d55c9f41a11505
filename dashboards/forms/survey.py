"""The form in which an official decides about answers that look careless."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import TextField
from dashboards.services.decisions import MOST_REASON

KEEP, LEAVE_OUT = "keep", "leave_out"
_CHOICES: Final = (
    (KEEP, _("Keep it: it stays in benchmarks")),
    (LEAVE_OUT, _("Leave it out of benchmarks")),
)


class DecisionForm(forms.Form):
    """Keep or leave out, with a reason; and which decision the person saw."""

    use_required_attribute = False
    decision = forms.ChoiceField(
        label=_("Stays in benchmarks?"), choices=_CHOICES, widget=forms.RadioSelect(),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose from the list.")},
    )  # fmt: skip
    reason = TextField(
        label=_("Reason"), lines=3, required=True, max_length=MOST_REASON,
        help_text=_("At least 10 characters. Whoever looks at it later reads it."),
        error_messages={"required": _("Say why in at least 10 characters.")},
    )  # fmt: skip
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())
