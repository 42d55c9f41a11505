"""A cycle with applications that wait for teams, and a pool that may take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Company, User
from awards.models import AwardApplication, AwardFile, Calibration, ExaminerDeclaration, ExaminerProfile, Seat
from awards.selectors.assignment import Asked, proposal_of
from awards.selectors.pool import today
from awards.services.assignment import proposal_take, team_name
from tests.awards.rows import hand_in, make_application, make_cycle, make_examiner
from tests.factories import NOW, make_company, make_membership, make_user

ON = today(NOW)


def calibrate(examiner: ExaminerProfile, *, passed: bool = True) -> Calibration:
    return Calibration.objects.create(
        examiner=examiner, cycle_key="knqa-2026", ratings={}, mean_abs_deviation=4.0, range_agreement_ratio=1.0,
        passed=passed, taken_at=NOW,
    )  # fmt: skip


def declare(application: AwardApplication, *examiners: ExaminerProfile) -> None:
    for one in examiners:
        ExaminerDeclaration.objects.create(examiner=one, application=application, text="Test", signed_at=NOW)


def seat(application: AwardApplication, examiner: ExaminerProfile, **fields: Any) -> Seat:
    values = {"origin": "rules", "assigned_at": NOW}
    return Seat.objects.create(application=application, examiner=examiner, **(values | fields))


@dataclass
class World:
    """One official, `files` applications that wait, and a calibrated pool of `pool` examiners."""

    files: int = 2
    pool: int = 6
    official: User = field(init=False)
    cycle: AwardFile = field(init=False)
    applications: list[AwardApplication] = field(init=False)
    examiners: list[ExaminerProfile] = field(init=False)
    owners: list[User] = field(init=False)

    def __post_init__(self) -> None:
        self.official = make_user("team-official@example.com", platform_role=User.PlatformRole.OFFICIAL)
        self.cycle = make_cycle()
        self.applications, self.owners = [], []
        for at in range(self.files):
            owner = make_user(f"team-owner{at}@example.com")
            company = make_company(f"Team {at}", f"77000000{at:02}")
            make_membership(owner, company, "owner")
            application = make_application(company, self.cycle)
            hand_in(application, owner)
            self.applications.append(application)
            self.owners.append(owner)
        self.examiners = [
            make_examiner(f"team-e{at}@example.com", name=f"Examiner {at}", employer_name=f"Employer {at}")
            for at in range(self.pool)
        ]
        for one in self.examiners:
            calibrate(one)

    @property
    def file(self) -> AwardApplication:
        return self.applications[0]

    @property
    def company(self) -> Company:
        return self.file.company

    def propose(self) -> None:
        found = proposal_of(self.cycle, Asked(), on=ON)
        proposal_take(cycle_row=self.cycle, asked=Asked(), fingerprint=found.fingerprint, by=self.official, now=NOW)

    def name(self) -> list[Seat]:
        """Name the first file's team: the first four of the pool, the first of them in the lead."""
        team = self.examiners[:4]
        for at, one in enumerate(team):
            seat(self.file, one, is_lead=at == 0)
        declare(self.file, *team)
        team_name(application=self.file, by=self.official, now=NOW)
        return list(self.file.seats.order_by("pk"))
