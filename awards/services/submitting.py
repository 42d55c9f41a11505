"""An application is handed in: once a receipt, to the second, frozen whole."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from awards.dossier import checksum, to_data
from awards.models import ApplicationStep, ApplicationSubmission, AwardApplication
from awards.selectors.application_check import Check, check_of
from awards.selectors.dossier import consents_of, dossier_now, latest_submission
from awards.selectors.eligibility import application_facts, fact_data, findings_data
from awards.selectors.review_log import cycle_for
from awards.services.receipts import RECEIPT_JOB
from awards.services.review_log import application_lock
from awards.services.steps import step_take
from awards.services.writing import UnableToWrite, writing_check
from qmplatform.jobs import job_enqueue

State = AwardApplication.State
_RECEIPT_LOCK: Final = 0x514D_4157


class UnableToSubmit(Exception):
    """Something is missing, or a rule bars it."""

    def __init__(self, check: Check) -> None:
        rules = [line.finding.rule.code for line in check.barring]
        super().__init__(f"missing: {[one.code for one in check.missing]}; rules: {rules}")
        self.check = check


class UnableToSubmitAgain(Exception):
    """It is handed in already, under another key; `submission` is what was."""

    def __init__(self, submission: ApplicationSubmission) -> None:
        super().__init__(submission.receipt_number)
        self.submission = submission


@transaction.atomic
def application_submit(
    *, application: AwardApplication, idempotency_key: str, by: User, now: datetime
) -> ApplicationSubmission:
    """Freeze the application as it stands and give it a receipt number.

    Handed in a second time it is a completion the office asked for: the same number with the count behind it.

    Parameters
    ----------
    idempotency_key
        Chosen by the page; the same key again gives the same submission and writes nothing.

    Raises
    ------
    UnableToSubmit
        Something is missing, or a rule bars it; with the whole check.
    UnableToSubmitAgain
        It was handed in under another key.
    awards.services.writing.UnableToWrite
        It is too early or too late, or the application is over.
    """
    row = application_lock(application)
    before = latest_submission(row)
    if before is not None and idempotency_key and before.idempotency_key == idempotency_key:
        return before
    try:
        writing_check(row, now=now)
    except UnableToWrite as error:
        if before is not None and error.why == "state" and row.state != State.WITHDRAWN:
            raise UnableToSubmitAgain(before) from error
        raise
    check = check_of(row, now)
    if not check.is_ready:
        raise UnableToSubmit(check)
    submission = _freeze(row, check, before, idempotency_key, by=by, now=now)
    step_take(
        row, ApplicationStep.Kind.SUBMITTED, by=by, now=now, state=State.SUBMITTED,
        findings=submission.findings,
        details={"receipt": submission.receipt_number, "checksum": submission.checksum, "number": submission.number},
    )  # fmt: skip
    payload = {"submission_id": str(submission.pk)}
    job_enqueue(kind=RECEIPT_JOB, subject=str(submission.pk), payload=payload, by=by, now=now)
    return submission


def _freeze(
    row: AwardApplication, check: Check, before: ApplicationSubmission | None, key: str, *, by: User, now: datetime
) -> ApplicationSubmission:
    dossier = dossier_now(row)
    facts = application_facts(row, now, found=check.completeness, is_complete=True)
    return ApplicationSubmission.objects.create(
        application=row,
        number=before.number + 1 if before else 1,
        receipt_number=_receipt_number(row, before),
        idempotency_key=key,
        content=to_data(dossier),
        facts={name: fact_data(value) for name, value in sorted(facts.items())},
        findings=findings_data(check.findings),
        consents=consents_of(row),
        checksum=checksum(dossier),
        submitted_at=now,
        submitted_by=by,
    )


def _receipt_number(row: AwardApplication, before: ApplicationSubmission | None) -> str:
    """Return the next number of the cycle's year; nobody else takes one until this transaction ends."""
    if before is not None:
        first = row.submissions.order_by("number").values_list("receipt_number", flat=True)[0]
        return f"{first}-{before.number + 1}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECEIPT_LOCK])
    series = f"NQA-{cycle_for(row).year}-"
    taken = ApplicationSubmission.objects.filter(number=1, receipt_number__startswith=series)
    serials = (number.removeprefix(series) for number in taken.values_list("receipt_number", flat=True))
    last = max((int(serial) for serial in serials if serial.isdecimal()), default=0)
    return f"{series}{last + 1:05d}"
