"""Submit a diagnosis."""

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from diagnosis.forms.start import SubmitForm
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.services.submit import (
    UnableToSubmit,
    UnableToSubmitAgain,
    UnableToSubmitCancelled,
    diagnosis_submit,
)
from diagnosis.views.responses import SeeOther, closed


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Submit once; a second click or a second tab finds the same receipt."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_SUBMIT)
    check = reverse("diagnosis:check", args=[diagnosis.pk])
    receipt = SeeOther(reverse("diagnosis:receipt", args=[diagnosis.pk]))
    if request.method != "POST":
        return SeeOther(check)
    form = SubmitForm(request.POST)
    if not form.is_valid() and diagnosis.state == diagnosis.State.DRAFT:
        return SeeOther(f"{check}?show=confirm")
    key = form.cleaned_data.get("key", "")
    try:
        diagnosis_submit(diagnosis=diagnosis, idempotency_key=key, by=request.user, now=timezone.now())
    except UnableToSubmit:
        return SeeOther(f"{check}?show=faults")
    except UnableToSubmitAgain:
        return receipt
    except UnableToSubmitCancelled:
        diagnosis.refresh_from_db(fields=["state"])
        return closed(request, diagnosis)
    return receipt
