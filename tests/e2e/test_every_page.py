"""Every page that a role reaches by links from its front page: sound, with one heading, and clean on the console."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.checks import PHONE, PHONE_AND_DESK, assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# What is looked at here is the same on any database.
pytestmark = pytest.mark.once

# Not pages of the product's own look: files, other programs' documents, the administration, short addresses that lead to
# a case. The footer's pages are looked at by `test_public_pages`, those of officials by `test_dashboards`.
LEFT_OUT = re.compile(
    r"^/(api|static|admin[^/]*|help|privacy|method|accessibility|sitemap|c|dashboards)/"
    r"|\.(pdf|csv|json|jsonl|xlsx|hwpx)$|/session/|/language/|/logout/"
)
# Pages of one kind that look different: a case with figures and one without, questions of levels and of numbers.
VARIED = re.compile("<(case|section|item)>")
# What a person who may only read sees differently.
READ_ONLY = re.compile("^/diagnosis/(<id>/(<section>/|check/)?)?$")
START = ["/", "/diagnosis/", "/accounts/", "/cases/"]


def kind_of(path: str) -> str:
    """Return the address with what differs between pages of one kind taken out."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)
    path = re.sub(r"^/cases/(?!(?:manage|propose|data|saved)/)[^/]+/$", "/cases/<case>/", path)
    path = re.sub(r"^/cases/(manage|propose)/(?!(?:new|duplicates|import)/)[^/]+/", r"/cases/\1/<case>/", path)
    path = re.sub(r"^/cases/saved/<id>/[^/]+/$", "/cases/saved/<id>/<case>/", path)
    path = re.sub(r"^/cases/data/measures/[^/]+/$", "/cases/data/measures/<family>/", path)
    path = re.sub(r"/roadmap/tasks/[^/]+/$", "/roadmap/tasks/<measure>/", path)
    path = re.sub(r"^/awards/manage/\d+/", "/awards/manage/<file>/", path)
    path = re.sub(r"^/awards/\d{4}/$", "/awards/<year>/", path)
    path = re.sub(r"^/awards/criteria/[^/]+/$", "/awards/criteria/<criteria>/", path)
    path = re.sub(r"^/awards/office/calendar/[^/]+/[^/]+/$", "/awards/office/calendar/<cycle>/<stage>/", path)
    path = re.sub(r"^/awards/office/examiners/\d+/", "/awards/office/examiners/<examiner>/", path)
    path = re.sub(r"(/applications/<id>/dossier/)(?!(?:read|draft)/)[^/]+/", r"\1<item>/", path)
    path = re.sub(r"/figures/\d+/", "/figures/<figure>/", path)
    path = re.sub(r"/how/[^/.]+/$", "/how/<group>/", path)
    path = re.sub(r"/how/[^/]+\.[^/]+/$", "/how/<item>/", path)
    return re.sub(r"(/diagnosis/<id>/)[a-z]{3}\d[^/]*/$", r"\1<section>/", path)


def links_of(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    return [urlsplit(link).path for link in found if urlsplit(link).netloc == here]


def crawl(page: Page, opened: dict[str, int], situations: tuple[tuple[int, str, str], ...]) -> None:
    """Open what can be reached by links, each kind as often as it looks different, and check it."""
    waiting, seen = list(START), set(START)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if LEFT_OUT.search(path) or opened.get(kind, 0) >= (2 if VARIED.search(kind) else 1):
            continue
        opened[kind] = opened.get(kind, 0) + 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"
        expect(page.locator("h1"), path).to_have_count(1)
        assert_page_is_sound(page, situations)
        for link in links_of(page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


@pytest.mark.parametrize(("language", "situations"), [("ko-KR", PHONE_AND_DESK), ("en-US", PHONE)])
def test_every_page_a_person_reaches_is_sound(
    browser: Browser, site: Site, language: str, situations: tuple[tuple[int, str, str], ...]
) -> None:
    opened: dict[str, int] = {}
    complaints: list[str] = []
    for email in ["owner@saedeul.example", "viewer@saedeul.example", "official@platform.example"]:
        context = browser.new_context(base_url=site.url, locale=language)
        page = context.new_page()
        log_in(page, email, password=DEMO_PASSWORD)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        crawl(page, opened, situations)
        context.close()
        opened = {kind: number for kind, number in opened.items() if not READ_ONLY.search(kind)}
    assert not complaints
    assert {"/diagnosis/<id>/profile/", "/diagnosis/<id>/result/", "/cases/<case>/", "/accounts/"} <= set(opened)


def test_pages_of_one_kind_are_told_apart_from_others() -> None:
    assert kind_of("/cases/lg-2020/") == "/cases/<case>/"
    assert kind_of("/cases/") == "/cases/"
    assert kind_of("/cases/manage/") == "/cases/manage/"
    assert kind_of("/cases/manage/new/") == "/cases/manage/new/"
    assert kind_of("/cases/manage/lg-2020/edit/") == "/cases/manage/<case>/edit/"
    assert kind_of("/cases/propose/lg-2020/") == "/cases/propose/<case>/"
    assert kind_of("/cases/data/measures/ppm/") == "/cases/data/measures/<family>/"
    assert kind_of("/cases/saved/9b2e5d50-7a3c-4d0e-8a55-6a6f8f3b2f10/lg-2020/") == "/cases/saved/<id>/<case>/"
    assert kind_of("/diagnosis/9b2e5d50-7a3c-4d0e-8a55-6a6f8f3b2f10/inf1/") == "/diagnosis/<id>/<section>/"
    file = "/awards/applications/9b2e5d50-7a3c-4d0e-8a55-6a6f8f3b2f10"
    assert kind_of(f"{file}/dossier/AWD4.1/") == "/awards/applications/<id>/dossier/<item>/"
    assert kind_of(f"{file}/dossier/AWD7.1/figures/2/") == "/awards/applications/<id>/dossier/<item>/figures/<figure>/"
    assert kind_of(f"{file}/dossier/read/") == "/awards/applications/<id>/dossier/read/"
    assert kind_of("/awards/office/calendar/practice-2027/REVIEW/") == "/awards/office/calendar/<cycle>/<stage>/"
    assert kind_of("/diagnosis/9b2e5d50-7a3c-4d0e-8a55-6a6f8f3b2f10/result/") == "/diagnosis/<id>/result/"
