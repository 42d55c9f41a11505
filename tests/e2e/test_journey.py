"""The main job from end to end: sign up, register, answer everything, submit, read result, report and a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from diagnosis.catalog import parse_model
from diagnosis.scoring import Profile
from diagnosis.simulation import simulate_answers
from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import sign_up

# Fictional: no tax office has these first digits, but the check digit is right. One company a journey.
NUMBERS = {"script": "124-81-00998", "no script": "１２０８１４７５２１", "keyboard": "220 81 62517"}
WAIT_MS = 60_000
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
MODEL = parse_model(Path("diagnosis/catalog/models/dqm/2026.1.yaml").read_bytes())
PROFILE = Profile(sector="FABMETAL", group="MANUFACTURING", size="small")
# What this company tells of its figures: in each item's own unit; None is "not known".
NUMBERS_TOLD = {
    code: f"{answer.value:g}" if isinstance(answer.value, int | float) else None
    for code, answer in simulate_answers(MODEL, PROFILE, ability=45, seed=7).items()
}


@dataclass
class Journey:
    """One way of travelling: with JavaScript, without it, or by keyboard only."""

    way: str
    page: Page

    def go_on(self, name: str) -> None:
        """Press the button or follow the link, by mouse or by keyboard."""
        target = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first
        expect(target).to_be_visible()
        if self.way == "keyboard":
            target.focus()
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def fill(self, name: str, text: str) -> None:
        field = self.page.locator(f'[name="{name}"]')
        if self.way == "keyboard":
            field.focus()
            self.page.keyboard.insert_text(text)
        else:
            field.fill(text)


@pytest.fixture(params=list(NUMBERS))
def journey(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Journey]:
    context: BrowserContext = browser.new_context(
        base_url=site.url,
        locale="ko-KR",
        java_script_enabled=request.param != "no script",
        viewport={"width": 360, "height": 740} if request.param == "no script" else {"width": 1280, "height": 900},
        accept_downloads=True,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield Journey(request.param, page)
    context.close()


def test_a_company_diagnoses_itself_and_holds_its_report(journey: Journey, site: Site) -> None:
    page, way = journey.page, journey.way
    if way == "no script":
        _sign_up_without_script(page)
    else:
        sign_up(page, f"{way}@journey.example")
    _register_company(journey)
    diagnosis = _start(journey)
    _answer_everything(journey)
    _check_and_submit(journey)
    _wait_for_result(journey, site, diagnosis)
    _read_result(journey, diagnosis)
    _open_a_case(journey)


def _sign_up_without_script(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill("noscript@journey.example")
    page.locator("[name=name]").fill("김시험")
    page.locator("[name=password1]").fill("correct-horse-battery")
    for box in page.locator("form.form input[type=checkbox][required]").all():
        box.check()
    page.locator("form.form button.btn").click()


def _register_company(journey: Journey) -> None:
    page = journey.page
    page.goto("/accounts/company/new/")
    journey.fill("business_number", NUMBERS[journey.way])
    journey.fill("name", f"가상도금 {journey.way}")
    page.locator("[name=sector]").select_option("FABMETAL")
    page.locator("[name=region]").select_option("41")
    journey.fill("employees", "３２명")
    journey.fill("sales", "62억 원")
    journey.fill("founded", "2009-03-02")
    _submit_form(journey)
    # The size class is suggested with its reason; the company agrees.
    expect(page.locator("[name=size]:checked, [name=size] option:checked").first).to_be_attached()
    _submit_form(journey)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _submit_form(journey: Journey) -> None:
    button = journey.page.locator("main form button.btn:not(.quiet):not(.line)").first
    if journey.way == "keyboard":
        button.focus()
        journey.page.keyboard.press("Enter")
    else:
        button.click()
    journey.page.wait_for_load_state("load")


def _start(journey: Journey) -> str:
    page = journey.page
    page.goto("/diagnosis/start/")
    page.locator("main a.btn.big").first.click()
    _submit_form(journey)
    page.wait_for_url("**/diagnosis/*-*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _answer_everything(journey: Journey) -> None:
    """Answer each section as its own page asks: levels, numbers in several spellings, not known."""
    page = journey.page
    tasks = page.url
    sections = [
        link.get_attribute("href") or "" for link in page.locator("ul.tasks a").all()
    ]  # fmt: skip
    sections = [href for href in sections if not href.endswith(("/profile/", "/check/"))]
    assert len(sections) >= 10
    for href in sections:
        page.goto(href)
        _answer_section(journey)
        _press(journey, page.locator("button[name=go][value=tasks]"))
        page.wait_for_url(tasks)


def _answer_section(journey: Journey) -> None:
    page = journey.page
    for place, item in enumerate(page.locator("fieldset.item").all()):
        code = item.get_attribute("data-code") or ""
        if item.get_attribute("data-kind") == "number":
            _answer_number(journey, code)
        elif journey.way == "keyboard":
            item.locator("input[type=radio]").first.focus()
            page.keyboard.press(str(place % 5))
            expect(page.locator(f'[name="a-{code}"][value="{place % 5}"]')).to_be_checked()
        else:
            _choose(journey, code, str(place % 5))
    if journey.way == "script":
        expect(page.locator("[data-page-state] .saved")).to_be_visible()


def _answer_number(journey: Journey, code: str) -> None:
    """Write the number as a person might: in full-width digits without a script; some are not known."""
    value = NUMBERS_TOLD[code]
    if value is None:
        _choose(journey, code, "unknown")
    else:
        journey.fill(f"v-{code}", value.translate(FULL_WIDTH) if journey.way == "no script" else value)


def _choose(journey: Journey, code: str, value: str) -> None:
    choice = journey.page.locator(f'[name="a-{code}"][value="{value}"]')
    if journey.way == "keyboard":
        choice.focus()
        journey.page.keyboard.press("Space")
    else:
        choice.check()


def _press(journey: Journey, button: object) -> None:
    if journey.way == "keyboard":
        button.focus()  # type: ignore[attr-defined]
        journey.page.keyboard.press("Enter")
    else:
        button.click()  # type: ignore[attr-defined]


def _check_and_submit(journey: Journey) -> None:
    page = journey.page
    page.goto(page.url.rstrip("/") + "/check/")
    if journey.way == "script":
        assert_page_is_sound(page)
    confirmed = page.locator("[name=confirmed]")
    if journey.way == "keyboard":
        confirmed.focus()
        page.keyboard.press("Space")
    else:
        confirmed.check()
    _submit_form(journey)
    page.wait_for_url("**/receipt/")
    expect(page.locator("main")).to_contain_text("-QM-")


def _wait_for_result(journey: Journey, site: Site, diagnosis: str) -> None:
    """Follow the page by itself to the result, as a worker makes it."""
    page = journey.page
    result = f"{site.url}/diagnosis/{diagnosis}/result/"
    if journey.way == "script":
        expect(
            page.get_by_role("link", name="결과").or_(page.locator(f'a[href$="{diagnosis}/result/"]')).first
        ).to_be_visible(timeout=WAIT_MS)
    for _ in range(WAIT_MS // 1000):
        page.goto(result)
        if page.locator(".plate .score").count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the result did not come")


def _read_result(journey: Journey, diagnosis: str) -> None:
    page = journey.page
    if journey.way == "script":
        assert_page_is_sound(page)
    report = page.locator(f'a[href*="{diagnosis}/report.pdf"]').first
    for _ in range(WAIT_MS // 1000):
        if report.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as download:
        _press(journey, report)
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def _open_a_case(journey: Journey) -> None:
    page = journey.page
    case = page.locator('main a[href^="/cases/"]').first
    expect(case).to_be_attached()
    _press(journey, case)
    page.wait_for_url("**/cases/*/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
