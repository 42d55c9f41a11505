"""Import in a browser: a file with a fault and a sound one, seen first, taken as a whole, and taken back."""

import pytest
from playwright.sync_api import Browser, expect

from tests.cases.rows import jsonl, make_row
from tests.e2e.checks import PHONE_AND_DESK, assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.test_curation import FIRST, open_as

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once
TITLE = "파일로 들어온 사례"


def test_a_file_is_seen_taken_and_taken_back(browser: Browser, site: Site) -> None:
    page = open_as(browser, site, FIRST)
    page.goto("/cases/manage/import/")
    assert_page_is_sound(page, PHONE_AND_DESK)
    sound = make_row(id="from-a-file", title_ko=TITLE, organisation_ko="파일기계")
    for name, row in (("faulty.jsonl", sound | {"year": "이천이십"}), ("sound.jsonl", sound)):
        page.goto("/cases/manage/import/")
        page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/json", "buffer": jsonl(row)}
        )
        page.get_by_role("button", name="바뀔 내용 보기").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert_page_is_sound(page, PHONE_AND_DESK)
        if name == "faulty.jsonl":
            expect(page.get_by_text("year").first).to_be_visible()
            assert page.locator("form[action$='/take/']").count() == 0
    page.locator("form[action$='/take/'] input[type=radio][value=draft]").check()
    page.locator("form[action$='/take/'] button").click()
    page.goto("/cases/manage/from-a-file/")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.goto("/cases/manage/import/")
    page.get_by_role("link", name="sound.jsonl").first.click()
    assert_page_is_sound(page, PHONE_AND_DESK)
    page.locator("form[action$='/undo/'] button").click()
    page.goto("/cases/manage/from-a-file/")
    expect(page.get_by_text("내림").first).to_be_visible()
