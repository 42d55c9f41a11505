"""The front page: what it is, an example marked as made up, and cases one may trust."""

from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.short_codes import short_code_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def make_case(case_id: str, **fields: Any) -> Case:
    values: dict[str, Any] = {
        "organisation_ko": "한빛정밀",
        "country_code": "KR",
        "year": 2022,
        "title_ko": f"불량을 줄인 이야기 {case_id}",
        "results": [{"kpi": "공정불량", "before": "1,850", "after": "620", "unit": "ppm"}],
        "verification_status": Case.Verification.SOURCE_READ,
        "is_rich": True,
        "loaded_at": NOW,
    }
    return Case.objects.create(id=case_id, short_code=short_code_of(case_id), **(values | fields))


def page(client: Client, language: str = "ko") -> str:
    return client.get("/", headers={"accept-language": language}).content.decode()


def test_the_example_is_marked_as_made_up(client: Client) -> None:
    plate = page(client).split('class="plate"')[1].split("</section>")[0]
    assert '<span class="fict">가상</span>' in plate
    assert "전체 점수는 56.0점이고" in plate


def test_published_figures_are_named_as_another_instrument(client: Client) -> None:
    html = page(client)
    assert "공표 참고치: 한국표준협회 실태조사 2022, n=700" in html
    for figure in ("70.0", "51.5", "45.7", "41.0", "37.9"):
        assert f"<b>{figure}</b>" in html


def test_without_cases_there_is_no_empty_section(client: Client) -> None:
    assert 'id="cases"' not in page(client)


def test_at_most_three_cases_the_newest_korean_ones_first(client: Client) -> None:
    make_case("abroad", country_code="US", year=2025)
    for year in (2019, 2021, 2023):
        make_case(f"kr-{year}", year=year)
    html = page(client)
    assert [y for y in ("2023", "2021", "2019") if f"/cases/kr-{y}/" in html] == ["2023", "2021", "2019"]
    assert html.index("/cases/kr-2023/") < html.index("/cases/kr-2019/")
    assert "/cases/abroad/" not in html
    assert "<s>1,850</s>" in html


@pytest.mark.parametrize(
    "fault",
    [
        {"verification_status": Case.Verification.UNVERIFIED},
        {"is_rich": False},
        {"results": [{"kpi": "공정불량", "after": "620", "unit": "ppm"}]},
        {"results": [{"text_ko": "불량이 줄었다."}]},
        {"title_ko": "길다 " * 30},
    ],
)
def test_cases_that_cannot_be_shown_in_three_lines_or_trusted_are_left_out(
    client: Client, fault: dict[str, Any]
) -> None:
    make_case("faulty", **fault)
    assert "/cases/faulty/" not in page(client)


def test_a_fictional_case_is_marked(client: Client) -> None:
    make_case("invented", is_synthetic=True)
    assert page(client).split("/cases/invented/")[1].split("</li>")[0].count('class="fict"') == 1


def test_text_in_the_other_language_is_marked_as_such(client: Client) -> None:
    make_case("korean-only")
    assert 'lang="ko">불량을 줄인 이야기 korean-only</a>' in page(client, "en")
