"""The browser tests' ground: the product as `make run` starts it, with its worker, and a Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qmplatform.processes import ROOT, ManagedProcess

STARTS_WITHIN = 300


def chromium() -> str | None:
    """Return the Chromium to use: QM_CHROMIUM, or the system's."""
    named = os.environ.get("QM_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class Site:
    """One running installation."""

    url: str
    data: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command beside it and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def mails(self) -> list[str]:
        """Return the mails it wrote, oldest first."""
        folder = self.data / "mail"
        return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.log"))] if folder.exists() else []


@pytest.fixture(scope="session")
def _own_database() -> Iterator[str | None]:
    """Make a database for the site where the suite runs on PostgreSQL, and drop it afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield None
        return
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    name = f"qm_e2e_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        facts = conninfo_to_dict(given)
        account = ":".join(str(facts[key]) for key in ("user", "password") if facts.get(key))
        host = facts.get("host") or "127.0.0.1"
        yield f"postgresql://{account}@{host}:{facts.get('port') or 5432}/{name}"
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def site(_own_database: str | None) -> Iterator[Site]:
    """Start the whole product, demo data and worker included, on a free port of this machine."""
    data = Path(tempfile.mkdtemp(prefix="qm-e2e-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "QM_DATA_DIR": str(data), "PORT": str(port), "QM_DEMO": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if _own_database:
        environment["DATABASE_URL"] = _own_database
    log = data / "output.txt"
    process = ManagedProcess("site", [sys.executable, "scripts/serve.py"], environment, log).start()
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Site(f"http://127.0.0.1:{port}", data, environment)
    finally:
        process.stop(patience_seconds=40)
        shutil.rmtree(data, ignore_errors=True)


def _wait(address: str, process: ManagedProcess, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.running:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"the site did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium, so that nothing is downloaded."""
    found = chromium()
    if found is None:
        told = "no Chromium found: install `chromium` or set QM_CHROMIUM to its path"
        if os.environ.get("QM_REQUIRE_SERVICES") == "1":
            pytest.fail(told)
        pytest.skip(told)
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "ko-KR", "timezone_id": "Asia/Seoul"}
