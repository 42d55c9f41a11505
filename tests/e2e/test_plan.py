"""From the result to the roadmap in a browser: sound on every window, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

STEPS = ("environment/", "status/", "tasks/", "", "tasks/I01/", "what-if/?raise=INF3.2&raise=INF1.1")


def _open_roadmap(page: Page, site: Site, email: str) -> str:
    """Log in and return the address of the company's newest roadmap."""
    log_in(page, email, password=DEMO_PASSWORD)
    page.goto("/diagnosis/")
    link = page.locator('a[href$="/result/"]').first
    for _attempt in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    address = link.get_attribute("href")
    assert address is not None
    return address.replace("/result/", "/roadmap/")


@pytest.mark.once
def test_every_step_is_sound(page: Page, site: Site) -> None:
    roadmap = _open_roadmap(page, site, "owner@hanbit.example")
    for step in STEPS:
        page.goto(f"{roadmap}{step}")
        assert_page_is_sound(page)


def test_what_if_follows_the_ticks_and_the_address_keeps_them(page: Page, site: Site) -> None:
    roadmap = _open_roadmap(page, site, "viewer@hanbit.example")
    page.goto(f"{roadmap}what-if/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    boxes = page.locator('input[name="raise"]')
    boxes.nth(0).check()
    expect(page.locator("#outlook .ba")).to_be_visible()
    boxes.nth(1).check()
    expect(page.locator("#outlook li")).to_have_count(2)
    address = page.url
    assert address.count("raise=") == 2
    told = page.locator("#outlook .ba").inner_text()
    page.goto(address)
    assert page.locator("#outlook .ba").inner_text() == told
    assert said == []


def test_without_javascript_a_plan_is_made_and_a_task_taken_on(page: Page, site: Site) -> None:
    roadmap = _open_roadmap(page, site, "owner@mirae.example")
    state = page.context.storage_state()
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(storage_state=state, java_script_enabled=False, locale="ko-KR", base_url=site.url)
    plain = context.new_page()
    plain.goto(f"{roadmap}environment/")
    plain.locator('input[name="share_MATERIAL"]').fill("3")
    plain.locator('input[name="share_LABOUR"]').fill("1")
    plain.locator('input[name="kpis"]').first.check()
    plain.locator("form.form button.btn").nth(1).click()
    expect(plain.get_by_text("75.0%")).to_be_visible()
    plain.goto(f"{roadmap}#means")
    plain.locator('input[name="people_months_a_quarter"]').fill("6")
    plain.locator('input[name="money"]').fill("100")
    plain.get_by_role("button", name="다시 계획하기").click()
    expect(plain.get_by_text("모두 1억 원, 분기마다 6인월 안에서")).to_be_visible()
    plain.locator('a[href*="/roadmap/tasks/"]', has_text="과제로 담기").first.click()
    plain.locator('input[name="owner_name"]').fill("품질팀")
    plain.locator('input[name="due_on"]').fill("2027-06-30")
    plain.locator("form.form button.btn").click()
    expect(plain.locator("table", has_text="품질팀").first).to_be_visible()
    context.close()
