"""Forms of the pool: who somebody is, and whom they are tied to."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.company import region_choices
from accounts.forms.fields import BusinessNumberField, NameField, language
from accounts.reference.sectors import GROUPS
from accounts.reference.sectors import sectors as all_sectors
from awards.assignment_words import RELATIONS, SKILLS
from awards.models import ExaminerProfile

_EARLIEST: Final = date(1950, 1, 1)


class DayField(forms.DateField):
    """A day as people write it, shown as the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d"], **kwargs)


class WhereForm(forms.Form):
    """Where somebody works and lives: the part examiners keep up to date themselves."""

    employer_name = NameField(label=_("Employer"), max_length=80, required=False)
    employer_number = BusinessNumberField(
        label=_("Business number of the employer"),
        required=False,
        help_text=_("Conflicts with the employer, its group and its partners are found by this number."),
    )
    region_code = forms.ChoiceField(label=_("Region"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region_code"]
        region.choices = [("", "–"), *region_choices(timezone.localdate())]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("employer_number") and not told.get("employer_name") and "employer_name" not in self.errors:
            self.add_error("employer_name", _("Name the employer as well."))
        return told

    @staticmethod
    def initial_of(row: ExaminerProfile) -> dict[str, Any]:
        return {name: getattr(row, name) for name in WhereForm.base_fields}


class ProfileForm(WhereForm):
    """What an official notes of somebody."""

    cycles_before = forms.IntegerField(
        label=_("Award cycles examined in before this platform"), min_value=0, max_value=60, initial=0
    )
    sectors = forms.MultipleChoiceField(label=_("Sectors"), required=False, widget=forms.CheckboxSelectMultiple)
    groups = forms.MultipleChoiceField(
        label=_("Groups of sectors"), required=False, widget=forms.CheckboxSelectMultiple
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills"), required=False, choices=list(SKILLS.items()), widget=forms.CheckboxSelectMultiple
    )
    sme_experience = forms.BooleanField(label=_("Knows small and medium firms from own work"), required=False)
    is_judge = forms.BooleanField(
        label=_("Sits on the judges' panel"),
        required=False,
        help_text=_("Judges examine no files where the cycle says so."),
    )
    is_active = forms.BooleanField(label=_("May be given files"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors: Any = self.fields["sectors"]
        sectors.choices = [(one.code, one.name(language())) for one in all_sectors()]
        groups: Any = self.fields["groups"]
        groups.choices = [(one.code, one.name(language())) for one in GROUPS]

    @staticmethod
    def initial_of(row: ExaminerProfile) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ProfileForm.base_fields}


class NewExaminerForm(ProfileForm):
    """Somebody new, by the address of their account."""

    email = forms.EmailField(
        label=_("E-mail address of the account"),
        help_text=_("The person already has an account with the role of an examiner."),
    )
    field_order = ("email",)


class TieForm(forms.Form):
    """A tie to an organisation."""

    relation = forms.ChoiceField(label=_("What ties you"), choices=[("", "–"), *RELATIONS.items()])
    organisation_name = NameField(label=_("Organisation"), max_length=80)
    organisation_number = BusinessNumberField(label=_("Its business number"))
    group_number = BusinessNumberField(
        label=_("Business number of its parent company"),
        required=False,
        help_text=_("Only where it belongs to a group. Ties reach all companies of a group."),
    )
    since = DayField(label=pgettext_lazy("tie of an examiner", "Since"))
    until = DayField(label=pgettext_lazy("tie of an examiner", "Until"), help_text=_("Leave empty while it lasts."))
    is_listed = forms.BooleanField(label=_("Shares: the company is listed"), required=False)
    share_percent = forms.DecimalField(
        label=_("Shares: part of the company in %"),
        required=False, min_value=0, max_value=100, max_digits=7, decimal_places=4,
    )  # fmt: skip
    note = NameField(label=_("Note"), max_length=300, required=False)

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        since, until = told.get("since"), told.get("until")
        today = timezone.localdate()
        for name, day in (("since", since), ("until", until)):
            if day is not None and not _EARLIEST <= day <= today:
                self.add_error(name, _("The day lies in the future or too far back."))
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first. Please check both."))
        return told

    def tie(self) -> dict[str, Any]:
        """Return the tie as `tie_declare` takes it, once the form is valid."""
        told = dict(self.cleaned_data)
        share = told.pop("share_percent")
        is_holding = told["relation"] == "shareholding"
        told["share_ratio"] = float(share) / 100 if is_holding and share is not None else None
        told["is_listed"] = is_holding and told["is_listed"]
        return told
