"""Runs the test suite on the embedded default and, where they answer, on PostgreSQL and Redis."""

import os
import subprocess
import sys
import urllib.parse

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


def pytest(title: str, environment: dict[str, str], arguments: list[str]) -> int:
    print(f"\n== Tests on {title}", flush=True)
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    # 5: nothing selected, as when the arguments name tests of the other run only.
    code = subprocess.run([sys.executable, "-m", "pytest", *arguments], env={**kept, **environment}).returncode
    return 0 if code == 5 and arguments else code


def main(arguments: list[str]) -> int:
    required = os.environ.get("QM_REQUIRE_SERVICES") == "1"
    database, broker = answering_database(), answering_redis()
    subprocess.run([sys.executable, "scripts/messages.py", "compile"], check=True)
    first = pytest("SQLite and the embedded broker", {}, arguments)
    if database is None or broker is None:
        absent = " and ".join(n for n, v in (("PostgreSQL", database), ("Redis", broker)) if v is None)
        print(f"\n{absent} did not answer: the second run, on PostgreSQL and Redis, was left out.", flush=True)
        return 1 if required else first
    host = urllib.parse.urlsplit(database).hostname or "local socket"
    # What touches neither is not done twice: tests/conftest.py.
    services = {"DATABASE_URL": database, "REDIS_URL": broker, "QM_ONLY_ON_SERVICES": "1"}
    second = pytest(f"PostgreSQL ({host}) and Redis", services, arguments)
    return first or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
