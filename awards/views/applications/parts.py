"""What the pages of an applicant share: its application, whether it may be written, and how a refusal is told."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, has_permission
from accounts.views.requests import UserRequest
from awards.models import AwardApplication
from awards.selectors.access import application_of_company
from awards.selectors.applications import category_of, deadline_of, field_title, may_write, shown_state
from awards.selectors.review_log import cycle_for
from awards.services.writing import UnableToWrite
from diagnosis.views.responses import SeeOther

_CLOSED: Final[dict[str, str | Promise]] = {
    "state": _("It is handed in. What it says can no longer be changed."),
    "early": _("Applications are not open yet."),
    "late": _("The deadline has passed. What you wrote is kept and can be read."),
    "code": _("There is no such part."),
}


def application_for(request: UserRequest, application_id: uuid.UUID, permission: Permission) -> AwardApplication:
    """Return an application of the person's company, or raise as `application_of_company`."""
    return application_of_company(request.user, application_id, permission)


def page_context(request: UserRequest, application: AwardApplication) -> dict[str, Any]:
    """Return what the head of every page of an application says."""
    now, company = timezone.now(), application.company
    return {
        "application": application,
        "cycle": cycle_for(application),
        "category": category_of(application),
        "field_title": field_title(application),
        "state": shown_state(application, now),
        "deadline": deadline_of(application, now),
        "may_write": may_write(application, now)
        and has_permission(request.user, Permission.AWARDS_APPLY, company=company),
        "may_apply": has_permission(request.user, Permission.AWARDS_APPLY, company=company),
        "may_submit": has_permission(request.user, Permission.AWARDS_SUBMIT, company=company),
    }


def to_application(application: AwardApplication) -> SeeOther:
    """Send on to the page of the application."""
    return SeeOther(reverse("awards:application", args=[application.pk]))


def closed(request: UserRequest, application: AwardApplication, error: UnableToWrite | None = None) -> HttpResponse:
    """Send on from a page that is for writing alone, and say why."""
    why = error.why if error else _why(application)
    messages.info(request, str(_CLOSED[why]))
    return to_application(application)


def _why(application: AwardApplication) -> str:
    if application.state not in (AwardApplication.State.DRAFT, AwardApplication.State.COMPLETION):
        return "state"
    found = deadline_of(application, timezone.now())
    return "late" if found and found.is_over else "early"
