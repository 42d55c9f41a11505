"""A country of some hundred invented companies and its published snapshot."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from dashboards.models import Edition
from dashboards.services.editions import edition_build
from diagnosis.models import BenchmarkSnapshot, ModelVersion
from diagnosis.services.benchmark_building import snapshot_build
from diagnosis.services.benchmark_publishing import snapshot_publish_by_platform
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from tests.dashboards.entries import left_unchecked, make_entry, write
from tests.diagnosis.scoring.small_model import MIXED
from tests.factories import NOW

_unchecked = pytest.fixture(autouse=True)(left_unchecked)
REGIONS = ("11", "26", "41", "48", "29", "46", "")


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    row = model_version_load(text=MIXED, by=None, now=NOW - timedelta(days=1000))
    return model_version_publish(model_version=row, by=None, now=NOW - timedelta(days=1000))


def country(version: ModelVersion, numbers: range, **told: Any) -> None:
    """Write one entry each of companies spread over sectors, sizes and regions by their number."""
    entries = []
    for number in numbers:
        rng = np.random.default_rng([number, 5])
        entries.append(
            make_entry(
                version,
                number,
                sector=str(rng.choice(["FOOD", "FOOD", "AUTO", "CONSTR"])),
                size=str(rng.choice(["micro", "small", "small", "mid"])),
                region=str(rng.choice(REGIONS)),
                **told,
            )
        )
    write(entries)


def publish(version: ModelVersion, now: datetime = NOW) -> BenchmarkSnapshot:
    snapshot = snapshot_build(model_version=version, by=None, now=now)
    snapshot_publish_by_platform(snapshot=snapshot, note="", now=now)
    return snapshot


@pytest.fixture
def snapshot(version: ModelVersion) -> BenchmarkSnapshot:
    country(version, range(300))
    return publish(version)


@pytest.fixture
def edition(snapshot: BenchmarkSnapshot) -> Edition:
    return edition_build(snapshot_id=snapshot.pk, now=NOW)
