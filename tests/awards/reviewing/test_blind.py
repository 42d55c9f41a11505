"""Nothing of another's review and nothing of the self-diagnosis shows before one's own is locked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import ApplicationConsent
from awards.selectors import self_view as own_view
from awards.selectors.reviewing import review_file
from awards.selectors.self_view import self_view
from awards.services.locking import review_lock
from tests.awards.reviewing.filled import World, make_world, sound, write, write_all
from tests.diagnosis.result.samples import make_result
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
MARK = "표지글"


@pytest.fixture
def world(people: People, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return make_world(people)


def pages(client: Client, world: World, item: str = "AWD4.1") -> Iterator[str]:
    client.force_login(world.user)
    for name, args in (
        ("awards:reviews", []),
        ("awards:review", [world.application.pk]),
        ("awards:review-item", [world.application.pk, item]),
        ("awards:review-dossier", [world.application.pk]),
        ("awards:review-check", [world.application.pk]),
    ):
        answer = client.get(reverse(name, args=args), follow=True)
        assert answer.status_code == 200, name
        yield answer.content.decode()


def test_no_page_of_an_examiner_tells_what_another_wrote(client: Client, world: World) -> None:
    other = world.seats[1]
    write_all(other)
    marked = sound("AWD4.1", percent=65, notes=f"{MARK}메모", visit_question=f"{MARK}질문")
    write(other, "AWD4.1", marked, 2)
    assert all(MARK not in page for page in pages(client, world))
    review_lock(seat=other, by=other.examiner.user, now=NOW)
    assert all(MARK not in page for page in pages(client, world))
    # The marker does show to whom it belongs: the check above is not blind.
    client.logout()
    mine = World(world.cycle, world.application, [other], world.people)
    assert any(MARK in page for page in pages(client, mine))


def test_the_self_diagnosis_shows_after_locking_with_consent_only(client: Client, world: World) -> None:
    make_result(world.people.company, world.people.owner)
    write_all(world.own)
    assert self_view(review_file(world.own, NOW)) is None
    word = "회사의 자가진단"
    assert all(word not in page for page in pages(client, world))
    review_lock(seat=world.own, by=world.user, now=NOW)
    seen = self_view(review_file(world.own, NOW))
    assert seen is not None
    assert seen.items["AWD4.1"].percent == 50
    assert {part.code for part in seen.items["AWD4.1"].parts} <= {"INF4", "INF3"}
    assert any(word in page for page in pages(client, world))
    ApplicationConsent.objects.create(
        application=world.application, code="N03", given=False, decided_at=NOW, decided_by=world.people.owner
    )
    assert self_view(review_file(world.own, NOW)) is None
    assert all(word not in page for page in pages(client, world))


def test_without_its_guard_the_self_diagnosis_would_show_before_locking(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_result(world.people.company, world.people.owner)
    write_all(world.own)
    file: Any = review_file(world.own, NOW)
    assert own_view.self_view(file) is None
    object.__setattr__(file, "locked", True)
    assert own_view.self_view(file) is not None


def test_who_has_not_signed_reads_nothing(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(world.user)
    address = reverse("awards:review-item", args=[world.application.pk, "AWD4.1"])
    assert client.get(address).status_code == 200
    monkeypatch.setattr("awards.selectors.access.has_declared", lambda seat: False)
    for name in ("awards:review", "awards:review-dossier", "awards:review-check"):
        assert client.get(reverse(name, args=[world.application.pk])).status_code == 403
    assert client.get(address).status_code == 403
    assert client.post(address, {"revision": "1"}).status_code == 403
