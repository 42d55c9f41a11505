"""What operators and their monitors ask: does it live, can it work, how much is owed."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from qmplatform.models import Job

# A job waiting longer than this means that no worker is at work.
LONGEST_WAIT = timedelta(seconds=60)
LEAST_FREE_BYTES = 200 * 1024 * 1024


@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"no: {type(error).__name__}"
    return "ok"


def _broker() -> str:
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"no: {type(error).__name__}"
    finally:
        client.close()
    return "ok"


def _queue() -> str:
    oldest = Job.objects.filter(state=Job.State.QUEUED).aggregate(oldest=Min("created_at"))["oldest"]
    waiting = timezone.now() - oldest if oldest else timedelta()
    return "ok" if waiting <= LONGEST_WAIT else f"no: a job has waited {waiting.total_seconds():.0f} s"


def _disk() -> str:
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return "ok" if free >= LEAST_FREE_BYTES and os.access(folder, os.W_OK) else f"no: {free} bytes free"


@never_cache
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, broker, queue and disk can do their work, else 503 and which cannot."""
    parts = {"database": _database()}
    if parts["database"] == "ok":
        parts |= {"broker": _broker(), "queue": _queue(), "disk": _disk()}
    return JsonResponse(parts, status=200 if all(v == "ok" for v in parts.values()) else 503)


@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Count jobs by kind and state, in the text format of Prometheus."""
    lines = ["# HELP qm_jobs Jobs by kind and state.", "# TYPE qm_jobs gauge"]
    for row in Job.objects.values("kind", "state").annotate(n=Count("pk")).order_by("kind", "state"):
        lines.append(f'qm_jobs{{kind="{row["kind"]}",state="{row["state"]}"}} {row["n"]}')
    oldest = Job.objects.filter(state=Job.State.QUEUED).aggregate(oldest=Min("created_at"))["oldest"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    lines += ["# HELP qm_oldest_queued_job_seconds Age of the oldest job not begun.",
              "# TYPE qm_oldest_queued_job_seconds gauge", f"qm_oldest_queued_job_seconds {age:.1f}"]  # fmt: skip
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")
