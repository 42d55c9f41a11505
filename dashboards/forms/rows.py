"""The forms of single companies' rows: what for and which, what a month's look found; and counts of the registry."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.company import region_choices, sector_choices
from accounts.forms.fields import language
from accounts.models import Company
from accounts.reference import GROUPS
from cases.forms.fields import TextField
from dashboards.models import RowAccess
from dashboards.selectors.rows import RowFilters

_YEARS: Final = 3
_MOST_BYTES: Final = 2_000_000
_CHOOSE = {"required": gettext_lazy("Choose one."), "invalid_choice": gettext_lazy("Choose from the list.")}


class OpenRowsForm(forms.Form):
    """For what, why, and which companies. Of one submission alone nothing else is chosen."""

    use_required_attribute = False
    purpose = forms.ChoiceField(
        label=gettext_lazy("Purpose"), choices=RowAccess.Purpose.choices, widget=forms.RadioSelect(),
        error_messages=_CHOOSE,
    )  # fmt: skip
    reason = TextField(
        label=gettext_lazy("Reason"), lines=3, required=True, max_length=500,
        help_text=gettext_lazy("At least 20 characters. The monthly review reads it."),
        error_messages={"required": gettext_lazy("Say why in at least 20 characters.")},
    )  # fmt: skip
    case = forms.UUIDField(required=False, widget=forms.HiddenInput())
    year = forms.ChoiceField(label=gettext_lazy("Reference year"), required=False, error_messages=_CHOOSE)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), required=False, error_messages=_CHOOSE)
    group = forms.ChoiceField(label=gettext_lazy("Group of sectors"), required=False, error_messages=_CHOOSE)
    size = forms.ChoiceField(label=gettext_lazy("Size"), required=False, error_messages=_CHOOSE)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False, error_messages=_CHOOSE)

    def __init__(self, *args: Any, case: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case:
            for name in ("year", "sector", "group", "size", "region"):
                del self.fields[name]
            self.initial["case"] = case
            return
        today, spoken = timezone.localdate(), language()
        whole = ("", _("All"))
        years = [str(today.year - back) for back in range(_YEARS)]
        self._choose("year", [whole, *((year, year) for year in years)])
        self._choose("sector", [whole, *sector_choices()[1:]])
        self._choose("group", [whole, *((group.code, group.name(spoken)) for group in GROUPS)])
        self._choose("size", [whole, *Company.Size.choices])
        self._choose("region", [whole, *region_choices(today)[1:]])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def filters(self) -> RowFilters:
        """Return which companies were chosen."""
        told = self.cleaned_data
        if told.get("case"):
            return RowFilters(case=str(told["case"]))
        return RowFilters(**{name: told[name] for name in ("year", "sector", "group", "size", "region")})


class ReviewForm(forms.Form):
    """What the look through a month found."""

    use_required_attribute = False
    finding = TextField(
        label=gettext_lazy("What you found"), lines=4, required=True, max_length=1000,
        help_text=gettext_lazy("At least 20 characters: whether each purpose and reason holds."),
        error_messages={"required": gettext_lazy("Write what you found in at least 20 characters.")},
    )  # fmt: skip


class RegistryForm(forms.Form):
    """A file of how many companies there are."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("One row a sector and size, with the columns year, sector, size, companies, source."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    is_synthetic = forms.BooleanField(label=gettext_lazy("These counts are fictional"), required=False)

    def clean_file(self) -> bytes:
        """Return what stands in the file."""
        given = self.cleaned_data["file"]
        if given.size > _MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. Choose the table of counts alone."), code="large")
        content: bytes = given.read()
        return content
