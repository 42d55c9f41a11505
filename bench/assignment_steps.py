"""Steps of the benchmark of teams that need a database of their own; each prints what it found as JSON."""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import Company, User  # noqa: E402
from accounts.reference.sectors import sectors  # noqa: E402
from awards.models import (  # noqa: E402
    AwardApplication,
    AwardFile,
    Calibration,
    ExaminerDeclaration,
    ExaminerProfile,
    ExaminerTie,
    PartnerCompany,
    Seat,
)
from awards.selectors.assignment import Asked, board_of, proposal_of  # noqa: E402
from awards.selectors.files import published_criteria, published_cycle_named  # noqa: E402
from awards.selectors.pool import today  # noqa: E402
from awards.services.assignment import proposal_take  # noqa: E402

NOW = datetime(2026, 5, 20, 5, 0, tzinfo=UTC)
CYCLE, SEATS, ROUNDS = "knqa-2026", 3, 5
_SKILLS = ("results_analysis", "process_control", "people", "digital", "service")
_REGIONS = ("11", "26", "27", "28", "41", "48")


def fill(files: int, examiners: int) -> dict[str, Any]:
    """Make applications that wait and a pool with ties, memberships' traces, partners and declarations."""
    from tests.awards.loaded import load_cycle

    load_cycle()
    draw = random.Random(7)
    codes = [one.code for one in sectors()]
    cycle, criteria = published_cycle_named(CYCLE), published_criteria(CYCLE)
    with transaction.atomic():
        companies = Company.objects.bulk_create(
            Company(
                business_number=f"{8_000_000_000 + n}", name=f"Company {n}", sector_code=draw.choice(codes),
                region_code=draw.choice(_REGIONS), employees=50, sales_krw=10**9, founded_on=date(2001, 1, 1),
                size_code=draw.choice(("small", "medium", "medium", "mid", "large")), created_at=NOW,
                business_group_number=f"{8_000_000_000 + n // 5}" if n % 5 == 0 else "",
            )
            for n in range(files)
        )  # fmt: skip
        applications = AwardApplication.objects.bulk_create(
            AwardApplication(
                company=one, cycle=cycle, criteria=criteria, cycle_key=CYCLE, category="MGMT-SME", state="eligible",
                created_at=NOW, updated_at=NOW,
            )
            for one in companies
        )  # fmt: skip
        PartnerCompany.objects.bulk_create(
            PartnerCompany(
                application=one, name="Partner", business_number=f"{7_000_000_000 + draw.randrange(400)}",
                relation=draw.choice(("partner", "competitor", "lead_company")), created_at=NOW,
            )
            for one in applications
        )  # fmt: skip
        people = User.objects.bulk_create(
            User(email=f"e{n}@bench.example", name=f"Examiner {n}", platform_role="examiner") for n in range(examiners)
        )
        profiles = ExaminerProfile.objects.bulk_create(
            ExaminerProfile(
                user=one, cycles_before=draw.choice((0, 0, 1, 2, 3, 5)), employer_name=f"Employer {n * 2 // 3}",
                employer_number=f"{7_000_000_000 + draw.randrange(400)}", region_code=draw.choice(_REGIONS),
                sectors=draw.sample(codes, 3), skills=draw.sample(_SKILLS, 2), sme_experience=draw.random() < 0.4,
                created_at=NOW, updated_at=NOW,
            )
            for n, one in enumerate(people)
        )  # fmt: skip
        Calibration.objects.bulk_create(
            Calibration(
                examiner=one, cycle_key=CYCLE, ratings={}, mean_abs_deviation=3, range_agreement_ratio=1, passed=True,
                taken_at=NOW,
            )
            for one in profiles
        )  # fmt: skip
        ExaminerTie.objects.bulk_create(
            ExaminerTie(
                examiner=one, relation="employment", organisation_name="X", organisation_number=tied.business_number,
                since=date(2015, 1, 1), until=date(2024, 6, 30), declared_at=NOW, declared_by=one.user,
            )
            for one in profiles
            for tied in draw.sample(companies, 3)
        )  # fmt: skip
        official = User.objects.create_user("official@bench.example", "x", platform_role="official")
        found = proposal_of(cycle, Asked(SEATS), on=today(NOW))
        proposal_take(cycle_row=cycle, asked=Asked(SEATS), fingerprint=found.fingerprint, by=official, now=NOW)
        ExaminerDeclaration.objects.bulk_create(
            ExaminerDeclaration(
                examiner_id=seat.examiner_id, application_id=seat.application_id, text="x", signed_at=NOW
            )
            for seat in Seat.objects.all()
        )
    return {"complete": found.complete, "seats": Seat.objects.count()}


def measure() -> dict[str, Any]:
    """Time the board from rows to figures, its page, a proposal from nothing, in turn; the first round is left out."""
    settings.QM_FORCE_MFA = False
    settings.ALLOWED_HOSTS = ["*"]
    cycle = AwardFile.objects.get(kind="cycle")
    client = Client()
    client.force_login(User.objects.get(email="official@bench.example"))
    asks: dict[str, Callable[[], Any]] = {
        "rows": lambda: [list(AwardApplication.objects.select_related("company")), list(Seat.objects.all())],
        "board": lambda: board_of(cycle, now=NOW),
        "page": lambda: client.get("/awards/office/teams/"),
        "propose": lambda: proposal_of(cycle, Asked(SEATS, keep=False), on=today(NOW)),
    }
    times: dict[str, list[float]] = {name: [] for name in asks}
    cpu: dict[str, list[float]] = {name: [] for name in asks}
    for turn in range(ROUNDS + 1):
        for name, ask in asks.items():
            begun, busy = time.perf_counter(), time.process_time()
            answer = ask()
            if turn:
                times[name].append((time.perf_counter() - begun) * 1000)
                cpu[name].append((time.process_time() - busy) * 1000)
            if name == "page" and answer.status_code != 200:
                raise RuntimeError(f"the board's page answered {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        board = board_of(cycle, now=NOW)
    again = proposal_of(cycle, Asked(SEATS, keep=False), on=today(NOW))
    return {
        "times": times, "cpu": cpu, "queries": len(queries), "steps": dict(board.counts), "complete": again.complete,
        "files": len(board.rows),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(fill(*map(int, sys.argv[2:])) if sys.argv[1] == "fill" else measure()))
