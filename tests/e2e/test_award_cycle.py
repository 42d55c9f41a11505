"""A whole award cycle in a browser: two applicants, four examiners, one of them the chair, five judges, one official.

What counts throughout: nobody reads what is not theirs, and nothing is decided that the rules do not allow.
"""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from awards.demo.content import practice
from qmplatform.korean.formats import KST
from tests.e2e.award_people import (
    DISPUTED,
    ITEMS,
    Cast,
    Review,
    agree_on_comments,
    apply,
    ask,
    assign,
    cast_vote,
    close_meeting,
    declare,
    go_on,
    hand_in,
    lock,
    open_meeting,
    plan_meeting,
    put_on_team,
    rate,
    rate_anew,
    rate_by_hand,
    receipt_number,
    screen,
    send_refused,
    tell_about_us,
    until,
    vote,
    write_dossier,
    write_theme,
)
from tests.e2e.checks import PHONE_AND_DESK, assert_page_is_sound
from tests.e2e.conftest import Site

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once
OFFICIAL = "official@platform.example"
WINNER, OTHER = ("owner@mirae.example", "미래전자부품"), ("owner@garam.example", "가람정밀")
VISITED = {WINNER[1]: "yes", OTHER[1]: "no"}
# The chair, who leads the team, first; then who works for one of the applicants.
TEAM = {
    "examiner@platform.example": "심평가",
    "examiner2@platform.example": "하현장",
    "examiner3@platform.example": "고자료",
    "examiner4@platform.example": "배지표",
}
CHAIR, *MEMBERS = TEAM
TIED = "기이해"
JUDGES = [f"judge{number}@platform.example" for number in range(1, 6)]
STRANGER = "owner@hanbit.example"
CATEGORY = "INNOV-DX"
# From when on reports are handed out, counted from now.
RELEASE = """
from datetime import timedelta
from django.utils import timezone
from awards.models import FeedbackRelease
now = timezone.now()
FeedbackRelease.objects.create(cycle_key="practice-2027", releases_at=now + timedelta(days={days}), reason="e2e",
    created_at=now)
"""


def sound(page: Page) -> None:
    """Look at a main screen on a phone and on a desk, and leave it as it was."""
    size = page.viewport_size
    assert_page_is_sound(page, PHONE_AND_DESK)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(size or {"width": 1280, "height": 800})


@pytest.fixture
def cast(browser: Browser, site: Site):
    found = Cast(browser, site)
    yield found
    found.leave()


def test_two_companies_go_through_an_award_from_application_to_report(cast: Cast, site: Site) -> None:
    won, lost = applying(cast)
    assigning(cast, won, lost)
    for file, team, level in ((won, list(TEAM), 55), (lost, list(TEAM)[:3], 45)):
        reviews = reviewing(cast, file, team, level, looks=file == won)
        agreeing(cast, reviews, looks=file == won)
    choosing_visits(cast, won, lost)
    visiting(cast, won)
    honouring(cast, won)
    reporting(cast, site, won, lost)
    for owner, file in ((WINNER[0], won), (OTHER[0], lost)):
        _mail_came(cast[owner], site, file)


def applying(cast: Cast) -> tuple[str, str]:
    """Two companies apply; what one writes the other does not find, and the office not before it is handed in."""
    winner, other = cast[WINNER[0]], cast[OTHER[0]]
    won, lost = (apply(page, CATEGORY) for page in (winner, other))
    for page, file, product in ((winner, won, "센서 모듈"), (other, lost, "정밀 축")):
        tell_about_us(page, file)
        write_dossier(page, file, product)
    assert ask(other, f"/awards/applications/{won}/")[0] == 404
    assert ask(cast[OFFICIAL], f"/awards/office/{won}/")[0] == 404
    winner.goto(f"/awards/applications/{won}/")
    sound(winner)
    winner.goto(f"/awards/applications/{won}/dossier/AWD7.1/")
    sound(winner)
    assert hand_in(winner, won) != hand_in(other, lost)
    # What is handed in is frozen.
    winner.goto(f"/awards/applications/{won}/dossier/AWD1.1/")
    expect(winner.locator("#text")).to_have_count(0)
    official = cast[OFFICIAL]
    for file in (won, lost):
        screen(official, file)
    winner.goto(f"/awards/applications/{won}/")
    expect(winner.locator("[aria-current=step]")).to_contain_text("심사위원 배정")
    return won, lost


def assigning(cast: Cast, won: str, lost: str) -> None:
    """The office puts examiners on each file; the rules refuse one who is tied to an applicant."""
    official = cast[OFFICIAL]
    put_on_team(official, won, TIED)
    expect(official.locator("#id_add")).to_have_attribute("aria-invalid", "true")
    expect(official.get_by_role("alert")).to_contain_text("C01")
    sound(official)
    for name in TEAM.values():
        put_on_team(official, won, name, lead=name == TEAM[CHAIR])
        expect(official.get_by_role("alert")).to_have_count(0)
    assign(official, lost, list(TEAM.values())[:3])
    for file in (won, lost):
        official.goto(f"/awards/office/teams/{file}/")
        expect(official.locator("form[action$='/name/']")).to_have_count(0)
        # Before the team is named nobody of it reads anything.
        for page in cast.all(TEAM if file == won else list(TEAM)[:3]):
            assert ask(page, f"/awards/reviews/{file}/")[0] == 404
            declare(page, file)
        official.reload()
        go_on(official, "form[action$='/name/']")
        expect(official.locator("form[action$='/name/']")).to_have_count(0)


def reviewing(cast: Cast, file: str, team: list[str], level: int, *, looks: bool) -> list[Review]:
    """Each examiner rates every item alone; until all are locked nobody finds anything of another's."""
    reviews = [Review(file, place, level) for place in range(len(team))]
    first, *others = ITEMS
    for email, review in zip(team, reviews, strict=True):
        page = cast[email]
        if email == CHAIR and looks:
            rate_by_hand(page, review, first)
            sound(page)
            page.locator("button[name=go][value=next]").click()
            page.wait_for_url(f"**/items/{others[0]}/")
        else:
            rate(page, review, first)
        for item in others:
            rate(page, review, item)
    for email, review in zip(team, reviews, strict=True):
        if looks:
            _sees_nothing_of_others(cast[email], reviews, review)
        lock(cast[email], review)
    return reviews


def _sees_nothing_of_others(page: Page, reviews: list[Review], own: Review) -> None:
    at = f"/awards/reviews/{own.application}/"
    for address in (at, f"{at}items/{DISPUTED}/", f"{at}consensus/"):
        status, _kind, text = ask(page, address)
        assert status == 200, address
        assert not any(other.note in text or other.question in text for other in reviews if other is not own), address
    # The room of an item is not there before the reviews lie side by side, not even to those who locked theirs.
    assert ask(page, f"{at}consensus/items/{DISPUTED}/")[0] == 404


def agreeing(cast: Cast, reviews: list[Review], *, looks: bool) -> None:
    """The chair opens the consensus; what lies too far apart is talked over before it can be closed."""
    file, chair = reviews[0].application, cast[CHAIR]
    at = f"/awards/reviews/{file}/consensus/"
    chair.goto(at)
    go_on(chair, "form[action$='/open/']")
    agenda = chair.locator("section[aria-labelledby=agenda]")
    expect(agenda.locator("a[href*='/items/']").first).to_have_attribute("href", f"{at}items/{DISPUTED}/")
    # Side by side now: questions of all, notes of nobody else.
    chair.goto(f"{at}items/{DISPUTED}/comments/")
    for review in reviews:
        expect(chair.locator("main")).to_contain_text(review.question)
    assert all(review.note not in chair.content() for review in reviews)
    # It cannot be closed while they lie apart, nor may a round be logged in which not everybody rated.
    chair.goto(f"{at}close/")
    assert send_refused(chair, f"{at}close/", ())[0] == 409
    chair.goto(f"{at}items/{DISPUTED}/")
    expect(chair.locator("form[action$='/round/']")).to_have_count(0)
    for email, percent in zip(list(TEAM)[: len(reviews)], (50, 45, 50, 50), strict=False):
        rate_anew(cast[email], file, percent)
    chair.goto(f"{at}items/{DISPUTED}/")
    if looks:
        sound(chair)
    # A round without its reasons is not logged.
    chair.locator("#id_rationale_ko").fill("짧다")
    go_on(chair, "form[action$='/round/']")
    expect(chair.get_by_role("alert")).to_be_visible()
    chair.locator("#id_rationale_ko").fill(practice()["rationale"]["ko"])
    go_on(chair, "form[action$='/round/']")
    chair.goto(at)
    expect(agenda).to_have_count(0)
    expect(chair.locator("section[aria-labelledby=settled]")).to_contain_text("합의 50%")
    if looks:
        sound(chair)
    _comment_by_hand(chair, at, reviews)
    agree_on_comments(chair, reviews, but=DISPUTED)
    for kind in practice()["themes"]:
        write_theme(chair, file, kind)
    chair.goto(f"/awards/reviews/{file}/visit/")
    chair.locator("#id_item").select_option(DISPUTED)
    chair.locator("#id_question").fill(practice()["visit"]["question"])
    go_on(chair, "form:has(#id_question)")
    chair.goto(f"{at}close/")
    go_on(chair, "main form[method=post]")
    expect(chair).to_have_url(re.compile(f"{at}$"))


def _comment_by_hand(chair: Page, at: str, reviews: list[Review]) -> None:
    """Make one strength and one opportunity of the disputed item of what two members wrote."""
    for kind in ("strength", "ofi"):
        chair.goto(f"{at}items/{DISPUTED}/comments/")
        mine = next(one for one in reviews[0].comments(DISPUTED) if one.kind == kind)
        for review in reviews[:2]:
            own = next(one for one in review.comments(DISPUTED) if one.kind == kind)
            chair.locator(f"input[name=from][value='{own.id}']").check()
        go_on(chair, "form:has(input[name=from])")
        chair.locator("#id_ko").fill(mine.ko)
        go_on(chair, "form:has(#id_ko)")
        expect(chair.locator("article.agreed", has_text=mine.ko)).to_be_visible()


def choosing_visits(cast: Cast, won: str, lost: str) -> None:
    """The judges choose one site to visit; the other application leaves and learns so at once."""
    official = cast[OFFICIAL]
    meeting = plan_meeting(official, "shortlist")
    official.goto(f"/awards/judging/{meeting}/agenda/")
    for file in (won, lost):
        official.locator(f"[name=file-{file}]").check()
    go_on(official, "form[method=post]:has(table)")
    open_meeting(official, meeting)
    first, *others = cast.all(JUDGES)
    questions = {name: vote(first, meeting, name, choice) for name, choice in VISITED.items()}
    for judge in others:
        for name, question in questions.items():
            cast_vote(judge, question, VISITED[name])
    close_meeting(official, meeting)
    for owner, state in ((WINNER[0], "현지심사"), (OTHER[0], "심사 종료")):
        cast[owner].goto("/awards/applications/")
        row = cast[owner].locator(
            "li, tr", has=cast[owner].locator(f"a[href$='{won if owner == WINNER[0] else lost}/']")
        )
        expect(row.first).to_contain_text(state)
    # Whom the judges did not choose, nobody visits.
    assert ask(cast[CHAIR], f"/awards/reviews/{lost}/visit/finish/")[0] == 200
    assert send_refused(cast[CHAIR], f"/awards/reviews/{lost}/visit/finish/", ())[0] == 409


def visiting(cast: Cast, file: str) -> None:
    """The team looks, writes down what it saw, and moves one percent within its bounds."""
    chair, at = cast[CHAIR], f"/awards/reviews/{file}/visit/"
    chair.goto(at)
    # No finding without evidence, no evidence that was not recorded.
    seen = practice()["visit"]
    chair.locator("#id_text").fill(seen["evidence"])
    go_on(chair, "form[action$='/evidence/']")
    expect(chair.locator("section[aria-labelledby=evidence]")).to_contain_text("V1")
    sound(chair)
    chair.locator("a[href*='/visit/questions/']").first.click()
    chair.locator("[name=finding]").fill(seen["finding"])
    chair.locator("[name=evidence][value=V1]").check()
    chair.locator("[name=is_closed]").check()
    go_on(chair, "form:has([name=finding])")
    chair.wait_for_url(f"**{at}")
    chair.goto(f"{at}items/{DISPUTED}/")
    offered = {int(one or 0) for one in chair.locator("#id_after option").evaluate_all("all => all.map(o => o.value)")}
    assert 5 < min(offered) < max(offered) < 90  # by one range at most
    beyond = [("before", "50"), ("after", "95"), ("evidence", "V1"), ("finding", seen["finding"])]
    assert send_refused(chair, f"{at}items/{DISPUTED}/", beyond)[0] == 200
    chair.locator("#id_after").select_option("55")
    chair.locator("[name=finding]").fill(seen["finding"])
    go_on(chair, "form:has(#id_after)")
    expect(chair.get_by_role("alert")).to_be_visible()
    chair.locator("[name=evidence][value=V1]").check()
    go_on(chair, "form:has(#id_after)")
    chair.wait_for_url(f"**{at}")
    expect(chair.locator("main")).to_contain_text("55%")
    chair.goto(f"{at}finish/")
    go_on(chair, "main form[method=post]")
    expect(chair).to_have_url(re.compile(f"/awards/reviews/{file}/consensus/$"))


def honouring(cast: Cast, file: str) -> None:
    """The chair assesses the bonus, apart from the base; the judges decide on the honour, and change no percent."""
    chair, official = cast[CHAIR], cast[OFFICIAL]
    assert cast[MEMBERS[0]].goto(f"/awards/bonus/{file}/").status == 200
    expect(cast[MEMBERS[0]].locator("#id_rationale")).to_have_count(0)
    chair.goto(f"/awards/bonus/{file}/")
    for part in ("E", "S", "G"):
        chair.locator(f"[name=part-B-ESG-{part}][value='6']").check()
    chair.locator("#id_rationale").fill(practice()["rationale"]["ko"])
    chair.locator("#id_evidence").fill("7.4-F1, V1")
    go_on(chair)
    official.goto("/awards/judging/standings/")
    line = official.locator("tr", has_text=WINNER[1]).filter(has_text="18")
    expect(line.first).to_be_visible()
    sound(official)
    meeting = plan_meeting(official, "honours")
    official.goto(f"/awards/judging/{meeting}/agenda/")
    official.locator(f"[name=file-{file}]").select_option("MIN")
    go_on(official, "form[method=post]:has(table)")
    open_meeting(official, meeting)
    first, *others = cast.all(JUDGES)
    question = vote(first, meeting, WINNER[1], "yes")
    # What the first voted, nobody reads before all have voted.
    others[0].goto(question)
    sound(others[0])
    for judge in others:
        cast_vote(judge, question, "yes")
    close_meeting(official, meeting)
    sound(official)
    winner = cast[WINNER[0]]
    winner.goto(f"/awards/outcomes/{file}/")
    expect(winner.locator("main")).to_contain_text("장관표창")
    # The points and who voted how stay with the judges.
    assert "550" not in winner.locator("main").inner_text()


def _mail_came(owner: Page, site: Site, file: str) -> None:
    """Wait for the receipt that the worker sends to who handed in."""
    owner.goto(f"/awards/applications/{file}/receipt/")
    number = receipt_number(owner)
    until(owner, lambda: any(number in mail for mail in site.mails()))


def _is_made(official: Page, *files: str) -> bool:
    answers = [ask(official, f"/awards/office/feedback/{file}/report.xlsx") for file in files]
    return all(status == 200 for status, _kind, _text in answers)


def reporting(cast: Cast, site: Site, won: str, lost: str) -> None:
    """Both get their reports on the day of release, each its own and nobody else's; before it there is nothing."""
    official = cast[OFFICIAL]
    owners = {won: cast[WINNER[0]], lost: cast[OTHER[0]]}
    # The practice cycle hands reports out already. Here the day is still to come.
    site.manage("shell", "-v", "0", "-c", RELEASE.format(days=2))
    official.goto("/awards/office/feedback/")
    official.locator("#id_on").fill((datetime.now(KST) + timedelta(days=3)).date().isoformat())
    go_on(official, "form[action$='/feedback/release/']")
    expect(official.get_by_role("alert")).to_be_visible()
    official.locator("#id_reason").fill("행사 일정에 맞춥니다.")
    go_on(official, "form[action$='/feedback/release/']")
    expect(official.locator("section[aria-labelledby=day]")).to_contain_text("오전 9:00")
    go_on(official, "form[action$='/feedback/make/']")
    until(official, lambda: _is_made(official, won, lost))
    for file, owner in owners.items():
        at = f"/awards/applications/{file}/feedback/"
        owner.goto(at)
        expect(owner.locator("main")).to_contain_text("오전 9:00")
        expect(owner.locator("a[href*='report.pdf']")).to_have_count(0)
        assert ask(owner, f"{at}report.pdf")[0] == 404
    # The day comes.
    site.manage("shell", "-v", "0", "-c", RELEASE.format(days=0))
    for file, owner in owners.items():
        owner.goto(f"/awards/applications/{file}/feedback/")
        if file == won:
            sound(owner)
        with owner.expect_download() as taken:
            owner.locator("a[href*='report.pdf']").first.click()
        assert taken.value.path().read_bytes().startswith(b"%PDF")
        text = owner.locator("main").inner_text()
        assert not any(name in text for name in (*TEAM.values(), TIED))
    for file in (won, lost):
        at = f"/awards/applications/{file}/feedback/"
        others = [page for other, page in owners.items() if other != file]
        for page in (*others, *cast.all((*TEAM, *JUDGES, OFFICIAL, STRANGER))):
            for address in (at, f"{at}report.pdf"):
                assert ask(page, address)[0] == 404, (page.url, address)
        assert "/accounts/login/" in cast.anybody().goto(f"{at}report.pdf").url
    official.goto(f"/awards/office/feedback/{won}/")
    expect(official.locator("section[aria-labelledby=taken]")).to_contain_text("최은영")
