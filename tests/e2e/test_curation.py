"""Curation in a browser: two officials and a company, with and without script, sound on every screen."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.checks import PHONE_AND_DESK, assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once
FIRST, SECOND = "official@platform.example", "editor@platform.example"
COMPANY = "owner@saedeul.example"


def open_as(browser: Browser, site: Site, email: str, *, script: bool = True, language: str = "ko-KR") -> Page:
    context = browser.new_context(base_url=site.url, locale=language, java_script_enabled=script)
    page = context.new_page()
    if script:
        log_in(page, email, password=DEMO_PASSWORD)
        return page
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("form.form button.btn").click()
    page.wait_for_url(re.compile("^(?!.*login)"))
    return page


def fill_case(page: Page, title: str) -> None:
    page.locator("#id_title_ko").fill(title)
    page.locator("#id_organisation_ko").fill("가온기계")
    page.locator("#id_summary_ko").fill("금형 교체 시간을 반으로 줄였다.")
    page.locator("#id_sector_code").select_option(index=3)
    page.locator("#id_country_code").select_option("KR")
    page.get_by_label("린(Lean)", exact=True).check()
    page.locator("#id_results-0-kpi").fill("금형 교체 시간")
    page.locator("#id_results-0-before").fill("40")
    page.locator("#id_results-0-after").fill("20")
    page.locator("#id_results-0-unit").fill("분")
    page.locator("#id_source_url").fill("https://example.com/die-change")
    page.locator("#id_read_today").check()


def test_two_officials_bring_a_case_to_the_public_without_script(browser: Browser, site: Site) -> None:
    title = "금형 교체를 20분에 끝낸 공장"
    first = open_as(browser, site, FIRST, script=False)
    first.goto("/cases/manage/")
    first.get_by_role("link", name="사례 작성").click()
    fill_case(first, title)
    first.get_by_role("button", name="줄 더 만들기").click()
    expect(first.locator("#id_results-0-after")).to_have_value("20")
    expect(first.locator("#id_results-4-kpi")).to_be_visible()
    first.get_by_role("button", name="저장하고 검토 요청").click()
    expect(first.get_by_role("heading", level=1)).to_have_text(title)
    expect(first.get_by_text("다른 담당자가 게시합니다.").first).to_be_visible()
    assert first.get_by_role("button", name="사례 게시").count() == 0
    second = open_as(browser, site, SECOND, script=False)
    second.goto("/cases/manage/")
    second.get_by_role("link", name=title).click()
    second.get_by_role("button", name="사례 게시").click()
    second.get_by_role("link", name="지금 독자가 보는 글").click()
    expect(second.get_by_role("heading", level=1)).to_have_text(title)
    expect(second.get_by_text("example.com").first).to_be_visible()


def test_the_slower_of_two_editors_is_led_to_what_differs(browser: Browser, site: Site) -> None:
    first, second = open_as(browser, site, FIRST), open_as(browser, site, SECOND)
    first.goto("/cases/manage/new/")
    first.locator("#id_title_ko").fill("둘이 고치는 사례")
    first.locator("#id_organisation_ko").fill("둘이기계")
    first.get_by_role("button", name="저장하기").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("둘이 고치는 사례")
    address = f"{first.url}edit/"
    for page in (first, second):
        page.goto(address)
    second.locator("#id_summary_ko").fill("둘째의 요약")
    second.get_by_role("button", name="저장하기").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("둘이 고치는 사례")
    first.locator("#id_summary_ko").fill("첫째의 요약")
    first.get_by_role("button", name="저장하기").click()
    alert = first.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("조편집")
    expect(first.locator("#id_summary_ko")).to_have_value("첫째의 요약")
    assert_page_is_sound(first, PHONE_AND_DESK)


def test_faults_get_the_focus_and_lead_to_their_fields(browser: Browser, site: Site) -> None:
    page = open_as(browser, site, FIRST)
    page.goto("/cases/manage/new/")
    page.locator("#id_year").fill("작년")
    page.locator("#id_results-1-kpi").fill("불량률")
    page.locator("#id_title_ko").press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").count() == 4
    summary.get_by_role("link").last.click()
    expect(page.locator("#id_results-1-after")).to_be_focused()
    assert_page_is_sound(page)


def test_a_company_proposes_and_the_official_gives_it_back(browser: Browser, site: Site) -> None:
    company = open_as(browser, site, COMPANY)
    company.goto("/cases/propose/")
    assert_page_is_sound(company, PHONE_AND_DESK)
    company.locator("#id_title_ko").fill("우리 회사의 로트 추적")
    company.get_by_role("button", name="시작하기").click()
    company.get_by_role("button", name="검토 보내기").click()
    expect(company.get_by_role("alert")).to_be_focused()
    assert_page_is_sound(company, PHONE_AND_DESK)
    company.locator("#id_problem_ko").fill("원인 로트를 찾는 데 하루가 걸렸다.")
    company.locator("#id_approach_ko").fill("검사 기록을 로트와 이었다.")
    company.locator("#id_consent").check()
    company.get_by_role("button", name="검토 보내기").click()
    expect(company.get_by_role("button", name="되가져오기")).to_be_visible()
    assert_page_is_sound(company, PHONE_AND_DESK)
    official = open_as(browser, site, FIRST)
    official.goto("/cases/manage/")
    official.get_by_role("link", name="우리 회사의 로트 추적").click()
    assert_page_is_sound(official, PHONE_AND_DESK)
    official.get_by_text("돌려보내기").first.click()
    official.get_by_role("button", name="돌려보내기").click()
    expect(official.get_by_text("사유를 적어 주세요.").first).to_be_visible()
    official.locator("#id_reason").fill("출처를 적어 주세요.")
    official.get_by_role("button", name="돌려보내기").click()
    company.reload()
    expect(company.get_by_text("출처를 적어 주세요.").first).to_be_visible()


def test_what_changed_and_a_takedown_are_sound(browser: Browser, site: Site) -> None:
    page = open_as(browser, site, FIRST, language="en-US")
    page.goto("/cases/manage/?tab=published")
    page.locator(".tasks a").last.click()
    case = page.url
    page.goto(f"{case}edit/")
    page.locator("#id_summary_ko").fill("다시 쓴 요약이다.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("What the edit changes")).to_be_visible()
    assert_page_is_sound(page, PHONE_AND_DESK)
    for address in (f"{case}compare/", f"{case}preview/", "/cases/manage/?tab=all", "/cases/manage/duplicates/"):
        page.goto(address)
        assert_page_is_sound(page, PHONE_AND_DESK)
    page.goto(case)
    page.get_by_text("Take it down").first.click()
    page.locator("#id_reason_withdraw").fill("The company asked for it.")
    page.get_by_role("button", name="Take it down").click()
    expect(page.get_by_text("Its address tells the reason.")).to_be_visible()
    answer = page.goto(case.replace("/manage", ""))
    assert answer is not None
    assert answer.status == 410
    expect(page.get_by_text("The company asked for it.")).to_be_visible()
    assert_page_is_sound(page, PHONE_AND_DESK)
    page.goto(case)
    page.get_by_role("button", name="Bring it back as it was").click()
    expect(page.get_by_text("It is back as it was.")).to_be_visible()
    answer = page.goto(case.replace("/manage", ""))
    assert answer is not None
    assert answer.ok
