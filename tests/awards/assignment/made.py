"""A fictional file and fictional examiners for the tests of this package."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from awards.assignment import Application, Declaration, Examiner, Organisation
from awards.catalog.shipped import read_cycle

CYCLE = read_cycle("knqa-2026")
LIMITS = CYCLE.assignment
RULES = CYCLE.conflict_of_interest.rules
ON = date(2026, 5, 20)
HEAD, OWN, SISTER, STRANGER = "1000000000", "2000000000", "3000000000", "9000000000"
COMPANY = Organisation(OWN, HEAD)


def application(key: str = "A1", **more: Any) -> Application:
    return Application(
        **{"key": key, "company": COMPANY, "cycle_year": 2026, "sector": "METAL", "city": "Ulsan"} | more
    )


def examiner(key: str, *files: str, **more: Any) -> Examiner:
    """Return someone who has declared for the files, A1 where none is named."""
    declared = tuple(Declaration(file, ON) for file in files or ("A1",))
    return Examiner(**{"key": key, "cycles": 2, "employer": f"F-{key}", "declarations": declared} | more)


def limits(**more: Any) -> Any:
    return replace(LIMITS, **more)


def drawn(seed: int, files: int, people: int, *, employers: int = 6, undeclared: float = 0.2) -> tuple[list, list]:
    """Return a case in which little fits, so that rules bite."""
    draw = Random(seed)
    applications = [
        application(
            f"A{n}", company=Organisation(f"{n:010}"), size=draw.choice(("small", "large")),
            sector=draw.choice("XYZ"), city=draw.choice("PQRS"), seats=draw.choice((3, 4, None)),
        )
        for n in range(files)
    ]  # fmt: skip
    return applications, [stranger(draw, f"E{n}", applications, employers, undeclared) for n in range(people)]


def stranger(draw: Random, key: str, applications: list, employers: int, undeclared: float) -> Examiner:
    return Examiner(
        key=key,
        cycles=draw.choice((0, 0, 1, 2, 4)),
        employer=f"F{draw.randrange(employers)}",
        city=draw.choice("PQRS"),
        sectors=frozenset(draw.choice("XYZ")),
        skills=frozenset({draw.choice(LIMITS.skill_cover.must_cover)}),
        sme_experience=draw.random() < 0.3,
        is_judge=draw.random() < 0.05,
        calibrated=draw.random() < 0.95,
        recused_from=frozenset(one.key for one in applications if draw.random() < 0.05),
        declarations=tuple(Declaration(one.key, ON) for one in applications if draw.random() >= undeclared),
    )
