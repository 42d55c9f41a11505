"""Officials read what a loaded file changes and publish it."""

import pytest
from django.test import Client

from awards.models import AwardFile
from awards.selectors.files import published_cycles
from awards.services.files import award_file_load
from qmplatform.models import AuditEntry
from tests.awards.catalog.files import CYCLES, text_of
from tests.awards.loaded import CYCLE, load_criteria, make_published, make_row, next_year
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, people: People) -> Client:
    client.force_login(people.official)
    return client


def text_at(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_files_stand_by_what_they_wait_for(office: Client) -> None:
    assert "기다리는 파일이 없습니다." in text_at(office, "/awards/manage/")
    make_published()
    draft = make_row("cycle", "knqa-2027", next_year(), "2027")
    page = text_at(office, "/awards/manage/")
    assert f'href="/awards/manage/{draft.pk}/"' in page
    assert page.count("적용 중") == 4


def test_a_new_year_is_compared_with_the_last_and_published(office: Client, people: People) -> None:
    make_published()
    draft = make_row("cycle", "knqa-2027", next_year(), "2027")
    page = text_at(office, f"/awards/manage/{draft.pk}/")
    assert "견준 파일: knqa-2026(2026)" in page
    assert "2026-04-30" in page
    assert "2027-04-29" in page
    refused = office.post(f"/awards/manage/{draft.pk}/publish/")
    assert "바뀌는 내용을 읽고 이 칸에 표시하십시오." in refused.content.decode()
    assert not AwardFile.objects.get(pk=draft.pk).is_published
    done = office.post(f"/awards/manage/{draft.pk}/publish/", {"has_read": "on"}, follow=True)
    assert "공표하였습니다." in done.content.decode()
    row = AwardFile.objects.get(pk=draft.pk)
    assert (row.is_published, row.published_by, published_cycles()[0]) == (True, people.official, row)
    assert AuditEntry.objects.filter(action="award_file_publish", subject=str(row)).count() == 1
    assert '<form method="post" action="/awards/manage' not in text_at(office, f"/awards/manage/{draft.pk}/")


def test_a_cycle_whose_criteria_wait_cannot_be_published(office: Client) -> None:
    load_criteria(publish=False)
    row = award_file_load(name=CYCLE, text=text_of(CYCLES, CYCLE), by=None, now=NOW)
    page = text_at(office, f"/awards/manage/{row.pk}/")
    assert "knqa-2026, qcas-2026, qcircle-2026" in page
    assert "앞서 공표한 것이 없어 견줄 수 없습니다." in page
    answer = office.post(f"/awards/manage/{row.pk}/publish/", {"has_read": "on"})
    assert "knqa-2026, qcas-2026, qcircle-2026" in " ".join(answer.content.decode().split())
    assert not AwardFile.objects.get(pk=row.pk).is_published


def test_a_preview_shows_the_page_to_officials_alone(office: Client, client: Client, people: People) -> None:
    make_published()
    draft = make_row("cycle", "knqa-2027", next_year(), "2027")
    assert "공무원만 볼 수 있습니다." in text_at(office, f"/awards/manage/{draft.pk}/preview/")
    criteria = AwardFile.objects.get(kind="criteria", name="knqa-2026")
    assert "참고 배점" in text_at(office, f"/awards/manage/{criteria.pk}/preview/")
    assert office.get("/awards/2027/").status_code == 404
    assert office.get("/awards/manage/999999/").status_code == 404


def test_the_same_file_again_says_that_nothing_changes(office: Client) -> None:
    row = make_published()
    again = make_row("cycle", CYCLE, "# noted\n" + row.source, "2026")
    assert "두 파일의 내용이 같습니다." in text_at(office, f"/awards/manage/{again.pk}/")
