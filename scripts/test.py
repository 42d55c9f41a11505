"""Runs the test suite on the embedded default and, where they answer, on PostgreSQL and Redis, beside each other."""

import os
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from typing import IO

LOCAL_DATABASES = ("postgresql://postgres@127.0.0.1:5432/postgres", "postgresql:///postgres")
LOCAL_REDIS = "redis://127.0.0.1:6379/15"


def answering_database() -> str | None:
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    for url in [given] if given.startswith("postgres") else LOCAL_DATABASES:
        try:
            with psycopg.connect(url, connect_timeout=3):
                return url
        except psycopg.OperationalError:
            continue
    return None


def answering_redis() -> str | None:
    import redis

    url = os.environ.get("REDIS_URL") or LOCAL_REDIS
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except redis.RedisError:
        return None
    return url


def begin(
    environment: dict[str, str], arguments: list[str], output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(command, env={**kept, **environment}, stdout=output, stderr=output)


def outcome(run: subprocess.Popen[bytes], arguments: list[str]) -> int:
    code = run.wait()
    # 5: nothing selected, as when the arguments name tests of the other run only.
    return 0 if code == 5 and arguments else code


class Beside:
    """Runs done one after the other beside the first one, which prints as it goes; what they print is kept."""

    def __init__(self, runs: list[tuple[str, dict[str, str], list[str]]], arguments: list[str]) -> None:
        self.runs, self.arguments = runs, arguments
        self.told: list[tuple[str, int, IO[bytes]]] = []
        self._running: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        for title, environment, chosen in self.runs:
            if self._is_stopped:
                return
            kept: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  read and closed by `tell`
            self._running = begin(environment, ["-p", "no:cacheprovider", *chosen], kept)
            self.told.append((title, outcome(self._running, self.arguments), kept))

    def tell(self) -> int:
        """Wait for all of them, print what they printed, and return the first code that is not 0."""
        self._thread.join()
        for title, _code, kept in self.told:
            print(f"\n== {title}", flush=True)
            with kept:
                kept.seek(0)
                sys.stdout.buffer.write(kept.read())
                sys.stdout.buffer.flush()
        return next((code for _title, code, _kept in self.told if code), 0)

    def stop(self) -> None:
        self._is_stopped = True
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()


def main(arguments: list[str]) -> int:
    required = os.environ.get("QM_REQUIRE_SERVICES") == "1"
    database, broker = answering_database(), answering_redis()
    subprocess.run([sys.executable, "scripts/messages.py", "compile"], check=True)
    runs: list[tuple[str, dict[str, str], list[str]]] = []
    first = arguments
    if database is not None and broker is not None:
        # What touches neither is not done twice: tests/conftest.py.
        services = {"DATABASE_URL": database, "REDIS_URL": broker, "QM_ONLY_ON_SERVICES": "1"}
        host = urllib.parse.urlsplit(database).hostname or "local socket"
        runs.append((f"Tests on PostgreSQL ({host}) and Redis", services, arguments))
        if not arguments:
            # The whole suite: the shorter run takes the browser tests of the longer one, so that both end alike.
            runs.append(("Browser tests on SQLite and the embedded broker", {}, ["-m", "e2e"]))
            first = ["-m", "not e2e"]
    beside = Beside(runs, arguments)
    print("\n== Tests on SQLite and the embedded broker", flush=True)
    try:
        code = outcome(begin({}, first), arguments)
        if not runs:
            absent = " and ".join(n for n, v in (("PostgreSQL", database), ("Redis", broker)) if v is None)
            print(f"\n{absent} did not answer: the run on PostgreSQL and Redis was left out.", flush=True)
            return 1 if required else code
        other = beside.tell()
    finally:
        beside.stop()
    return code or other


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
