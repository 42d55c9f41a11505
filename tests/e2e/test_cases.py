"""The library in a browser: searched by keyboard, shared by address, marked right, sound on every screen."""

import json
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.checks import assert_page_is_sound, no_horizontal_scroll
from tests.e2e.conftest import Site

# What is looked at here is the same on any database; tests/cases/search compares what the databases find.
pytestmark = pytest.mark.once

OPTION = "[role=option]"
HIT = ".hit h3 a"


@pytest.fixture
def wide(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def test_a_case_is_found_with_the_keyboard_alone(wide: Page) -> None:
    wide.goto("/cases/")
    for _ in range(30):
        wide.keyboard.press("Tab")
        if wide.evaluate("document.activeElement.id") == "q":
            break
    expect(wide.locator("#q")).to_be_focused()
    wide.keyboard.type("품질비용")
    wide.keyboard.press("Enter")
    expect(wide).to_have_url(re.compile(r"\?q=%ED%92%88%EC%A7%88%EB%B9%84%EC%9A%A9$"))
    expect(wide.get_by_role("status").filter(has_text="건")).to_be_visible()
    first = wide.locator(HIT).first
    title = first.inner_text()
    first.focus()
    wide.keyboard.press("Enter")
    expect(wide.locator("h1")).to_have_text(title)


def test_suggestions_are_chosen_with_the_arrow_keys(wide: Page) -> None:
    wide.goto("/cases/")
    field = wide.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("이력")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(wide.locator(".combo [role=status]")).to_contain_text("화살표 키")
    expect(wide.locator(OPTION).first).to_contain_text("건")
    # A word finds more than it stands in: only what leads to a facet tells how many.
    words = wide.get_by_role("group", name="낱말").locator("[role=option]")
    for text in words.all_text_contents():
        assert not text.endswith("건")
    assert wide.locator("[role=listbox] [role=group][aria-labelledby]").count() >= 1
    field.press("ArrowDown")
    chosen = wide.locator(f"{OPTION}[aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    # Past the last one stands the field itself, so that what was typed can be sent.
    field.press("ArrowUp")
    expect(wide.locator(f"{OPTION}[aria-selected=true]")).to_have_count(0)
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("이력")


def test_a_theme_among_the_suggestions_leads_to_its_facet(wide: Page) -> None:
    wide.goto("/cases/")
    field = wide.get_by_role("combobox")
    field.press_sequentially("이력추적")
    themes = wide.locator("[role=group]").filter(has=wide.locator("#suggestions-theme"))
    expect(themes).to_be_visible()
    option = themes.locator(OPTION).first.get_attribute("id")
    for _ in range(12):
        field.press("ArrowDown")
        if field.get_attribute("aria-activedescendant") == option:
            break
    field.press("Enter")
    expect(wide).to_have_url(re.compile(r"/cases/\?theme=traceability$"))
    expect(wide.locator(".badge.chip").first).to_contain_text("이력추적")


def test_enter_that_ends_a_syllable_sends_nothing(wide: Page) -> None:
    wide.goto("/cases/")
    field = wide.locator("#q")
    field.fill("품질비요")
    stopped = field.evaluate(
        """field => {
          const key = extra => new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...extra});
          return [!field.dispatchEvent(key({isComposing: true})), !field.dispatchEvent(key({keyCode: 229})),
                  !field.dispatchEvent(key({}))];
        }"""
    )
    assert stopped == [True, True, False]
    expect(wide).to_have_url(re.compile(r"/cases/$"))


def test_an_answer_that_comes_too_late_is_not_shown(wide: Page) -> None:
    waiting: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("q=%EC%9D%B4"):
            waiting.append(route)
            return
        one = {"text": "새것", "kind": "word", "code": "", "count": 1}
        route.fulfill(body=json.dumps({"suggestions": [one]}), content_type="application/json")

    wide.route("**/suggest/*", answer)
    wide.goto("/cases/")
    field = wide.locator("#q")
    with wide.expect_request("**/suggest/*%9D%B4"):
        field.fill("이")
    with wide.expect_request("**/suggest/*%B4%EB%A0%A5"):
        field.fill("이력")
    expect(wide.locator(OPTION)).to_have_text(re.compile("새것"))
    old = {"text": "옛것", "kind": "word", "code": "", "count": 1}
    for route in waiting:
        route.fulfill(body=json.dumps({"suggestions": [old]}), content_type="application/json")
    field.press("ArrowDown")
    expect(wide.locator(OPTION)).to_have_text(re.compile("새것"))


def test_no_answer_leaves_a_plain_field(wide: Page) -> None:
    wide.route("**/suggest/*", lambda route: route.fulfill(status=500))
    wide.goto("/cases/")
    wide.locator("#q").press_sequentially("품질비용")
    wide.locator("#q").press("Enter")
    expect(wide.locator(HIT).first).to_be_visible()


def test_recent_searches_stay_on_the_device(wide: Page) -> None:
    sent: list[str] = []
    wide.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    wide.goto("/cases/")
    expect(wide.locator("[data-recent]")).to_be_hidden()
    for query in ("품질비용", "이력추적"):
        wide.goto("/cases/")
        wide.locator("#q").fill(query)
        wide.locator("#q").press("Enter")
        expect(wide).to_have_url(re.compile("q="))
    sent.clear()
    wide.goto("/cases/")
    rows = wide.locator("[data-recent] li")
    expect(rows.locator("a")).to_have_text(["이력추적", "품질비용"])
    rows.first.get_by_role("button", name="‘이력추적’ 지우기").click()
    expect(rows.locator("a")).to_have_text(["품질비용"])
    wide.get_by_role("button", name="모두 지우기").click()
    expect(wide.locator("[data-recent]")).to_be_hidden()
    assert wide.evaluate("localStorage.getItem('case-searches')") is None
    assert not [address for address in sent if "%" in address.split("/static/")[0]]
    assert "case-searches" not in json.dumps(wide.context.cookies())


def test_choices_narrow_and_the_back_button_takes_them_back(wide: Page) -> None:
    wide.goto("/cases/?q=품질")
    before = wide.locator("#found").inner_text()
    box = wide.locator("input[name=size]").first
    box.check()
    # The way to apply a choice comes into sight with it.
    expect(wide.locator(".apply button")).to_be_in_viewport()
    wide.locator(".apply button").click()
    expect(wide).to_have_url(re.compile("size="))
    expect(wide.locator(".badge.chip").first).to_be_visible()
    narrowed = wide.locator("#found").inner_text()
    assert narrowed != before
    wide.get_by_role("link", name="최근 수상 순").click()
    expect(wide).to_have_url(re.compile("size=.*sort=newest"))
    wide.go_back()
    expect(wide.locator("#found")).to_have_text(re.compile(re.escape(narrowed)))
    wide.go_back()
    expect(wide.locator("#found")).to_have_text(re.compile(re.escape(before)))
    expect(wide.locator("input[name=size]:checked")).to_have_count(0)


def test_an_address_shows_another_person_the_same(browser: Browser, site: Site, wide: Page) -> None:
    wide.goto("/cases/?q=품질&size=large&sort=newest&page=2")
    other = browser.new_context(base_url=site.url, locale="ko-KR").new_page()
    other.goto(wide.url)
    assert other.locator(HIT).all_inner_texts() == wide.locator(HIT).all_inner_texts()
    assert other.locator("#found").inner_text() == wide.locator("#found").inner_text()
    assert other.locator(HIT).count() > 0
    other.context.close()


def test_what_was_searched_is_marked_in_list_and_case(wide: Page) -> None:
    wide.goto("/cases/?q=불량률을")
    marks = set(wide.locator(".hits mark").all_inner_texts())
    assert "불량률" in marks
    assert not [text for text in marks if text.endswith(("을", "를", "이"))]
    # Marked or not, the text is the same.
    plain = wide.locator(HIT).first.inner_text()
    hit = wide.locator(".hit").filter(has=wide.locator("p mark")).first
    hit.locator("h3 a").click()
    expect(wide.locator("article mark").first).to_be_visible()
    marked = wide.locator("article p").all_inner_texts()
    wide.get_by_role("link", name="표시 지우기").click()
    expect(wide.locator("article mark")).to_have_count(0)
    cleared = wide.locator("article p").all_inner_texts()
    assert cleared == [text for text in marked if "표시 지우기" not in text]
    assert plain


def test_initials_are_read_and_can_be_searched_as_typed(wide: Page) -> None:
    wide.goto("/cases/?q=ㅍㅈㄱㅇ")
    expect(wide.locator(".meant")).to_contain_text("품질경영")
    expect(wide.locator(HIT).first).to_be_visible()
    wide.locator(".meant a").click()
    expect(wide).to_have_url(re.compile("literal=1"))
    expect(wide.locator(".meant")).to_have_count(0)
    expect(wide.locator("#q")).to_have_value("ㅍㅈㄱㅇ")


def test_a_slip_of_the_pen_is_mended_and_told(wide: Page) -> None:
    wide.goto("/cases/?q=품질비룡")
    expect(wide.locator(".meant")).to_contain_text("혹시 ‘품질비용’인가요?")
    expect(wide.locator(HIT).first).to_be_visible()
    assert "품질비용" in wide.locator(".hits mark").all_inner_texts()


def test_nothing_found_leads_on(wide: Page) -> None:
    wide.goto("/cases/?q=품질비용&size=micro&year=1999")
    expect(wide.locator(HIT)).to_have_count(0)
    wide.locator(".nothing li a").first.click()
    expect(wide.locator(HIT).first).to_be_visible()


ROOMS = [
    "/cases/",
    "/cases/?q=공정불량 품질비용",
    "/cases/?q=품질비룡",
    "/cases/?q=우주왕복선 zzz",
    "/cases/?q=품질비용&size=micro&year=1999",
    "/cases/iredell-2008/?q=품질",
    "/cases/dongaplating-sf-2019/",
    "/cases/ewp-fours-2024/",
]


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_every_state_of_the_library_is_sound(browser: Browser, site: Site, language: str) -> None:
    context = browser.new_context(base_url=site.url, locale=language)
    page = context.new_page()
    complaints = listen(page)
    for address in ROOMS:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        assert_page_is_sound(page)
    assert not complaints
    context.close()


def test_the_open_list_of_suggestions_is_sound(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="ko-KR")
    page = context.new_page()
    complaints = listen(page)
    page.goto("/cases/?q=품질비용")
    page.locator("#q").press("Enter")
    page.goto("/cases/")
    expect(page.locator("[data-recent]")).to_be_visible()
    assert_page_is_sound(page, ((320, "light", ""),))
    page.locator("#q").press_sequentially("품질")
    expect(page.locator(OPTION).first).to_be_visible()
    page.locator("#q").press("ArrowDown")
    assert_page_is_sound(page)
    assert not complaints
    context.close()


def listen(page: Page) -> list[str]:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.fixture
def plain(browser: Browser, site: Site) -> BrowserContext:
    return browser.new_context(
        base_url=site.url, locale="ko-KR", java_script_enabled=False, viewport={"width": 320, "height": 800}
    )


def test_all_of_it_works_without_script(plain: BrowserContext) -> None:
    page = plain.new_page()
    page.goto("/cases/")
    page.locator("#q").fill("품질비용")
    page.locator("#find button").first.click()
    expect(page.locator(".hits mark").first).to_be_visible()
    page.locator(".facets > summary").click()
    page.locator("input[name=size]").first.check()
    page.locator(".apply button").click()
    expect(page).to_have_url(re.compile("q=.*size="))
    page.locator(HIT).first.click()
    expect(page.locator("[data-short-link]")).to_be_visible()
    expect(page.locator("[data-needs-script]")).to_be_hidden()
    plain.close()


def test_a_case_prints_its_story_and_source(page: Page) -> None:
    page.goto("/cases/dongaplating-sf-2019/?q=도금")
    page.emulate_media(media="print")
    for hidden in (".nav", "#find", ".unprinted", "[data-needs-script]"):
        for found in page.locator(hidden).all():
            expect(found).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[data-short-link]")).to_be_visible()
    shown = page.locator("a.source").evaluate("link => getComputedStyle(link, '::after').content")
    assert "http" in shown
    page.emulate_media(media="screen")


def test_text_twice_as_large_still_fits(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="ko-KR", viewport={"width": 640, "height": 900})
    page = context.new_page()
    for path in ROOMS:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        no_horizontal_scroll(page)
    context.close()
