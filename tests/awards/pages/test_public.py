"""What anybody reads of a cycle and its criteria: today's stage, deadlines to the second, marks of what is not verified."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import translation

from awards.catalog import read_criteria, read_cycle
from awards.cycle_page import cycle_page
from tests.awards.loaded import CYCLE, make_published, make_row, next_year
from tests.factories import People

SEOUL = ZoneInfo("Asia/Seoul")
CLOSES = datetime(2026, 4, 30, 18, 0, 0, tzinfo=SEOUL)


def page_of(client: Client, address: str, language: str = "ko") -> str:
    client.cookies["django_language"] = language
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 4, 5, 23, 59, 59, tzinfo=SEOUL), "before"),
        (datetime(2026, 4, 6, 0, 0, 0, tzinfo=SEOUL), "now"),
        (CLOSES - timedelta(seconds=1), "now"),
        (CLOSES, "after"),
    ],
)
def test_the_state_of_the_application_changes_with_the_second(moment: datetime, state: str) -> None:
    page = cycle_page(read_cycle(CYCLE), moment)
    assert page.application is not None
    assert (page.application.stage.code, page.application.moment) == ("APPLY", state)
    assert page.application.last == CLOSES - timedelta(seconds=1)


def test_at_most_one_stage_of_the_main_line_is_today() -> None:
    cycle = read_cycle(CYCLE)
    for days in range(0, 366, 7):
        page = cycle_page(cycle, datetime(2026, 1, 1, 12, tzinfo=SEOUL) + timedelta(days=days))
        assert sum(line.moment == "now" for line in page.stages) <= 1


def test_every_category_stands_in_the_tree_once() -> None:
    cycle = read_cycle(CYCLE)
    page, found = cycle_page(cycle, CLOSES), []
    waiting = list(page.categories)
    while waiting:
        node = waiting.pop()
        found.append(node.category.code)
        waiting += node.children
    assert sorted(found) == sorted(one.code for one in cycle.categories)
    assert len(page.required) + len(page.excluding) == len(cycle.rules)


@pytest.mark.django_db
def test_nothing_published_is_a_designed_state(client: Client, people: People) -> None:
    assert "아직 공표한 포상연도가 없습니다" in page_of(client, "/awards/")
    assert "/awards/manage/" not in page_of(client, "/awards/")
    client.force_login(people.official)
    assert "/awards/manage/" in page_of(client, "/awards/")


@pytest.mark.django_db
def test_the_current_cycle_says_it_all(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_published()
    monkeypatch.setattr("awards.views.cycles.timezone.now", lambda: CLOSES - timedelta(seconds=1))
    page = page_of(client, "/awards/")
    assert "신청은 한국 시간 2026. 4. 30.(목) 17:59:59까지 받습니다." in page
    assert page.count('aria-current="step"') == 1
    assert "날짜는 잠정입니다." in page
    for text in ("국가품질경영상", "디지털 품질 부문", "산업훈장", "분임조는 5명 이상 15명 이하로 구성합니다."):
        assert text in page
    assert 'href="/awards/criteria/knqa-2026/"' in page
    monkeypatch.setattr("awards.views.cycles.timezone.now", lambda: CLOSES)
    assert "17:59:59에 마감하였습니다." in page_of(client, "/awards/")


@pytest.mark.django_db
def test_what_is_not_verified_carries_its_mark(client: Client) -> None:
    make_published()
    cycle, page = read_cycle(CYCLE), page_of(client, "/awards/")
    heads = (cycle.cycle.host, cycle.cycle.operator, cycle.cycle.ministry)
    unverified = sum(not one.verified for one in (*heads, *cycle.categories, *cycle.rules))
    assert page.count(">미확인</span>") == unverified > 0
    assert page.count(">잠정 날짜</span>") == sum(not stage.verified for stage in cycle.stages.values()) > 0
    # Negative control: a cycle in which all is verified has no mark.
    text = next_year().replace("verified: false", "verified: true")
    make_row("cycle", "knqa-2027", text, "2027", publish=True)
    assert ">미확인</span>" not in page_of(client, "/awards/2027/")


@pytest.mark.django_db
def test_years_lead_to_each_other(client: Client) -> None:
    make_published()
    make_row("cycle", "knqa-2027", next_year(), "2027", publish=True)
    assert 'href="/awards/2026/"' in page_of(client, "/awards/")
    assert 'href="/awards/2027/"' in page_of(client, "/awards/2026/")
    assert client.get("/awards/2025/").status_code == 404
    assert client.get("/awards/criteria/none/").status_code == 404


@pytest.mark.django_db
def test_criteria_show_points_with_their_mark_questions_and_ranges(client: Client) -> None:
    make_published()
    page = page_of(client, "/awards/criteria/knqa-2026/")
    for text in ("참고 배점", "1000점", "평가 구간", "미착수", "0–5"):
        assert text in page
    assert "미확인</span> 범주 배점, 항목 배점, 점수 구간" in page
    # The mark stands beside every figure: the sum, seven categories, their items.
    assert page.count("참고 배점") > len(read_criteria("knqa-2026").items) + 7
    for name in ("qcas-2026", "qcircle-2026"):
        assert "잠정" in page_of(client, f"/awards/criteria/{name}/")


@pytest.mark.django_db
def test_english_pages_hold_no_korean_but_the_switch(client: Client) -> None:
    make_published()
    for address in ("/awards/", "/awards/criteria/knqa-2026/", "/awards/criteria/qcas-2026/"):
        with translation.override("en"):
            main = page_of(client, address, "en").partition("<main")[2].partition("</main>")[0]
        assert not [char for char in main if "가" <= char <= "힣"], address


@pytest.mark.django_db
def test_the_menu_leads_to_the_award(client: Client) -> None:
    assert 'href="/awards/" aria-current="page"' in page_of(client, "/awards/")


@pytest.mark.django_db
def test_the_api_gives_the_cycle_with_its_marks(client: Client) -> None:
    make_published()
    assert [one["key"] for one in client.get("/api/v1/awards/cycles/").json()] == [CYCLE]
    found = client.get(f"/api/v1/awards/cycles/{CYCLE}/").json()
    apply = next(stage for stage in found["stages"] if stage["code"] == "APPLY")
    assert datetime.fromisoformat(apply["ends_at"]) == CLOSES
    assert (apply["is_verified"], found["is_provisional"], found["year"]) == (False, True, 2026)
    cycle = read_cycle(CYCLE)
    assert [len(found[name]) for name in ("categories", "rules", "honours", "consents", "stages")] == [
        len(cycle.categories), len(cycle.rules), len(cycle.honours), len(cycle.consents), len(cycle.stages)
    ]  # fmt: skip
    assert client.get("/api/v1/awards/cycles/none/").status_code == 404
