"""What a user waits for: saving an answer, opening a section, submitting until the result is there."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.measure import Measurement, compare, percentile
from qmplatform.processes import ROOT
from tests.processes.installation import Installation

USERS = 100
THINK_SECONDS = 2.0
LOAD_SECONDS = 12.0


class Client:
    """One browser's worth of HTTP: a kept connection, a session and a CSRF cookie."""

    def __init__(self, address: str, person: dict[str, Any]) -> None:
        self.host = urllib.parse.urlsplit(address).netloc
        self.person = person
        self.connection = http.client.HTTPConnection(self.host, timeout=30)
        self.cookies = {person["cookie"]: person["session"], "csrf": "b" * 32}

    def ask(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> tuple[int, str, bytes]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "X-CSRFToken": "b" * 32,
            "Origin": f"http://{self.host}",
        }
        if body is not None:
            headers["Content-Type"] = content_type
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        content = response.read()
        return response.status, response.getheader("Location") or "", content

    def timed(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> float:
        begun = time.perf_counter()
        status, _, content = self.ask(method, path, body, content_type)
        elapsed = (time.perf_counter() - begun) * 1000
        if status not in (200, 202, 303):
            raise RuntimeError(f"{method} {path} answered {status}: {content[:200]!r}")
        return elapsed


@contextmanager
def running_site() -> Iterator[tuple[Installation, str]]:
    """Run web server, worker, database and broker as in life."""
    with tempfile.TemporaryDirectory(prefix="qm-bench-") as folder:
        site = Installation(Path(folder), settings="qmplatform.settings")
        try:
            site.start_broker()
            site.manage("migrate", "--verbosity", "0")
            site.manage("load_model", "diagnosis/catalog/models/dqm/2026.1.yaml", "--publish")
            site.manage("load_cases", "cases/data/cases.jsonl")
            site.manage("build_benchmark", "--model", "dqm@2026.1")
            address = site.start_web()
            site.start_workers()
            yield site, address
        finally:
            site.close()


def people(site: Installation, count: int, *, complete: bool = False) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "bench.people", str(count), *(["--complete"] if complete else [])]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **site.environment}, check=True, capture_output=True, text=True
    )
    made: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return made


def saving(address: str, persons: list[dict[str, Any]]) -> Callable[[int, int], float]:
    clients = [Client(address, person) for person in persons]
    revisions = [1000] * len(persons)

    def save(user: int, turn: int) -> float:
        person = persons[user]
        code = person["codes"][turn % len(person["codes"])]
        revisions[user] += 1
        body = json.dumps({"value": turn % 6, "revision": revisions[user]}).encode()
        path = f"/api/v1/diagnoses/{person['diagnosis']}/answers/{code}/"
        return clients[user].timed("PUT", path, body, "application/json")

    return save


def under_load(act: Callable[[int, int], float], users: int) -> list[float]:
    """Let the users act at the same time for a while, thinking between; return each act's time in milliseconds."""
    times: list[float] = []
    faults: list[BaseException] = []
    lock = threading.Lock()
    end = time.monotonic() + LOAD_SECONDS

    def live(user: int) -> None:
        time.sleep(THINK_SECONDS * user / users)
        turn = 0
        try:
            while time.monotonic() < end:
                begun = time.monotonic()
                took = act(user, turn)
                with lock:
                    times.append(took)
                turn += 1
                time.sleep(max(0.0, THINK_SECONDS - (time.monotonic() - begun)))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=live, args=(user,)) for user in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return times


def measure_web() -> list[Measurement]:
    """Measure the three waits on the database of the run."""
    with running_site() as (site, address):
        drafts = people(site, USERS)
        save = saving(address, drafts)
        bare = Client(address, drafts[0])
        health = [Client(address, person) for person in drafts]
        for user in range(8):
            save(user, 0)

        def hello(user: int, _turn: int) -> float:
            return health[user].timed("GET", "/healthz")

        loads: list[tuple[float, float]] = []

        def loaded_saves() -> float:
            times = under_load(save, USERS)
            loads.append((percentile(times, 0.95), len(times) / LOAD_SECONDS))
            return statistics.median(times)

        results = [
            compare(
                f"save one answer, {USERS} users at once",
                subject=("PUT answer: session, CSRF, rights, revision, commit", loaded_saves),
                reference=("/healthz under the same load", lambda: statistics.median(under_load(hello, USERS))),
                rounds=3,
            ),
            compare(
                "save one answer, alone",
                subject=("PUT answer", lambda: statistics.median([save(0, t) for t in range(40)])),
                reference=("/healthz", lambda: _median(lambda: bare.timed("GET", "/healthz"), 40)),
            ),
            compare(
                "open a section page",
                subject=("GET section", lambda: _median(lambda: _section(bare), 15)),
                reference=("/healthz", lambda: _median(lambda: bare.timed("GET", "/healthz"), 15)),
            ),
        ]
        p95 = max(p for p, _ in loads)
        results[0] = _with(results[0], p95_ms=round(p95, 1), saves_per_second=round(loads[-1][1], 1))
        results.append(_submitting(site, address))
        return results


def _median(act: Callable[[], float], times: int) -> float:
    return statistics.median(act() for _ in range(times))


def _with(measurement: Measurement, **more: Any) -> Measurement:
    return Measurement(**{**measurement.as_dict(), "more": more})


def _section(client: Client) -> float:
    return client.timed("GET", f"/diagnosis/{client.person['diagnosis']}/{client.person['section']}/")


def submit_and_wait(client: Client) -> float:
    """Submit a complete draft, wait for its result, and return how long that took."""
    path = f"/api/v1/diagnoses/{client.person['diagnosis']}"
    begun = time.perf_counter()
    status, _, content = client.ask("POST", f"{path}/submit/", b"{}", "application/json")
    if status != 202:
        raise RuntimeError(f"submit answered {status}: {content[:300]!r}")
    while client.ask("GET", f"{path}/result/")[0] == 202:
        if time.perf_counter() - begun > 60:
            raise RuntimeError("no result within 60 s")
        time.sleep(0.01)
    return (time.perf_counter() - begun) * 1000


def submit_one(site: Installation, address: str) -> None:
    """Leave one scored submission in the installation."""
    submit_and_wait(Client(address, people(site, 1, complete=True)[0]))


def _submitting(site: Installation, address: str) -> Measurement:
    clients = [Client(address, person) for person in people(site, 8, complete=True)]
    waiting, scored = iter(clients), clients[0]
    path = f"/api/v1/diagnoses/{scored.person['diagnosis']}/result/"
    return compare(
        "submit until the result is there",
        subject=("POST submit, worker, GET result", lambda: submit_and_wait(next(waiting))),
        reference=("GET of a result that is there", lambda: scored.timed("GET", path)),
        rounds=7,
    )
