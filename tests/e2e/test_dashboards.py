"""The dashboards in a browser: down and back, an address that is passed on, the map by keys, charts on request."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from dashboards.selectors.pages import PAGES
from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once

# What stands beside the pages of figures.
OFFICE = ("exports", "rows", "rows/review", "survey", "registry")
DESK_AND_PHONE = ((320, "light", ""), (1440, "dark", ""), (1440, "light", "color-contrast"))


def _official(page: Page) -> None:
    log_in(page, "official@platform.example", password=DEMO_PASSWORD)


def _filters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_every_page_is_sound_on_a_small_phone_and_a_wide_desk(browser: Browser, site: Site, language: str) -> None:
    context = browser.new_context(base_url=site.url, locale=language)
    page = context.new_page()
    _official(page)
    for name in (*PAGES, *OFFICE):
        page.goto(f"/dashboards/{name}/")
        expect(page.locator("h1")).to_have_count(1)
        assert_page_is_sound(page, DESK_AND_PHONE if language == "ko-KR" else DESK_AND_PHONE[:2])
    context.close()


def test_down_from_the_map_and_back_again(page: Page, site: Site) -> None:
    _official(page)
    page.goto("/dashboards/regions/")
    before = page.url
    tile = page.locator(".map a:not(.hush)").first
    name = tile.inner_text().split("\n")[0].strip()
    tile.click()
    assert "region" in _filters(page)
    expect(page.locator(".crumb.down [aria-current]")).to_contain_text(name)
    deeper = page.url
    page.locator("main section.figure td a, main section.figure th a").first.click()
    assert page.url != deeper
    page.go_back()
    assert page.url == deeper
    page.go_back()
    assert page.url == before
    expect(page.locator(".map")).to_be_visible()
    page.go_forward()
    assert page.url == deeper


def test_the_form_makes_an_address_that_says_everything(page: Page, site: Site) -> None:
    _official(page)
    page.goto("/dashboards/sectors/")
    page.get_by_label("업종", exact=True).select_option("group:MANUFACTURING")
    page.get_by_label("규모", exact=True).select_option("small")
    page.get_by_role("button", name="보기", exact=True).click()
    assert _filters(page) == {"group": ["MANUFACTURING"], "size": ["small"]}
    expect(page.get_by_label("규모", exact=True)).to_have_value("small")
    page.get_by_role("link", name="조건 지우기").click()
    assert not _filters(page)


def test_an_address_that_is_passed_on_shows_each_office_its_own(browser: Browser, site: Site) -> None:
    address = "/dashboards/overview/?region=41"
    seen = {}
    for email in ("official@platform.example", "busan@platform.example", "analyst@platform.example"):
        context = browser.new_context(base_url=site.url, locale="ko-KR")
        page = context.new_page()
        log_in(page, email, password=DEMO_PASSWORD)
        page.goto(address)
        seen[email] = (page.get_by_label("지역").input_value(), page.locator(".dash").inner_text())
        offered = page.get_by_label("지역").locator("option").evaluate_all("all => all.map(one => one.value)")
        if email == "busan@platform.example":
            assert [one for one in offered if one] == ["region:26"]
            expect(page.get_by_text("소관 범위로 보여 줍니다")).to_be_visible()
            page.goto("/dashboards/regions/")
            expect(page.locator(".map a:not(.hush)")).to_have_count(page.locator(".map .at-26 a:not(.hush)").count())
        context.close()
    assert seen["official@platform.example"][0] == "region:41"
    assert seen["busan@platform.example"][0] == "region:26"
    assert seen["analyst@platform.example"] == seen["official@platform.example"]


def test_an_association_sees_its_own_sector_only(page: Page, site: Site) -> None:
    log_in(page, "association@platform.example", password=DEMO_PASSWORD)
    page.goto("/dashboards/sectors/?sector=FOOD")
    expect(page.get_by_text("소관 범위로 보여 줍니다")).to_be_visible()
    expect(page.get_by_label("업종", exact=True)).to_have_value("sector:AUTO")


def test_the_map_by_keyboard(page: Page, site: Site) -> None:
    _official(page)
    page.goto("/dashboards/regions/")
    seoul = page.locator(".map .at-11 a")
    seoul.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".map .at-41 a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".map .at-43 a")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".map .at-44 a")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".map .at-44 a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=44"))


def test_what_is_withheld_says_so_and_nothing_else(page: Page, site: Site) -> None:
    _official(page)
    page.goto("/dashboards/sectors/")
    hidden = page.locator("td.hush").all_text_contents()
    assert hidden
    assert {" ".join(text.split()) for text in hidden} <= {"비공개 (5개사 미만)", "보이지 않음 (소관 밖)"}
    assert not re.search(r"\d", page.locator("td.hush").first.inner_html().replace("5개사", ""))


def test_charts_in_detail_come_once_and_only_when_asked_for(page: Page, site: Site) -> None:
    said: list[str] = []
    requested: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    _official(page)
    page.goto("/dashboards/overview/")
    page.wait_for_load_state("networkidle")
    assert [url for url in requested if "plotly" in url] == []
    for button in page.locator("[data-explore]").all():
        button.click()
        expect(button).to_be_hidden()
    expect(page.locator(".explored .main-svg").first).to_be_visible()
    assert [url for url in requested if "plotly" in url] == [f"{site.url}/static/plotly/plotly-qm.min.js"]
    assert said == []


def test_without_javascript_tables_filters_and_menus_work(page: Page, site: Site) -> None:
    _official(page)
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(
        base_url=site.url, storage_state=page.context.storage_state(), java_script_enabled=False, locale="ko-KR"
    )
    plain = context.new_page()
    plain.goto("/dashboards/overview/")
    expect(plain.locator("[data-explore]").first).to_be_hidden()
    plain.locator("details.more summary").first.click()
    expect(plain.locator("details.more table").first).to_be_visible()
    plain.get_by_label("규모", exact=True).select_option("medium")
    plain.get_by_role("button", name="보기", exact=True).click()
    assert _filters(plain) == {"size": ["medium"]}
    plain.locator(".dash .menu summary", has_text="내보내기").click()
    expect(plain.get_by_role("link", name="[xlsx]")).to_be_visible()
    context.close()
