"""What every test stands on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.utils import translation

from tests import factories

# What stands on the database or the broker, by fixture, mark or folder; the rest is the same whichever these are.
_ON_SERVICES = {"db", "transactional_db", "live_server", "django_db", "e2e", "services", "chaos", "processes"}


@pytest.fixture(scope="session", autouse=True)
def _static_files_by_name(django_test_environment: None) -> None:
    """Look static files up when one is asked for: by default each new client lists them all, longer than a page takes."""
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what no database and no broker can change, where the run before this one has done it."""
    if os.environ.get("QM_ONLY_ON_SERVICES") != "1":
        return
    kept = [item for item in items if stands_on_services(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def stands_on_services(item: pytest.Item) -> bool:
    """Tell whether a test's outcome can hang on the database or the broker."""
    marks = {mark.name for mark in item.iter_markers()}
    return "once" not in marks and bool(_ON_SERVICES & {*getattr(item, "fixturenames", ()), *marks, *item.path.parts})


@pytest.fixture(autouse=True)
def _own_ground(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Give each test its own files, fast password hashing and Korean, and leave no language behind."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with translation.override("ko"):
        yield


@pytest.fixture(autouse=True)
def _own_library() -> None:
    """Forget the library of another test: its database is gone, and the next may look the same from outside."""
    from cases.selectors.dam import dam_forget  # needs Django, which is set up by now

    dam_forget()


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
