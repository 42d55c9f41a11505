"""Writing a dossier in a browser: saved as it is typed, two writers, a lost connection, files and figures."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in
from tests.qmplatform.uploads.building import pdf

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once

COMPANY, OWNER = "owner@mirae.example", "owner@mirae.example"
# A draft of its own in a category nobody of the demonstration applies in, in an open window.
MAKE = f"""
from datetime import timedelta
from django.utils import timezone
from accounts.models import Company
from awards.models import AwardApplication, AwardFile, StageChange
from awards.selectors.files import published_criteria, published_cycle_named
now = timezone.now()
cycle = published_cycle_named("knqa-2026")
if not StageChange.objects.filter(cycle_key=cycle.key, stage="APPLY", ends_at__gt=now).exists():
    StageChange.objects.create(cycle_key=cycle.key, stage="APPLY", kind="move", starts_at=now - timedelta(days=9),
        ends_at=now + timedelta(days=9), reason="e2e", created_at=now)
company = Company.objects.get(memberships__user__email="{COMPANY}")
row = AwardApplication.objects.create(company=company, cycle=cycle, criteria=published_criteria("knqa-2026"),
    cycle_key=cycle.key, category="INNOV-PROD", created_at=now, updated_at=now)
row.consents.create(code="N02", given=True, decided_at=now, decided_by=company.members.first())
print(row.pk)
"""


@pytest.fixture(scope="module")
def application(site: Site) -> str:
    return site.manage("shell", "-v", "0", "-c", MAKE).split()[-1]


@pytest.fixture
def dossier(page: Page, application: str) -> str:
    log_in(page, OWNER, password=DEMO_PASSWORD)
    return f"/awards/applications/{application}/dossier/"


def test_every_page_is_sound(page: Page, dossier: str) -> None:
    for step in ("", "AWD0/", "AWD1.1/", "AWD7.1/", "AWD7.1/figures/", "read/", "draft/"):
        page.goto(f"{dossier}{step}")
        assert_page_is_sound(page)


def test_what_is_typed_is_saved_and_counted(page: Page, dossier: str) -> None:
    page.goto(f"{dossier}AWD1.1/")
    page.locator("#text").fill("대표가 매주 목요일 현장을 본다.")
    expect(page.locator("[data-state]")).to_contain_text("저장됨")
    expect(page.locator("[data-count-now]")).to_have_text("18")
    page.reload()
    expect(page.locator("#text")).to_have_value("대표가 매주 목요일 현장을 본다.")


def test_two_writers_do_not_overwrite_each_other_silently(page: Page, context: BrowserContext, dossier: str) -> None:
    page.goto(f"{dossier}AWD2.1/")
    other = context.new_page()
    other.goto(f"{dossier}AWD2.1/")
    other.locator("#text").fill("동료의 글")
    expect(other.locator("[data-state]")).to_contain_text("저장됨")
    page.locator("#text").fill("내가 쓴 글")
    expect(page.locator("[data-conflict]")).to_contain_text("동료의 글")
    other.reload()
    expect(other.locator("#text")).to_have_value("동료의 글")
    page.locator("[data-conflict] button").first.click()
    expect(page.locator("[data-state]")).to_contain_text("저장됨")
    other.reload()
    expect(other.locator("#text")).to_have_value("내가 쓴 글")


def test_a_lost_connection_is_told_and_made_up_for(page: Page, context: BrowserContext, dossier: str) -> None:
    page.goto(f"{dossier}AWD2.2/")
    context.set_offline(True)
    page.locator("#text").fill("끊긴 동안 쓴 글")
    expect(page.locator("[data-banner]")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("저장됨")
    expect(page.locator("[data-banner]")).to_be_hidden()
    page.reload()
    expect(page.locator("#text")).to_have_value("끊긴 동안 쓴 글")


def test_a_file_is_attached_with_the_text_and_a_hostile_one_refused(page: Page, dossier: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "회의록.pdf", tmp_path / "회의록2.pdf"
    good.write_bytes(pdf())
    bad.write_bytes(b"MZ not a PDF")
    page.goto(f"{dossier}AWD1.2/")
    page.locator("#text").fill("첨부와 함께 쓴 글")
    page.locator("#file").set_input_files(bad)
    page.locator("[data-attach]").click()
    expect(page.locator("[data-attach-state] .err")).to_be_visible()
    page.locator("#file").set_input_files(good)
    page.locator("#label").fill("품질경영회의 의사록")
    page.locator("[data-attach]").click()
    expect(page.locator(".dossier-files")).to_contain_text("품질경영회의 의사록")
    expect(page.locator("#text")).to_have_value("첨부와 함께 쓴 글")
    with page.expect_download() as download:
        page.locator(".dossier-files a").first.click()
    assert Path(download.value.path()).read_bytes() == good.read_bytes()


def test_a_figure_is_drawn_while_it_is_typed(page: Page, dossier: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{dossier}AWD7.1/figures/")
    page.locator("input[name=title]").fill("출하불량")
    page.locator("input[name=direction][value=down]").check()
    page.locator("input[name=values_2024]").fill("121")
    page.locator("input[name=values_2025]").fill("68")
    expect(page.locator("[data-preview] svg[role=img]")).to_be_visible()
    page.locator("form[data-figure] button.btn").click()
    expect(page).to_have_url(re.compile(r"AWD7\.1/#figures$"))
    expect(page.locator(".dossier-figures")).to_contain_text("7.1-F1")
    assert said == []


def test_without_javascript_it_is_written_too(page: Page, site: Site, dossier: str, tmp_path: Path) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(
        storage_state=page.context.storage_state(), java_script_enabled=False, locale="ko-KR", base_url=site.url
    )
    plain = context.new_page()
    plain.goto(f"{dossier}AWD3.1/")
    plain.locator("#text").fill("스크립트 없이 쓴 글")
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(pages=1))
    plain.locator("#file").set_input_files(file)
    plain.locator("[data-attach]").click()
    expect(plain.locator("#text")).to_have_value("스크립트 없이 쓴 글")
    expect(plain.locator(".dossier-files li")).to_have_count(1)
    plain.locator("button[name=go][value=next]").click()
    expect(plain).to_have_url(re.compile(r"AWD3\.2/$"))
    context.close()
