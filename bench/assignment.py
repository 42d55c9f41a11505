"""How long teams take for 500 files: against the exact program on few files, and naive drawing on many; and the board
officials look at, from the database to the page.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from awards.assignment.exact import best_teams
from awards.assignment.people import Application, Declaration, Examiner, Organisation, Tie
from awards.assignment.problem import Problem, pose
from awards.assignment.proposal import propose
from awards.assignment.rounds import choose_teams
from awards.catalog.shipped import read_cycle
from bench.measure import Measurement, compare
from qmplatform import processes
from tests.processes.installation import Installation

ON = date(2026, 5, 20)
SKILLS = ("results_analysis", "process_control", "people", "digital", "service")
SECTORS = ("METAL", "MACHINE", "ELECTRIC", "CHEMICAL", "CONSTRUCTION", "PUBLIC", "SERVICE", "FOOD")
CITIES = ("Seoul", "Busan", "Daegu", "Incheon", "Gwangju", "Daejeon", "Ulsan", "Suwon", "Changwon", "Cheongju")
FILES, EXAMINERS, SEATS = 500, 150, 3
# As many as 500 files need where each takes 4 at most.
POOL = 420


def made_up(files: int, examiners: int, seed: int) -> tuple[list[Application], list[Examiner]]:
    """Return fictional files and examiners; some were employed by an applicant, everybody has declared."""
    draw = random.Random(seed)
    applications = [
        Application(
            key=f"A{n:03}", company=Organisation(f"{n:010}", f"{n // 5:010}" if n % 5 == 0 else ""), cycle_year=2026,
            size=draw.choice(("small", "medium", "medium", "mid", "large", "public")),
            sector=draw.choice(SECTORS), city=draw.choice(CITIES), seats=SEATS,
        )
        for n in range(files)
    ]  # fmt: skip
    declared = tuple(Declaration(one.key, ON) for one in applications)
    people = [
        Examiner(
            key=f"E{n:03}", cycles=draw.choice((0, 0, 1, 2, 3, 5)), employer=f"F{draw.randrange(examiners * 2 // 3)}",
            city=draw.choice(CITIES), sectors=frozenset(draw.sample(SECTORS, 2)),
            skills=frozenset(draw.sample(SKILLS, 2)), sme_experience=draw.random() < 0.4, declarations=declared,
            ties=tuple(
                Tie("employment", one.company, date(2015, 1, 1), date(2024, 6, 30))
                for one in draw.sample(applications, min(3, files))
            ),
        )
        for n in range(examiners)
    ]  # fmt: skip
    return applications, people


def measure_assignment() -> list[Measurement]:
    """Propose with conflicts looked up; the references pose the same question and answer it their own way."""
    cycle = read_cycle("knqa-2026")
    rules, found = cycle.conflict_of_interest.rules, []
    for name, files, examiners, load in (
        (f"{FILES} files x {SEATS} of {EXAMINERS}", FILES, EXAMINERS, 12),
        (f"{FILES} files x {SEATS}, loads of the cycle", FILES, POOL, cycle.assignment.max_files_per_examiner),
    ):
        applications, people = made_up(files, examiners, seed=7)
        limits = replace(cycle.assignment, max_files_per_examiner=load)
        ask: dict[str, Any] = {"parameters": limits, "rules": rules, "on": ON}
        problem = pose(applications, people, **ask)
        proposal = propose(applications, people, **ask)
        drawn = _drawn(problem)
        found.append(
            compare(
                name,
                subject=("propose", _timed(lambda a=applications, p=people, k=ask: propose(a, p, **k))),
                reference=(
                    "drawn with retries",
                    _timed(lambda a=applications, p=people, k=ask: _drawn(pose(a, p, **k))),
                ),
                more={
                    "cpu ms": round(_cpu_ms(lambda a=applications, p=people, k=ask: propose(a, p, **k))),
                    "complete": sum(team.is_complete for team in proposal.teams),
                    "complete drawn": int(problem.complete(drawn).sum()),
                    "score": round(proposal.score),
                    "score drawn": round(problem.score(drawn)),
                    "soft unmet": sum(not one.is_hard for one in proposal.unmet),
                },
            )
        )
    applications, people = made_up(10, 14, seed=7)
    problem = pose(applications, people, cycle.assignment, rules, on=ON)
    exact, rounds = best_teams(problem), choose_teams(problem, 0)
    assert exact is not None
    found.append(
        compare(
            f"10 files x {SEATS} of 14",
            subject=("rounds", _timed(lambda: choose_teams(problem, 0))),
            reference=("mixed-integer program", _timed(lambda: best_teams(problem))),
            rounds=3,
            more={"score": round(problem.score(rounds), 2), "best score": round(problem.score(exact), 2)},
        )
    )
    return [*found, *_from_the_database()]


def _from_the_database() -> list[Measurement]:
    """Measure board, its page and a proposal in an installation of their own; beside them reading the rows alone."""
    with tempfile.TemporaryDirectory(prefix="qm-bench-") as folder:
        site = Installation(Path(folder), settings="qmplatform.settings")
        try:
            site.manage("migrate", "--verbosity", "0")
            _step(site, "fill", FILES, POOL)
            told = _step(site, "measure")
        finally:
            site.close()
    names = {"board": "board, rows to figures", "page": "board, rows to page", "propose": "proposal, rows to teams"}
    found = []
    for key, name in names.items():
        subject, reference = told["times"][key], told["times"]["rows"]
        ratios = sorted(a / b for a, b in zip(subject, reference, strict=True))
        found.append(
            Measurement(
                name=f"{name}, {FILES} files x {SEATS}", subject=key, reference="applications and seats read",
                subject_ms=statistics.median(subject), reference_ms=statistics.median(reference),
                ratio=statistics.median(ratios), ratio_low=ratios[0], ratio_high=ratios[-1], rounds=len(subject),
                more={
                    "max ms": round(max(subject)), "cpu ms": round(statistics.median(told["cpu"][key])),
                    "queries": told["queries"], "complete": told["complete"],
                },
            )
        )  # fmt: skip
    return found


def _step(site: Installation, name: str, *numbers: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.assignment_steps", name, *map(str, numbers)],
        cwd=processes.ROOT, env={**os.environ, **site.environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _drawn(problem: Problem, tries: int = 20) -> Any:
    """Draw a team for each file, again and again while it breaks a rule, and leave it out after so many tries."""
    draw = random.Random(1)
    member = problem.fixed.copy()
    load = member.sum(axis=0)
    for row in range(len(member)):
        for _ in range(tries):
            team = draw.sample(range(len(problem.examiners)), SEATS)
            employers = {problem.examiners[one].employer for one in team}
            first = sum(bool(problem.first_time[one]) for one in team)
            if (
                problem.allowed[row, team].all()
                and (load[team] < problem.room[team]).all()
                and len(employers) == SEATS
                and first <= problem.parameters.max_team_first_time
                and problem.experienced[team].any()
            ):
                member[row, team] = True
                load[team] += 1
                break
    return member


def _cpu_ms(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return (time.process_time() - begun) * 1000


def _timed(run: Callable[[], object]) -> Callable[[], float]:
    def milliseconds() -> float:
        begun = time.perf_counter()
        run()
        return (time.perf_counter() - begun) * 1000

    run()  # What is read or imported once is not counted.
    return milliseconds
