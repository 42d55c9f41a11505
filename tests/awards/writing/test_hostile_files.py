"""Every hostile file of `qmplatform.uploads` through the page: refused with its reason, nothing kept, never a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards.models import Attachment, AwardApplication
from awards.services import attachments as services
from qmplatform.uploads import ATTACHMENT
from tests.qmplatform.uploads.building import good_files
from tests.qmplatform.uploads.hostile import Hostile, hostile_files

pytestmark = [pytest.mark.django_db, pytest.mark.once]
JSON = {"accept": "application/json"}


def send(client: Client, application: AwardApplication, name: str, body: bytes) -> tuple[int, dict[str, str]]:
    address = reverse("awards:attachment-add", args=[application.pk, "AWD1.1"])
    answer = client.post(address, {"file": SimpleUploadedFile(name, body)}, headers=JSON)
    return answer.status_code, answer.json()


def kept() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_every_hostile_file_is_refused_with_its_reason(
    application: AwardApplication, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Names with a folder or hidden signs are cut by Django before any page sees them: the check itself has its tests.
    seen = [one for one in hostile_files() if not one.reason.value.startswith("name-")]
    for one in seen:
        monkeypatch.setattr(services, "ATTACHMENT", replace(ATTACHMENT, **one.under))
        status, reply = send(editor, application, one.name, body_of(one))
        assert (status, reply["code"]) == (400, one.reason.value), one.label
        assert reply["title"], one.label
    assert len(seen) > 80
    assert not Attachment.objects.exists()
    assert kept() == []


def test_every_good_file_is_taken(
    application: AwardApplication, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MAX_PER_ITEM", len(good_files()))
    for name, body in good_files().items():
        status, reply = send(editor, application, name, body)
        assert status == 201, (name, reply)
    assert len(kept()) == Attachment.objects.count() == len(good_files())


def body_of(one: Hostile) -> bytes:
    return one.content()
