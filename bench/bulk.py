"""What bulk work costs: submissions scored from rows to rows, and a snapshot of a million entries built by workers."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.measure import Measurement
from qmplatform import processes
from tests.processes.installation import Installation

ENTRIES = int(os.environ.get("QM_BENCH_ENTRIES", "1000000"))
SUBMISSIONS = int(os.environ.get("QM_BENCH_SUBMISSIONS", "20000"))
PROCESSES = os.cpu_count() or 1
_REFERENCE = 300
_STEPS = "bench.bulk_steps"


def measure_bulk() -> list[Measurement]:
    """Measure both in an installation of its own; nothing without PostgreSQL, since that is where bulk work happens."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        print("bulk: left out, it needs PostgreSQL (DATABASE_URL)", file=sys.stderr)
        return []
    return [_scoring(), _building()]


@contextmanager
def installed() -> Iterator[Installation]:
    """Give a database with the model, a broker, and no workers."""
    with tempfile.TemporaryDirectory(prefix="qm-bench-") as folder:
        site = Installation(Path(folder), settings="qmplatform.settings")
        site.environment["QM_LEASE_SECONDS"] = "300"
        try:
            site.start_broker()
            site.manage("migrate", "--verbosity", "0")
            site.manage("load_model", "diagnosis/catalog/models/dqm/2026.1.yaml", "--publish")
            yield site
        finally:
            site.close()


def step(site: Installation, name: str, number: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", _STEPS, name, str(number)],
        cwd=processes.ROOT, env={**os.environ, **site.environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _scoring() -> Measurement:
    with installed() as site:
        begun = time.perf_counter()
        site.manage("simulate", "--companies", str(SUBMISSIONS), "--seed", "3")
        simulated = time.perf_counter() - begun
        rounds = []
        for _ in range(3):
            step(site, "forget")
            reference = step(site, "one_by_one", _REFERENCE)
            step(site, "forget")
            begun = time.perf_counter()
            site.manage("rescore", "--model", "dqm@2026.1", "--processes", str(PROCESSES))
            rounds.append((time.perf_counter() - begun, reference["seconds"] / reference["written"]))
    return _measurement(
        "bulk scoring, rows to rows",
        subject=f"rescore, {PROCESSES} processes, start included",
        reference="one submission after the other",
        rounds=[(1000 * seconds / SUBMISSIONS, 1000 * one) for seconds, one in rounds],
        more={
            "submissions": SUBMISSIONS,
            "submissions a second": round(SUBMISSIONS / min(seconds for seconds, _ in rounds)),
            "simulated companies a second": round(SUBMISSIONS / simulated),
        },
    )


def _building() -> Measurement:
    with installed() as site:
        step(site, "entries", ENTRIES)
        worker = processes.worker(
            site.environment, queues=["benchmarks"], concurrency=PROCESSES, log=site.folder / "worker.log"
        ).start()
        site.started.append(worker)
        with _watched(worker) as memory:
            told = step(site, "start")
        reference = step(site, "count_rows", min(ENTRIES, 5000))
        opened = step(site, "read")
    return _measurement(
        f"snapshot of {told['companies']:,} companies",
        subject=f"{told['parts']} parts on {PROCESSES} workers",
        reference="row by row in Python, counting alone, scaled",
        rounds=[(1000 * told["seconds"], 1000 * reference["seconds"] / reference["rows"] * ENTRIES)],
        more={
            "seconds": round(told["seconds"], 1),
            "of these counting": round(told["counted_seconds"], 1),
            "workers' memory MB": round(max(memory) / 1e6),
            "content MB": round(told["content_mb"], 1),
            "histograms MB": round(told["histograms_mb"], 1),
            "to open s": round(opened["open_seconds"], 2),
        },
    )


@contextmanager
def _watched(worker: processes.ManagedProcess) -> Iterator[list[int]]:
    """Give the memory of a worker and its children, sampled as long as the block lasts; shared pages count twice."""
    assert worker.process is not None
    samples = [0]
    done = threading.Event()
    root = psutil.Process(worker.process.pid)

    def sample() -> None:
        while not done.wait(0.2):
            found = 0
            for process in (root, *root.children(recursive=True)):
                try:
                    found += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            samples.append(found)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        done.set()
        thread.join()


def _measurement(
    name: str, *, subject: str, reference: str, rounds: list[tuple[float, float]], more: dict[str, Any]
) -> Measurement:
    ratios = sorted(own / other for own, other in rounds)
    own, other = (sorted(column)[len(rounds) // 2] for column in zip(*rounds, strict=True))
    return Measurement(
        name=name,
        subject=subject,
        reference=reference,
        subject_ms=own,
        reference_ms=other,
        ratio=ratios[len(ratios) // 2],
        ratio_low=ratios[0],
        ratio_high=ratios[-1],
        rounds=len(rounds),
        more=more,
    )
