"""Facts of a cycle as fields: what applicants declare, and what the office looks up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.fields import DayField, language
from accounts.models import Company
from awards.catalog.conditions import FactValue
from awards.catalog.cycle import Fact
from awards.selectors.screening import LookedUp
from cases.forms.fields import TextField

YES_NO: Final = (("yes", pgettext_lazy("fact", "Yes")), ("no", pgettext_lazy("fact", "No")))
_NOT_LOOKED_UP: Final = ("", _("Not looked up"))
_YEARS: Final = (_NOT_LOOKED_UP, ("none", _("None found")), ("some", _("Found in some years")))
_SIZE: Final = "applicant.size"
_HINTS: Final[Mapping[str, str | Promise]] = {
    "applicant.size": _("As the law on small and medium enterprises counts it."),
    "applicant.years_in_business": _("Full years since the company was founded."),
    "team.members": _("The leader counts too."),
    "team.topic_completed_on": _("For example 2026-03-31."),
}


def field_name(key: str) -> str:
    """Return the name of a fact's field."""
    return key.replace(".", "_")


class DeclaredFactsForm(forms.Form):
    """What an applicant says of itself, as the rules of a cycle ask for it."""

    use_required_attribute = False

    def __init__(self, *args: Any, facts: Sequence[Fact], is_whole: bool = True, **kwargs: Any) -> None:
        """Make the fields; `is_whole` asks for every fact, else some may wait."""
        super().__init__(*args, **kwargs)
        self.facts = list(facts)
        for fact in self.facts:
            self.fields[field_name(fact.key)] = _declared(fact, is_required=is_whole)

    def declared(self) -> dict[str, FactValue]:
        """Return the facts once the form is valid; None where nothing was said."""
        found: dict[str, FactValue] = {}
        for fact in self.facts:
            value = self.cleaned_data.get(field_name(fact.key))
            if fact.type == "bool":
                value = {"yes": True, "no": False}.get(value or "")
            found[fact.key] = None if value in ("", None) else value
        return found


def declared_initial(facts: Sequence[Fact], known: Mapping[str, FactValue]) -> dict[str, Any]:
    """Return the values the fields begin with."""
    found: dict[str, Any] = {}
    for fact in facts:
        value = known.get(fact.key)
        if value is None:
            continue
        if isinstance(value, bool):
            found[field_name(fact.key)] = "yes" if value else "no"
        else:
            found[field_name(fact.key)] = value.isoformat() if isinstance(value, date) else value
    return found


class LookedUpForm(forms.Form):
    """What the office looked up, fact by fact, each with where it was found."""

    use_required_attribute = False

    def __init__(self, *args: Any, facts: Sequence[LookedUp], year: int, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _looked_up_initial(facts))
        super().__init__(*args, **kwargs)
        self.held, self.year = list(facts), year
        for one in self.held:
            name, title = field_name(one.fact.key), one.fact.title.in_(language())
            if one.fact.type == "years":
                self.fields[name] = forms.ChoiceField(label=title, choices=_YEARS, required=False)
                self.fields[f"{name}_years"] = TextField(
                    label=_("Years"), max_length=80, help_text=_("For example 2024, 2025.")
                )
            else:
                self.fields[name] = forms.ChoiceField(label=title, choices=(_NOT_LOOKED_UP, *YES_NO), required=False)
            self.fields[f"{name}_note"] = TextField(label=_("Where it was looked up"), max_length=300)

    def rows(self) -> list[dict[str, Any]]:
        """Return the fields fact by fact."""
        found = []
        for one in self.held:
            name = field_name(one.fact.key)
            years = self[f"{name}_years"] if one.fact.type == "years" else None
            found.append({"held": one, "value": self[name], "years": years, "note": self[f"{name}_note"]})
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for one in self.held:
            name = field_name(one.fact.key)
            if one.fact.type != "years" or cleaned.get(name) != "some" or f"{name}_years" in self.errors:
                continue
            years = [int(found) for found in re.findall(r"\d+", cleaned.get(f"{name}_years") or "")]
            if not years:
                self.add_error(f"{name}_years", _("Say in which years."))
            elif not all(1950 <= found <= self.year for found in years):
                self.add_error(f"{name}_years", _("Check the years. Write them with four digits, as 2024."))
        return cleaned

    def values(self) -> dict[str, FactValue]:
        """Return the facts once the form is valid; None where it was not looked up."""
        found: dict[str, FactValue] = {}
        for one in self.held:
            name = field_name(one.fact.key)
            chosen = self.cleaned_data.get(name) or ""
            if one.fact.type == "years":
                written = re.findall(r"\d+", self.cleaned_data.get(f"{name}_years") or "")
                years = frozenset(int(year) for year in written) if chosen == "some" else frozenset()
                found[one.fact.key] = years if chosen else None
            else:
                found[one.fact.key] = {"yes": True, "no": False}.get(chosen)
        return found

    def notes(self) -> dict[str, str]:
        return {one.fact.key: self.cleaned_data.get(f"{field_name(one.fact.key)}_note") or "" for one in self.held}


def _looked_up_initial(facts: Sequence[LookedUp]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in facts:
        if one.row is None:
            continue
        name, value = field_name(one.fact.key), one.row.value
        found[f"{name}_note"] = one.row.note
        if one.fact.type == "years" and value is not None:
            found[name] = "some" if value else "none"
            found[f"{name}_years"] = ", ".join(str(year) for year in value)
        elif value is not None:
            found[name] = "yes" if value else "no"
    return found


def _declared(fact: Fact, *, is_required: bool) -> forms.Field:
    told: dict[str, Any] = {
        "label": fact.title.in_(language()),
        "required": is_required,
        "help_text": _HINTS.get(fact.key, ""),
    }
    told["error_messages"] = {"required": _("Please answer this."), "invalid_choice": _("Choose from the list.")}
    if fact.type == "bool":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect(), **told)
    if fact.type in ("enum", "code"):
        names = dict(Company.Size.choices) if fact.key == _SIZE else {}
        choices = [("", _("Choose")), *((value, names.get(value, value)) for value in fact.values)]
        return forms.ChoiceField(choices=choices, **told)
    if fact.type == "date":
        return DayField(**told)
    return forms.IntegerField(
        min_value=0, max_value=100_000, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **told | {"error_messages": {**told["error_messages"], "invalid": _("Write a whole number.")}},
    )  # fmt: skip
