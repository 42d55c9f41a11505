"""Runs one job under a lease, so that a second delivery, or a second worker, does nothing twice."""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from qmplatform.jobs.registry import job_kind
from qmplatform.models import Job

logger = logging.getLogger(__name__)


def _lease() -> timedelta:
    return timedelta(seconds=settings.QM_LEASE_SECONDS)


@contextmanager
def _lease_renewed(job: Job) -> Iterator[None]:
    """Renew the lease while the work goes on: a living worker keeps its job, a dead one loses it within one lease."""
    done = threading.Event()

    def renew() -> None:
        try:
            while not done.wait(settings.QM_LEASE_SECONDS / 3):
                Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(
                    leased_until=timezone.now() + _lease()
                )
        finally:
            connection.close()

    thread = threading.Thread(target=renew, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def job_claim(job_id: uuid.UUID, *, now: datetime) -> Job | None:
    """Take the job by one conditional UPDATE; None when it is done, failed, or held by a living lease."""
    token = uuid.uuid4()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, leased_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING,
        lease_token=token,
        leased_until=now + _lease(),
        attempts=F("attempts") + 1,
    )
    return Job.objects.get(pk=job_id) if taken else None


def job_run(job_id: uuid.UUID) -> None:
    """Do the job, once. A failure goes back to the queue until its attempts are used up."""
    job = job_claim(job_id, now=timezone.now())
    if job is None:
        return
    if job.attempts > job.max_attempts:
        _finish(job, Job.State.FAILED, error=job.error or "The worker died at every attempt.")
        return

    def report_progress(percent: int) -> None:
        Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(progress_percent=percent)

    try:
        with _lease_renewed(job):
            job_kind(job.kind).handler(job.payload, timezone.now(), report_progress)
    except Exception as error:
        logger.exception("job %s %s failed, attempt %s", job.kind, job.pk, job.attempts)
        last = job.attempts >= job.max_attempts
        _finish(job, Job.State.FAILED if last else Job.State.QUEUED, error=f"{type(error).__name__}: {error}"[:2000])
    else:
        _finish(job, Job.State.DONE)


@transaction.atomic
def _finish(job: Job, state: str, *, error: str = "") -> None:
    finished = state in (Job.State.DONE, Job.State.FAILED)
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(
        state=state,
        lease_token=None,
        leased_until=None,
        sent_at=None,
        error=error,
        progress_percent=100 if state == Job.State.DONE else F("progress_percent"),
        finished_at=timezone.now() if finished else None,
    )
