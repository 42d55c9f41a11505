"""The rows of results: what was measured before and after, or what is told in words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import TextField, choices_of

_KEYS: Final = ("kpi", "kpi_en", "family", "before", "after", "unit", "text_ko", "text_en")
# Rows offered beside those that are filled, and how many more each press of the button adds.
SPARE: Final = 2
MOST: Final = 40
PREFIX: Final = "results"


class ResultForm(forms.Form):
    """One result. An empty row is none."""

    kpi = TextField(label=_("What was measured"), max_length=200)
    kpi_en = TextField(label=_("What was measured (English)"), max_length=200)
    family = forms.ChoiceField(label=_("Family of measures"), required=False)
    before = TextField(label=_("Before"), max_length=80)
    after = TextField(label=_("After"), max_length=80)
    unit = TextField(label=_("Unit"), max_length=40)
    text_ko = TextField(label=_("Told in words"), max_length=500)
    text_en = TextField(label=_("Told in words (English)"), max_length=500)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family"] = forms.ChoiceField(
            label=_("Family of measures"), required=False, choices=choices_of("family", on=timezone.localdate())
        )

    def clean(self) -> dict[str, Any]:
        told = {key: value for key in _KEYS if (value := self.cleaned_data.get(key))}
        if told and not self.errors and "text_ko" not in told:
            if "kpi" not in told:
                self.add_error("kpi", _("Say what was measured, or tell the result in words."))
            elif "after" not in told:
                self.add_error("after", _("Give the figure after, or tell the result in words."))
        return self.cleaned_data

    def result(self) -> dict[str, str]:
        return {key: value for key in _KEYS if (value := self.cleaned_data.get(key))}


if TYPE_CHECKING:
    _RowsBase = BaseFormSet[ResultForm]
else:
    _RowsBase = BaseFormSet


class ResultRows(_RowsBase):
    """All rows of a case."""

    def results(self) -> list[dict[str, str]]:
        return [told for form in self.forms if (told := form.result())]


_Rows = cast(
    "type[ResultRows]",
    forms.formset_factory(ResultForm, formset=ResultRows, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True),
)


def rows_shown(results: Sequence[Mapping[str, Any]], *, spare: int = SPARE) -> ResultRows:
    """Return the rows of results with some empty ones below."""
    initial = [dict(one) for one in results] + [{} for _spare in range(spare)]
    return _Rows(initial=initial[:MOST], prefix=PREFIX)


def rows_sent(data: Mapping[str, Any]) -> ResultRows:
    """Return the rows of a form that was sent."""
    return _Rows(data, prefix=PREFIX)


def rows_data(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return results as a form would send them."""
    sent: dict[str, Any] = {f"{PREFIX}-TOTAL_FORMS": len(results), f"{PREFIX}-INITIAL_FORMS": 0}
    for number, one in enumerate(results):
        sent |= {f"{PREFIX}-{number}-{key}": one.get(key, "") for key in _KEYS}
    return sent


def rows_typed(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what was typed into the rows, unchecked: for showing it again with more rows below."""
    total = str(data.get(f"{PREFIX}-TOTAL_FORMS", ""))
    count = min(int(total), MOST) if total.isascii() and total.isdecimal() else 0
    return [{key: str(data.get(f"{PREFIX}-{number}-{key}", "")) for key in _KEYS} for number in range(count)]
