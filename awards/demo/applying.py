"""How the practice cycle's companies write their applications, and what the office does with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import Company, User
from awards.catalog.conditions import FactValue
from awards.demo.content import practice, profile_of, text_of
from awards.demo.people import DemoFile
from awards.models import AwardApplication, AwardFile
from awards.selectors.files import criteria_of, cycle_of, published_criteria
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.applications import application_describe, application_start, key_factors_write
from awards.services.consents import consent_decide
from awards.services.dossier import text_save
from awards.services.facts import facts_look_up
from awards.services.figures import FigureContent, figure_add
from awards.services.screening import application_ask_completion, application_find_eligible, completion_days
from awards.services.submitting import application_submit
from awards.services.teams import team_member_save

_CIRCLE: Final = ("이새벽", "김한결", "박도담", "최이든", "정나래", "한가온")
_DUTIES: Final = ("총괄", "자료 수집", "원인 분석", "대책 실시", "표준화", "기록")


def application_write(
    file: DemoFile, *, company: Company, cycle: AwardFile, by: User, begun: datetime, written: datetime
) -> AwardApplication:
    """Begin an application and write it as far as its draft comes."""
    declared: dict[str, FactValue] = {
        "applicant.size": company.size_code,
        "applicant.years_in_business": begun.year - company.founded_on.year,
        "applicant.is_corporate_or_public": True,
        "team.members": len(_CIRCLE),
        "team.topic_completed_on": date(begun.year, 3, 31),
    }
    application = application_start(
        company=company, cycle=cycle, category=file.category, declared=declared, by=by, now=begun,
        field_code=_field(file, cycle), team_name=file.team_name,
    )  # fmt: skip
    application_describe(
        application=application, contact_name=by.name, contact_phone="02-0000-0000", language="ko",
        team_name=file.team_name, by=by, now=written,
    )  # fmt: skip
    key_factors_write(application=application, texts=practice()["key_factors"], by=by, now=written)
    _write(application, file, by=by, now=written)
    if file.team_name:
        for place, name in enumerate(_CIRCLE):
            team_member_save(
                application=application, name=name, role="leader" if place == 0 else "member", duty=_DUTIES[place],
                by=by, now=written,
            )  # fmt: skip
    if file.until != "draft":
        for consent in cycle_for(application).consents:
            consent_decide(application=application, code=consent.code, given=True, by=by, now=written)
    return application


def application_hand_in(application: AwardApplication, *, by: User, now: datetime) -> None:
    """Hand an application in."""
    application_submit(application=application, idempotency_key=f"practice-{application.pk}", by=by, now=now)


def application_screen(
    application: AwardApplication, *, facts: Mapping[str, FactValue], by: User, now: datetime
) -> None:
    """Look up what only the office can find out, and let the application go on."""
    notes = dict.fromkeys(facts, "연습: 관계 기관 조회 결과")
    facts_look_up(application=application, values=facts, notes=notes, by=by, now=now)
    application_find_eligible(
        application=application, reason="조회한 사실에 제한할 까닭이 없습니다.", by=by, now=now + timedelta(seconds=1)
    )


def application_hand_back(application: AwardApplication, *, by: User, now: datetime) -> None:
    """Ask for something that is missing."""
    _first, last = completion_days(cycle_for(application), now)
    application_ask_completion(
        application=application, reason="2025년 성과 자료의 출처를 붙임으로 내 주십시오.", due_on=last, by=by, now=now
    )


def _field(file: DemoFile, cycle: AwardFile) -> str:
    """Return the first field of a circle's criteria, nothing where there are none."""
    criteria = criteria_of(published_criteria(cycle_of(cycle).criteria_of(file.category) or ""))
    return criteria.fields[0].code if criteria.fields else ""


def _write(application: AwardApplication, file: DemoFile, *, by: User, now: datetime) -> None:
    criteria = criteria_for(application)
    if criteria.profile_section is not None:
        text_save(
            application=application, code=criteria.profile_section.code, text=profile_of(file.product), revision=0,
            by=by, now=now,
        )  # fmt: skip
    codes = list(criteria.items)[: file.items or None]
    for code in codes:
        if code in practice()["items"]:
            _write_item(application, code, file.product, by=by, now=now)
        else:
            text = practice()["circle"]["items"].get(code, practice()["circle"]["text"])
            text_save(application=application, code=code, text=text, revision=0, by=by, now=now)


def _write_item(application: AwardApplication, code: str, product: str, *, by: User, now: datetime) -> None:
    found = text_of(code, product)
    text_save(application=application, code=code, text=found.text, revision=0, by=by, now=now)
    if found.figure is None:
        return
    content = FigureContent(
        title=found.figure["title"],
        unit=found.figure["unit"],
        direction=found.figure["direction"],
        values=found.figure["values"],
        target=found.figure.get("target", {}),
        comparison=found.figure.get("comparison", {}),
        comparison_label=found.figure.get("comparison_label", ""),
    )
    figure_add(
        application=application, code=code, content=content, by=by, now=now,
        indicator=found.figure.get("indicator", ""),
    )  # fmt: skip
