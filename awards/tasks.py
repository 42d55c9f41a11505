"""What the clock asks for."""

from celery import shared_task
from django.utils import timezone

from awards.services.due_notices import due_notices_tell


@shared_task(name="awards.tell_due")
def tell_due() -> None:
    """Tell whom a decision or a report came due for; twice tells nobody twice."""
    due_notices_tell(now=timezone.now())
