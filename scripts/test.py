"""Runs the test suite on the embedded default and, where they answer, on PostgreSQL and Redis, beside each other."""

import os
import subprocess
import sys
import tempfile
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


def main(arguments: list[str]) -> int:
    required = os.environ.get("QM_REQUIRE_SERVICES") == "1"
    database, broker = answering_database(), answering_redis()
    subprocess.run([sys.executable, "scripts/messages.py", "compile"], check=True)
    with tempfile.TemporaryFile() as kept:
        second = None
        if database is not None and broker is not None:
            # What touches neither is not done twice: tests/conftest.py. It runs meanwhile and is told afterwards.
            services = {"DATABASE_URL": database, "REDIS_URL": broker, "QM_ONLY_ON_SERVICES": "1"}
            second = begin(services, ["-p", "no:cacheprovider", *arguments], kept)
        print("\n== Tests on SQLite and the embedded broker", flush=True)
        try:
            code = outcome(begin({}, arguments), arguments)
            if second is None:
                absent = " and ".join(n for n, v in (("PostgreSQL", database), ("Redis", broker)) if v is None)
                print(f"\n{absent} did not answer: the run on PostgreSQL and Redis was left out.", flush=True)
                return 1 if required else code
            other = outcome(second, arguments)
        finally:
            if second is not None and second.poll() is None:
                second.terminate()
        host = urllib.parse.urlsplit(database or "").hostname or "local socket"
        print(f"\n== Tests on PostgreSQL ({host}) and Redis", flush=True)
        kept.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(kept.read())
        sys.stdout.buffer.flush()
    return code or other


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
