"""A second official, and a text that may be published."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from cases.editions import Content
from cases.models import Case
from cases.services.curation import case_create, case_publish, case_send_to_review
from cases.services.proposals import blank_content
from tests.factories import NOW, People, make_user


def make_content(**fields: Any) -> Content:
    """Return the content of a case that may be published."""
    told = {
        "title_ko": "로트 추적으로 불량을 줄인 도금 공장",
        "title_en": "Fewer rejects by lot tracking",
        "organisation_ko": "한빛도금",
        "summary_ko": "검사 기록을 로트와 이어 불량을 줄였다.",
        "problem_ko": "원인 로트를 찾는 데 하루가 걸렸다.",
        "approach_ko": "검사 기록을 로트와 이었다.",
        "country_code": "KR",
        "region_code": "41",
        "region_text": "경기도",
        "sector_code": "FABMETAL",
        "size_code": "small",
        "themes": ["traceability"],
        "results": [{"kpi": "불량률", "before": "3.1", "after": "0.7", "unit": "%"}],
        "source_url": "https://example.com/plating",
        "verification_status": "source-read",
        "verification_note": "2026-11-20 문정책",
    }
    return blank_content() | told | fields


@pytest.fixture
def second(people: People) -> User:
    """Return an official beside `people.official`."""
    return make_user("second@example.com", platform_role=User.PlatformRole.OFFICIAL, name="조편집")


@pytest.fixture
def draft(people: People) -> Case:
    return case_create(content=make_content(), by=people.official, now=NOW)


@pytest.fixture
def publish(people: People, second: User) -> Callable[[Case], Case]:
    """Send a draft by one official and publish it by the other."""

    def run(case: Case) -> Case:
        number = case.revisions.first().number
        sent = case_send_to_review(case_id=case.pk, expected=number, by=people.official, now=NOW)
        case_publish(case_id=case.pk, expected=sent.number, by=second, now=NOW)
        return Case.objects.get(pk=case.pk)

    return run


@pytest.fixture
def published(draft: Case, publish: Callable[[Case], Case]) -> Case:
    return publish(draft)
