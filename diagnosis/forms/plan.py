"""Forms of the plan: where the company stands in its business, which levels it aims at, and what it can spend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diagnosis.catalog.links import Links
from diagnosis.forms.plan_number import NumberAsTyped
from diagnosis.priorities import PlanInputs, UnableToPlan
from diagnosis.priorities.inputs import MOST_KPIS, MOST_QUARTERS
from diagnosis.report.plan_words import horizon_words
from diagnosis.services.wording import say
from qmplatform.korean.formats import plain_number

_HIGHEST_SHARE: Final = 1e15
_MOST_MONTHS: Final = 10_000
_MOST_MONEY: Final = 1_000_000
_ERRORS: Final[dict[str, Any]] = {
    "low": gettext_lazy("Write 0 or more."),
    "high": gettext_lazy("Write a smaller number."),
}


class PlanForm(forms.Form):
    """A form of a part of the plan, made from one revision of it."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def refuse(self, error: UnableToPlan, language: str, labels: Mapping[str, str]) -> None:
        """Show the faults the planning found, each at its field; one of another step by its name."""
        for fault in error.faults:
            name = self.field_of(fault.field)
            if name in self.fields:
                self.add_error(name, fault.in_(language))
                continue
            code = fault.field.partition(".")[2] or fault.field
            self.add_error(None, f"{labels.get(code, code)}: {fault.in_(language)}")

    def field_of(self, name: str) -> str:
        """Return the form's field of an input of the plan."""
        return name


class EnvironmentForm(PlanForm):
    """Step 1: horizon, where the cost lies, and the key figures the company steers by."""

    horizon = forms.ChoiceField(
        label=gettext_lazy("How far do you plan?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Near plans look more at cost. Far plans look more at key figures and at the peers."),
        error_messages={
            "required": gettext_lazy("Choose how far you plan."),
            "invalid_choice": gettext_lazy("Choose how far you plan from the list."),
        },
    )
    kpis = forms.MultipleChoiceField(
        label=gettext_lazy("Which key figures do you steer by?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Up to five. Leave all empty if none matters more than the others."),
        error_messages={"invalid_choice": gettext_lazy("This key figure is not in the list. Choose again.")},
    )

    def __init__(self, *args: Any, links: Links | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        horizon, kpis = self.fields["horizon"], self.fields["kpis"]
        assert isinstance(horizon, forms.ChoiceField)
        assert isinstance(kpis, forms.MultipleChoiceField)
        horizon.choices = list(horizon_words().items())
        self.groups = tuple(links.cost_groups.values()) if links else ()
        kpis.choices = [(kpi.code, say(kpi.title)) for kpi in links.kpis.values()] if links else []
        if not links:
            del self.fields["kpis"]
        for group in self.groups:
            self.fields[_share(group.code)] = NumberAsTyped(
                label=say(group.title),
                help_text=say(group.what),
                units={"%": 1.0, "원": 1.0},
                most=_HIGHEST_SHARE,
                errors=_ERRORS | {"unit": gettext_lazy("Write a share or an amount in won, for example 30.")},
            )

    def share_fields(self) -> list[forms.BoundField]:
        """Return the fields of the cost groups."""
        return [self[_share(group.code)] for group in self.groups]

    def field_of(self, name: str) -> str:
        group = name.removeprefix("cost_shares.")
        return _share(group) if group != name else name

    def clean_kpis(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["kpis"]
        if len(chosen) > MOST_KPIS:
            text = _("You chose %(count)d. Keep at most %(most)d.") % {"count": len(chosen), "most": MOST_KPIS}
            raise forms.ValidationError(text, code="too_many")
        order = [code for code, _title in self.fields["kpis"].choices]  # type: ignore[attr-defined]
        return sorted(chosen, key=order.index)

    def changes(self) -> dict[str, Any]:
        """Return the inputs as they are stored; groups without a share are left out."""
        shares = {group.code: self.cleaned_data.get(_share(group.code)) for group in self.groups}
        return {
            "horizon": self.cleaned_data["horizon"],
            "cost_shares": {code: share for code, share in shares.items() if share},
            "kpis": self.cleaned_data.get("kpis", []),
        }

    @staticmethod
    def initial_of(inputs: PlanInputs, revision: int) -> dict[str, Any]:
        shares = {_share(code): plain_number(share) for code, share in inputs.cost_shares.items()}
        return {"revision": revision, "horizon": inputs.horizon, "kpis": list(inputs.kpis), **shares}


def _share(group: str) -> str:
    return f"share_{group}"


class TargetsForm(PlanForm):
    """Step 2: the level each question shall reach. One left at the empty choice, the proposal, follows later ones."""

    def __init__(
        self, *args: Any, choices: Mapping[str, Sequence[tuple[str, str]]], labels: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = tuple(choices)
        for code, levels in choices.items():
            self.fields[_target(code)] = forms.TypedChoiceField(
                label=labels[code],
                choices=levels,
                required=False,
                coerce=int,
                empty_value=None,
                error_messages={
                    "invalid_choice": _("This target is not possible. Choose a level from the list."),
                },
            )

    def field_of(self, name: str) -> str:
        code = name.removeprefix("targets.")
        return _target(code) if code != name else name

    def target_field(self, code: str) -> forms.BoundField:
        return self[_target(code)]

    def changes(self) -> dict[str, Any]:
        targets = {code: self.cleaned_data.get(_target(code)) for code in self.codes}
        return {"targets": {code: level for code, level in targets.items() if level is not None}}

    @staticmethod
    def initial_of(inputs: PlanInputs, revision: int) -> dict[str, Any]:
        return {"revision": revision, **{_target(code): str(level) for code, level in inputs.targets.items()}}


def _target(code: str) -> str:
    return f"target_{code}"


class BudgetForm(PlanForm):
    """Step 4: what the company can put into the plan."""

    people_months_a_quarter = NumberAsTyped(
        label=gettext_lazy("Own staff a quarter, in person-months"),
        help_text=gettext_lazy("One person for a whole quarter is 3. Leave empty for no limit."),
        units={"인월": 1.0, "명": 3.0},
        most=_MOST_MONTHS,
        errors=_ERRORS | {"unit": gettext_lazy("Write person-months, for example 2.5.")},
    )
    money = NumberAsTyped(
        label=gettext_lazy("Money for the whole plan, in million won"),
        help_text=gettext_lazy("What you spend outside the company. 60 is 60 million won. Leave empty for no limit."),
        units={"원": 1e-6, "백만원": 1.0},
        most=_MOST_MONEY,
        errors=_ERRORS
        | {
            "unit": gettext_lazy("Write an amount in million won, for example 60."),
            "high": gettext_lazy("Write a smaller number: the unit is million won."),
        },
    )
    quarters = forms.IntegerField(
        label=gettext_lazy("How many quarters"),
        min_value=1,
        max_value=MOST_QUARTERS,
        help_text=gettext_lazy("It counts where people or money are limited."),
        error_messages={
            "required": gettext_lazy("Write how many quarters the plan has."),
            "invalid": gettext_lazy("Write a whole number, for example 8."),
            "min_value": gettext_lazy("A plan has at least one quarter."),
            "max_value": gettext_lazy("A plan has at most 20 quarters."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def changes(self) -> dict[str, Any]:
        names = ("people_months_a_quarter", "money", "quarters")
        return {name: self.cleaned_data[name] for name in names}

    @staticmethod
    def initial_of(inputs: PlanInputs, revision: int) -> dict[str, Any]:
        amounts = {"people_months_a_quarter": inputs.people_months_a_quarter, "money": inputs.money}
        shown = {name: "" if value is None else plain_number(value) for name, value in amounts.items()}
        return {"revision": revision, "quarters": inputs.quarters, **shown}
