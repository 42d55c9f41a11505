"""Drafts from the self-diagnosis: what it proposes, from which answers, taken one by one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.dossier import Figure
from awards.dossier_page import place_of
from awards.figure_chart import FigureChart, figure_chart
from awards.forms.dossier import TakeForm
from awards.selectors.access import application_of_company
from awards.selectors.dossier import dossier_codes, has_short_form
from awards.selectors.prefill import CONSENT, FigureProposal, Proposal, prefill_of
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.dossier import UnableToKeepText
from awards.services.figures import UnableToAddFigure
from awards.services.prefill import UnableToPrefill, prefill_take, taken_name
from awards.services.writing import UnableToWrite, writing_check
from awards.views.dossier.answers import SeeOther, closed


@never_cache
@require_safe
def proposals(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what the newest diagnosis proposes, item by item; `?item=` for one."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    try:
        writing_check(application, now=timezone.now())
    except UnableToWrite as error:
        return closed(request, application, error)
    criteria, is_short = criteria_for(application), has_short_form(application)
    wanted = request.GET.get("item", "")
    item = wanted if wanted in criteria.items else ""
    found = prefill_of(application, item=item)
    consents = {one.code: one for one in cycle_for(application).consents}
    context = {
        "application": application,
        "found": found,
        "item": place_of(criteria, item, is_short=is_short) if item else None,
        "groups": [
            (place_of(criteria, code, is_short=is_short), [(one, _drawn(one)) for one in ones])
            for code, ones in found.by_item.items()
        ],
        "consent": consents.get(CONSENT),
        "note": criteria.compare_with_diagnosis.prefill_note if criteria.compare_with_diagnosis else None,
    }
    return render(request, "awards/dossier/prefill.html", context)


@require_POST
def take(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Take one proposal."""
    application = application_of_company(request.user, application_id, Permission.AWARDS_APPLY)
    form = TakeForm(request.POST)
    item = request.POST.get("key", "").partition(":")[0]
    here = reverse("awards:prefill", args=[application.pk])
    back = f"{here}?item={item}" if request.POST.get("only") == item else here
    if not form.is_valid() or item not in dossier_codes(criteria_for(application)):
        messages.error(request, _("This draft is not there any more."))
        return SeeOther(here)
    data = form.cleaned_data
    try:
        row = prefill_take(
            application=application, key=data["key"], text=data["text"], by=request.user, now=timezone.now()
        )
    except UnableToWrite as error:
        return closed(request, application, error)
    except UnableToAddFigure as error:
        messages.warning(
            request, _("This item has as many figures as it may have: %(limit)s.") % {"limit": error.limit}
        )
    except UnableToKeepText:
        messages.error(request, _("The text is too long to be saved."))
    except UnableToPrefill as error:
        messages.warning(request, _why(error))
    else:
        name = taken_name(row)
        messages.success(
            request,
            _("The figure is taken as %(name)s.") % {"name": name}
            if name
            else _("The draft was added at the end of the item. Read it there once more."),
        )
    return SeeOther(f"{back}#{item}")


def _why(error: UnableToPrefill) -> str:
    return {
        "consent": _("Agree first that results of the self-diagnosis may be pulled in."),
        "gone": _("This draft is not there any more."),
        "taken": _("This draft was taken already."),
        "empty": _("The draft is empty. Leave some text to take it."),
    }[error.why]


def _drawn(proposal: Proposal) -> FigureChart | None:
    if not isinstance(proposal, FigureProposal):
        return None
    return figure_chart(
        Figure(id="", title=proposal.title, unit=proposal.unit, direction=proposal.direction, values=proposal.values)
    )
