"""Companies propose their own cases."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.requests import UserRequest
from cases.cards import case_story
from cases.editions import Content
from cases.forms.proposal import BeginForm, ProposalForm
from cases.forms.results import rows_sent, rows_shown, rows_typed
from cases.forms.written import MORE_ROWS, Written, expected_revision, typed_values
from cases.models import Case
from cases.selectors.curation import differences
from cases.selectors.duplicates import twins_of
from cases.selectors.proposals import Proposal, is_viewer_only, proposal_for, proposals_of, proposing_companies
from cases.services.editions import UnableToEdit, UnableToMove
from cases.services.proposals import (
    UnableToSendProposal,
    content_of_company,
    proposal_create,
    proposal_edit,
    proposal_send,
    proposal_take_back,
)

Typed = Written[ProposalForm]


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: UserRequest) -> HttpResponse:
    """Show the person's companies' proposals, and begin another."""
    if is_viewer_only(request.user):
        raise PermissionDenied
    companies = proposing_companies(request.user)
    form = BeginForm(request.POST if request.method == "POST" else None, companies=companies)
    if form.is_valid():
        company = form.cleaned_data["company"]
        content = content_of_company(company) | {"title_ko": form.cleaned_data["title_ko"]}
        case = proposal_create(company=company, content=content, by=request.user, now=timezone.now())
        return redirect("cases:proposal", case.pk)
    context = {"companies": companies, "cases": proposals_of(request.user), "form": form}
    return render(request, "cases/propose/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: UserRequest, case_id: str) -> HttpResponse:
    """Write a proposal, send it, see what became of it."""
    found = proposal_for(request.user, case_id)
    if request.method != "POST":
        return _page(request, found, _shown(found.edition.content) if _is_open(found) else None)
    do = request.POST.get("do", "save")
    try:
        if do != "back":
            return _save(request, found, do)
        proposal_take_back(case_id=case_id, by=request.user, now=timezone.now())
    except UnableToMove:
        messages.warning(request, _("Somebody took another step meanwhile. Look at how it stands now."))
    else:
        messages.success(request, _("Taken back. You may change it and send it again."))
    return redirect("cases:proposal", case_id)


def _save(request: UserRequest, found: Proposal, do: str) -> HttpResponse:
    base, case_id = found.edition.content, found.case.pk
    if do == "rows":
        rows = rows_shown(rows_typed(request.POST), spare=MORE_ROWS)
        again = Typed(_form(None, base, initial=typed_values(request.POST)), rows)
        return _page(request, found, again, expected=expected_revision(request.POST))
    typed = Typed(_form(request.POST, base), rows_sent(request.POST))
    if not typed.is_valid():
        return _page(request, found, typed, expected=expected_revision(request.POST))
    content = typed.form.content(typed.rows.results())
    try:
        revision = proposal_edit(
            case_id=case_id,
            content=content,
            expected=expected_revision(request.POST),
            by=request.user,
            now=timezone.now(),
        )
    except UnableToEdit as error:
        now = Proposal(error.newer, found.way)
        both = differences(error.newer.content, content, get_language() or "ko")
        return _page(request, now, typed, status=409, newer=error.newer, both=both)
    if do != "send":
        messages.success(request, _("Saved. Nobody sees it until you send it."))
        return redirect("cases:proposal", case_id)
    consent = typed.form.cleaned_data["consent"]
    try:
        proposal_send(case_id=case_id, expected=revision.number, consent=consent, by=request.user, now=timezone.now())
    except UnableToSendProposal as error:
        typed.tell(error.faults)
        return _page(request, proposal_for(request.user, case_id), typed)
    messages.success(request, _("Sent. You see here what becomes of it."))
    return redirect("cases:proposal", case_id)


def _page(
    request: UserRequest,
    found: Proposal,
    typed: Typed | None,
    *,
    expected: int | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "proposal": found,
        "case": found.case,
        "revision": found.edition.number if expected is None else expected,
        **more,
    }
    if typed is None:
        return render(
            request,
            "cases/propose/sent.html",
            context | {"story": case_story(found.case, get_language() or "ko"), "is_preview": True},
            status=status,
        )
    context |= {
        "form": typed.form,
        "rows": typed.rows,
        "rows_texts": typed.rows_texts,
        "page_errors": typed.faults,
        # Only what anybody may read: others' drafts are none of the company's business.
        "twins": twins_of(found.edition.content, among=Case.published.all(), case_id=found.case.pk),
    }
    return render(request, "cases/propose/write.html", context, status=status)


def _is_open(found: Proposal) -> bool:
    return found.case.state == Case.State.DRAFT


def _shown(content: Content) -> Typed:
    return Typed(_form(None, content, initial=content), rows_shown(content["results"]))


def _form(data: Any, base: Content, *, initial: Mapping[str, Any] | None = None) -> ProposalForm:
    return ProposalForm(data, base=base, on=timezone.localdate(), initial=dict(initial or {}))
