"""What is recommended from the library, and what never is."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from cases.recommending import ThemeNeed, read_shelf, recommend_cases
from tests.cases.rows import load, make_row

NEEDS = [ThemeNeed("traceability", 2.0), ThemeNeed("training", 1.0)]


def recommended(**more: Any) -> list[str]:
    asked: dict[str, Any] = {"needs": NEEDS, "sector_code": "FABMETAL", "size_code": "small"}
    return [one.case_id for one in recommend_cases(**(asked | more))]


def test_the_reason_is_made_of_facts(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(make_row())
    with django_assert_num_queries(1):
        (found,) = recommend_cases(needs=NEEDS, sector_code="FABMETAL", size_code="small")
    assert found.reason("ko") == (
        "약점인 이력추적에 집중해 불량률을 3.1%에서 0.7%로 줄인 같은 업종·같은 규모 사례입니다."
    )
    assert found.reason("en") == (
        "An organization of your sector and size worked on traceability, your weak point, "
        "and cut its defect rate from 3.1% to 0.7%."
    )


@pytest.mark.parametrize(
    "fault",
    [
        {"verification_status": Case.Verification.UNVERIFIED},
        {"is_rich": False},
        {"state": Case.State.DRAFT},
        {"state": Case.State.REVIEW},
        {"state": Case.State.WITHDRAWN},
    ],
    ids=str,
)
def test_only_a_published_rich_case_whose_source_was_read(db: None, fault: dict[str, Any]) -> None:
    load(make_row())
    # Negative control: without the fault it is recommended.
    assert recommended() == ["plating-2024"]
    Case.objects.update(**fault)
    assert recommended() == []


def test_a_shelf_is_read_once(library: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        shelf = read_shelf()
        first = shelf.recommend(needs=NEEDS, sector_code="FABMETAL", size_code="small", limit=5)
        second = shelf.recommend(
            needs=NEEDS, sector_code="FABMETAL", size_code="small", limit=5, without=[one.case_id for one in first]
        )
    assert len(first) == len(second) == 5
    assert not {one.case_id for one in first} & {one.case_id for one in second}


def test_unknown_codes_of_a_company_hurt_nothing(library: None) -> None:
    found = recommended(sector_code="NOPE", size_code="", limit=5)
    cases = Case.objects.in_bulk(found)
    assert len({case.organisation_ko for case in cases.values()}) == 5
    assert all(case.verification_status == Case.Verification.SOURCE_READ for case in cases.values())
    assert recommended(needs=[ThemeNeed("no-such-theme", 1.0)]) == []
