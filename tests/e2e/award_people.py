"""The people of an award cycle in a browser: what each does, on the pages they do it on.

Of everything that is done many times the first is done by hand; the rest is posted from within the page, as the same
person with the same token.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from awards.catalog.shipped import read_criteria
from awards.comments.model import Comment
from awards.demo.content import comments_of, practice, profile_of, text_of
from awards.scoring.from_catalog import factors_by_item, percent_scale
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

CRITERIA = read_criteria("knqa-2026")
ITEMS = tuple(CRITERIA.items)
SCALE, FACTORS = percent_scale(CRITERIA), factors_by_item(CRITERIA)
# One item lies too far apart: here the team has to talk.
DISPUTED = "AWD6.1"

_BALANCED = "업종과 기능을 고르게 갖추려고 배정합니다."
_AGAINST = "전개된 범위를 공적서만으로는 확인하기 어렵습니다."

Fields = Iterable[tuple[str, str]]

_SEND = """async ([address, fields]) => {
  const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
  const body = new URLSearchParams([['csrfmiddlewaretoken', token], ...fields]);
  const answer = await fetch(address, {method: 'POST', body, redirect: 'manual'});
  return answer.type === 'opaqueredirect' ? [303, ''] : [answer.status, await answer.text()];
}"""
_SEND_TEXT = """async ([address, text]) => {
  const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
  const body = JSON.stringify({text, revision: 0});
  const headers = {'Content-Type': 'application/json', 'X-CSRFToken': token};
  return (await fetch(address, {method: 'PUT', body, headers})).status;
}"""
_ASK = """async address => {
  const answer = await fetch(address);
  return [answer.status, answer.headers.get('content-type'), await answer.text()];
}"""


class Cast:
    """Everybody who takes part, each in a browser of their own, logged in when first asked for."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser, self._site = browser, site
        self._contexts: list[BrowserContext] = []
        self._pages: dict[str, Page] = {}

    def __getitem__(self, email: str) -> Page:
        if email not in self._pages:
            context = self._browser.new_context(base_url=self._site.url, locale="ko-KR")
            self._contexts.append(context)
            self._pages[email] = context.new_page()
            log_in(self._pages[email], email, password=DEMO_PASSWORD)
        return self._pages[email]

    def all(self, emails: Iterable[str]) -> Iterator[Page]:
        return (self[email] for email in emails)

    def anybody(self) -> Page:
        """Return the browser of somebody who is not logged in."""
        context = self._browser.new_context(base_url=self._site.url, locale="ko-KR")
        self._contexts.append(context)
        return context.new_page()

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


def send(page: Page, address: str, fields: Fields) -> None:
    """Post a form from within the page; it has to be taken."""
    status, text = page.evaluate(_SEND, [address, [list(pair) for pair in fields]])
    assert status == 303, f"{address}: {status}\n{text}"


def send_refused(page: Page, address: str, fields: Fields) -> tuple[int, str]:
    """Post a form that must not be taken; return what is answered."""
    status, text = page.evaluate(_SEND, [address, [list(pair) for pair in fields]])
    assert status != 303, address
    return int(status), str(text)


def ask(page: Page, address: str) -> tuple[int, str, str]:
    """Return status, kind and text of what a person gets at an address."""
    status, kind, text = page.evaluate(_ASK, address)
    return int(status), str(kind), str(text)


def until(page: Page, holds: Callable[[], bool], *, seconds: int = 120) -> None:
    """Wait for what the worker does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, page.url
        page.wait_for_timeout(200)


def press(button: Locator) -> None:
    """Press a button that sends a form, and wait for the page it leads to."""
    with button.page.expect_navigation():
        button.click()


def go_on(page: Page, form: str = "form.form") -> None:
    """Press the first button of a form."""
    press(page.locator(form).locator("button").first)


# ---------------------------------------------------------------- the applicant


def apply(page: Page, category: str) -> str:
    """Ask whether the company may apply, begin, and return the application's id."""
    page.goto("/awards/applications/start/")
    page.locator("[name=category]").select_option(category)
    go_on(page)
    page.wait_for_url("**/begin/?**")
    go_on(page)
    press(page.locator("button[name=start]"))
    page.wait_for_url("**/awards/applications/*-*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def tell_about_us(page: Page, application: str) -> None:
    """Name a contact and what matters, and give every consent."""
    at = f"/awards/applications/{application}/"
    page.goto(f"{at}profile/")
    page.locator("#id_contact_name").fill("연락 담당")
    page.locator("#id_contact_phone").fill("02-0000-0000")
    go_on(page)
    page.goto(f"{at}key-factors/")
    for number, text in enumerate(practice()["key_factors"], start=1):
        page.locator(f"#id_factor_{number}").fill(text)
    go_on(page)
    page.goto(f"{at}consents/")
    for left in range(5, 0, -1):
        expect(page.locator("button[name=given][value=yes]")).to_have_count(left)
        page.locator("button[name=given][value=yes]").first.click()
    expect(page.locator("button[name=given][value=no]")).to_have_count(5)


def write_dossier(page: Page, application: str, product: str, *, by_hand: str = "AWD1.1") -> None:
    """Write every item; one of them in the page, where it is saved as it is typed."""
    at = f"/awards/applications/{application}/dossier/"
    page.goto(f"{at}{by_hand}/")
    page.locator("#text").fill(text_of(by_hand, product).text)
    expect(page.locator("[data-state]")).to_contain_text("저장됨")
    profile = CRITERIA.profile_section
    assert profile is not None
    texts = {profile.code: profile_of(product)} | {item: text_of(item, product).text for item in ITEMS}
    for code in texts.keys() - {by_hand}:
        assert page.evaluate(_SEND_TEXT, [f"{at}{code}/text/", texts[code]]) == 200
    for item in ITEMS:
        figure = text_of(item, product).figure
        if figure is not None:
            numbers = [
                (f"{series}_{year}", str(value))
                for series in ("values", "target", "comparison")
                for year, value in figure.get(series, {}).items()
            ]
            told = [(name, str(figure.get(name, ""))) for name in ("title", "unit", "direction", "comparison_label")]
            send(page, f"{at}{item}/figures/", [*told, *numbers])


def hand_in(page: Page, application: str) -> str:
    """Check, hand in, and return the receipt number."""
    page.goto(f"/awards/applications/{application}/check/")
    page.locator("#id_confirmed").check()
    go_on(page, "form[action$='/submit/']")
    expect(page).to_have_url(re.compile("/receipt/$"))
    return receipt_number(page)


def receipt_number(page: Page) -> str:
    """Return the number on the page of a receipt."""
    found = re.search(r"NQA-\d{4}-\d+", page.locator("main").inner_text())
    assert found
    return found[0]


# ---------------------------------------------------------------- the office


def screen(page: Page, application: str) -> None:
    """Look up every fact, and find the application eligible."""
    page.goto(f"/awards/office/{application}/facts/")
    for choice in page.locator("form select").all():
        values = choice.locator("option").evaluate_all("all => all.map(one => one.value)")
        choice.select_option("none" if "none" in values else "no")
    for note in page.locator("form [name$=_note]").all():
        note.fill("관계 기관 조회 결과")
    go_on(page, "form[action$='/facts/']")
    page.goto(f"/awards/office/{application}/")
    page.locator("[name=outcome][value=eligible]").check()
    page.locator("form[action$='/screen/'] button").first.click()
    expect(page.locator("form[action$='/screen/']")).to_have_count(0)


def assign(page: Page, application: str, names: Sequence[str]) -> None:
    """Post a team, its lead first."""
    page.goto(f"/awards/office/teams/{application}/")
    chosen = [page.locator("#id_add option", has_text=name).get_attribute("value") or "" for name in names]
    for place, one in enumerate(chosen):
        fields = {"add": one, "lead": "" if place else one, "reason": _BALANCED, "step": "save"}
        send(page, f"/awards/office/teams/{application}/change/", fields.items())


def put_on_team(page: Page, application: str, name: str, *, lead: bool = False) -> None:
    """Choose somebody of the pool for a team."""
    page.goto(f"/awards/office/teams/{application}/")
    held = page.locator("#id_add option", has_text=name).get_attribute("value")
    assert held
    page.locator("#id_add").select_option(held)
    if lead:
        page.locator("#id_lead").select_option(held)
    page.locator("#id_reason").fill(_BALANCED)
    press(page.locator("button[name=step][value=save]"))


# ---------------------------------------------------------------- the examiners


def declare(page: Page, application: str) -> None:
    page.goto(f"/awards/files/{application}/declare/")
    page.locator("#id_agreed").check()
    go_on(page)


@dataclass(frozen=True)
class Review:
    """What one examiner makes of a file."""

    application: str
    place: int
    level: int

    def percent(self, item: str) -> int:
        if item == DISPUTED:
            return (60, 35, 50, 55)[self.place]
        step = (0, 5, -5, 0)[ITEMS.index(item) % 4]
        return self.level + step + (0, 5, -5, 0)[self.place]

    def comments(self, item: str) -> tuple[Comment, ...]:
        return comments_of(item, file=self.application, examiner=self.place)

    @property
    def note(self) -> str:
        """Words that nobody else may read before the reviews lie side by side, and of notes never."""
        return f"혼자만 보는 메모 {self.place} {self.application[:8]}"

    @property
    def question(self) -> str:
        return f"{practice()['visit']['question']} ({self.place}번 위원)"


def rate_by_hand(page: Page, review: Review, item: str) -> None:
    """Review an item on its page: notes, a strength and an opportunity, sub-ratings, range, percent."""
    page.goto(f"/awards/reviews/{review.application}/items/{item}/")
    page.locator("#notes").fill(review.note)
    for comment in review.comments(item):
        card = page.locator(f"[data-cards] fieldset.remark.{comment.kind}").first
        card.locator("textarea[lang=ko]").fill(comment.ko)
        _tick(card.locator(f"input[name$='-factor'][value='{comment.factor}']"))
        for place in comment.evidence:
            _tick(card.locator(f"input[name$='-evidence'][value='{place}']"))
    percent = review.percent(item)
    code = SCALE.range_of(percent).code
    for factor in FACTORS[item]:
        _tick(page.locator(f"input[name='f-{factor}'][value='{code}']"))
    _tick(page.locator(f"input[name=range][value='{code}']"))
    _tick(page.locator(f"input[name=percent][value='{percent}']"))
    expect(page.locator("[data-saved]")).to_contain_text("저장됨")


def _tick(box: Locator) -> None:
    box.locator("xpath=ancestor::label[1]").click()


def rate(page: Page, review: Review, item: str) -> None:
    """Post the review of an item."""
    percent = review.percent(item)
    code = SCALE.range_of(percent).code
    fields = [("revision", "0"), ("notes", review.note), ("range", code), ("percent", str(percent)), ("go", "next")]
    if item == DISPUTED:
        fields.append(("visit", review.question))
    fields += [(f"f-{factor}", code) for factor in FACTORS[item]]
    for comment in review.comments(item):
        name = f"c-{comment.id}-"
        fields += [("comment", comment.id), (f"{name}kind", comment.kind), (f"{name}factor", comment.factor)]
        fields += [(f"{name}weight", "1"), (f"{name}ko", comment.ko), (f"{name}en", comment.en)]
        fields += [(f"{name}evidence", place) for place in comment.evidence]
    send(page, f"/awards/reviews/{review.application}/items/{item}/", fields)


def lock(page: Page, review: Review) -> None:
    page.goto(f"/awards/reviews/{review.application}/check/")
    page.locator("#id_final").check()
    go_on(page)
    expect(page).to_have_url(re.compile(f"/awards/reviews/{review.application}/$"))


def rate_anew(page: Page, application: str, percent: int) -> None:
    """Give a new rating in the round that runs."""
    page.goto(f"/awards/reviews/{application}/consensus/items/{DISPUTED}/")
    page.locator("#id_percent").select_option(str(percent))
    code = SCALE.range_of(percent).code
    for factor in FACTORS[DISPUTED]:
        page.locator(f"#id_factor-{factor}").select_option(code)
    page.locator("#id_note").fill("두 번째 공장의 사례가 없는 점을 함께 보았습니다.")
    go_on(page, "form[action$='/rating/']")


def agreed_fields(comment: Comment, sources: Sequence[Comment]) -> Fields:
    told = {
        "kind": comment.kind,
        "factor": comment.factor,
        "importance": comment.importance,
        "key_factor": "",
        "ko": comment.ko,
        "en": comment.en,
        "evidence": ", ".join(comment.evidence),
        "sources": ",".join(one.id for one in sources),
    }
    return told.items()


def agree_on_comments(page: Page, reviews: Sequence[Review], *, but: str = "") -> None:
    """Make the team's comments on every item of what its members wrote."""
    lead = reviews[0]
    at = f"/awards/reviews/{lead.application}/consensus/items/"
    for item in ITEMS:
        for comment in lead.comments(item):
            if item != but:
                alike = [one for review in reviews for one in review.comments(item) if one.kind == comment.kind]
                send(page, f"{at}{item}/comments/new/", agreed_fields(comment, alike))


def write_theme(page: Page, application: str, kind: str) -> None:
    """Write a key theme on two comments, one of the first item, one of the disputed."""
    page.goto(f"/awards/reviews/{application}/consensus/themes/new/{kind}/")
    for number in ("1.1", "6.1"):
        page.locator("label", has_text=number).locator("input[name=comments]").first.check()
    page.locator("#id_ko").fill(practice()["themes"][kind]["ko"])
    go_on(page, "form:has(#id_ko)")


# ---------------------------------------------------------------- the judges


def plan_meeting(page: Page, kind: str) -> str:
    """Plan a meeting of all judges and return its id."""
    page.goto(f"/awards/judging/new/?kind={kind}")
    page.locator("#id_title").fill("판정 회의" if kind == "honours" else "현지심사 대상 결정")
    go_on(page)
    page.wait_for_url("**/awards/judging/*-*/")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def open_meeting(page: Page, meeting: str) -> None:
    page.goto(f"/awards/judging/{meeting}/open/")
    for box in page.locator("[name=present]").all():
        box.check()
    go_on(page)
    page.wait_for_url(f"**/awards/judging/{meeting}/")


def close_meeting(page: Page, meeting: str) -> None:
    page.goto(f"/awards/judging/{meeting}/close/")
    page.locator("#id_minutes").fill(practice()["minutes"])
    for reason in page.locator("[name^=reason-]").all():
        reason.fill(practice()["decision"])
    go_on(page)
    page.wait_for_url(f"**/awards/judging/{meeting}/")


def vote(page: Page, meeting: str, company: str, choice: str) -> str:
    """Vote on a company's page, and return its address."""
    page.goto(f"/awards/panels/{meeting}/")
    page.get_by_role("link", name=company).first.click()
    page.wait_for_url(f"**/awards/panels/{meeting}/*/")
    address = page.url
    page.locator(f"[name=choice][value={choice}]").check()
    if choice != "yes":
        page.locator("#id_reason").fill(_AGAINST)
    page.locator("#id_declares_no_tie").check()
    go_on(page)
    return address


def cast_vote(page: Page, address: str, choice: str) -> None:
    """Post a vote."""
    send(page, address, {"choice": choice, "reason": _AGAINST, "declares_no_tie": "on"}.items())
