"""What the bulk benchmarks do inside an installation, a step a process: `python -m bench.bulk_steps STEP N`."""

import json
import os
import resource
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

import numpy as np  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.entries import entries_write  # noqa: E402
from diagnosis.models import BenchmarkBuild, BenchmarkEntry, BenchmarkSnapshot, ModelVersion, Result, Submission  # noqa: E402
from diagnosis.scoring import ENGINE_VERSION, score  # noqa: E402
from diagnosis.selectors.catalog import model_of  # noqa: E402
from diagnosis.services.benchmark_building import snapshot_build_start  # noqa: E402
from diagnosis.services.benchmarks import benchmark_entry_record, benchmark_of, snapshot_current  # noqa: E402
from diagnosis.services.entry_arrays import entry_codes  # noqa: E402
from diagnosis.services.scoring import answers_from, content_checksum, profile_from  # noqa: E402


def entries(count: int) -> dict[str, Any]:
    """Write entries alone: results of a million companies are not the subject."""
    snapshot_current(model_version=ModelVersion.objects.get(), now=timezone.now())
    begun = time.perf_counter()
    entries_write(count, seed=7, before=timedelta(days=1))
    return {"seconds": time.perf_counter() - begun}


def start(parts: int) -> dict[str, Any]:
    """Ask the workers for a snapshot and wait until it is there."""
    version = ModelVersion.objects.get()
    begun = time.perf_counter()
    build = snapshot_build_start(model_version=version, by=None, now=timezone.now(), parts=parts or None)
    counted = 0.0
    while True:
        time.sleep(0.1)
        row = BenchmarkBuild.objects.get(pk=build.pk)
        if not counted and row.parts.count() == row.parts_wanted:
            counted = time.perf_counter() - begun
        if row.finished_at is not None:
            break
    seconds = time.perf_counter() - begun
    snapshot = BenchmarkSnapshot.objects.get(pk=row.snapshot_id)
    return {
        "seconds": seconds,
        "counted_seconds": counted,
        "parts": row.parts_wanted,
        "companies": snapshot.companies,
        "cells": len(snapshot.content["cells"]),
        "content_mb": len(json.dumps(snapshot.content)) / 1e6,
        "histograms_mb": len(snapshot.histograms) / 1e6,
    }


def read(_: int) -> dict[str, Any]:
    """Read the newest snapshot and ask for one company's positions."""
    snapshot = BenchmarkSnapshot.objects.order_by("-companies")[0]
    begun = time.perf_counter()
    benchmark = benchmark_of(snapshot)
    opened = time.perf_counter() - begun
    begun = time.perf_counter()
    for code in model_of(ModelVersion.objects.get()).groups():
        benchmark.position(code, value=50.0, base_value=50.0, sector="ELEC", group="MANUFACTURING", size="small")
    return {"open_seconds": opened, "positions_ms": 1000 * (time.perf_counter() - begun), "rss_mb": _rss()}


def forget(_: int) -> dict[str, Any]:
    """Take the results away again, as if no engine had scored the submissions yet."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE diagnosis_benchmarkentry, diagnosis_report, diagnosis_result CASCADE")
    return {}


def one_by_one(count: int) -> dict[str, Any]:
    """The reference: one submission after the other, a sheet, a result and an entry each."""
    version = ModelVersion.objects.get()
    model, now = model_of(version), timezone.now()
    snapshot = snapshot_current(model_version=version, now=now)
    rows = Submission.objects.filter(diagnosis__model_version=version).values_list("pk", flat=True)[:count]
    begun = time.perf_counter()
    for pk in rows:
        submission = (
            version.diagnoses.model._meta.get_field("submission")
            .related_model.objects.select_related("diagnosis__company")
            .get(pk=pk)
        )
        submission.diagnosis.model_version = version
        sheet = score(model, profile_from(submission.profile), answers_from(submission.answers))
        content = {"sheet": sheet.as_dict()}
        with transaction.atomic():
            result = Result.objects.create(
                submission=submission, model_checksum=version.checksum, snapshot=snapshot, is_bulk=False,
                engine_version=ENGINE_VERSION, score=sheet.score, base_score=sheet.base_score, level=sheet.level,
                coverage_ratio=sheet.coverage, content=content, checksum=content_checksum(content), created_at=now,
            )  # fmt: skip
            benchmark_entry_record(result=result, sheet=sheet, submission=submission)
    return {"written": len(rows), "seconds": time.perf_counter() - begun}


def count_rows(count: int) -> dict[str, Any]:
    """The reference of the building: an entry after the other into counters, as Python is first written."""
    codes = entry_codes(model_of(ModelVersion.objects.get()))
    counted: dict[tuple[str, str, str], dict[str, Counter[int]]] = {}
    begun = time.perf_counter()
    rows = BenchmarkEntry.objects.order_by("company_key").values_list("sector", "group", "size", "own", "base")[:count]
    for sector, group, size, own, base in rows:
        cell = counted.setdefault((sector, group, size), {code: Counter() for code in codes})
        for packed in (own, base):
            for code, value in zip(codes, np.frombuffer(packed, "<i2").tolist(), strict=False):
                if value >= 0:
                    cell[code][value] += 1
    return {"rows": len(rows), "seconds": time.perf_counter() - begun}


def _rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STEPS = {step.__name__: step for step in (entries, start, read, forget, one_by_one, count_rows)}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]))))
