"""The forms of the steps a case takes: to review, back, out, down."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import TextField

STEPS: Final = ("send", "return", "publish", "discard", "revert", "withdraw", "restore")
# These say why to somebody: the author, or every reader of the address.
_WITH_REASON: Final = ("return", "withdraw")
_REASON_LENGTH: Final = 300


class StepForm(forms.Form):
    """Which step, on which revision, and why."""

    step = forms.ChoiceField(choices=[(step, step) for step in STEPS])
    revision = forms.IntegerField(min_value=0)
    number = forms.IntegerField(min_value=1, required=False)
    reason = TextField(label=_("Reason"), lines=3, max_length=_REASON_LENGTH)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("step") in _WITH_REASON and not told.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why."))
        if told.get("step") == "revert" and not told.get("number"):
            self.add_error("number", _("Say which revision."))
        return told
