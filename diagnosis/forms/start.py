"""Forms around the questions: begin a diagnosis, choose its modules, submit it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from diagnosis.models import ModelVersion
from diagnosis.selectors.catalog import model_of
from diagnosis.services.wording import say


class ModulesForm(forms.Form):
    """Choose the optional modules."""

    modules = forms.MultipleChoiceField(
        label=_("Additional modules"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They do not count in the overall score. You may change this until you submit. "
            "Answers to a module you leave out are kept, but not submitted."
        ),
        error_messages={"invalid_choice": _("This module is not part of the model. Choose from the list.")},
    )

    def __init__(self, *args: Any, model_version: ModelVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = model_of(model_version)
        choices = [(module.code, say(module.title)) for module in model.modules]
        field = self.fields["modules"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        if not choices:
            del self.fields["modules"]


class StartForm(ModulesForm):
    """Choose for which company and year a diagnosis begins."""

    company = forms.ChoiceField(
        label=_("Company"),
        error_messages={
            "required": _("Choose the company."),
            "invalid_choice": _("You cannot start for this company. Choose from the list."),
        },
    )
    reference_year = forms.TypedChoiceField(
        label=_("Reference year"),
        coerce=int,
        help_text=_("Figures of performance are those of the latest closed fiscal year."),
        error_messages={
            "required": _("Choose the year."),
            "invalid_choice": _("A diagnosis of this year cannot begin. Choose from the list."),
        },
    )
    field_order = ("company", "reference_year", "modules")

    def __init__(self, *args: Any, companies: Sequence[Company], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company, year = self.fields["company"], self.fields["reference_year"]
        assert isinstance(company, forms.ChoiceField)
        assert isinstance(year, forms.ChoiceField)
        company.choices = [(str(row.pk), row.name) for row in companies]
        year.choices = [(str(value), str(value)) for value in years]
        if len(companies) == 1:
            company.initial = str(companies[0].pk)


class SubmitForm(forms.Form):
    """Confirm the answers. The key makes a second click the same submission."""

    key = forms.CharField(max_length=80)
    confirmed = forms.BooleanField()
