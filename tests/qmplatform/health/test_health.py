"""What operators ask, and what they hear when something is broken."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from qmplatform.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker_here(settings: LazySettings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path / 'nobody.sock'}"


def make_job(minutes_old: float) -> Job:
    return Job.objects.create(
        kind="test.x",
        subject=str(minutes_old),
        queue="scoring",
        created_at=timezone.now() - timedelta(minutes=minutes_old),
    )


def test_the_process_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_broker_that_is_away_is_named(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "broker": "no: ConnectionError", "queue": "ok", "disk": "ok"}


def test_a_job_that_waits_too_long_is_named(client: Client) -> None:
    make_job(0.5)
    assert client.get("/readyz").json()["queue"] == "ok"
    make_job(3)
    assert client.get("/readyz").json()["queue"].startswith("no: a job has waited 18")


def test_metrics_count_jobs_and_name_the_oldest(client: Client) -> None:
    make_job(2)
    make_job(1)
    text = client.get("/metrics").content.decode()
    assert 'qm_jobs{kind="test.x",state="queued"} 2' in text
    oldest = float(text.rsplit("qm_oldest_queued_job_seconds ", 1)[1])
    assert 120 <= oldest < 130
