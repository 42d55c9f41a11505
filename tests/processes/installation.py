"""A whole installation in a folder of its own: database, broker, workers, started and killed as real processes."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from qmplatform import processes

ROOT = Path(__file__).resolve().parent.parent.parent


class Installation:
    """Runs on the database and broker of the present test run: SQLite and Valkey, or PostgreSQL and Redis."""

    def __init__(self, folder: Path, *, settings: str = "tests.processes.settings") -> None:
        self.folder = folder
        self.notes = folder / "notes"
        self.notes.touch()
        self.socket = processes.short_socket(folder)
        self.started: list[processes.ManagedProcess] = []
        self.environment = {
            "DJANGO_SETTINGS_MODULE": settings,
            "QM_DATA_DIR": str(folder),
            "QM_VALKEY_SOCKET": str(self.socket),
            "QM_TEST_NOTES": str(self.notes),
            # Short, so that a test sees within seconds what takes minutes in life.
            "QM_LEASE_SECONDS": "3",
            "QM_SWEEP_SECONDS": "1",
            "QM_RESEND_SECONDS": "2",
        }
        self._own_database()
        self.broker = self._own_broker()

    def _own_database(self) -> None:
        self.database_name = ""
        url = os.environ.get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            self.environment["DATABASE_URL"] = f"sqlite:///{self.folder / 'qm.sqlite3'}"
            return
        self.database_name = f"qm_test_{uuid.uuid4().hex[:12]}"
        self._admin_sql(f"CREATE DATABASE {self.database_name}")
        self.environment["DATABASE_URL"] = url.rsplit("/", 1)[0] + "/" + self.database_name

    def _admin_sql(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _own_broker(self) -> processes.ManagedProcess:
        if not os.environ.get("REDIS_URL"):
            self.environment["REDIS_URL"] = ""
            return processes.valkey(socket=self.socket, folder=self.folder / "valkey", log=self.folder / "broker.log")
        port = _free_port()
        self.environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(self.folder)]
        command += ["--unixsocket", str(self.socket), "--appendonly", "yes", "--save", ""]
        return processes.ManagedProcess("broker", command, {}, self.folder / "broker.log")

    def start_broker(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.started.append(self.broker.start())
        processes.wait_for_socket(self.socket, self.broker)

    def start_worker(self, *, concurrency: int = 2) -> processes.ManagedProcess:
        worker = processes.worker(self.environment, log=self.folder / "worker.log", concurrency=concurrency).start()
        self.started.append(worker)
        return worker

    def start_workers(self) -> None:
        """Start a worker a queue, as `make run` does."""
        self.started += [worker.start() for worker in processes.workers(self.environment, logs=self.folder)]

    def start_web(self) -> str:
        port = _free_port()
        web = processes.web(self.environment, port=port, log=self.folder / "web.log").start()
        self.started.append(web)
        processes.wait_for_web(f"http://127.0.0.1:{port}/healthz", web)
        return f"http://127.0.0.1:{port}"

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def noted(self, word: str) -> list[str]:
        """Return the names noted with the word, in order."""
        lines = [line.split() for line in self.notes.read_text(encoding="utf-8").splitlines()]
        return [line[1] for line in lines if line[0] == word]

    def children_at_work(self) -> list[int]:
        """Return the process ids of workers that began a job and have not ended it."""
        lines = [line.split() for line in self.notes.read_text(encoding="utf-8").splitlines()]
        ended = {(name, pid) for word, name, pid in lines if word == "did"}
        return [int(pid) for word, name, pid in lines if word == "began" and (name, pid) not in ended]

    def wait_until(self, what: str, condition: Callable[[], bool], *, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            log = self.folder / "worker.log"
            tail = log.read_text(encoding="utf-8")[-3000:] if log.exists() else ""
            assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}\n{tail}"
            time.sleep(0.1)

    def close(self) -> None:
        for process in reversed(self.started):
            process.kill()
        if self.database_name:
            self._admin_sql(f"DROP DATABASE {self.database_name} WITH (FORCE)")


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
