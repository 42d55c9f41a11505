"""Which function does which kind of job, and how one is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection, transaction

from qmplatform.audit import Actor
from qmplatform.models import Job

# Called with the payload, the time, and a function that reports progress in percent.
ReportProgress: TypeAlias = Callable[[int], None]
JobHandler: TypeAlias = Callable[[Mapping[str, Any], datetime, ReportProgress], None]


@dataclass(frozen=True)
class JobKind:
    handler: JobHandler
    queue: str


_kinds: dict[str, JobKind] = {}


class UnableToFindJobKind(Exception):
    """No handler is registered for this kind of job."""


def register_job_handler(kind: str, handler: JobHandler, *, queue: str) -> None:
    """Name the function that does a kind of job; called in an app's ``ready``."""
    _kinds[kind] = JobKind(handler, queue)


def job_kind(kind: str) -> JobKind:
    try:
        return _kinds[kind]
    except KeyError:
        raise UnableToFindJobKind(f"{kind}: no handler; known are {', '.join(sorted(_kinds)) or 'none'}") from None


def job_enqueue(*, kind: str, subject: str, payload: Mapping[str, Any], by: Actor | None, now: datetime) -> Job:
    """Write the job row; tell the broker after commit. The same kind and subject give the same job.

    Parameters
    ----------
    kind
        A registered kind, as ``diagnosis.score``.
    subject
        What the job is for: asking twice for one subject gives one job.
    payload
        Ids only, JSON.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        Called outside a transaction: the job could then stand without its reason, or the other way round.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("job_enqueue belongs into the transaction of what the job is for.")
    job, _created = Job.objects.get_or_create(
        kind=kind,
        subject=subject,
        defaults={
            "payload": dict(payload),
            "queue": job_kind(kind).queue,
            "created_at": now,
            "created_by_id": by.pk if by is not None else None,
        },
    )
    if job.state == Job.State.QUEUED:
        from qmplatform.jobs.tasks import send

        transaction.on_commit(lambda: send(job))
    return job
