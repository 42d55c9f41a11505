"""The forms of the site visit: questions, evidence, answers, and percents that move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.forms.consensus import Choices, percent_choices
from awards.models import VisitIssue
from awards.scoring import ConsensusSetup
from awards.services.visiting import issue_stamp
from cases.forms.fields import TextField

ISSUE_KINDS: Final = {
    "verify": _("Verify: is it as the dossier says?"),
    "clarify": _("Clarify: what does it not say?"),
}
_QUESTION, _FINDING, _TEXT = 1000, 3000, 2000


class _Form(forms.Form):
    use_required_attribute = False


class QuestionForm(_Form):
    """A question for the visit."""

    item = forms.ChoiceField(label=_("Item"))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(ISSUE_KINDS.items()), widget=forms.RadioSelect)
    question = TextField(label=_("What to look into"), lines=3, max_length=_QUESTION, required=True)
    comment = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        items: Iterable[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"kind": "verify", **(initial or {})})
        self.fields["item"].choices = [("", _("Choose an item")), *items]  # type: ignore[attr-defined]


class EvidenceForm(_Form):
    """Something seen on site."""

    item = forms.ChoiceField(label=_("Item"), required=False)
    text = TextField(
        label=_("What was seen"),
        lines=3,
        max_length=_TEXT,
        required=True,
        help_text=_("Records, places, talks: what, where, from when. No names of persons."),
    )
    seen_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, items: Iterable[tuple[str, str]], data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"seen_on": today})
        self.today = today
        self.fields["item"].choices = [("", pgettext_lazy("item", "No item of its own")), *items]  # type: ignore[attr-defined]

    def clean_seen_on(self) -> date:
        day: date = self.cleaned_data["seen_on"]
        if day > self.today:
            raise forms.ValidationError(_("The day lies ahead."))
        return day


class AnswerForm(_Form):
    """What the visit found to a question."""

    finding = TextField(label=_("What was found"), lines=4, max_length=_FINDING)
    evidence = forms.MultipleChoiceField(
        label=_("Evidence of the visit"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_closed = forms.BooleanField(label=_("Nothing is left to ask"), required=False)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, row: VisitIssue, evidence: Iterable[tuple[str, str]], data: Mapping[str, Any] | None = None
    ) -> None:
        initial = {
            "finding": row.finding,
            "evidence": row.evidence,
            "is_closed": row.is_closed,
            "seen": issue_stamp(row),
        }
        super().__init__(data, initial=initial, auto_id=f"id_{row.pk}_%s")
        self.fields["evidence"].choices = list(evidence)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("is_closed"):
            if not told.get("finding") and "finding" not in self.errors:
                self.add_error("finding", _("Say what was found before you close the question."))
            if not told.get("evidence") and "evidence" not in self.errors:
                self.add_error("evidence", _("Name the evidence before you close the question."))
        return told


class RecordForm(_Form):
    """What the visit did to an item's percent."""

    before = forms.IntegerField(min_value=0, max_value=100, widget=forms.HiddenInput)
    after = forms.TypedChoiceField(label=_("Percent after the visit"), coerce=int)
    evidence = forms.MultipleChoiceField(
        label=_("Evidence of the visit"), required=False, widget=forms.CheckboxSelectMultiple
    )
    finding = TextField(label=_("What speaks for it"), lines=3, max_length=_FINDING, required=True)

    def __init__(
        self,
        choices: Choices,
        evidence: Iterable[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
        *,
        percent: int,
    ) -> None:
        super().__init__(data, initial={"before": percent, "after": str(percent)})
        self.fields["after"].choices = choices  # type: ignore[attr-defined]
        self.fields["evidence"].choices = list(evidence)  # type: ignore[attr-defined]

    def clean_evidence(self) -> list[str]:
        found: list[str] = self.cleaned_data["evidence"]
        if not found:
            raise forms.ValidationError(_("Name the evidence of the visit, as V1."))
        return found


def bounded_choices(setup: ConsensusSetup, agreed: int) -> Choices:
    """Return the percents a visit may leave an item at: within the cycle's ranges of what was agreed."""
    scale, most = setup.scale, setup.rules.visit_max_ranges
    at = scale.range_of(agreed).number
    near = [one for one in scale.ranges if abs(one.number - at) <= most]
    return percent_choices(scale, low=near[0].low, high=near[-1].high)
