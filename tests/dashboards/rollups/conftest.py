from datetime import timedelta

import pytest

from diagnosis.models import ModelVersion
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from tests.dashboards.entries import left_unchecked
from tests.diagnosis.scoring.small_model import MIXED
from tests.factories import NOW

_unchecked = pytest.fixture(autouse=True)(left_unchecked)


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    row = model_version_load(text=MIXED, by=None, now=NOW - timedelta(days=1000))
    return model_version_publish(model_version=row, by=None, now=NOW - timedelta(days=1000))
