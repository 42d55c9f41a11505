"""What a search costs in a synthetic library of 10,000 and of 100,000 cases, beside patterns in SQL in the same run."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measure import Measurement
from qmplatform import processes
from tests.processes.installation import Installation

SIZES = tuple(int(size) for size in os.environ.get("QM_BENCH_CASES", "10000,100000").split(","))
_ANALYSED = 5000


def measure_search() -> list[Measurement]:
    """Measure searches with facets, suggestions, indexing and what a process grows by, for each size of library."""
    return [measurement for size in SIZES for measurement in _measured(size)]


def _measured(size: int) -> list[Measurement]:
    with tempfile.TemporaryDirectory(prefix="qm-bench-") as folder:
        site = Installation(Path(folder), settings="qmplatform.settings")
        try:
            site.manage("migrate", "--verbosity", "0")
            filled = _step(site, "fill", size)
            analysed = _step(site, "analyse", min(size, _ANALYSED))
            searched = _step(site, "search", 0)
            suggested = _step(site, "suggest", 0)
        finally:
            site.close()
    return [
        _measurement(
            f"search with facets, {size:,} cases",
            reference="every word by LIKE in the text, a count, newest first",
            rounds=[(own, other) for own, other in searched["pairs"]],
            more={
                "p50": round(searched["p50"], 1),
                "p95": round(searched["p95"], 1),
                "first of a process ms": round(searched["first_ms"]),
                "process grown by MB": round(searched["grown_mb"], 1),
            },
        ),
        _measurement(
            f"suggestions, {size:,} cases",
            reference="titles by LIKE",
            rounds=list(zip(suggested["own"], suggested["other"], strict=False)),
            more={"p50": round(suggested["p50"], 1), "p95": round(suggested["p95"], 1)},
        ),
        _measurement(
            f"index a case, {size:,} cases",
            reference="its tokens alone",
            rounds=[(1000 * filled["seconds"] / size, 1000 * analysed["seconds"] / analysed["cases"])],
            more={
                "cases a second, all": round(size / filled["seconds"]),
                "cases a second and core of ours": round(size / filled["busy"]),
            },
        ),
    ]


def _step(site: Installation, name: str, number: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.search_steps", name, str(number)],
        cwd=processes.ROOT, env={**os.environ, **site.environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _measurement(name: str, *, reference: str, rounds: list[tuple[float, float]], more: dict[str, Any]) -> Measurement:
    ratios = sorted(own / other for own, other in rounds)
    own, other = (sorted(column)[len(rounds) // 2] for column in zip(*rounds, strict=True))
    return Measurement(
        name=name, subject="search by the index", reference=reference, subject_ms=own, reference_ms=other,
        ratio=ratios[len(ratios) // 2], ratio_low=ratios[int(0.025 * len(ratios))],
        ratio_high=ratios[int(0.975 * (len(ratios) - 1))], rounds=len(rounds), more=more,
    )  # fmt: skip
