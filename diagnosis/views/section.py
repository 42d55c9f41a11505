"""One section of the survey a page."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.forms.questions import Question, question_of
from diagnosis.forms.section import PostedSection, fields_kept, read_section
from diagnosis.models import Diagnosis
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.progress import Section, Survey, UnableToFindSection, survey_of
from diagnosis.services.answers import SectionOutcome, UnableToChangeAnswers, section_save
from diagnosis.services.reading import AnswerFault
from diagnosis.services.wording import progress_label, say
from diagnosis.views.responses import SeeOther, closed
from diagnosis.views.tasks import not_asked

KEPT = "survey-faults"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: UserRequest, diagnosis_id: uuid.UUID, slug: str) -> HttpResponse:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_EDIT)
    if diagnosis.state != Diagnosis.State.DRAFT:
        return closed(request, diagnosis)
    survey = survey_of(diagnosis)
    try:
        here = survey.section(slug)
    except UnableToFindSection:
        if _is_module(survey, slug):
            return SeeOther(reverse("diagnosis:profile", args=[diagnosis.pk]))
        raise Http404 from None
    if request.method == "POST":
        return _save(request, survey, here)
    return render(request, "diagnosis/survey/section.html", _context(request, survey, here))


def _is_module(survey: Survey, slug: str) -> bool:
    return any(module.code.lower() == slug for module in survey.model.modules)


def _save(request: UserRequest, survey: Survey, here: Section) -> HttpResponse:
    diagnosis = survey.diagnosis
    posted = read_section(here.asked, request.POST)
    try:
        outcome = section_save(
            diagnosis=diagnosis, section=here.slug, posted=posted.answers, by=request.user, now=timezone.now()
        )
    except UnableToChangeAnswers:
        diagnosis.refresh_from_db(fields=["state"])
        return closed(request, diagnosis)
    _keep(request, survey, here, posted, outcome)
    back = "?back=check" if request.GET.get("back") == "check" else ""
    this = reverse("diagnosis:section", args=[diagnosis.pk, here.slug])
    if outcome.faults:
        return SeeOther(f"{this}{back}")
    if request.POST.get("go") == "tasks":
        return SeeOther(reverse("diagnosis:tasks", args=[diagnosis.pk]))
    return SeeOther(_next_url(survey, here, back_to_check=bool(back)))


def _next_url(survey: Survey, here: Section, *, back_to_check: bool) -> str:
    diagnosis = survey.diagnosis
    following = _following(survey, here)
    if back_to_check or following is None:
        return reverse("diagnosis:check" if back_to_check else "diagnosis:tasks", args=[diagnosis.pk])
    return reverse("diagnosis:section", args=[diagnosis.pk, following.slug])


def _following(survey: Survey, here: Section) -> Section | None:
    """Return the next section that asks anything."""
    after = survey.sections[survey.sections.index(here) + 1 :]
    return next((found for found in after if found.asked), None)


def _keep(request: UserRequest, survey: Survey, here: Section, posted: PostedSection, outcome: SectionOutcome) -> None:
    """Keep what could not be saved in the session, until the page is posted again or the answer is saved."""
    place = f"{survey.diagnosis.pk}/{here.slug}"
    kept = dict(request.session.get(KEPT, {}))
    kept.pop(place, None)
    if outcome.faults:
        revisions = {answer.code: answer.revision for answer in survey_of(survey.diagnosis).answers.values()}
        kept[place] = {
            code: {
                "fields": posted.fields[code].kept(),
                "faults": [[fault.field, fault.code, fault.text] for fault in faults],
                "revision": revisions.get(code, 0),
            }
            for code, faults in outcome.faults.items()
        }
    if kept or KEPT in request.session:
        request.session[KEPT] = kept


def _context(request: UserRequest, survey: Survey, here: Section) -> dict[str, Any]:
    diagnosis = survey.diagnosis
    kept = request.session.get(KEPT, {}).get(f"{diagnosis.pk}/{here.slug}", {})
    parts = [
        (say(part.title), [_question(survey, item.code, kept.get(item.code)) for item in part.items])
        for part in here.parts
    ]
    questions = [question for _title, found in parts for question in found]
    errors = [
        {"target": question.target(field), "label": question.title, "text": text}
        for question in questions
        for field, text in question.faults.items()
    ]
    following = _following(survey, here)
    back_to_check = request.GET.get("back") == "check"
    count = survey.count(here.asked)
    return {
        "diagnosis": diagnosis,
        "section": here,
        "title": say(here.title),
        "intro": say(here.intro),
        "domain": say(here.domain) or (_("Optional module") if here.is_module else ""),
        "parts": parts,
        "questions": questions,
        "not_asked": not_asked(survey, [here]),
        "page_errors": errors,
        "count": count,
        "count_label": _("%(answered)d of %(total)d questions") % {"answered": count.answered, "total": count.total},
        "progress_label": progress_label(survey.progress.answered, survey.progress.total),
        "saved_at": max((q.row.saved_at for q in questions if q.row), default=None),
        "back_to_check": back_to_check,
        "following": say(following.title) if following and not back_to_check else "",
        "answer_url": reverse("api-answer", args=[diagnosis.pk, "CODE"]),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "has_levels": any(question.kind == "rubric" for question in questions),
    }


def _question(survey: Survey, code: str, kept: Mapping[str, Any] | None) -> Question:
    item, row = survey.asked_items[code], survey.answers.get(code)
    questioned = code in survey.questioned
    if kept is None or kept["revision"] != (row.revision if row else 0):
        return question_of(item, row, is_questioned=questioned)
    faults = [AnswerFault(*fault) for fault in kept["faults"]]
    # After a conflict the page shows what is stored, not what was posted.
    fields = None if any(fault.code == "conflict" for fault in faults) else fields_kept(kept["fields"])
    return question_of(item, row, kept=fields, faults=faults, is_questioned=questioned)
