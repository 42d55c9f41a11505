"""Every page a visitor may open, in both languages, light and dark, on a small phone and a desk."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.checks import assert_accessible, assert_page_is_sound, no_horizontal_scroll
from tests.e2e.conftest import Site

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once

PUBLIC = [
    "/",
    "/help/",
    "/privacy/",
    "/method/",
    "/accessibility/",
    "/sitemap/",
    "/cases/",
    "/benchmarks/",
    "/no-such-page/",
]
PUBLIC += ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_public_pages_are_sound(browser: Browser, site: Site, language: str) -> None:
    context = browser.new_context(base_url=site.url, locale=language)
    page = context.new_page()
    hosts: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(re.sub(r"^(\w+://[^/]+).*", r"\1", request.url)))
    page.on("console", lambda message: complaints.append(message.text) if "Content" in message.text else None)
    for path in PUBLIC:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language[:2])
        expect(page.locator("h1")).to_have_count(1)
        assert_page_is_sound(page)
    assert hosts == {site.url}
    assert not complaints
    context.close()


def test_text_twice_as_large_still_fits(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="ko-KR", viewport={"width": 640, "height": 900})
    page = context.new_page()
    for path in PUBLIC:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        no_horizontal_scroll(page)
    context.close()


def test_accessibility_check_sees_a_fault(page: Page) -> None:
    page.goto("/help/")
    page.evaluate("document.querySelector('main h1').outerHTML = '<img src=\"/static/img/mark.svg\">'")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)


def test_scroll_check_sees_a_fault(page: Page) -> None:
    page.goto("/help/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<pre>' + 'x'.repeat(900) + '</pre>')"
    )
    with pytest.raises(AssertionError, match="px wide"):
        no_horizontal_scroll(page)


def test_skip_link_is_first_and_leads_to_main(page: Page) -> None:
    page.goto("/help/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_language_switch_is_remembered(page: Page) -> None:
    page.goto("/help/?from=mail")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile(r"/help/\?from=mail$"))
    expect(page.locator("h1")).to_have_text("Help and contact")
    page.goto("/method/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_language_switch_needs_no_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="ko-KR", java_script_enabled=False)
    page = context.new_page()
    page.goto("/help/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Help and contact")
    context.close()


def test_an_invalid_form_puts_the_focus_on_the_summary(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("form.form").evaluate("form => form.noValidate = true")
    page.locator("form.form button").first.click()
    expect(page).to_have_title(re.compile("^오류: "))
    expect(page.locator("[data-error-summary]")).to_be_focused()
    link = page.locator("[data-error-summary] a").first
    link.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_a_second_click_sends_nothing(page: Page) -> None:
    page.goto("/accounts/login/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route(
        "**/accounts/login/",
        lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_(),
    )
    page.locator("form.form").evaluate("form => { form.noValidate = true; }")
    button = page.locator("form.form button").first
    disabled = button.evaluate(
        """button => {
          button.click();
          button.click();
          return new Promise(done => setTimeout(() => done(button.disabled), 200));
        }"""
    )
    assert disabled
    assert len(sent) == 1


def test_api_documents_work_under_the_content_policy(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/api/docs/")
    expect(page.locator("#swagger-ui .info .title")).to_contain_text("QM Platform API")
    assert not complaints


def test_the_first_page_is_light(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, locale="ko-KR")
    page = context.new_page()
    received: dict[str, int] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda e: names.__setitem__(e["requestId"], e["response"]["url"]))
    session.on("Network.loadingFinished", lambda e: received.__setitem__(e["requestId"], int(e["encodedDataLength"])))
    page.goto("/", wait_until="networkidle")
    sizes = {names[key]: size for key, size in received.items() if key in names}
    fonts = sum(size for url, size in sizes.items() if url.endswith(".woff2"))
    assert fonts <= 120_000, sizes
    assert sum(sizes.values()) <= 150_000, sizes
    context.close()
