"""What the tests of writing a dossier start from: a draft whose window is open, and a clock that stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from awards.models import AwardApplication
from tests.awards.rows import make_application, make_cycle
from tests.factories import NOW, People, make_people


@pytest.fixture(autouse=True)
def _clock_and_files(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def application(people: People) -> AwardApplication:
    return make_application(people.company, make_cycle())


@pytest.fixture
def editor(client: Client, people: People) -> Client:
    client.force_login(people.editor)
    return client
