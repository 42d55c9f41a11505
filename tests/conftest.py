"""What every test stands on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import translation

from tests import factories


@pytest.fixture(autouse=True)
def _own_ground(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Give each test its own files, fast password hashing and Korean, and leave no language behind."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with translation.override("ko"):
        yield


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the ids of jobs told to the broker instead of sending them."""
    sent: list[str] = []

    def collect(job: Any) -> None:
        sent.append(str(job.pk))

    monkeypatch.setattr("qmplatform.jobs.tasks.send", collect)
    return sent


@pytest.fixture
def people(db: None) -> factories.People:
    """Return the people of every test: owner, editor and viewer of a company, a stranger with an own company, officials."""
    return factories.make_people()
