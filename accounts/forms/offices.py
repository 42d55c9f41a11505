"""The back office's form of a person: platform role, what of the country goes with it, whether the account works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import language
from accounts.models import Office, User
from accounts.reference import regions, sectors

Role = User.PlatformRole


# Django's class takes no type argument at run time.
if TYPE_CHECKING:
    ModelForm = forms.ModelForm[User]
else:
    ModelForm = forms.ModelForm


class OfficeForm(ModelForm):
    """Role and office of a person."""

    region = forms.ChoiceField(
        label=gettext_lazy("Region of the local government"), required=False,
        help_text=gettext_lazy("An official of a local government sees this region and the country as a whole."),
    )  # fmt: skip
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector of the association"), required=False,
        help_text=gettext_lazy("An association sees this sector and the country as a whole."),
    )  # fmt: skip
    office_name = forms.CharField(label=gettext_lazy("Name of the office"), max_length=80, required=False)

    class Meta:
        model = User
        fields = ("platform_role", "is_active")

    def __init__(self, *args: Any, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        spoken, today = language(), timezone.localdate()
        self._choose("region", [(one.code, one.name(spoken)) for one in regions(today)])
        self._choose("sector", [(one.code, one.name(spoken)) for one in sectors()])
        office = Office.objects.filter(user=self.instance).first() if self.instance.pk else None
        if office is not None:
            told = {"region": office.region_code, "sector": office.sector_code, "office_name": office.name}
            self.initial = {**self.initial, **told}

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *choices]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        role = told.get("platform_role")
        if role == Role.LOCAL_OFFICIAL and not told.get("region"):
            self.add_error("region", _("Choose the region this office may see."))
        if role == Role.ASSOCIATION and not told.get("sector"):
            self.add_error("sector", _("Choose the sector this office may see."))
        if self.by is not None and self.by.pk == self.instance.pk and self.changed_data:
            self.add_error(None, _("Nobody changes their own role. Ask another administrator."))
        return told
