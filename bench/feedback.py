"""How long two workers take for the feedback reports of a cycle, against one report after the other in one process."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measure import Measurement
from qmplatform.processes import ROOT
from tests.processes.installation import Installation

# Each in Korean and in English: 200 reports.
APPLICATIONS = int(os.environ.get("QM_BENCH_APPLICATIONS", "100"))
LANGUAGES = 2
WORKERS = 2
_WAIT_SECONDS = 3600


def run(site: Installation, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.feedback_rows", *arguments],
        cwd=ROOT,
        env={**os.environ, **site.environment},
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure_feedback() -> list[Measurement]:
    """Order every report of a cycle and wait until the last one is issued."""
    with tempfile.TemporaryDirectory(prefix="qm-bench-") as folder:
        site = Installation(Path(folder), settings="qmplatform.settings")
        try:
            site.start_broker()
            site.manage("migrate", "--verbosity", "0")
            site.manage("load_cases", "cases/data/cases.jsonl")
            run(site, "make", str(APPLICATIONS))
            alone = run(site, "single", "4")
            site.start_worker(concurrency=WORKERS)
            begun = time.perf_counter()
            run(site, "order")
            state = _waited(site)
            took = (time.perf_counter() - begun) * 1000
        finally:
            site.close()
    reports, one = APPLICATIONS * LANGUAGES, float(statistics.median(alone["warm_ms"]))
    ratio = took / reports / one
    return [
        Measurement(
            name=f"{reports} feedback reports, {WORKERS} workers",
            subject="order to last report, a report",
            reference="one after the other, warm",
            subject_ms=took / reports,
            reference_ms=one,
            ratio=ratio,
            ratio_low=ratio,
            ratio_high=ratio,
            rounds=1,
            more={
                "seconds": round(took / 1000, 1),
                "a minute": round(reports / took * 60_000, 1),
                "pages": state["pages"],
                "kb a report": alone["kb"],
                "failed": state["failed"],
            },
        )
    ]


def _waited(site: Installation) -> dict[str, Any]:
    deadline = time.monotonic() + _WAIT_SECONDS
    while (state := run(site, "state"))["waiting"]:
        if time.monotonic() > deadline:
            raise RuntimeError(f"not done within {_WAIT_SECONDS} s: {state}")
        time.sleep(5)
    return state
