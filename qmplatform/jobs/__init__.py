"""Jobs: work written as a row in the transaction of what it is for, done by a Celery worker, swept until done."""

from qmplatform.jobs.registry import job_enqueue, register_job_handler

__all__ = ["job_enqueue", "register_job_handler"]
