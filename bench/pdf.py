"""What a report costs, against the same text laid out without charts and style."""

import json
import os
import statistics
import subprocess
import sys
from typing import Any

from bench.measure import Measurement, compare
from bench.web import running_site, submit_one
from qmplatform.processes import ROOT
from tests.processes.installation import Installation


def render(site: Installation, what: str, times: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.render_once", what, str(times)],
        cwd=ROOT,
        env={**os.environ, **site.environment},
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure_pdf() -> list[Measurement]:
    """Render a real result's report: warm in one process, and cold from the start of the process."""
    with running_site() as (site, address):
        submit_one(site, address)
        told: list[dict[str, Any]] = []

        def warm() -> float:
            told.append(render(site, "report", 4))
            return float(statistics.median(told[-1]["warm_ms"]))

        def warm_floor() -> float:
            return float(statistics.median(render(site, "floor", 4)["warm_ms"]))

        floor = ("WeasyPrint, same text, no charts, no style", warm_floor)
        warm_result = compare("report as PDF, warm worker", subject=("report_bytes", warm), reference=floor, rounds=3)
        size = {"pages": told[-1]["pages"], "kb": round(told[-1]["kb"]), "rss_mb": round(told[-1]["rss_mb"])}
        cold = compare(
            "report as PDF, cold process",
            subject=("process start to bytes", lambda: float(render(site, "report", 1)["cold_ms"])),
            reference=("the same, floor", lambda: float(render(site, "floor", 1)["cold_ms"])),
            rounds=3,
        )
        return [Measurement(**{**warm_result.as_dict(), "more": size}), cold]
