"""Applications, examiners and reviews as rows, at any stage: for tests of one area that do not walk through all others.

What goes through a service here goes through it in the product too; nothing invents a state the product cannot have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Company, User
from awards.dossier import Applicant, Dossier, Evidence, Figure, KeyFactor, Section, checksum, paragraphs, to_data
from awards.models import (
    ApplicationSubmission,
    AwardApplication,
    AwardFile,
    ExaminerDeclaration,
    ExaminerProfile,
    LockedReview,
    Seat,
    StageChange,
)
from awards.scoring import ConsensusOpened, Rating, ReviewLocked, TeamNamed
from awards.selectors.files import criteria_of, cycle_of, published_criteria
from awards.selectors.review_log import examiner_key, official_key, setup_for
from awards.services.review_log import review_event_append
from tests.awards.loaded import make_published
from tests.factories import NOW, make_user

State = AwardApplication.State


def make_cycle(*, is_open: bool = True) -> AwardFile:
    """Return the shipped cycle as published; with every stage open around NOW, as a moved calendar leaves it."""
    row = make_published()
    if is_open:
        StageChange.objects.bulk_create(
            StageChange(
                cycle_key=row.key,
                stage=code,
                kind="move",
                starts_at=NOW - timedelta(days=30),
                ends_at=NOW + timedelta(days=30),
                reason="Test",
                created_at=NOW,
            )
            for code in cycle_of(row).stages
        )
    return row


def make_application(company: Company, cycle: AwardFile, **fields: Any) -> AwardApplication:
    """Return an application in the SME category under knqa-2026, a draft unless `state` says otherwise."""
    values: dict[str, Any] = {
        "criteria": published_criteria("knqa-2026"),
        "cycle_key": cycle.key,
        "category": "MGMT-SME",
        "key_factors": [{"id": "KF1", "text": "기밀성은 안전과 직결된다."}],
        "created_at": NOW,
        "updated_at": NOW,
    }
    return AwardApplication.objects.create(company=company, cycle=cycle, **(values | fields))


def make_dossier(application: AwardApplication, texts: Mapping[str, str] | None = None) -> Dossier:
    """Return a dossier with two paragraphs under every item; results items have a figure, each item an attachment."""
    criteria, company = criteria_of(application.criteria), application.company
    codes = [*([criteria.profile_section.code] if criteria.profile_section else []), *criteria.items]
    sections = []
    for code in codes:
        number = code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        text = (texts or {}).get(code, f"{code} 항목의 방법을 2025년에 12곳에서 쓴다.\n결과를 매월 살핀다.")
        item = criteria.items.get(code)
        figures = (
            (Figure(f"{number}-F1", "출하불량", "ppm", "down", {2023: 182.0, 2024: 121.0, 2025: 68.0}, {2025: 80.0}),)
            if item is not None and item.kind == "results"
            else ()
        )
        evidence = (Evidence(f"{number}-E1", "회의록", "", "minutes.pdf", "pdf", 1000, "0" * 64),) if item else ()
        sections.append(Section(code, paragraphs(code, text), figures, evidence))
    return Dossier(
        applicant=Applicant(
            name=company.name, business_number=company.business_number, group_number=company.business_group_number,
            sector=company.sector_code, group="", size=company.size_code, region=company.region_code,
            employees=company.employees, sales_krw=company.sales_krw, founded_on=company.founded_on.isoformat(),
        ),
        category=application.category, field_code=application.field_code, language=application.language,
        sections=tuple(sections),
        key_factors=tuple(KeyFactor(one["id"], one["text"]) for one in application.key_factors),
        team_name=application.team_name,
    )  # fmt: skip


def hand_in(
    application: AwardApplication, by: User, *, dossier: Dossier | None = None, state: str = State.ELIGIBLE,
    consents: Mapping[str, bool] | None = None, now: datetime = NOW,
) -> ApplicationSubmission:  # fmt: skip
    """Hand an application in as it is stored then, and leave it in a state."""
    dossier = dossier or make_dossier(application)
    number = application.submissions.count() + 1
    row = ApplicationSubmission.objects.create(
        application=application, number=number, receipt_number=f"2026-NQA-{application.pk.hex[:6]}-{number}",
        content=to_data(dossier), consents=dict(consents or {"N01": True, "N02": True, "N03": True, "N04": True}),
        checksum=checksum(dossier), submitted_at=now, submitted_by=by,
    )  # fmt: skip
    application.state = state
    application.save(update_fields=["state"])
    return row


def make_examiner(email: str, *, name: str = "", **fields: Any) -> ExaminerProfile:
    """Return someone of the pool: experienced, with every skill, without ties."""
    user = make_user(email, name=name or email.split("@", maxsplit=1)[0], platform_role=User.PlatformRole.EXAMINER)
    values: dict[str, Any] = {
        "cycles_before": 3,
        "sectors": ["FABMETAL"],
        "skills": ["results_analysis", "process_control", "people"],
        "sme_experience": True,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return ExaminerProfile.objects.create(user=user, **(values | fields))


def name_team(
    application: AwardApplication, examiners: Iterable[ExaminerProfile], official: User, *, declared: bool = True
) -> list[Seat]:
    """Name a team, the first in the lead; everyone has signed the declaration unless told otherwise."""
    people = list(examiners)
    seats = [
        Seat.objects.create(
            application=application,
            examiner=one,
            is_lead=place == 0,
            state=Seat.State.NAMED,
            origin=Seat.Origin.RULES,
            assigned_at=NOW,
            assigned_by=official,
            named_at=NOW,
        )
        for place, one in enumerate(people)
    ]
    if declared:
        for one in people:
            ExaminerDeclaration.objects.create(examiner=one, application=application, text="Test", signed_at=NOW)
    keys = tuple(examiner_key(one) for one in people)
    review_event_append(
        application=application, event=TeamNamed(official_key(official.pk), keys[0], keys), by=official, now=NOW
    )
    return seats


def ratings(application: AwardApplication, percent: int, **other: int) -> dict[str, Rating]:
    """Return a rating for every item, `percent` unless `other` names the item (AWD4.1 as AWD4_1)."""
    setup = setup_for(application)
    found = {}
    for item, factors in setup.factors.items():
        given = other.get(item.replace(".", "_"), percent)
        found[item] = Rating(given, dict.fromkeys(factors, setup.scale.range_of(given).code))
    return found


def lock(seat: Seat, given: Mapping[str, Rating], comments: Iterable[Mapping[str, Any]] = ()) -> LockedReview:
    """Lock an examiner's review with these ratings and comments."""
    application = seat.application
    content = {
        "ratings": {
            item: {"percent": one.percent, "factors": dict(one.factors), "range_code": one.range_code}
            for item, one in given.items()
        },
        "comments": [dict(one) for one in comments],
        "visit_questions": {},
    }
    review_event_append(
        application=application,
        event=ReviewLocked(examiner_key(seat.examiner_id), given),
        by=seat.examiner.user,
        now=NOW,
    )
    return LockedReview.objects.create(
        seat=seat, submission=application.submissions.latest("number"), content=content,
        checksum=f"sha256:{seat.pk}", locked_at=NOW,
    )  # fmt: skip


def open_consensus(application: AwardApplication, lead: Seat) -> None:
    """Lay the locked reviews side by side."""
    review_event_append(
        application=application, event=ConsensusOpened(examiner_key(lead.examiner_id)), by=lead.examiner.user, now=NOW
    )
