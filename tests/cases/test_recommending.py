"""Recommendation: what fits best, why, and what is never recommended."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.matching import CaseFacts, match_cases, size_nearness
from cases.models import Case
from cases.recommending import ThemeNeed, recommend_cases
from tests.cases.rows import load, make_row

NEEDS = [ThemeNeed("traceability", 2.0), ThemeNeed("training", 1.0)]


def facts(key: str, **values: Any) -> CaseFacts:
    plain = {
        "organisation": key, "themes": ("traceability",), "sector_code": "FOOD", "group_code": "MANUFACTURING",
        "size_code": "large", "has_figures": False, "is_domestic": False, "year": 2020,
    }  # fmt: skip
    return CaseFacts(id=key, **{**plain, **values})


def ids(*cases: CaseFacts, limit: int = 9) -> list[str]:
    found = match_cases(
        needs=NEEDS, sector_code="FABMETAL", group_code="MANUFACTURING", size_code="small", cases=cases, limit=limit
    )
    return [match.id for match in found]


@pytest.mark.parametrize(
    "better",
    [
        {"themes": ("traceability", "training")},
        {"sector_code": "FABMETAL"},
        {"size_code": "medium"},
        {"has_figures": True},
        {"is_domestic": True},
        {"year": 2021},
    ],
)
def test_each_thing_in_common_lifts_a_case(better: dict[str, Any]) -> None:
    assert ids(facts("a"), facts("b", **better)) == ["b", "a"]


def test_the_heavier_need_and_the_group_count() -> None:
    assert ids(facts("a", themes=("training",)), facts("b")) == ["b", "a"]
    assert ids(facts("a", group_code="SERVICE"), facts("b")) == ["b", "a"]


def test_nothing_in_common_nothing_recommended() -> None:
    assert ids(facts("a", themes=("esg",), sector_code="FABMETAL")) == []
    assert match_cases(needs=[], sector_code="", group_code="", size_code="", cases=[facts("a")], limit=3) == []


def test_one_case_an_organisation_and_the_same_answer_in_any_order() -> None:
    cases = [facts("a", organisation="x"), facts("b", organisation="x", has_figures=True), facts("c"), facts("d")]
    assert ids(*cases) == ids(*reversed(cases)) == ["b", "c", "d"]
    assert ids(*cases, limit=1) == ["b"]


def test_size_nearness() -> None:
    assert size_nearness("small", "small") == 1
    assert size_nearness("micro", "large") == 0
    assert size_nearness("", "") == size_nearness("public", "small") == 0


def test_the_reason_is_made_of_facts(db: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    load(make_row())
    with django_assert_max_num_queries(3):
        (found,) = recommend_cases(needs=NEEDS, sector_code="FABMETAL", size_code="small")
    assert found.reason("ko") == "같은 약점(이력추적), 같은 업종, 같은 규모; 불량률 3.1 → 0.7 %"
    assert found.reason("en") == "Same weakness (traceability), same sector, same size; Defect rate 3.1 → 0.7 %"


def test_an_unverified_or_bare_case_is_never_recommended(db: None) -> None:
    load(
        make_row(id="unverified", verification={"status": "unverified"}, results=[]),
        make_row(id="bare", organisation_ko="다른 회사", approach=None, approach_en=None, results=[]),
    )
    assert recommend_cases(needs=NEEDS, sector_code="FABMETAL", size_code="small") == []
    Case.objects.update(verification_status="source-read", is_rich=True)
    assert len(recommend_cases(needs=NEEDS, sector_code="FABMETAL", size_code="small")) == 2


def test_unknown_codes_of_a_company_hurt_nothing(library: None) -> None:
    found = recommend_cases(needs=NEEDS, sector_code="NOPE", size_code="", limit=5)
    assert len({one.case.organisation_ko for one in found}) == 5
    assert all(one.case.verification_status == "source-read" for one in found)
