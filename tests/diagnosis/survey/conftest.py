"""A small model with every type of question, and drafts of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from diagnosis.models import Diagnosis, ModelVersion
from diagnosis.selectors.diagnoses import SCORE_JOB
from diagnosis.services.answers import answer_save
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from diagnosis.services.reading import RawAnswer
from diagnosis.services.start import diagnosis_start
from qmplatform.jobs import registry
from tests.factories import NOW, People

MODEL = Path(__file__).with_name("model.yaml")
# Every core question that a manufacturer is asked.
COMPLETE: dict[str, Any] = {
    "INF1.1": 3,
    "INF1.2": 3,
    "INF2.1": ["a", "b"],
    "PER1.1": {"value": "1,200", "unit": "ppm"},
    "PER1.2": "unknown",
    "PER1.3": 35,
}


@pytest.fixture(autouse=True)
def _scoring_is_somebody_elses(monkeypatch: pytest.MonkeyPatch, no_broker: list[str]) -> None:
    """Let the job of scoring be asked for whether or not its handler is there, and tell no broker."""
    kinds = dict(registry._kinds)
    kinds.setdefault(SCORE_JOB, registry.JobKind(lambda payload, now, report: None, "scoring"))
    monkeypatch.setattr(registry, "_kinds", kinds)


@pytest.fixture
def version(db: None) -> ModelVersion:
    row = model_version_load(text=MODEL.read_bytes(), by=None, now=NOW)
    return model_version_publish(model_version=row, by=None, now=NOW)


@pytest.fixture
def draft(people: People, version: ModelVersion) -> Diagnosis:
    return diagnosis_start(
        company=people.company, model_version=version, reference_year=2026, modules=[], by=people.owner, now=NOW
    )


@pytest.fixture
def save(draft: Diagnosis, people: People) -> Callable[..., Any]:
    def save_(code: str, value: Any, revision: int = 1, *, by: User | None = None, **sides: Any) -> Any:
        raw = RawAnswer(value, **sides)
        return answer_save(diagnosis=draft, code=code, raw=raw, revision=revision, by=by or people.owner, now=NOW)

    return save_


@pytest.fixture
def complete(draft: Diagnosis, save: Callable[..., Any]) -> Diagnosis:
    for code, value in COMPLETE.items():
        save(code, value)
    return draft


@pytest.fixture
def as_(people: People) -> Callable[[str], Client]:
    def client_of(role: str) -> Client:
        client = Client()
        client.force_login(people.by_role()[role])
        return client

    return client_of
