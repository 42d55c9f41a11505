"""The result in a browser: sound on every window, charts in detail without breaking the content policy."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once


def _open_result(page: Page, site: Site) -> None:
    log_in(page, "viewer@hanbit.example", password=DEMO_PASSWORD)
    page.goto("/diagnosis/")
    link = page.locator('a[href$="/result/"]').first
    for _attempt in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    link.click()
    expect(page.locator(".plate .score")).to_be_visible()


def test_result_and_roadmap_are_sound(page: Page, site: Site) -> None:
    _open_result(page, site)
    assert_page_is_sound(page)
    page.goto(page.url.replace("/result/", "/roadmap/"))
    assert_page_is_sound(page)


def test_every_number_opens_from_the_score_down_to_an_answer(page: Page, site: Site) -> None:
    _open_result(page, site)
    page.get_by_role("link", name="이 점수가 나온 과정").click()
    for _ in range(3):  # the whole, a domain, a dimension
        assert_page_is_sound(page)
        expect(page.locator("#parts tfoot")).to_be_visible()
        page.locator("#parts tbody a").first.click()
    assert_page_is_sound(page)
    expect(page.locator("#answer .formula")).to_be_visible()
    page.get_by_role("link", name="답에서 점수로").click()
    expect(page).to_have_url(re.compile("/method/#values$"))


def test_charts_open_in_detail_within_the_policy(page: Page, site: Site) -> None:
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    _open_result(page, site)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    for button in page.locator("[data-explore]").all():
        button.click()
        expect(button).to_be_hidden()
    expect(page.locator(".explored .main-svg").first).to_be_visible()
    assert said == []
    assert [url for url in requested if re.search(r"plotly", url)] == [f"{site.url}/static/plotly/plotly.min.js"]


def test_a_library_that_does_not_come_is_told(page: Page, site: Site) -> None:
    _open_result(page, site)
    page.route("**/plotly.min.js", lambda route: route.abort())
    button = page.locator("[data-explore]").first
    button.click()
    expect(page.get_by_text("자세한 차트를 불러오지 못했습니다")).to_be_visible()
    expect(button).to_be_enabled()


def test_without_javascript_numbers_and_tables_are_there(page: Page, site: Site) -> None:
    _open_result(page, site)
    state = page.context.storage_state()
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(storage_state=state, java_script_enabled=False, locale="ko-KR")
    plain = context.new_page()
    plain.goto(page.url)
    expect(plain.locator("[data-explore]").first).to_be_hidden()
    plain.locator("figure details summary").first.click()
    expect(plain.locator("figure details table").first).to_be_visible()
    context.close()
