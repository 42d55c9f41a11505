"""Answers of pages that take posts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from diagnosis.models import Diagnosis


class SeeOther(HttpResponseRedirect):
    """Send the browser on by GET, so that going back never asks to post again."""

    status_code = 303


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, even if it is nothing; None where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def closed(request: HttpRequest, diagnosis: Diagnosis) -> HttpResponse:
    """Send on from a page that only drafts have, and say why."""
    if diagnosis.state == Diagnosis.State.CANCELLED:
        messages.warning(request, _("This diagnosis was cancelled. Start a new one if you need it."))
        return SeeOther(reverse("diagnosis:list"))
    messages.info(request, _("This diagnosis is submitted. Its answers can no longer be changed."))
    return SeeOther(reverse("diagnosis:receipt", args=[diagnosis.pk]))
