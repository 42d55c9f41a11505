"""What the benchmarks of the dashboards do inside an installation: `python -m bench.dashboards_steps STEP N`."""

import csv
import json
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

import pandas as pd  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.reference import regions  # noqa: E402
from bench.entries import entries_write  # noqa: E402
from bench.measure import percentile  # noqa: E402
from dashboards.editions.disclosing import Population, Shown  # noqa: E402
from dashboards.editions.view import SetKey  # noqa: E402
from dashboards.models import RollupCell  # noqa: E402
from dashboards.selectors.editions import edition_of  # noqa: E402
from dashboards.services import editions  # noqa: E402
from dashboards.services.editions import edition_build  # noqa: E402
from dashboards.services.entered import entered_tables  # noqa: E402
from dashboards.services.rollups import rollup_rebuild, rollup_refresh  # noqa: E402
from diagnosis.models import BenchmarkSnapshot, ModelVersion  # noqa: E402
from diagnosis.selectors.catalog import model_of  # noqa: E402
from diagnosis.services.benchmark_building import snapshot_build  # noqa: E402
from diagnosis.services.benchmark_entries import rules_of_snapshot  # noqa: E402
from diagnosis.services.benchmark_publishing import snapshot_publish_by_platform  # noqa: E402

PAGES = ("overview", "sectors", "regions", "indicators", "modules", "compare")
QUESTIONS = 200
_CSV = "companies.csv"


def fill(count: int) -> dict[str, Any]:
    """Write entries alone, with foreign keys unchecked: results of a million companies are not the subject."""
    begun = time.perf_counter()
    _write(count, seed=7)
    return {"seconds": time.perf_counter() - begun}


def _write(count: int, *, seed: int) -> None:
    places = [one.code for one in regions(timezone.localdate())]
    entries_write(count, seed=seed, regions=places, years=(2024, 2025, 2026), before=timedelta(seconds=1))


def count(_: int) -> dict[str, Any]:
    """Count all entries into the rollup."""
    begun = time.perf_counter()
    state = rollup_rebuild(model_version=ModelVersion.objects.get(), now=timezone.now())
    cells = RollupCell.objects.count()
    return {"seconds": time.perf_counter() - begun, "companies": state.companies, "cells": cells}


def refresh(new: int) -> dict[str, Any]:
    """Count new results into the rollup; then count everything anew, and compare bit for bit."""
    version = ModelVersion.objects.get()
    _write(new, seed=int(time.time()))
    begun = time.perf_counter()
    rollup_refresh(model_version=version, now=timezone.now())
    seconds = time.perf_counter() - begun
    refreshed = _cells()
    begun = time.perf_counter()
    rollup_rebuild(model_version=version, now=timezone.now())
    return {"seconds": seconds, "rebuild_seconds": time.perf_counter() - begun, "is_equal": _cells() == refreshed}


def _cells() -> set[tuple[Any, ...]]:
    rows = RollupCell.objects.values_list("year", "sector", "group", "size", "region", "companies", "sums")
    return {(*row[:-1], bytes(row[-1])) for row in rows.iterator()}


def publish(_: int) -> dict[str, Any]:
    """Build and publish a snapshot, and its edition."""
    version = ModelVersion.objects.get()
    begun = time.perf_counter()
    snapshot = snapshot_build(model_version=version, by=None, now=timezone.now())
    snapshot_publish_by_platform(snapshot=snapshot, note="bench", now=timezone.now())
    built = time.perf_counter()
    edition = edition_build(snapshot_id=snapshot.pk, now=timezone.now())
    made = time.perf_counter()
    view = edition_of()
    for key in view.cells:
        view.cells[key]
    opened = time.perf_counter() - made
    return {
        "companies": edition.companies,
        "snapshot_seconds": built - begun,
        "edition_seconds": made - built,
        "content_mb": len(edition.content) / 1e6,
        "guard_mb": len(edition.guard) / 1e6,
        "open_everything_ms": 1000 * opened,
        "sets": len(view.cells),
        "withheld": len(view.withheld),
        "crossings": sorted(view.crossings),
    }


def without_protection(_: int) -> dict[str, Any]:
    """The same edition with every set told: what protecting costs, and how many sets it withholds. Nothing is kept."""
    told: list[Any] = []

    def everything(population: Population, **given: Any) -> Shown:
        crossings = frozenset({"area", "region", "size*area", "group*area", "group*region", "size*region"})
        keys = set()
        for sector, group, size, region in population.companies:
            whole = SetKey(sector, group, size, population.areas.get(region, ""), region)
            for crossing in crossings:
                names = crossing.split("*")
                if all(getattr(whole, name) for name in names):
                    keys.add(SetKey(**{name: getattr(whole, name) for name in names}))
        return Shown(crossings, dict.fromkeys(population.by_node, frozenset(keys)), {}, frozenset())

    snapshot = BenchmarkSnapshot.objects.get(pk=edition_of().id)
    begun = time.perf_counter()
    with (
        patch.object(editions, "shown_sets", everything),
        patch.object(editions, "_earlier", lambda snapshot: []),
        patch.object(editions, "_keep", lambda snapshot, view, *rest, **more: told.append(view)),
    ):
        editions._make(snapshot, timezone.now())
    return {"seconds": time.perf_counter() - begun, "sets": len(told[0].cells)}


def flatten(_: int) -> dict[str, Any]:
    """Write the companies that count as a CSV and as a plain table: what the references ask."""
    snapshot = BenchmarkSnapshot.objects.get(pk=edition_of().id)
    rules = rules_of_snapshot(snapshot)
    assert rules is not None
    with connection.cursor() as cursor, transaction.atomic(), open(_csv(), "w", newline="", encoding="utf-8") as file:
        cursor.execute("DROP TABLE IF EXISTS bench_flat")
        cursor.execute(
            "CREATE TABLE bench_flat"
            " (sector varchar(20), grp varchar(20), size varchar(10), region varchar(4), own int)"
        )
        writer = csv.writer(file)
        writer.writerow(("sector", "group", "size", "region", "own"))
        written = 0
        for table in entered_tables(rules.rows(), model_of(snapshot.model_version)):
            rows = list(
                zip(table.sector, table.group, table.size, table.region, table.base[:, 0].tolist(), strict=True)
            )
            writer.writerows(rows)
            cursor.executemany("INSERT INTO bench_flat VALUES (%s, %s, %s, %s, %s)", rows)
            written += len(rows)
    return {"rows": written}


def _csv() -> Path:
    return Path(settings.DATA_DIR) / _CSV


def pages(questions: int) -> dict[str, Any]:
    """Ask pages with random filters through the whole of Django; beside, one raw SQL a tile, and pandas on the CSV."""
    settings.ALLOWED_HOSTS = ["*"]
    user, _ = User.objects.get_or_create(
        email="bench-official@bench.example", defaults={"platform_role": User.PlatformRole.OFFICIAL}
    )
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    begun = time.perf_counter()
    frame = pd.read_csv(_csv(), dtype={"region": str}, keep_default_na=False)
    read_ms = 1000 * (time.perf_counter() - begun)
    known = frame.groupby(["sector", "group", "size", "region"]).size().index.to_list()
    rng = random.Random(4)
    taken: dict[str, list[float]] = {name: [] for name in ("page", "sql", "pandas")}
    sizes = []
    for number in range(questions + len(PAGES)):
        page, filters = PAGES[number % len(PAGES)], _filters(rng, known)
        begun = time.perf_counter()
        answer = client.get(f"/dashboards/{page}/", filters)
        seconds = time.perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{page} {filters}: {answer.status_code}")
        if number < len(PAGES):
            continue  # The first of each page reads templates and the edition.
        taken["page"].append(1000 * seconds)
        sizes.append(len(answer.content))
        taken["sql"].append(1000 * _sql(filters))
        taken["pandas"].append(1000 * _pandas(frame, filters))
    return {
        **{f"{name}_p50": percentile(times, 0.5) for name, times in taken.items()},
        **{f"{name}_p95": percentile(times, 0.95) for name, times in taken.items()},
        "csv_read_ms": read_ms,
        "page_kb": sum(sizes) / len(sizes) / 1e3,
        "questions": questions,
    }


def _filters(rng: random.Random, known: list[tuple[str, str, str, str]]) -> dict[str, str]:
    sector, group, size, region = rng.choice(known)
    found: dict[str, str] = {}
    if rng.random() < 0.6:
        found |= {"sector": sector} if rng.random() < 0.5 else {"group": group}
    if rng.random() < 0.5:
        found["size"] = size
    if rng.random() < 0.5:
        found["region"] = region
    return {name: value for name, value in found.items() if value}


def _sql(filters: dict[str, str]) -> float:
    """Return the seconds of one query a tile: the mean and the number of companies of these filters."""
    columns = {"sector": "sector", "group": "grp", "size": "size", "region": "region"}
    where = " AND ".join(f"{columns[name]} = %s" for name in filters) or "1 = 1"
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), avg(own) FROM bench_flat WHERE own >= 0 AND {where}", [*filters.values()])
        cursor.fetchall()
    return time.perf_counter() - begun


def _pandas(frame: pd.DataFrame, filters: dict[str, str]) -> float:
    begun = time.perf_counter()
    rows = frame
    for name, value in filters.items():
        rows = rows[rows[name] == value]
    rows[rows["own"] >= 0]["own"].mean()
    return time.perf_counter() - begun


STEPS = {step.__name__: step for step in (fill, count, refresh, publish, without_protection, flatten, pages)}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]))))
