"""Officials look after the library: what waits, one case, its history, and the steps it takes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from cases.cards import case_story
from cases.editions import Edition
from cases.forms.steps import StepForm
from cases.labels import field_label
from cases.models import CaseRevision
from cases.publishing import publishing_faults, untranslated
from cases.selectors.curation import (
    TABS,
    case_history,
    case_of_content,
    case_rows,
    changes_waiting,
    curated_case,
    curated_cases,
    differences,
    edition_for_curation,
    revision_of,
    sender_of,
    tab_counts,
)
from cases.selectors.duplicates import twins_of, twins_of_library
from cases.services import curation
from cases.services.editions import UnableToEdit, UnableToMove

_TAB_NAMES: dict[str, Promise] = {
    "review": gettext_lazy("In review"),
    "draft": gettext_lazy("Drafts"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "all": gettext_lazy("All"),
}
_DONE: dict[str, Promise] = {
    "send": gettext_lazy("Sent to review. A second official publishes it."),
    "return": gettext_lazy("Given back to its author with your reason."),
    "publish": gettext_lazy("Published. Everybody can read it now."),
    "discard": gettext_lazy("The edit is given up. The public text stays."),
    "revert": gettext_lazy("The earlier text is taken up again as an edit."),
    "withdraw": gettext_lazy("Taken down. Its address tells the reason."),
    "restore": gettext_lazy("It is back as it was."),
}


@require_safe
def case_list(request: UserRequest) -> HttpResponse:
    require_permission(request.user, Permission.CASES_CURATE)
    query, counts = request.GET.get("q", ""), tab_counts()
    # What waits for an official comes first; a search looks everywhere.
    tab = request.GET.get("tab", "all" if query else "review")
    context = {
        "tab": tab if tab in TABS else "all",
        "tabs": [(code, name, counts[code]) for code, name in _TAB_NAMES.items()],
        "query": query,
        "page": case_rows(tab=tab, query=query, page=request.GET.get("page", "")),
        "query_string": urlencode({"tab": tab, "q": query}),
    }
    return render(request, "cases/manage/list.html", context)


@require_safe
def case(request: UserRequest, case_id: str) -> HttpResponse:
    """Show one case: what it lacks, what may be done with it, and how it came to be so."""
    require_permission(request.user, Permission.CASES_CURATE)
    return _case_page(request, edition_for_curation(case_id), StepForm())


@require_POST
def step(request: UserRequest, case_id: str) -> HttpResponse:
    """Take one step; what keeps it from being taken is told on the same page."""
    require_permission(request.user, Permission.CASES_CURATE)
    curated_case(case_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _case_page(request, edition_for_curation(case_id), form)
    try:
        _take(case_id, form.cleaned_data, request)
    except UnableToEdit as error:
        form.add_error(None, _who_was_first(error.newer.revision))
    except UnableToMove:
        form.add_error(None, _("Somebody took another step meanwhile. Look at how it stands now."))
    except CaseRevision.DoesNotExist:
        form.add_error(None, _("There is no such revision."))
    except curation.UnableToPublishOwnText:
        form.add_error(None, _("You changed the text last. Another official publishes it."))
    except curation.UnableToPublishYet as error:
        form.add_error(None, error.reason)
    except curation.UnableToPublish as error:
        number = len(error.faults)
        form.add_error(
            None,
            ngettext("%(number)d field needs work first.", "%(number)d fields need work first.", number)
            % {"number": number},
        )
    else:
        messages.success(request, str(_DONE[form.cleaned_data["step"]]))
        # What went back to a company is the company's own again.
        is_gone = not curated_cases().filter(pk=case_id).exists()
        return redirect("cases:manage") if is_gone else redirect("cases:manage-case", case_id)
    return _case_page(request, edition_for_curation(case_id), form)


@require_safe
def preview(request: UserRequest, case_id: str) -> HttpResponse:
    """Show the text editors work on as readers would see it."""
    require_permission(request.user, Permission.CASES_CURATE)
    edition = edition_for_curation(case_id)
    twin = case_of_content(edition.case, edition.content)
    context = {"case": twin, "story": case_story(twin, get_language() or "ko"), "related": [], "is_preview": True}
    return render(request, "cases/manage/preview.html", context)


@require_safe
def compare(request: UserRequest, case_id: str) -> HttpResponse:
    """Show what changed between two revisions, field by field."""
    require_permission(request.user, Permission.CASES_CURATE)
    edition = edition_for_curation(case_id)
    found = edition.case
    # Without numbers: what the last step changed.
    after = _number(request.GET.get("to", str(edition.number)))
    before = _number(request.GET.get("from", str(max(1, after - 1))))
    first, second = revision_of(found, before), revision_of(found, after)
    context = {
        "case": found,
        "edition": edition,
        "first": first,
        "second": second,
        "differences": differences(first.content, second.content, get_language() or "ko"),
    }
    return render(request, "cases/manage/compare.html", context)


@require_safe
def duplicates(request: UserRequest) -> HttpResponse:
    require_permission(request.user, Permission.CASES_CURATE)
    found = twins_of_library()
    context = {
        "pairs": [pair for pair in found if pair.likeness.reason != "award"],
        "weak": [pair for pair in found if pair.likeness.reason == "award"],
    }
    return render(request, "cases/manage/duplicates.html", context)


def _take(case_id: str, told: dict[str, Any], request: UserRequest) -> None:
    base: dict[str, Any] = {"case_id": case_id, "by": request.user, "now": timezone.now()}
    seen = base | {"expected": told["revision"]}
    steps: dict[str, Callable[[], object]] = {
        "send": lambda: curation.case_send_to_review(**seen, note=told["reason"]),
        "return": lambda: curation.case_return(**seen, reason=told["reason"]),
        "publish": lambda: curation.case_publish(**seen),
        "discard": lambda: curation.case_discard(**seen),
        "revert": lambda: curation.case_revert(**seen, number=told["number"]),
        "withdraw": lambda: curation.case_withdraw(**base, reason=told["reason"]),
        "restore": lambda: curation.case_restore(**base),
    }
    steps[told["step"]]()


def _case_page(request: UserRequest, edition: Edition, form: StepForm) -> HttpResponse:
    found, content = edition.case, edition.content
    context = {
        "case": found,
        "edition": edition,
        "content": content,
        "form": form,
        "faults": [(fault, field_label(fault.field)) for fault in publishing_faults(content)],
        "untranslated": [(field, field_label(field)) for field in untranslated(content)],
        "twins": twins_of(content, among=curated_cases(), case_id=found.pk),
        "history": case_history(found),
        "may_publish": curation.may_publish(edition, request.user),
        "sender": sender_of(found),
        "changes": changes_waiting(edition, get_language() or "ko"),
    }
    status = 409 if form.non_field_errors() else 200
    return render(request, "cases/manage/case.html", context, status=status)


def _who_was_first(revision: CaseRevision | None) -> str:
    who = str(revision.created_by) if revision and revision.created_by else _("The platform")
    return _("%(who)s changed it meanwhile. Look at how it stands now.") % {"who": who}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Http404
    return int(text)
