"""Forms of the bonus and of a winner's word on its case."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import language
from awards.catalog.cycle import BonusRule
from cases.forms.fields import TextField

_IDS: Final = re.compile(r"[^\s,;·]+")
AGREED, NOT_AGREED = "agreed", "wrong"


class BonusForm(forms.Form):
    """Points of each part on the rule's scale, why, and what carries them."""

    rationale = TextField(
        label=_("Why these points"),
        lines=6,
        max_length=2000,
        required=True,
        error_messages={"required": _("Write why you give these points.")},
    )
    evidence = TextField(
        label=_("Evidence"),
        max_length=400,
        help_text=_("Ids of paragraphs, figures, attachments or findings, such as 7.4-F1, V2."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, rule: BonusRule, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least = least
        self.parts = {f"part-{part.code}": part for part in rule.parts}
        spoken = language()
        self.fields["rationale"].help_text = _("At least %(number)d characters. The judges read it.") % {
            "number": least
        }
        for name, part in self.parts.items():
            steps = [step for step in rule.part_scale if step.points <= part.max]
            self.fields[name] = forms.TypedChoiceField(
                label=part.title.in_(spoken),
                coerce=int,
                choices=[(step.points, f"{step.points} · {step.text.in_(spoken)}") for step in steps],
                widget=forms.RadioSelect,
                help_text=part.looks_for.in_(spoken),
                error_messages={"required": _("Choose the points.")},
            )
        self.order_fields([*self.parts, "rationale", "evidence"])

    def clean_rationale(self) -> str:
        text: str = self.cleaned_data["rationale"]
        if len(text) < self.least:
            raise ValidationError(
                _("Write at least %(least)d characters; there are %(now)d."),
                params={"least": self.least, "now": len(text)},
            )
        return text

    def clean_evidence(self) -> list[str]:
        return list(dict.fromkeys(_IDS.findall(self.cleaned_data["evidence"])))

    def points(self) -> dict[str, int]:
        return {part.code: self.cleaned_data[name] for name, part in self.parts.items()}


class WinnerTextForm(forms.Form):
    """What the winner says to the text of its case."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    word = forms.ChoiceField(
        label=_("May this text be published?"),
        choices=[
            (AGREED, _("Yes, as it stands.")),
            (NOT_AGREED, _("No, something is wrong or must not be told.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    note = TextField(
        label=_("What is to be changed"), lines=4, max_length=2000, help_text=_("The officials read this.")
    )

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("word") == NOT_AGREED and not told.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say what is to be changed."))
        return told
