"""Answers of the dossier's pages: sent on by GET, or sent away where nothing can be written."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.catalog import Criteria
from awards.models import AwardApplication
from awards.selectors.dossier import dossier_codes
from awards.selectors.review_log import criteria_for
from awards.services.writing import UnableToWrite, Why

# What to say where nothing can be written; a code that is not there is a page that is not there.
WHY_NOT: Final[dict[Why, str | Promise]] = {
    "state": _("This application was handed in or withdrawn. Its dossier can only be read."),
    "early": _("Writing begins with the period of application."),
    "late": _("The period of application is over. The dossier can only be read."),
}


class SeeOther(HttpResponseRedirect):
    """Send the browser on by GET, so that going back never asks to post again."""

    status_code = 303


def closed(request: HttpRequest, application: AwardApplication, error: UnableToWrite) -> HttpResponse:
    """Send on to the dossier as it stands, and say why nothing can be written.

    Raises
    ------
    Http404
        There is nothing to write under this code.
    """
    if error.why == "code":
        raise Http404
    messages.warning(request, str(WHY_NOT[error.why]))
    return SeeOther(reverse("awards:dossier", args=[application.pk]))


def criteria_with(application: AwardApplication, code: str) -> Criteria:
    """Return the criteria of an application.

    Raises
    ------
    Http404
        Nothing is written under this code in them.
    """
    criteria = criteria_for(application)
    if code not in dossier_codes(criteria):
        raise Http404
    return criteria
