"""Officials write a case: a new one, or one that is there, without writing over each other."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from cases.editions import Content, Edition
from cases.forms.editing import CaseForm, initial_of
from cases.forms.results import rows_data, rows_sent, rows_shown, rows_typed
from cases.forms.written import MORE_ROWS, Written, expected_revision, typed_values
from cases.labels import field_label
from cases.publishing import publishing_faults, untranslated
from cases.selectors.curation import curated_cases, differences, edition_for_curation
from cases.selectors.duplicates import twins_of
from cases.services.curation import UnableToPublish, case_create, case_edit, case_send_to_review
from cases.services.editions import UnableToEdit, UnableToMove
from cases.services.proposals import blank_content

Typed = Written[CaseForm]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Write a new case."""
    require_permission(request.user, Permission.CASES_CURATE)
    base = blank_content()
    if request.method != "POST":
        return _page(request, None, _shown(base, base, request.user))
    if request.POST.get("do") == "rows":
        return _page(request, None, _retyped(request.POST, base, request.user))
    typed = _sent(request.POST, base, request.user)
    if not typed.is_valid():
        return _page(request, None, typed)
    content = _content(typed)
    twins = twins_of(content, among=curated_cases())
    if twins and not request.POST.get("is_another"):
        return _page(request, None, typed, twins=twins)
    case = case_create(content=content, by=request.user, now=timezone.now())
    messages.success(request, _("Saved as a draft."))
    return _sent_on(request, case.pk, 1) or redirect("cases:manage-case", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: UserRequest, case_id: str) -> HttpResponse:
    """Change a case; who was slower than a colleague sees both texts and loses nothing."""
    require_permission(request.user, Permission.CASES_CURATE)
    edition = edition_for_curation(case_id)
    base = edition.content
    if request.method != "POST":
        if "check" in request.GET:
            typed = _sent(initial_of(base) | rows_data(base["results"]), base, request.user)
            typed.is_valid()
            typed.tell(publishing_faults(base))
        else:
            typed = _shown(base, base, request.user)
        return _page(request, edition, typed)
    if request.POST.get("do") == "rows":
        return _page(
            request, edition, _retyped(request.POST, base, request.user), expected=expected_revision(request.POST)
        )
    typed = _sent(request.POST, base, request.user)
    if not typed.is_valid():
        return _page(request, edition, typed, expected=expected_revision(request.POST))
    content, note = _content(typed), typed.form.cleaned_data["note"]
    try:
        revision = case_edit(
            case_id=case_id,
            content=content,
            expected=expected_revision(request.POST),
            by=request.user,
            now=timezone.now(),
            note=note,
        )
    except UnableToEdit as error:
        return _conflict(request, error.newer, typed, content)
    messages.success(request, _("Saved."))
    return _sent_on(request, case_id, revision.number) or redirect("cases:manage-case", case_id)


def _sent_on(request: UserRequest, case_id: str, number: int) -> HttpResponse | None:
    """Send what was saved to review if that was asked for; what it lacks for that is told beside its fields."""
    if request.POST.get("do") != "send":
        return None
    try:
        case_send_to_review(case_id=case_id, expected=number, by=request.user, now=timezone.now())
    except UnableToPublish:
        messages.warning(request, _("It is saved and not sent yet. Look at the fields below."))
        return redirect(f"{reverse('cases:manage-edit', args=[case_id])}?check=1")
    except (UnableToEdit, UnableToMove):
        # In review already, or a colleague was quicker: its page tells.
        return None
    messages.success(request, _("Sent to review. A second official publishes it."))
    return None


def _conflict(request: UserRequest, newer: Edition, typed: Typed, mine: Content) -> HttpResponse:
    language = get_language() or "ko"
    both = differences(newer.content, mine, language)
    return _page(request, newer, typed, status=409, newer=newer, both=both)


def _page(
    request: UserRequest,
    edition: Edition | None,
    typed: Typed,
    *,
    expected: int | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    content = edition.content if edition else blank_content()
    number = edition.number if edition else 0
    context = {
        "case": edition.case if edition else None,
        "edition": edition,
        "form": typed.form,
        "rows": typed.rows,
        "rows_texts": typed.rows_texts,
        "page_errors": typed.faults,
        "revision": number if expected is None else expected,
        "untranslated": [(name, field_label(name)) for name in untranslated(content)],
        **more,
    }
    return render(request, "cases/manage/edit.html", context, status=status)


def _content(typed: Typed) -> Content:
    return typed.form.content(typed.rows.results())


def _shown(content: Content, base: Content, reader: User) -> Typed:
    return Typed(_form(None, base, reader, initial=initial_of(content)), rows_shown(content["results"]))


def _sent(data: Mapping[str, Any], base: Content, reader: User) -> Typed:
    return Typed(_form(data, base, reader), rows_sent(data))


def _retyped(data: QueryDict, base: Content, reader: User) -> Typed:
    """Show what was typed again, unchecked, with more rows of results below."""
    return Typed(_form(None, base, reader, initial=typed_values(data)), rows_shown(rows_typed(data), spare=MORE_ROWS))


def _form(data: Any, base: Content, reader: User, **more: Any) -> CaseForm:
    return CaseForm(data, base=base, on=timezone.localdate(), reader=str(reader), **more)
