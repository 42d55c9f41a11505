"""What officials wait for: pages of the dashboards at national scale, the rollup's refresh, an edition's making."""

import json
import os
import subprocess
import sys
from typing import Any

from bench.bulk import installed
from bench.measure import Measurement
from qmplatform import processes
from tests.processes.installation import Installation

# 20,000 results on SQLite and a million on PostgreSQL are what is promised.
_IS_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
RESULTS = int(os.environ.get("QM_BENCH_RESULTS", "1000000" if _IS_POSTGRESQL else "20000"))
NEW = min(1000, RESULTS)
QUESTIONS = 200


def measure_dashboards() -> list[Measurement]:
    """Fill an installation with results, publish, ask the pages, and count new results in."""
    with installed() as site:
        site.environment["QM_FORCE_MFA"] = "0"
        _step(site, "fill", RESULTS)
        counted = _step(site, "count")
        published = _step(site, "publish")
        protection = _step(site, "without_protection")
        _step(site, "flatten")
        asked = _step(site, "pages", QUESTIONS)
        refreshed = _step(site, "refresh", NEW)
    return [
        _one(
            f"dashboard pages, {published['companies']:,} companies",
            "a page with random filters",
            "one raw SQL a tile",
            asked["page_p50"],
            asked["sql_p50"],
            {
                "p95 ms": round(asked["page_p95"], 1),
                "SQL p95 ms": round(asked["sql_p95"], 1),
                "pandas on the CSV ms": round(asked["pandas_p50"], 2),
                "pandas p95 ms": round(asked["pandas_p95"], 2),
                "reading the CSV ms": round(asked["csv_read_ms"]),
                "page kB": round(asked["page_kb"]),
                "questions": asked["questions"],
            },
        ),
        _one(
            f"rollup, {NEW:,} new results beside {RESULTS:,}",
            "refresh",
            "count everything anew",
            1000 * refreshed["seconds"],
            1000 * refreshed["rebuild_seconds"],
            {
                "equal bit for bit": refreshed["is_equal"],
                "cells": counted["cells"],
                "first counting s": round(counted["seconds"], 1),
            },
        ),
        _one(
            f"edition of {published['companies']:,} companies",
            "with protection",
            "every set told",
            1000 * published["edition_seconds"],
            1000 * protection["seconds"],
            {
                "sets": published["sets"],
                "withheld": published["withheld"],
                "sets without protection": protection["sets"],
                "content MB": round(published["content_mb"], 2),
                "guard MB": round(published["guard_mb"], 1),
                "to read all of it ms": round(published["open_everything_ms"]),
            },
        ),
    ]


def _step(site: Installation, name: str, number: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.dashboards_steps", name, str(number)],
        cwd=processes.ROOT, env={**os.environ, **site.environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"dashboards: {name} {told}", file=sys.stderr)
    return told


def _one(
    name: str, subject: str, reference: str, subject_ms: float, reference_ms: float, more: dict[str, Any]
) -> Measurement:
    ratio = subject_ms / reference_ms
    return Measurement(name, subject, reference, subject_ms, reference_ms, ratio, ratio, ratio, 1, more)
