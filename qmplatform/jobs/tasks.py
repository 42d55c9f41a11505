"""The two Celery tasks of the platform: do one job, sweep what was not done."""

import logging
import uuid

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from qmplatform.jobs.running import job_run
from qmplatform.jobs.sweeping import jobs_to_send
from qmplatform.models import Job

logger = logging.getLogger(__name__)


@shared_task(name="qmplatform.jobs.run")
def run(job_id: str) -> None:
    """Do one job."""
    job_run(uuid.UUID(job_id))


@shared_task(name="qmplatform.jobs.sweep")
def sweep() -> int:
    """Send again what is owed and not on its way; return how many."""
    jobs = jobs_to_send(now=timezone.now())
    for job in jobs:
        send(job)
    return len(jobs)


def send(job: Job) -> None:
    """Tell the broker. A broker that does not answer is no failure: the sweeper will tell it later."""
    try:
        run.apply_async(args=(str(job.pk),), queue=job.queue, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("broker not reached, job %s stays for the sweeper: %s", job.pk, error)
        return
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
