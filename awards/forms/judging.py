"""Forms of the judges' meetings: plan, agenda, opening, closing, votes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, language
from awards.catalog.review_parts import ConflictRule
from awards.models import AwardApplication, ExaminerProfile, PanelMeeting
from awards.scoring import Choice
from awards.selectors.judging import honours_for
from cases.forms.fields import TextField

KINDS: Final = (
    (PanelMeeting.Kind.SHORTLIST.value, _("Which applicants are visited")),
    (PanelMeeting.Kind.HONOURS.value, _("Who is honoured, and how")),
)
CHOICES: Final[tuple[tuple[str, Promise | str], ...]] = (
    (Choice.YES.value, _("For it")),
    (Choice.NO.value, _("Against it")),
    (Choice.ABSTAIN.value, _("I abstain")),
)


def judge_label(judge: ExaminerProfile) -> str:
    """Name a judge with the employer."""
    return f"{judge.user} · {judge.employer_name}" if judge.employer_name else str(judge.user)


if TYPE_CHECKING:
    _JudgesBase = forms.ModelMultipleChoiceField[ExaminerProfile]
else:
    _JudgesBase = forms.ModelMultipleChoiceField


class JudgesField(_JudgesBase):
    """Judges of the pool, ticked by name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(ExaminerProfile.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return judge_label(obj)


class MeetingForm(forms.Form):
    """When and where a meeting sits, and whom it calls."""

    kind = forms.ChoiceField(
        label=_("What it decides"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it decides.")},
    )
    title = TextField(
        label=_("Title of the meeting"),
        max_length=120,
        required=True,
        error_messages={"required": _("Give the meeting a title.")},
    )
    day = DayField(label=_("Day"), required=False, help_text=_("Such as 2026-09-15."))
    hour = forms.TimeField(
        label=_("Hour in Korea"),
        required=False,
        input_formats=["%H:%M", "%H"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "5"}),
        help_text=_("Such as 14:00."),
        error_messages={"invalid": _("Write the hour like 14:00.")},
    )
    place = TextField(label=_("Place or address of the call"), max_length=120)
    judges = JudgesField(label=_("Judges who are called"), error_messages={"required": _("Tick the judges.")})

    use_required_attribute = False

    def __init__(self, *args: Any, judges: Sequence[ExaminerProfile], quorum: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quorum = quorum
        field = self.fields["judges"]
        field.queryset = ExaminerProfile.objects.filter(pk__in=[one.pk for one in judges]).select_related("user")  # type: ignore[attr-defined]
        field.help_text = _("At least %(number)d decide. Call more: who has a tie leaves the room.") % {
            "number": quorum
        }

    @classmethod
    def initial_of(cls, meeting: PanelMeeting) -> dict[str, Any]:
        """Return what the form of a planned meeting shows."""
        moment = timezone.localtime(meeting.meets_at) if meeting.meets_at else None
        return {
            "kind": meeting.kind,
            "title": meeting.title,
            "day": moment.date() if moment else None,
            "hour": moment.time() if moment else None,
            "place": meeting.place,
            "judges": list(meeting.judges.values_list("pk", flat=True)),
        }

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("hour") and not told.get("day") and "day" not in self.errors:
            self.add_error("day", _("Say on which day."))
        return told

    @property
    def meets_at(self) -> datetime | None:
        day = self.cleaned_data["day"]
        if day is None:
            return None
        moment: time = self.cleaned_data["hour"] or time(9)
        return timezone.make_aware(datetime.combine(day, moment))


class AgendaForm(forms.Form):
    """Which of the applications that wait go on the agenda; of honours, which one is proposed."""

    def __init__(self, *args: Any, waiting: Iterable[AwardApplication], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = {f"file-{one.pk}": one for one in waiting}
        for name, one in self.by_name.items():
            label = str(one.company)
            if kind == PanelMeeting.Kind.HONOURS:
                named = [(rank.code, _title(rank).in_(language())) for rank in honours_for(one)]
                choices: list[tuple[str, Any]] = [("", _("Not on this agenda")), *named]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
            else:
                self.fields[name] = forms.BooleanField(label=label, required=False)

    def chosen(self) -> list[tuple[AwardApplication, str]]:
        """Return the applications that were chosen, with the honour proposed for each."""
        found = [(self.by_name[name], self.cleaned_data.get(name)) for name in self.by_name]
        return [(one, value if isinstance(value, str) else "") for one, value in found if value]


class HonourForm(forms.Form):
    """Another honour for what stands on the agenda."""

    honour = forms.ChoiceField(label=_("Proposed honour"))

    def __init__(self, *args: Any, application: AwardApplication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(rank.code, _title(rank).in_(language())) for rank in honours_for(application)]
        self.fields["honour"] = forms.ChoiceField(label=_("Proposed honour"), choices=named)


class OpeningForm(forms.Form):
    """Who is there."""

    present = JudgesField(label=_("Judges who are there"), error_messages={"required": _("Tick who is there.")})

    use_required_attribute = False

    def __init__(self, *args: Any, meeting: PanelMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = meeting.judges.select_related("user").order_by("user__name", "pk")  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """Who leaves before the end, and why."""

    judge = forms.ModelChoiceField(
        ExaminerProfile.objects.none(),
        label=_("Judge"),
        empty_label=_("Choose a judge"),
        error_messages={"required": _("Choose the judge who leaves.")},
    )
    reason = TextField(label=_("Reason"), max_length=300, required=True, error_messages={"required": _("Say why.")})

    use_required_attribute = False

    def __init__(self, *args: Any, meeting: PanelMeeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judge"].queryset = meeting.present.select_related("user").order_by("user__name", "pk")  # type: ignore[attr-defined]


class ClosingForm(forms.Form):
    """The minutes, and for each question why it was decided so."""

    minutes = TextField(
        label=_("Minutes"),
        lines=8,
        max_length=10_000,
        required=True,
        help_text=_("What was spoken about, who stepped back, what was left open."),
        error_messages={"required": _("Write the minutes.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, questions: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"reason-{pk}": pk for pk, _company in questions}
        for pk, company in questions:
            self.fields[f"reason-{pk}"] = TextField(
                label=_("%(company)s: why it was decided so") % {"company": company},
                lines=3,
                max_length=3000,
                required=True,
                error_messages={"required": _("Write why it was decided so.")},
            )

    def reasons(self) -> dict[int, str]:
        return {pk: self.cleaned_data[name] for name, pk in self.names.items()}


class VoteForm(forms.Form):
    """A judge's vote."""

    choice = forms.ChoiceField(
        label=_("For or against"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you vote.")},
    )
    reason = TextField(
        label=_("Reason"),
        lines=4,
        max_length=1000,
        help_text=_("For the minutes. Needed where you vote against it or abstain."),
    )
    declares_no_tie = forms.BooleanField(
        label=_("I have no tie to this applicant that a rule on conflicts of interest names."),
        error_messages={"required": _("Tick this, or step back from this application.")},
    )

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("choice") in (Choice.NO, Choice.ABSTAIN) and not told.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why, for the minutes."))
        return told


class StepBackForm(forms.Form):
    """A judge steps back from one application."""

    rule = forms.ChoiceField(label=_("Which rule"), required=False)
    reason = TextField(
        label=_("What ties you"),
        lines=3,
        max_length=500,
        required=True,
        help_text=_("The office reads this. The minutes name the rule alone."),
        error_messages={"required": _("Say what ties you.")},
    )

    use_required_attribute = False
    prefix = "back"

    def __init__(self, *args: Any, rules: Iterable[ConflictRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("Another reason")),
            *((one.code, f"{one.code} {one.message.in_(language())}") for one in rules),
        ]
        self.fields["rule"] = forms.ChoiceField(label=_("Which rule"), required=False, choices=choices)


def _title(rank: Any) -> Any:
    """Return the name of an honour, or of a medal."""
    return getattr(rank, "title", None) or rank.text
