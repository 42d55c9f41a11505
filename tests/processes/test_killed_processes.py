"""Real processes, really killed: every job is done, and done once."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.installation import Installation

pytestmark = pytest.mark.chaos
JOBS = 6


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    try:
        made.start_broker()
        # Jobs and who asked for them; the rest of the database is nobody's concern here.
        made.manage("migrate", "qmplatform", "--verbosity", "0")
        yield made
    finally:
        made.close()


def all_done(installation: Installation) -> bool:
    return len(set(installation.noted("did"))) == JOBS


def assert_each_done_once(installation: Installation) -> None:
    assert Counter(installation.noted("did")) == Counter({f"n{number}": 1 for number in range(JOBS)})
    states = [line.split() for line in installation.manage("slow_jobs", "--states").splitlines()]
    assert [state for _name, state, _attempts in states] == ["done"] * JOBS


def test_a_killed_child_and_a_killed_worker_lose_nothing(installation: Installation) -> None:
    worker = installation.start_worker()
    installation.manage("slow_jobs", "--count", str(JOBS), "--seconds", "1.5")
    installation.wait_until("a job begins", lambda: bool(installation.children_at_work()))
    os.kill(installation.children_at_work()[0], signal.SIGKILL)
    installation.wait_until("another job is done", lambda: bool(installation.noted("did")))
    installation.wait_until("a job is at work", lambda: bool(installation.children_at_work()))
    worker.kill()
    done_before = set(installation.noted("did"))
    assert len(done_before) < JOBS
    installation.start_worker()
    installation.wait_until("all jobs are done", lambda: all_done(installation))
    assert_each_done_once(installation)


def test_a_killed_broker_with_jobs_queued_loses_nothing(installation: Installation) -> None:
    installation.manage("slow_jobs", "--count", str(JOBS), "--seconds", "0.1")
    installation.broker.kill()
    # The worst case: the broker comes back with nothing of what it was told.
    for file in [
        *installation.folder.rglob("*.aof"),
        *installation.folder.rglob("*.manifest"),
        *installation.folder.rglob("*.rdb"),
    ]:
        file.unlink()
    installation.start_broker()
    installation.start_worker()
    installation.wait_until("all jobs are done", lambda: all_done(installation))
    assert_each_done_once(installation)


def test_without_job_rows_a_wiped_broker_loses_them(installation: Installation) -> None:
    """Negative control: the messages alone do not survive what the rows survive."""
    installation.manage("slow_jobs", "--count", str(JOBS), "--seconds", "0.1", "--unrecorded")
    installation.broker.kill()
    for file in [
        *installation.folder.rglob("*.aof"),
        *installation.folder.rglob("*.manifest"),
        *installation.folder.rglob("*.rdb"),
    ]:
        file.unlink()
    installation.start_broker()
    installation.start_worker()
    # A job asked for afterwards is done: the installation works, only the others are gone.
    installation.manage("slow_jobs", "--count", "1", "--seconds", "0.1")
    installation.wait_until("the later job is done", lambda: bool(installation.noted("did")))
    installation.wait_until("two more sweeps", lambda: _sweeps(installation))
    assert installation.noted("did") == ["n0"]


def _sweeps(installation: Installation) -> bool:
    states = installation.manage("slow_jobs", "--states").split()
    return states == ["n0", "done", "1"]
