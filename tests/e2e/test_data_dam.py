"""The data dam in a browser: sound on every screen, its filters, links and files work without script."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.checks import assert_page_is_sound

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once


@pytest.mark.parametrize("address", ["/cases/data/", "/cases/data/?theme=process-control", "/cases/data/?country=XX"])
def test_the_page_is_sound(page: Page, address: str) -> None:
    page.goto(address)
    for summary in page.locator("main summary").all():
        summary.click()
    assert_page_is_sound(page)


def test_the_page_of_a_measure_is_sound(page: Page) -> None:
    page.goto("/cases/data/measures/cost-saving/")
    assert_page_is_sound(page)


def test_a_number_leads_to_its_cases_and_the_way_back_keeps_the_choice(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/cases/data/")
    page.locator("#country").select_option("KR")
    page.get_by_role("button", name="보기", exact=True).click()
    expect(page).to_have_url(re.compile("country=KR"))
    cell = page.locator(".crossing td.h:not(.few, .same) a").first
    number = re.match(r"\d+", cell.inner_text())
    cell.click()
    expect(page).to_have_url(re.compile("/cases/.*method=.*verified=1"))
    assert number is not None
    expect(page.locator("#found")).to_contain_text(number.group())
    page.go_back()
    expect(page).to_have_url(re.compile("country=KR"))
    expect(page.locator("#country")).to_have_value("KR")


def test_a_file_is_taken_away(page: Page) -> None:
    page.goto("/cases/data/?country=KR")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="cases.csv").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert re.fullmatch(r"cases-\d{8}\.csv", waiting.value.suggested_filename)
    assert {row["country"] for row in csv.DictReader(io.StringIO(text))} == {"KR"}
