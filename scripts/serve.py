"""Runs one installation on this machine: prepares the data, then broker, worker and web server until Ctrl-C.

`make run` calls it inside the environment that scripts/dev.py made.
"""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qmplatform import processes  # noqa: E402  the folder above must be on the path first

DATA = Path(os.environ.get("QM_DATA_DIR", str(ROOT / "var")))
LOGINS = DATA / "log-ins.txt"
PORT = int(os.environ.get("PORT", "8000"))
IS_DEMO = os.environ.get("QM_DEMO", "1") == "1"
MODEL = "diagnosis/catalog/models/dqm/2026.1.yaml"
CASES = "cases/data/cases.jsonl"
AWARDS = ["awards/catalog/criteria/*.yaml", "awards/catalog/cycles/*.yaml"]
# What the prepared data were made from: when one of these changes, they are prepared again.
SOURCES = ["*/migrations/*.py", "diagnosis/catalog/**/*.yaml", *AWARDS, "cases/data/*", "accounts/data/*",
           "locale/**/*.po", "diagnosis/demo/*.py", "diagnosis/management/commands/seed_demo.py",
           "awards/demo/*.py", "awards/demo/*.yaml", "awards/management/commands/seed_awards_demo.py",
           "dashboards/demo/*.py", "dashboards/management/commands/seed_dashboards_demo.py"]  # fmt: skip
# The country comes first, for companies are compared with it; what is counted day by day comes last.
DEMO = [("seed_dashboards_demo",), ("seed_demo",), ("seed_awards_demo",), ("seed_dashboards_demo", "--count")]


def manage(*arguments: str, environment: dict[str, str], output: int | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=output,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"`python manage.py {' '.join(arguments)}` failed; what it printed above says why.")
    return done.stdout or ""


def sources_digest() -> str:
    digest = hashlib.sha256(os.environ.get("DATABASE_URL", "sqlite").encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def prepare(environment: dict[str, str]) -> None:
    """Bring database, model, cases and demo up to date, once for each state of their sources."""
    stamp = DATA / "prepared"
    digest = sources_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print("Preparing the data (the first start takes about two minutes) …", flush=True)
    subprocess.run([sys.executable, "scripts/messages.py", "compile"], cwd=ROOT, check=True)
    for arguments in (
        ("migrate", "--verbosity", "0"),
        ("load_model", MODEL, "--publish"),
        ("load_cases", CASES),
        ("load_award", *(str(path) for pattern in AWARDS for path in sorted(ROOT.glob(pattern))), "--publish"),
        *(DEMO if IS_DEMO else []),
    ):
        manage(*arguments, environment=environment)
    if IS_DEMO:
        told = [
            manage(command, "--show-logins", environment=environment, output=subprocess.PIPE)
            for command in ("seed_demo", "seed_awards_demo", "seed_dashboards_demo")
        ]
        LOGINS.write_text("".join(told), encoding="utf-8")
    stamp.write_text(digest)


def port_is_taken() -> bool:
    import socket

    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def start_broker(environment: dict[str, str]) -> list[processes.ManagedProcess]:
    """Start the embedded broker, unless REDIS_URL names another; tell the environment where it listens."""
    if os.environ.get("REDIS_URL"):
        return []
    socket = processes.short_socket(DATA)
    socket.unlink(missing_ok=True)
    environment["QM_VALKEY_SOCKET"] = str(socket)
    broker = processes.valkey(socket=socket, folder=DATA / "valkey", log=DATA / "log" / "broker.log").start()
    processes.wait_for_socket(socket, broker)
    return [broker]


def start_servers(environment: dict[str, str]) -> list[processes.ManagedProcess]:
    """Start web server and workers, and wait until the web server answers."""
    web = processes.web(environment, port=PORT, log=DATA / "log" / "web.log").start()
    processes.wait_for_web(f"http://127.0.0.1:{PORT}/healthz", web)
    return [web, *(worker.start() for worker in processes.workers(environment, logs=DATA / "log"))]


def greet() -> None:
    print(f"\n  품질경영 자가진단  http://127.0.0.1:{PORT}/\n", flush=True)
    if IS_DEMO:
        print(LOGINS.read_text(encoding="utf-8"), end="")
    print(f"\n  Logs: {DATA / 'log'}   Ctrl-C stops everything.\n", flush=True)


def supervise(started: list[processes.ManagedProcess]) -> None:
    """Start again what ends by itself, until asked to stop."""
    asked_to_stop = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        asked_to_stop.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    while not asked_to_stop.wait(1):
        for process in started:
            if not process.running:
                print(f"{process.name} ended; starting it again (log: {process.log})", flush=True)
                process.start()


def main() -> None:
    if port_is_taken():
        sys.exit(f"Port {PORT} is taken. Stop what uses it, or choose another: PORT=8001 make run")
    DATA.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{PORT}"
    environment = {"QM_DATA_DIR": str(DATA), "QM_SITE_URL": os.environ.get("QM_SITE_URL", address)}
    started: list[processes.ManagedProcess] = []
    try:
        started += start_broker(environment)
        prepare(environment)
        started += start_servers(environment)
        greet()
        supervise(started)
    except processes.UnableToStartProcess as error:
        sys.exit(f"Not started: {error}")
    finally:
        for process in reversed(started):
            process.stop()


if __name__ == "__main__":
    main()
