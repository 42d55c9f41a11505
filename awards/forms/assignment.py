"""Forms of teams: what a proposal is asked for, a change by hand, clearance, stepping back, declaring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from awards.catalog import Cycle
from awards.models import ExaminerProfile, Seat
from awards.selectors.assignment import Asked
from cases.forms.fields import TextField


class AskForm(forms.Form):
    """What a proposal is asked for."""

    size = forms.TypedChoiceField(label=_("Members of a team"), coerce=int, empty_value=None, required=False)
    keep = forms.BooleanField(
        label=_("Keep who is proposed already"),
        required=False,
        help_text=_("Without the tick all teams that are not named yet are put together anew."),
    )

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = cycle.assignment.examiners_per_file
        size: Any = self.fields["size"]
        size.choices = [(number, str(number)) for number in range(bounds.min, bounds.max + 1)]

    def asked(self) -> Asked:
        return Asked(self.cleaned_data["size"] or None, self.cleaned_data["keep"])


class TeamChangeForm(forms.Form):
    """One step on one team by hand: who goes, who comes, who leads, and why."""

    remove = forms.TypedChoiceField(label=_("Who leaves"), coerce=int, empty_value=None, required=False)
    rule = forms.ChoiceField(label=_("Leaves for"), required=False)
    add = forms.TypedChoiceField(label=_("Who comes"), coerce=int, empty_value=None, required=False)
    lead = forms.TypedChoiceField(label=_("Who leads from now on"), coerce=int, empty_value=None, required=False)
    reason = TextField(label=_("Reason"), lines=3, max_length=500)

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        seats: Sequence[Seat],
        comers: Sequence[tuple[ExaminerProfile, str]],
        rules: Sequence[tuple[str, str]],
        is_named: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        none = ("", "–")
        team = [(seat.examiner_id, seat.examiner.user.name) for seat in seats]
        fields: Any = self.fields
        fields["remove"].choices = [none, *team]
        fields["add"].choices = [none, *((one.pk, text) for one, text in comers)]
        fields["lead"].choices = [none, *team, *((one.pk, one.user.name) for one, _text in comers)]
        fields["rule"].choices = [none, *rules]
        if not is_named:
            del fields["rule"]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not self.errors and not any(told.get(name) for name in ("remove", "add", "lead")):
            raise forms.ValidationError(_("Choose who leaves, who comes or who leads."))
        if "rule" in self.fields and told.get("remove") and not told.get("rule"):
            self.add_error("rule", _("Choose what the examiner leaves for."))
        if not told.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why."))
        return told


class ClearForm(forms.Form):
    """That a tie was looked at and does not stand in the way."""

    examiner = forms.IntegerField(widget=forms.HiddenInput)
    rule = forms.CharField(max_length=10, widget=forms.HiddenInput)
    reason = TextField(label=_("Why it does not stand in the way"), lines=2, max_length=500, required=True)

    use_required_attribute = False


class DeclareForm(forms.Form):
    """The examiner signs."""

    agreed = forms.BooleanField(
        label=_("I have read this and declare it."),
        error_messages={"required": _("Tick this to sign, or step back from the file.")},
    )

    use_required_attribute = False


class StepBackForm(forms.Form):
    """The examiner steps back from a file, with the reason."""

    rule = forms.ChoiceField(label=_("Why you step back"))
    reason = TextField(
        label=_("In your own words"),
        lines=3,
        max_length=500,
        required=True,
        help_text=_("Read by the award office only, never by the applicant."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, rules: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule: Any = self.fields["rule"]
        rule.choices = [("", "–"), *rules]
