"""The survey's page in a browser: what is given is saved, whatever happens to the connection, the log-in or the tab."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once
OWNER = "owner@hanbit.example"
RETRY_MS = 12_000


@pytest.fixture(scope="module")
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url, locale="ko-KR")
    page = context.new_page()
    log_in(page, OWNER, password=DEMO_PASSWORD)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def diagnosis(context: BrowserContext) -> str:
    """Start a diagnosis of the earliest year that may be told of; return its address."""
    page = context.new_page()
    page.goto("/diagnosis/start/choose/")
    years = page.locator("[name=reference_year] option").all()
    page.locator("[name=reference_year]").select_option(years[-1].get_attribute("value"))
    page.locator("main form button.btn:not(.quiet)").first.click()
    page.wait_for_url("**/diagnosis/*-*/")
    address = page.url
    page.close()
    return address


@pytest.fixture
def section(context: BrowserContext, diagnosis: str) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{diagnosis}inf2/")
    yield page
    page.close()


def _level(page: Page, code: str, level: int) -> None:
    page.locator(f'[name="a-{code}"][value="{level}"]').check()


def _saved(page: Page, code: str) -> None:
    expect(page.locator(f'[id="s-{code}"] .saved')).to_be_visible(timeout=RETRY_MS)


def _stored(page: Page, code: str) -> str:
    """Return the level the server has, as a fresh page shows it."""
    page.reload()
    return page.locator(f'[name="a-{code}"]:checked').get_attribute("value") or ""


def test_each_answer_is_saved_at_once_and_counted(section: Page) -> None:
    _level(section, "INF2.1", 3)
    _saved(section, "INF2.1")
    expect(section.locator("[data-page-state]")).to_contain_text("저장됨")
    expect(section.locator("[data-section-count]")).to_contain_text("/4 문항")
    assert _stored(section, "INF2.1") == "3"
    assert_page_is_sound(section)


def test_a_lost_connection_is_told_and_made_up_for(section: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    _level(section, "INF2.2", 4)
    expect(section.locator("[data-banner]")).to_contain_text("연결이 끊겼습니다")
    section.locator("button[name=go][value=next]").click()
    expect(section.locator('[name="a-INF2.2"][value="4"]')).to_be_checked()
    context.set_offline(False)
    _saved(section, "INF2.2")
    expect(section.locator("[data-banner]")).to_be_hidden()
    assert _stored(section, "INF2.2") == "4"


def test_an_ended_session_loses_nothing(section: Page, context: BrowserContext) -> None:
    cookies = [cookie for cookie in context.cookies() if cookie["name"].endswith("session")]
    context.clear_cookies(name=cookies[0]["name"])
    _level(section, "INF2.3", 2)
    expect(section.locator("[data-banner]")).to_contain_text("로그인이 끝났습니다")
    expect(section.locator("[data-banner] a")).to_have_attribute("target", "_blank")
    context.add_cookies(cookies)
    _saved(section, "INF2.3")
    assert _stored(section, "INF2.3") == "2"


def test_two_tabs_do_not_overwrite_each_other_silently(section: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto(section.url)
    _level(other, "INF2.4", 5)
    _saved(other, "INF2.4")
    other.close()
    _level(section, "INF2.4", 1)
    state = section.locator('[id="s-INF2.4"]')
    expect(state).to_contain_text("그사이 다른 답이 저장되었습니다")
    state.get_by_role("button", name="내 답으로 저장").click()
    _saved(section, "INF2.4")
    assert _stored(section, "INF2.4") == "1"


def test_what_was_just_typed_survives_the_tab(section: Page, context: BrowserContext, diagnosis: str) -> None:
    section.locator('[id="e-INF2.1"]').press_sequentially("회의록 3월")
    section.goto(diagnosis)
    # The save that left with the page may arrive after the next page was asked for.
    for _ in range(10):
        section.goto(f"{diagnosis}inf2/")
        if section.locator('[id="e-INF2.1"]').input_value():
            break
        section.wait_for_timeout(300)
    expect(section.locator('[id="e-INF2.1"]')).to_have_value("회의록 3월")


def test_two_keys_answer_a_question(section: Page, diagnosis: str) -> None:
    section.goto(f"{diagnosis}inf3/")
    section.locator("fieldset.item input[type=radio]").first.focus()
    for level in (0, 5, 2, 3, 4):
        section.keyboard.press(str(level))
        section.keyboard.press("Enter")
    assert section.evaluate("document.activeElement.name") == "go"
    chosen = [box.get_attribute("value") for box in section.locator("fieldset.item input:checked").all()]
    assert chosen == ["0", "5", "2", "3", "4"]
    # In a text field a digit is a digit.
    section.locator('[id="n-INF3.1"]').press_sequentially("5")
    expect(section.locator('[id="n-INF3.1"]')).to_have_value("5")
    expect(section.locator('[name="a-INF3.1"][value="0"]')).to_be_checked()


def test_enter_that_ends_a_syllable_submits_nothing(section: Page) -> None:
    field = section.locator('[id="n-INF2.2"]')
    field.focus()
    went_on = section.evaluate(
        """() => document.activeElement.dispatchEvent(
             new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    assert went_on is False
    expect(field).to_be_focused()


def test_numbers_are_read_back_while_one_writes(section: Page, diagnosis: str) -> None:
    section.goto(f"{diagnosis}per3/")
    section.locator('[id="v-PER3.1"]').fill("１,２００")
    expect(section.locator('[id="o-PER3.1"]')).to_have_text("1,200 ppm으로 이해했습니다.")
    section.locator('[id="v-PER3.1"]').fill("아주 많음")
    expect(section.locator('[id="v-PER3.1"]')).to_have_attribute("aria-invalid", "true")
    expect(section.locator('[id="live-PER3.1"]')).to_be_visible()
    assert_page_is_sound(section)
