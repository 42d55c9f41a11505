"""A job is a row; it is done once, whatever the broker does."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from qmplatform.jobs import job_enqueue, register_job_handler, registry, tasks
from qmplatform.jobs.registry import UnableToFindJobKind
from qmplatform.jobs.running import job_claim, job_run
from qmplatform.jobs.sweeping import jobs_to_send
from qmplatform.models import Job
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Register a job that notes what it did."""
    monkeypatch.setattr(registry, "_kinds", {})
    notes: list[str] = []

    def handler(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
        report_progress(40)
        if payload.get("fails"):
            raise ValueError("on purpose")
        notes.append(payload["note"])

    register_job_handler("test.note", handler, queue="scoring")
    return notes


def enqueue(note: str = "a", **more: Any) -> Job:
    with transaction.atomic():
        return job_enqueue(kind="test.note", subject=note, payload={"note": note, **more}, by=None, now=NOW)


def test_a_job_is_done_and_says_so(done: list[str], no_broker: list[str]) -> None:
    job = enqueue()
    job_run(job.pk)
    job.refresh_from_db()
    assert (done, job.state, job.progress_percent, job.attempts) == (["a"], Job.State.DONE, 100, 1)
    assert job.lease_token is None
    assert job.finished_at is not None


def test_a_second_delivery_does_nothing(done: list[str], no_broker: list[str]) -> None:
    job = enqueue()
    for _ in range(5):
        job_run(job.pk)
    assert done == ["a"]


def test_without_the_claim_a_second_delivery_works_twice(
    done: list[str], no_broker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the claim."""

    def unguarded(job_id: Any, *, now: datetime) -> Job:
        Job.objects.filter(pk=job_id).update(state="queued", lease_token=None, leased_until=None)
        job = job_claim(job_id, now=now)
        assert job is not None
        return job

    monkeypatch.setattr("qmplatform.jobs.running.job_claim", unguarded)
    job = enqueue()
    job_run(job.pk)
    job_run(job.pk)
    assert done == ["a", "a"]


def test_the_same_subject_is_one_job(done: list[str], no_broker: list[str]) -> None:
    assert enqueue().pk == enqueue().pk
    assert Job.objects.count() == 1


def test_a_rolled_back_reason_leaves_no_job(done: list[str], no_broker: list[str]) -> None:
    with transaction.atomic():
        job_enqueue(kind="test.note", subject="x", payload={"note": "x"}, by=None, now=NOW)
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    assert no_broker == []


@pytest.mark.django_db(transaction=True)
def test_a_job_outside_a_transaction_is_refused(done: list[str], no_broker: list[str]) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        job_enqueue(kind="test.note", subject="x", payload={}, by=None, now=NOW)


def test_an_unknown_kind_is_refused_at_once(done: list[str]) -> None:
    with pytest.raises(UnableToFindJobKind, match=r"test\.note"), transaction.atomic():
        job_enqueue(kind="test.other", subject="x", payload={}, by=None, now=NOW)


def test_a_failing_job_is_tried_three_times_and_then_left_with_its_reason(
    done: list[str], no_broker: list[str]
) -> None:
    job = enqueue("bad", fails=True)
    for attempt in (1, 2, 3):
        job_run(job.pk)
        job.refresh_from_db()
        assert job.attempts == attempt
        assert job.state == (Job.State.FAILED if attempt == 3 else Job.State.QUEUED)
    assert job.error == "ValueError: on purpose"
    job_run(job.pk)
    job.refresh_from_db()
    assert job.attempts == 3


def test_a_job_whose_worker_died_at_every_attempt_fails(done: list[str], no_broker: list[str]) -> None:
    job = enqueue()
    Job.objects.filter(pk=job.pk).update(attempts=3)
    job_run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert done == []


def test_a_living_lease_keeps_others_away_and_a_dead_one_does_not(done: list[str], no_broker: list[str]) -> None:
    job = enqueue()
    now = timezone.now()
    assert job_claim(job.pk, now=now) is not None
    assert job_claim(job.pk, now=now + timedelta(seconds=5)) is None
    assert job_claim(job.pk, now=now + timedelta(seconds=31)) is not None


def test_the_sweeper_finds_what_is_owed(done: list[str], no_broker: list[str]) -> None:
    never_sent, sent, sent_long_ago, abandoned, living, finished = (enqueue(n) for n in "abcdef")
    now = timezone.now()
    Job.objects.filter(pk=sent.pk).update(sent_at=now)
    Job.objects.filter(pk=sent_long_ago.pk).update(sent_at=now - timedelta(seconds=61))
    job_claim(abandoned.pk, now=now - timedelta(minutes=10))
    job_claim(living.pk, now=now)
    job_run(finished.pk)
    found = {job.pk for job in jobs_to_send(now=now)}
    assert found == {never_sent.pk, sent_long_ago.pk, abandoned.pk}


def test_a_broker_that_is_away_loses_nothing(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("away")

    job = enqueue()
    monkeypatch.setattr(tasks.run, "apply_async", refuse)
    tasks.send(job)
    job.refresh_from_db()
    assert (job.state, job.sent_at) == (Job.State.QUEUED, None)
    assert [j.pk for j in jobs_to_send(now=timezone.now())] == [job.pk]


def test_the_sweep_task_sends_each_owed_job_once(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda **kwargs: sent.append(kwargs))
    job = enqueue()
    assert tasks.sweep() == 1
    assert tasks.sweep() == 0
    assert sent == [{"args": (str(job.pk),), "queue": "scoring", "retry": False}]


def test_celery_is_set_so_that_a_killed_worker_loses_nothing() -> None:
    from qmplatform.celery import app

    conf = app.conf
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_ignore_result
    assert conf.accept_content == ["json"]
    assert conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]
    assert conf.broker_transport_options["unacked_restore_throttle"] == 1
    assert conf.worker_soft_shutdown_timeout > 0
