"""A session says so two minutes before it ends, and can be extended."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.people import sign_up

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once


def test_the_warning_comes_two_minutes_before_the_end(page: Page, site: Site) -> None:
    page.clock.install()
    sign_up(page, "expiry@example.com")
    warning = page.locator("#session-expiry")
    page.clock.run_for(57 * 60 * 1000)
    expect(warning).to_be_hidden()
    page.clock.run_for(70 * 1000)
    expect(warning).to_be_visible()
    expect(warning).to_be_focused()
    warning.get_by_role("button").click()
    expect(warning).to_be_hidden()
    page.clock.run_for(57 * 60 * 1000)
    expect(warning).to_be_hidden()


def test_what_another_tab_does_counts(page: Page, site: Site) -> None:
    page.clock.install()
    sign_up(page, "two-tabs@example.com")
    page.clock.run_for(50 * 60 * 1000)
    page.evaluate("localStorage.setItem('session-used-at', String(Date.now()))")
    page.clock.run_for(30 * 60 * 1000)
    expect(page.locator("#session-expiry")).to_be_hidden()
