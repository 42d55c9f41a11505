"""Synthetic companies with a published snapshot, and a second one that waits."""

from datetime import timedelta
from pathlib import Path

import pytest

import diagnosis.catalog
from diagnosis.models import BenchmarkSnapshot, ModelVersion
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmark_building import snapshot_build
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from diagnosis.services.synthetic import synthetic_companies_record
from diagnosis.simulation import simulate_batches
from tests.factories import NOW

MODEL_FILE = Path(diagnosis.catalog.__file__).parent / "models" / "dqm" / "2026.1.yaml"
# Few sectors, so that cells of sector and size are filled and some are not.
SECTORS = [("FABMETAL", 3.0), ("FOOD", 1.0), ("CONSTR", 0.5)]
LATER = NOW + timedelta(days=90)


@pytest.fixture
def version(db: None) -> ModelVersion:
    row = model_version_load(text=MODEL_FILE.read_bytes(), by=None, now=NOW)
    return model_version_publish(model_version=row, by=None, now=NOW)


def record(version: ModelVersion, companies: int, *, seed: int) -> None:
    drawn = simulate_batches(model_of(version), companies=companies, seed=seed, year=2025, sectors=SECTORS)
    synthetic_companies_record(model_version=version, batches=drawn, seed=seed, now=NOW)


@pytest.fixture
def published(version: ModelVersion) -> BenchmarkSnapshot:
    record(version, 120, seed=1)
    return BenchmarkSnapshot.objects.filter(publication__isnull=False).order_by("-publication__pk")[0]


@pytest.fixture
def waiting(published: BenchmarkSnapshot, version: ModelVersion) -> BenchmarkSnapshot:
    """Return a snapshot with forty companies more, not published."""
    from diagnosis.services.synthetic import _record

    drawn = simulate_batches(model_of(version), companies=40, seed=2, year=2025, sectors=SECTORS)
    for batch in drawn:
        _record(batch, version, published, 2, LATER)
    return snapshot_build(model_version=version, by=None, now=LATER)
