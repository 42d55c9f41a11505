"""Submits a diagnosis: freezes answers and profile, writes the jobs, once."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import User
from diagnosis.models import Answer, Diagnosis, Submission
from diagnosis.scoring import Flag
from diagnosis.selectors.diagnoses import SCORE_JOB, profile_snapshot
from diagnosis.selectors.progress import Survey, survey_of
from diagnosis.services.receipts import RECEIPT_JOB
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue
from qmplatform.korean.formats import KST

_RECEIPT_LOCK = 0x514D_5243


class UnableToSubmit(Exception):
    """The answers cannot be submitted as they stand."""

    def __init__(self, *, missing: tuple[str, ...] = (), blocking: tuple[Flag, ...] = ()) -> None:
        super().__init__(f"missing: {', '.join(missing) or 'none'}; blocking rules: {[flag.rule for flag in blocking]}")
        self.missing = missing
        self.blocking = blocking


class UnableToSubmitCancelled(Exception):
    """The diagnosis was cancelled."""


class UnableToSubmitAgain(Exception):
    """It was submitted before, under another key; ``submission`` is that one."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(submission.receipt_number)
        self.submission = submission


@transaction.atomic
def diagnosis_submit(*, diagnosis: Diagnosis, idempotency_key: str, by: User, now: datetime) -> Submission:
    """Freeze the answers with the company's profile and ask for the scoring, in one transaction.

    Parameters
    ----------
    idempotency_key
        Chosen by the client; the same key again gives the same submission and does nothing.

    Raises
    ------
    UnableToSubmit
        Required answers are missing, or a blocking rule fires.
    UnableToSubmitAgain
        It was submitted under another key.
    UnableToSubmitCancelled
        It was cancelled.
    """
    locked = _lock(diagnosis)
    before = _earlier(diagnosis)
    if before is not None:
        if idempotency_key and before.idempotency_key == idempotency_key:
            return before
        raise UnableToSubmitAgain(before)
    if locked.state != Diagnosis.State.DRAFT:
        raise UnableToSubmitCancelled
    survey = survey_of(locked)
    if survey.missing_required or survey.blocking_flags:
        raise UnableToSubmit(
            missing=tuple(item.code for item in survey.missing_required), blocking=survey.blocking_flags
        )
    submission = _freeze(survey, idempotency_key, by=by, now=now)
    Diagnosis.objects.filter(pk=locked.pk).update(state=Diagnosis.State.SUBMITTED, updated_at=now)
    subject, payload = str(submission.pk), {"submission_id": str(submission.pk)}
    job_enqueue(kind=SCORE_JOB, subject=subject, payload=payload, by=by, now=now)
    job_enqueue(kind=RECEIPT_JOB, subject=subject, payload=payload, by=by, now=now)
    audit_record(
        action="diagnosis_submit",
        by=by,
        subject=f"diagnosis:{locked.pk}",
        company_id=locked.company_id,
        details={"receipt": submission.receipt_number, "checksum": submission.checksum},
        now=now,
    )
    return submission


def _lock(diagnosis: Diagnosis) -> Diagnosis:
    """Make others who submit or save wait for this transaction; SQLite's transactions do so by themselves."""
    rows = Diagnosis.objects.select_related("company", "model_version").defer("model_version__source")
    return rows.select_for_update(of=("self",)).get(pk=diagnosis.pk)


def _earlier(diagnosis: Diagnosis) -> Submission | None:
    return Submission.objects.filter(diagnosis=diagnosis).first()


def _freeze(survey: Survey, idempotency_key: str, *, by: User, now: datetime) -> Submission:
    profile = profile_snapshot(survey.diagnosis, survey.model)
    answers = {code: _frozen(survey.answers[code]) for code in survey.given}
    flags = [{"rule": f.rule, "severity": f.severity, "codes": list(f.codes)} for f in survey.flags]
    content = {"model": survey.model.checksum, "profile": profile, "answers": answers}
    return Submission.objects.create(
        diagnosis=survey.diagnosis,
        receipt_number=_next_receipt_number(now),
        idempotency_key=idempotency_key,
        profile=profile,
        answers=answers,
        flags=flags,
        checksum=_checksum(content),
        submitted_at=now,
        submitted_by=by,
    )


def _frozen(row: Answer) -> dict[str, Any]:
    number = row.value if isinstance(row.value, Mapping) else None
    return {
        "state": row.state,
        "value": row.value if number is None else number["value"],
        "unit": None if number is None else number["unit"],
        "confidence": row.confidence,
        "na_reason": row.na_reason,
        "note": row.note,
        "evidence": row.evidence,
    }


def _checksum(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _next_receipt_number(now: datetime) -> str:
    """Return the next number of the year in Korea; nobody else takes one until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECEIPT_LOCK])
    series = f"{now.astimezone(KST).year}-QM-"
    last = Submission.objects.filter(receipt_number__startswith=series).aggregate(last=Max("receipt_number"))["last"]
    return f"{series}{(int(last.removeprefix(series)) if last else 0) + 1:06d}"
