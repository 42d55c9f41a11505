"""Every page that a role reaches by links from its front page: sound, with one heading, and clean on the console."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.checks import assert_page_is_sound
from tests.e2e.conftest import Site
from tests.e2e.people import DEMO_PASSWORD, log_in

# Not pages of the product's own look: files, other programs' documents, the administration.
LEFT_OUT = re.compile(r"^/(api|static|admin[^/]*)/|\.(pdf|csv|xlsx|hwpx)$|/session/|/language/|/logout/")
# How many pages of one kind are opened: a case with figures and one without look different.
OF_ONE_KIND = 2
START = ["/", "/diagnosis/", "/accounts/", "/cases/"]


def kind_of(path: str) -> str:
    """Return the address with what differs between pages of one kind taken out."""
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", path)
    path = re.sub(r"^/cases/[^/]+/$", "/cases/<case>/", path)
    return re.sub(r"(/diagnosis/<id>/)[a-z]{3}\d[^/]*/$", r"\1<section>/", path)


def links_of(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = urlsplit(page.url).netloc
    return [urlsplit(link).path for link in found if urlsplit(link).netloc == here]


@pytest.mark.parametrize("email", ["owner@hanbit.example", "viewer@hanbit.example", "official@platform.example"])
@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
def test_every_page_a_person_reaches_is_sound(browser: Browser, site: Site, email: str, language: str) -> None:
    context = browser.new_context(base_url=site.url, locale=language)
    page = context.new_page()
    log_in(page, email, password=DEMO_PASSWORD)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    opened: dict[str, int] = {}
    waiting, seen = list(START), set(START)
    while waiting:
        path = waiting.pop(0)
        if LEFT_OUT.search(path) or opened.get(kind_of(path), 0) >= OF_ONE_KIND:
            continue
        opened[kind_of(path)] = opened.get(kind_of(path), 0) + 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"
        expect(page.locator("h1"), path).to_have_count(1)
        assert_page_is_sound(page)
        for link in links_of(page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    assert not complaints
    assert len(opened) > len(START)
    context.close()


def test_pages_of_one_kind_are_told_apart_from_others() -> None:
    assert kind_of("/cases/lg-2020/") == "/cases/<case>/"
    assert kind_of("/cases/") == "/cases/"
    assert kind_of("/diagnosis/9b2e5d50-7a3c-4d0e-8a55-6a6f8f3b2f10/inf1/") == "/diagnosis/<id>/<section>/"
    assert kind_of("/diagnosis/9b2e5d50-7a3c-4d0e-8a55-6a6f8f3b2f10/result/") == "/diagnosis/<id>/result/"
