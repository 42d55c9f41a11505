"""The confirmation by e-mail: a job of its own, so that a slow mail server holds up nobody."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from diagnosis.models import Submission
from qmplatform.korean.formats import kdatetime

RECEIPT_JOB: Final = "diagnosis.receipt_mail"
LANGUAGE: Final = "ko"


def receipt_mail_send(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Tell the person who submitted: the number, the time, what happens next. No answers, no scores."""
    rows = Submission.objects.select_related("diagnosis__company", "submitted_by").defer("answers", "profile")
    submission = rows.get(pk=payload["submission_id"])
    if not submission.submitted_by.is_active:
        return
    with translation.override(LANGUAGE):
        receipt_mail(submission).send()


def receipt_mail(submission: Submission) -> EmailMessage:
    """Return the message, in the language now in use."""
    address = settings.QM_SITE_URL + reverse("diagnosis:receipt", args=[submission.diagnosis_id])
    facts = {
        "receipt": submission.receipt_number,
        "company": " ".join(submission.diagnosis.company.name.split()),
        "year": submission.diagnosis.reference_year,
        "time": kdatetime(submission.submitted_at, translation.get_language() or LANGUAGE),
        "address": address,
        "contact": settings.QM_CONTACT_EMAIL,
    }
    body = _(
        "We received your quality self-diagnosis.\n\n"
        "Receipt number: %(receipt)s\n"
        "Company: %(company)s\n"
        "Reference year: %(year)s\n"
        "Received: %(time)s\n\n"
        "Scoring and the report take about one minute. The result is on this page after you log in.\n"
        "%(address)s\n\n"
        "Questions: %(contact)s\n"
    )
    subject = _("Diagnosis received: %(receipt)s") % facts
    return EmailMessage(
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}",
        body=body % facts,
        to=[submission.submitted_by.email],
    )
