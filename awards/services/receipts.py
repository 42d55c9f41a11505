"""The confirmation by e-mail that an application was handed in: a job of its own, so that mail holds up nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from awards.models import ApplicationSubmission
from awards.selectors.applications import category_of
from qmplatform.korean.formats import KST, kdate

RECEIPT_JOB: Final = "awards.receipt_mail"


def receipt_mail_send(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Tell the person who handed it in: the number, the second, what happens next. Nothing of what was written."""
    rows = ApplicationSubmission.objects.select_related(
        "application__company", "application__cycle", "submitted_by"
    ).defer("content")
    submission = rows.get(pk=payload["submission_id"])
    if not submission.submitted_by.is_active:
        return
    with translation.override(submission.application.language):
        receipt_mail(submission).send()


def receipt_mail(submission: ApplicationSubmission) -> EmailMessage:
    """Return the message, in the language now in use."""
    language = translation.get_language() or "ko"
    received = submission.submitted_at.astimezone(KST)
    facts = {
        "receipt": submission.receipt_number,
        "company": " ".join(submission.application.company.name.split()),
        "category": category_of(submission.application).title.in_(language),
        "time": f"{kdate(received.date(), language)} {received:%H:%M:%S}",
        "address": settings.QM_SITE_URL + reverse("awards:application-receipt", args=[submission.application_id]),
        "contact": settings.QM_CONTACT_EMAIL,
    }
    body = _(
        "We received your application for the National Quality Award.\n\n"
        "Receipt number: %(receipt)s\n"
        "Company: %(company)s\n"
        "Category: %(category)s\n"
        "Received: %(time)s (Korean time)\n\n"
        "The award office checks eligibility next. You see the state of your application on this page.\n"
        "%(address)s\n\n"
        "Questions: %(contact)s\n"
    )
    subject = _("Application received: %(receipt)s") % facts
    return EmailMessage(
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        body=body % facts,
        to=[submission.submitted_by.email],
    )
