"""The form of one task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from diagnosis.forms.plan_number import NumberAsTyped
from diagnosis.models import ImprovementTask
from diagnosis.report.plan_words import status_words
from diagnosis.services.tasks import TaskContent
from qmplatform.korean.formats import plain_number

_FURTHEST: Final = timedelta(days=3660)


class TaskForm(forms.Form):
    """Who does it, until when, and how it stands."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    owner = forms.ChoiceField(
        label=gettext_lazy("Who is responsible: a member"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This person is no member any more. Choose another one.")},
    )
    owner_name = forms.CharField(
        label=gettext_lazy("Or somebody else: name"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Somebody without an account here, for example a team or a foreman."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due date"),
        required=False,
        help_text=gettext_lazy("For example 2027-03-31."),
        error_messages={"invalid": gettext_lazy("Write a date, for example 2027-03-31.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how the task stands."),
            "invalid_choice": gettext_lazy("Choose how the task stands from the list."),
        },
    )
    actual_effort = NumberAsTyped(
        label=gettext_lazy("Own staff it took, in person-months"),
        help_text=gettext_lazy("Write it when the task is done. The next estimates learn from it."),
        units={"인월": 1.0},
        most=10_000,
        errors={
            "low": gettext_lazy("Write 0 or more."),
            "high": gettext_lazy("Write a smaller number."),
            "unit": gettext_lazy("Write person-months, for example 2.5."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, members: Sequence[User], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(user.pk): user for user in members}
        self.today = today
        owner, status = self.fields["owner"], self.fields["status"]
        assert isinstance(owner, forms.ChoiceField)
        assert isinstance(status, forms.ChoiceField)
        owner.choices = [("", _("Nobody yet")), *((key, user.name or user.email) for key, user in self.members.items())]
        status.choices = list(status_words().items())

    def clean_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["due_on"]
        if due is not None and not self.today - _FURTHEST <= due <= self.today + _FURTHEST:
            raise forms.ValidationError(_("Write a date within ten years of today."), code="far")
        return due

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("owner") and data.get("owner_name"):
            text = _("Choose a member or write a name, not both.")
            self.add_error("owner_name", forms.ValidationError(text, code="both"))
        return data

    def content(self) -> TaskContent:
        return TaskContent(
            owner=self.members.get(self.cleaned_data["owner"]),
            owner_name=self.cleaned_data["owner_name"].strip(),
            due_on=self.cleaned_data["due_on"],
            status=self.cleaned_data["status"],
            note=self.cleaned_data["note"].strip(),
            actual_effort=self.cleaned_data["actual_effort"],
        )

    @staticmethod
    def initial_of(task: ImprovementTask | None) -> dict[str, Any]:
        if task is None:
            return {"revision": 0, "status": ImprovementTask.Status.TODO.value}
        return {
            "revision": task.revision,
            "owner": str(task.owner_id or ""),
            "owner_name": task.owner_name,
            "due_on": task.due_on,
            "status": task.status,
            "actual_effort": "" if task.actual_effort is None else plain_number(task.actual_effort),
            "note": task.note,
        }
