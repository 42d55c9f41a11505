"""The forms of the award office: decisions, answers, the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from awards.models import StageChange
from cases.forms.fields import TextField

_OUTCOMES: Final = (
    ("eligible", _("Eligible: it goes on to its team")),
    ("completion", _("Ask for completion")),
    ("refused", _("Restrict it by a rule")),
)
_ANSWERS: Final = (("yes", _("Upheld")), ("no", _("Not upheld")))
KINDS: Final = (
    (StageChange.Kind.EXTENSION, _("Give more time")),
    (StageChange.Kind.OUTAGE, _("Make up for an outage")),
    (StageChange.Kind.MOVE, _("Move the stage")),
)
_CHOOSE = {"required": _("Choose one."), "invalid_choice": _("Choose from the list.")}


class MomentField(forms.Field):
    """A moment to the second in the time zone of the site, as browsers' date and time fields write it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
    default_error_messages = {"invalid": _("Write day and time like 2026-04-30 18:00:00.")}

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip().replace("T", " ")
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        return found if found.tzinfo else timezone.make_aware(found)

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value) if isinstance(value, datetime) else value


class ScreeningForm(forms.Form):
    """What becomes of an application, and why."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("Decision"), choices=_OUTCOMES, widget=forms.RadioSelect(), error_messages=_CHOOSE
    )
    rule = forms.ChoiceField(
        label=_("Rule"), required=False, help_text=_("Of a restriction: the rule it stands on."), error_messages=_CHOOSE
    )
    due_on = DayField(
        label=_("Last day for the completion"), required=False, help_text=_("Of a completion: it ends at 18:00:00.")
    )
    reason = TextField(
        label=_("Reason"), lines=5, max_length=2000,
        help_text=_("The applicant reads it. Say what is asked for, or on what the decision stands."),
    )  # fmt: skip

    def __init__(self, *args: Any, rules: Sequence[tuple[str, str]], ends_at: time, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule, due_on = self.fields["rule"], self.fields["due_on"]
        assert isinstance(rule, forms.ChoiceField)
        rule.choices = [("", _("None")), *rules]
        due_on.help_text = _("Of a completion: the day ends at %(time)s.") % {"time": ends_at.strftime("%H:%M:%S")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == "refused" and not cleaned.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Choose the rule the restriction stands on."))
        if outcome == "completion" and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say until when."))
        if outcome in ("refused", "completion") and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why. The applicant reads it."))
        return cleaned


class AnswerForm(forms.Form):
    """The answer to an objection, a correction or a challenge."""

    use_required_attribute = False
    upheld = forms.ChoiceField(
        label=_("Decision"), choices=_ANSWERS, widget=forms.RadioSelect(), error_messages=_CHOOSE
    )
    answer = TextField(
        label=_("Answer"), lines=6, max_length=1000, required=True, help_text=_("The applicant reads it."),
        error_messages={"required": _("Write the answer.")},
    )  # fmt: skip


class StageForm(forms.Form):
    """Another time for a stage, and why."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What changes"), choices=KINDS, widget=forms.RadioSelect(), error_messages=_CHOOSE)
    first = MomentField(label=_("From"), required=False)
    last = MomentField(label=_("To"), error_messages={"required": _("Say until when.")})
    reason = TextField(
        label=_("Reason"), lines=3, max_length=300, required=True, help_text=_("Everybody reads it beside the date."),
        error_messages={"required": _("Say why.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") in (StageChange.Kind.OUTAGE, StageChange.Kind.MOVE) and not cleaned.get("first"):
            self.add_error("first", _("Say from when."))
        return cleaned
