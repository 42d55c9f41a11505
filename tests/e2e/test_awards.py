"""The award's pages on every screen, in both languages, for visitors and for officials."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.awards.loaded import next_year
from tests.e2e.checks import PHONE_AND_DESK, assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once
OFFICIAL = "official@platform.example"
PAGES = ["/awards/", "/awards/criteria/knqa-2026/", "/awards/criteria/qcas-2026/", "/awards/criteria/qcircle-2026/"]


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_cycle_and_criteria_are_sound(browser: Browser, site: Site, language: str) -> None:
    page = browser.new_context(base_url=site.url, locale=language).new_page()
    for path in PAGES:
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        assert_page_is_sound(page)
        for summary in page.locator("main summary").all()[:3]:
            summary.click()
        assert_page_is_sound(page, PHONE_AND_DESK)


def test_an_official_compares_and_publishes(browser: Browser, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "knqa-2027.yaml"
    file.write_text(next_year(), encoding="utf-8")
    site.manage("load_award", str(file))
    page = browser.new_context(base_url=site.url, locale="ko-KR").new_page()
    log_in(page, OFFICIAL, password=DEMO_PASSWORD)
    page.goto("/awards/manage/")
    assert_page_is_sound(page, PHONE_AND_DESK)
    page.get_by_role("link", name="2027년 국가품질상").click()
    assert_page_is_sound(page, PHONE_AND_DESK)
    address = page.url
    page.get_by_role("button", name="공표", exact=True).click()
    assert_page_is_sound(page, PHONE_AND_DESK)
    # Publishing itself works without script.
    plain = browser.new_context(base_url=site.url, locale="ko-KR", java_script_enabled=False).new_page()
    plain.goto("/accounts/login/")
    plain.locator("[name=login]").fill(OFFICIAL)
    plain.locator("[name=password]").fill(DEMO_PASSWORD)
    plain.locator("form.form button.btn").click()
    plain.wait_for_url(re.compile("^(?!.*login)"))
    plain.goto(address)
    plain.locator("#id_has_read").check()
    plain.get_by_role("button", name="공표", exact=True).click()
    expect(plain.get_by_text("공표하였습니다.")).to_be_visible()
    plain.goto("/awards/")
    expect(plain.locator("h1")).to_contain_text("2027년 국가품질상")
