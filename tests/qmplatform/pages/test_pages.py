"""Pages that belong to no app, and what every page carries."""

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from qmplatform import views
from tests.factories import People

PAGES = ["home", "help", "privacy", "method", "accessibility", "sitemap"]
KRDS = {"ko": "행정안전부 KRDS(공공누리 제1유형)", "en": "KRDS (KOGL type 1)"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_its_place_and_its_sources(client: Client, name: str, language: str) -> None:
    html = client.get(reverse(name), headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^|<]{3,} \| ", html)
    assert KRDS[language] in html
    assert 'class="skip" href="#main"' in html
    assert html.index('class="skip"') < html.index("<header")


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_an_english_page_holds_no_korean_but_the_switch(client: Client, name: str) -> None:
    html = client.get(reverse(name), headers={"accept-language": "en"}).content.decode()
    assert re.findall(r"[가-힣]+", html.replace("한국어", "")) == []


@pytest.mark.django_db
def test_help_stands_in_the_same_place_on_every_page(client: Client) -> None:
    orders = []
    for name in PAGES:
        foot = client.get(reverse(name)).content.decode().split('<footer class="foot">')[1]
        orders.append(re.findall(r'<a href="(/[^"]*)"', foot))
    assert orders[0][0] == reverse("help")
    assert all(order == orders[0] for order in orders)


@pytest.mark.django_db
def test_the_government_masthead_is_off_unless_an_agency_turns_it_on(client: Client, settings: LazySettings) -> None:
    assert "전자정부 누리집" not in client.get("/help/").content.decode()
    assert "정부 공식 누리집이 아닙니다" in client.get("/help/").content.decode()
    settings.QM_GOVERNMENT_MASTHEAD = True
    html = client.get("/help/").content.decode()
    assert "전자정부 누리집" in html
    assert "정부 공식 누리집이 아닙니다" not in html


@pytest.mark.django_db
def test_the_demonstration_is_marked(client: Client, settings: LazySettings) -> None:
    settings.QM_DEMO = True
    assert 'class="demo"' in client.get("/help/").content.decode()
    settings.QM_DEMO = False
    assert 'class="demo"' not in client.get("/help/").content.decode()


@pytest.mark.django_db
def test_the_language_switch_is_a_form_that_remembers(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/help/"})
    assert answer.status_code == 302
    assert '<html lang="en">' in client.get("/method/").content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_told_with_a_way_on(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "화면을 찾을 수 없습니다" in answer.content.decode()
    assert reverse("help") in answer.content.decode()


@pytest.mark.django_db
def test_a_stale_form_is_refused_in_plain_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("set_language"), {"language": "en"})
    assert answer.status_code == 403
    assert "화면을 연 지 오래되었습니다" in answer.content.decode()


def test_a_lost_database_gives_the_maintenance_page_without_touching_it(
    rf: RequestFactory, settings: LazySettings
) -> None:
    # No django_db mark: any query would fail the test.
    try:
        raise OperationalError("the database is away")
    except OperationalError:
        answer = views.server_error(rf.get("/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "서비스를 점검하고 있습니다" in answer.content.decode()
    assert settings.QM_CONTACT_EMAIL in answer.content.decode()


def test_any_other_fault_gives_the_error_page(rf: RequestFactory) -> None:
    try:
        raise ValueError("a bug")
    except ValueError:
        answer = views.server_error(rf.get("/"))
    assert answer.status_code == 500
    with translation.override("en"):
        assert "could not be shown" in views.server_error(rf.get("/")).content.decode()


def test_an_unreadable_request_is_told_without_a_database(rf: RequestFactory) -> None:
    answer = views.bad_request(rf.get("/"))
    assert answer.status_code == 400
    assert "요청을 읽지 못했습니다" in answer.content.decode()


@pytest.mark.django_db
def test_a_session_is_extended_only_by_its_owner_and_only_by_post(client: Client, people: People) -> None:
    address = reverse("session_extend")
    assert client.post(address).status_code == 302
    client.force_login(people.viewer)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 204


@pytest.mark.django_db
def test_links_to_apps_that_are_not_there_are_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from qmplatform.templatetags import layout

    monkeypatch.setattr(layout, "MAIN_LINKS", (("help", "도움말"), ("nowhere:list", "없는 곳")))
    html = client.get("/method/").content.decode()
    assert "없는 곳" not in html
    menu = html.partition('<nav class="nav" aria-label="주 메뉴">')[2].partition("</nav>")[0]
    assert menu.strip() == '<a href="/help/">도움말</a>'


@pytest.mark.django_db
def test_the_menu_of_a_person_logs_out_by_post(client: Client, people: People) -> None:
    client.force_login(people.owner)
    html: Any = client.get("/help/").content.decode()
    assert people.owner.name in html
    assert f'<form method="post" action="{reverse("account_logout")}">' in html
    assert "data-session-seconds" in html
