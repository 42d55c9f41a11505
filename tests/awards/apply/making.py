"""Applications on their way, as their pages and services leave them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from awards.catalog.conditions import FactValue
from awards.models import AwardApplication, AwardFile, DossierFigure, DossierText, StageChange
from awards.selectors.dossier import dossier_codes
from awards.selectors.review_log import criteria_for
from awards.services.applications import application_describe, application_start, key_factors_write
from awards.services.consents import consent_decide
from tests.factories import NOW, People

DECLARED: dict[str, FactValue] = {
    "applicant.size": "small",
    "applicant.years_in_business": 17,
    "applicant.is_corporate_or_public": True,
}


def begin(people: People, cycle: AwardFile, **fields: Any) -> AwardApplication:
    """Begin an application through the service."""
    values: dict[str, Any] = {
        "company": people.company, "cycle": cycle, "category": "MGMT-SME", "declared": DECLARED, "by": people.editor,
        "now": NOW,
    }  # fmt: skip
    return application_start(**(values | fields))


def complete(people: People, cycle: AwardFile, **fields: Any) -> AwardApplication:
    """Begin one and write everything that is needed to hand it in."""
    application = begin(people, cycle, **fields)
    application = application_describe(
        application=application, contact_name="이품질", contact_phone="02-1234-5678", language="ko",
        team_name=application.team_name, by=people.editor, now=NOW,
    )  # fmt: skip
    key_factors_write(application=application, texts=["기밀성은 안전과 직결된다."], by=people.editor, now=NOW)
    consent_decide(application=application, code="N01", given=True, by=people.editor, now=NOW)
    write_dossier(application)
    application.refresh_from_db()
    return application


def write_dossier(application: AwardApplication) -> None:
    """Write a line under every item; results items get a figure of three years."""
    criteria = criteria_for(application)
    for code in dossier_codes(criteria):
        DossierText.objects.create(
            application=application,
            code=code,
            text=f"{code}의 방법을 2025년에 12곳에서 쓴다.",
            revision=1,
            saved_at=NOW,
        )
        if code in criteria.items and criteria.items[code].kind == "results":
            DossierFigure.objects.create(
                application=application, code=code, number=1, title="출하불량", unit="ppm", direction="down",
                values={"2023": 182.0, "2024": 121.0, "2025": 68.0}, saved_at=NOW,
            )  # fmt: skip


def close_applications(cycle: AwardFile, *, at: Any) -> None:
    """Let the window of applications end at a moment."""
    StageChange.objects.create(
        cycle_key=cycle.name, stage="APPLY", kind="move", starts_at=at - timedelta(days=20), ends_at=at, reason="Test",
        created_at=NOW,
    )  # fmt: skip
