"""Check answers, submit."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission, has_permission
from accounts.views.requests import UserRequest
from diagnosis.catalog import ChecklistItem, Item, NumberItem, RubricItem
from diagnosis.forms.questions import reason_shown
from diagnosis.models import Answer, Diagnosis
from diagnosis.scoring import Flag
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.progress import Section, Survey, own_value, survey_of
from diagnosis.services.reading import soft_warning, with_unit
from diagnosis.services.wording import confidence_labels, progress_label, say
from diagnosis.views.responses import closed
from diagnosis.views.tasks import not_asked, question_url

# So many unanswered questions are listed one by one.
_FEW = 12


@dataclass(frozen=True)
class Said:
    """One answer as it is read back."""

    code: str
    title: str
    answer: str
    detail: str
    note: str
    evidence: str
    url: str
    is_questioned: bool


@dataclass(frozen=True)
class Doubt:
    """Answers that do not fit together, or a value that is unusual."""

    text: str
    links: tuple[tuple[str, str], ...]


@never_cache
@require_safe
def check(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    if diagnosis.state != Diagnosis.State.DRAFT:
        return closed(request, diagnosis)
    return render(request, "diagnosis/survey/check.html", _context(request, survey_of(diagnosis)))


def _context(request: UserRequest, survey: Survey) -> dict[str, Any]:
    diagnosis = survey.diagnosis
    may_edit = has_permission(request.user, Permission.DIAGNOSIS_EDIT, company=diagnosis.company)
    missing = [(item, _change_url(survey, item.code)) for item in survey.missing_required]
    blocking = [_doubt(survey, flag) for flag in survey.blocking_flags]
    states = [row.state for code, row in survey.answers.items() if code in survey.asked_items]
    return {
        "diagnosis": diagnosis,
        "sections": [_read_back(survey, section) for section in survey.sections],
        "missing": _missing_links(survey, missing),
        "missing_count": len(missing),
        "blocking": blocking,
        "doubts": [_doubt(survey, flag) for flag in survey.flags if flag.severity == "warn"] + _unusual(survey),
        "remarks": [_doubt(survey, flag) for flag in survey.flags if flag.severity == "info"],
        "page_errors": _errors(request.GET.get("show", ""), missing, blocking),
        "may_edit": may_edit,
        "may_submit": has_permission(request.user, Permission.DIAGNOSIS_SUBMIT, company=diagnosis.company),
        "progress_label": progress_label(survey.progress.answered, survey.progress.total),
        "unknown": states.count(Answer.State.UNKNOWN),
        "claimed": states.count(Answer.State.NA_CLAIMED),
        "empty": survey.progress.total - survey.progress.answered,
        "key": uuid.uuid4(),
        "model_name": f"{say(survey.model.title)} {survey.model.version}",
    }


def _missing_links(survey: Survey, missing: list[tuple[Item, str]]) -> list[tuple[str, str]]:
    """Return a link to each unanswered question, or to each section with some where they are many."""
    if len(missing) <= _FEW:
        return [(say(item.title), url) for item, url in missing]
    first: dict[str, tuple[Section, str, int]] = {}
    for item, url in missing:
        section = survey.section_of(item.code)
        if section is not None:
            known = first.get(section.slug, (section, url, 0))
            first[section.slug] = (section, known[1], known[2] + 1)
    return [
        (
            _("%(title)s: %(number)d of %(total)d without an answer")
            % {"title": say(section.title), "number": number, "total": len(section.asked)},
            url,
        )
        for section, url, number in first.values()
    ]


def _errors(show: str, missing: list[tuple[Item, str]], blocking: list[Doubt]) -> list[dict[str, str]]:
    """Return why the last attempt to submit did not go through."""
    if show == "faults":
        text = _("Answer this question.")
        faults = [{"target": "missing", "label": say(item.title), "text": text} for item, _url in missing[:_FEW]]
        return faults + [{"target": "blocking", "label": "", "text": doubt.text} for doubt in blocking]
    if show == "confirm":
        return [{"target": "id_confirmed", "label": "", "text": _("Confirm that the answers are true.")}]
    return []


def _change_url(survey: Survey, code: str) -> str:
    section = survey.section_of(code)
    if section is None:
        return reverse("diagnosis:tasks", args=[survey.diagnosis.pk])
    return question_url(survey.diagnosis, section, code).replace("#", "?back=check#")


def _doubt(survey: Survey, flag: Flag) -> Doubt:
    items = survey.model.items()
    codes = [code for code in flag.codes if code in survey.asked_items]
    links = tuple((say(items[code].title), _change_url(survey, code)) for code in codes)
    return Doubt(say(survey.model.rules[flag.rule].message), links)


def _unusual(survey: Survey) -> list[Doubt]:
    found = []
    for code, value in survey.unusual_values.items():
        item = survey.asked_items[code]
        if isinstance(item, NumberItem):
            text = f"{say(item.title)}: {with_unit(item, value)}. {soft_warning(item, value)}"
            found.append(Doubt(text, ((say(item.title), _change_url(survey, code)),)))
    return found


def _read_back(survey: Survey, section: Section) -> tuple[Section, str, str, list[Said], list[tuple[str, str]]]:
    said = [_said_of(survey, item) for item in section.asked]
    return section, say(section.domain), say(section.title), said, not_asked(survey, [section])


def _said_of(survey: Survey, item: Item) -> Said:
    row = survey.answers.get(item.code)
    answer, detail = _words(item, row, survey)
    if row is not None and row.state == Answer.State.ANSWERED and row.confidence != Answer.Confidence.USUAL:
        detail = " · ".join(part for part in (detail, confidence_labels()[row.confidence]) if part)
    return Said(
        code=item.code,
        title=say(item.title),
        answer=answer,
        detail=detail,
        note=row.note if row else "",
        evidence=row.evidence if row else "",
        url=_change_url(survey, item.code),
        is_questioned=item.code in survey.questioned,
    )


def _words(item: Item, row: Answer | None, survey: Survey) -> tuple[str, str]:
    """Return an answer in words, and what to know about it."""
    if row is None or row.state == Answer.State.MISSING:
        return "", _("Left out of the score; the interval widens")
    if row.state == Answer.State.UNKNOWN:
        return _("Not known"), _("Left out of the score; the interval widens")
    if row.state == Answer.State.NA_CLAIMED:
        return _("Not applicable"), reason_shown(item, row.na_reason)
    if isinstance(item, RubricItem):
        level = next(level for level in item.levels if level.level == row.value)
        return _("Level %(level)d") % {"level": level.level}, say(level.text)
    if isinstance(item, ChecklistItem):
        return ", ".join(say(option.text) for option in item.options if option.code in (row.value or ())), ""
    if isinstance(item, NumberItem):
        return _number_words(item, row.value or {}, survey)
    return f"{row.value}%", ""


def _number_words(item: NumberItem, stored: dict[str, Any], survey: Survey) -> tuple[str, str]:
    value = own_value(item, survey.given[item.code])
    typed = with_unit(item, stored["value"], stored["unit"])
    own = with_unit(item, value) if value is not None else typed
    return own, "" if own == typed else _("You wrote %(typed)s") % {"typed": typed}
