"""The task list of a diagnosis, and its first task: the company's profile."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership
from accounts.permissions import Permission, has_permission
from accounts.reference import UnableToFindRegion, UnableToFindSector, region, sector
from accounts.views.requests import UserRequest
from diagnosis.forms.start import ModulesForm
from diagnosis.models import Answer, Diagnosis
from diagnosis.scoring import matching_profiles
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.progress import Section, SectionState, Survey, survey_of
from diagnosis.services.start import UnableToChangeDiagnosis, diagnosis_modules_set
from diagnosis.services.wording import progress_label, say
from diagnosis.views.responses import SeeOther, closed, posted

_MINUTES_AN_ITEM = 0.7


@dataclass(frozen=True)
class Task:
    """One row of the task list; without an address it cannot be opened yet."""

    title: str
    url: str
    badge: str
    word: str
    note: str


@dataclass(frozen=True)
class TaskGroup:
    """Tasks under one heading."""

    title: str
    note: str
    tasks: tuple[Task, ...]


def state_words() -> dict[SectionState, str]:
    """Return the word of each state of a task."""
    return {
        SectionState.TODO: _("Not started"),
        SectionState.DOING: _("In progress"),
        SectionState.DONE: _("Complete"),
        SectionState.CHECK: _("Needs a check"),
        SectionState.LOCKED: _("Cannot start yet"),
    }


@require_safe
def tasks(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    if diagnosis.state != Diagnosis.State.DRAFT:
        return closed(request, diagnosis)
    may_edit = has_permission(request.user, Permission.DIAGNOSIS_EDIT, company=diagnosis.company)
    survey = survey_of(diagnosis)
    following = survey.first_unanswered
    section = survey.section_of(following.code) if following else None
    left = survey.progress.total - survey.progress.answered
    context = {
        "diagnosis": diagnosis,
        "title": say(survey.model.title),
        "progress": survey.progress,
        "progress_label": progress_label(survey.progress.answered, survey.progress.total),
        "saved_at": max((row.saved_at for row in survey.answers.values()), default=None),
        "minutes_left": max(1, round(left * _MINUTES_AN_ITEM)) if left else 0,
        "groups": _groups(survey, may_edit=may_edit),
        "following": following,
        "following_url": question_url(diagnosis, section, following.code) if section and following else "",
        "following_title": say(section.title) if section else "",
        "may_edit": may_edit,
        "members": Membership.objects.filter(company=diagnosis.company).select_related("user").order_by("created_at"),
        "may_invite": has_permission(request.user, Permission.MEMBERS_MANAGE, company=diagnosis.company),
    }
    return render(request, "diagnosis/survey/tasks.html", context)


def question_url(diagnosis: Diagnosis, section: Section, code: str) -> str:
    return f"{reverse('diagnosis:section', args=[diagnosis.pk, section.slug])}#q-{code}"


def _groups(survey: Survey, *, may_edit: bool) -> list[TaskGroup]:
    by_domain: dict[str, list[Section]] = {}
    for section in survey.sections:
        by_domain.setdefault("" if section.is_module else section.domain_code, []).append(section)
    modules = by_domain.pop("", [])
    groups = [TaskGroup(_("Preparation"), "", (_profile_task(survey, may_edit=may_edit),))]
    for code, sections in by_domain.items():
        count = survey.count(item for section in sections for item in section.asked)
        note = _("%(answered)d of %(total)d questions") % {"answered": count.answered, "total": count.total}
        title = say(survey.model.groups()[code].title)
        groups.append(TaskGroup(title, note, _tasks(survey, sections, may_edit=may_edit)))
    if modules:
        note = _("Not part of the overall score")
        groups.append(TaskGroup(_("Optional modules"), note, _tasks(survey, modules, may_edit=may_edit)))
    groups.append(TaskGroup(_("Finish"), "", (_last_task(survey),)))
    return groups


def _profile_task(survey: Survey, *, may_edit: bool) -> Task:
    known = survey.profile.group is not None or not survey.model.sector_groups
    state = SectionState.DONE if known else SectionState.CHECK
    note = (
        _("Sector, size and region decide whom you are compared with")
        if known
        else _("The model does not know this sector. Check it before you go on.")
    )
    url = reverse("diagnosis:profile", args=[survey.diagnosis.pk]) if may_edit else ""
    return Task(_("Company profile"), url, state.value, state_words()[state], note)


def _tasks(survey: Survey, sections: Iterable[Section], *, may_edit: bool) -> tuple[Task, ...]:
    words = state_words()
    rows = []
    for section in sections:
        state = survey.state_of(section)
        url = reverse("diagnosis:section", args=[survey.diagnosis.pk, section.slug]) if may_edit else ""
        rows.append(Task(say(section.title), url, state.value, words[state], _note(survey, section)))
    return tuple(rows)


def _note(survey: Survey, section: Section) -> str:
    count = survey.count(section.asked)
    if not count.total:
        return _("No question here applies to your company")
    parts = [_("%(answered)d of %(total)d questions") % {"answered": count.answered, "total": count.total}]
    doubtful = len(survey.questioned.intersection(item.code for item in section.asked))
    if doubtful:
        parts.append(
            ngettext("%(number)d answer needs a look", "%(number)d answers need a look", doubtful)
            % {"number": doubtful}
        )
    rows = [survey.answers[item.code] for item in section.asked if item.code in survey.answers]
    if rows:
        parts.append(_last_save(max(rows, key=lambda row: row.saved_at)))
    return " · ".join(parts)


def _last_save(row: Answer) -> str:
    moment: datetime = timezone.localtime(row.saved_at)
    is_today = moment.date() == timezone.localdate()
    time = f"{moment:%H:%M}" if is_today else date_format(moment, "MONTH_DAY_FORMAT")
    return f"{row.saved_by} {time}" if row.saved_by else time


def _last_task(survey: Survey) -> Task:
    words = state_words()
    url = reverse("diagnosis:check", args=[survey.diagnosis.pk])
    if survey.can_be_checked:
        state, note = SectionState.TODO, _("Read your answers once more, then submit")
    else:
        open_ = [s for s in survey.sections if not s.is_module and not survey.count(s.asked).complete]
        state, url = SectionState.LOCKED, ""
        note = ngettext(
            "Opens when %(number)d more section is complete",
            "Opens when %(number)d more sections are complete",
            len(open_),
        ) % {"number": len(open_)}
    return Task(_("Check answers and submit"), url, state.value, words[state], note)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show the company as this diagnosis looks at it; choose the optional modules."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_EDIT)
    if diagnosis.state != Diagnosis.State.DRAFT:
        return closed(request, diagnosis)
    version = diagnosis.model_version
    form = ModulesForm(posted(request), model_version=version, initial={"modules": diagnosis.modules})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("modules", [])
        try:
            diagnosis_modules_set(diagnosis=diagnosis, modules=chosen, by=request.user, now=timezone.now())
        except UnableToChangeDiagnosis:
            diagnosis.refresh_from_db(fields=["state"])
            return closed(request, diagnosis)
        messages.success(request, _("The profile is confirmed."))
        return SeeOther(reverse("diagnosis:tasks", args=[diagnosis.pk]))
    survey = survey_of(diagnosis)
    context = {
        "diagnosis": diagnosis,
        "form": form,
        "sector": _sector_name(diagnosis.company.sector_code),
        "region": _region_name(diagnosis.company.region_code),
        "profiles": [say(rule.title) for rule in matching_profiles(survey.model, survey.profile) if rule.title],
        "not_asked": not_asked(survey, survey.sections),
        "may_change": has_permission(request.user, Permission.COMPANY_EDIT, company=diagnosis.company),
        "known": survey.profile.group is not None or not survey.model.sector_groups,
    }
    return render(request, "diagnosis/survey/profile.html", context)


def not_asked(survey: Survey, sections: Iterable[Section]) -> list[tuple[str, str]]:
    """Return title and reason of the questions that do not apply to the company."""
    return [
        (say(item.title), say(survey.why_not_asked(item.code)) or _("It does not apply to companies of this kind."))
        for section in sections
        for item in section.not_asked
    ]


def _sector_name(code: str) -> str:
    try:
        return sector(code).name(get_language() or "ko")
    except UnableToFindSector:
        return code


def _region_name(code: str) -> str:
    try:
        return region(code).name(get_language() or "ko")
    except UnableToFindRegion:
        return code
