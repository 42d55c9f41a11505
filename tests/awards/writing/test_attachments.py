"""Attachments: looked at, kept outside the web root, numbered once, given out to those who may have them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from django.urls import reverse

from awards.dossier import Dossier
from awards.models import Attachment, AwardApplication, ExaminerDeclaration, ExaminerProfile
from awards.selectors.dossier import dossier_now
from awards.services import attachments as services
from awards.services.attachments import (
    UnableToKeepAttachment,
    attachment_add,
    attachment_label,
    attachment_open,
    attachment_path,
    attachment_remove,
)
from awards.services.writing import UnableToWrite
from qmplatform.models import AuditEntry
from qmplatform.stored import UnableToReadStored
from qmplatform.uploads import UnableToTake
from tests.awards.rows import hand_in, make_examiner, name_team
from tests.factories import NOW, People, make_user
from tests.qmplatform.uploads.building import pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pdfs() -> list[bytes]:
    return [pdf(pages=pages) for pages in (1, 2)]


def others() -> list[ExaminerProfile]:
    return [make_examiner(f"other-{number}@example.com") for number in range(2)]


def add(
    application: AwardApplication, people: People, body: bytes, name: str = "minutes.pdf", **more: Any
) -> Attachment:
    values = {"code": "AWD1.1", "label": "", "size_claimed": len(body)} | more
    row, _notes = attachment_add(
        application=application, name=name, stream=io.BytesIO(body), by=people.editor, now=NOW, **values
    )
    return row


class TestTaking:
    def test_keeps_the_bytes_outside_what_is_served(
        self, application: AwardApplication, people: People, pdfs: list[bytes]
    ) -> None:
        row = add(application, people, pdfs[0], label="  회의록 ")
        path = attachment_path(row.storage_name)
        assert attachment_open(row) == pdfs[0]
        assert path.stat().st_mode & 0o077 == 0
        assert not any(Path(folder) in path.parents for folder in settings.STATICFILES_DIRS)
        assert (row.label, row.number, row.kind) == ("회의록", 1, "pdf")
        assert AuditEntry.objects.get(action="award_attachment_add").details["attachment"] == "1.1-E1"

    def test_says_what_a_file_is_by_its_name_where_nobody_does(
        self, application: AwardApplication, people: People, pdfs: list[bytes]
    ) -> None:
        assert add(application, people, pdfs[0], "품질회의록 2025.pdf").label == "품질회의록 2025"

    @pytest.mark.parametrize(
        ("name", "body", "code"),
        [
            ("virus.exe", b"MZ1234", "kind-unknown"),
            ("a.pdf", b"MZ1234", "kind-mismatch"),
            ("a.pdf", b"", "empty"),
            ("../a.pdf", b"%PDF-1.4", "name-path"),
            ("a.xlsm", b"PK\x03\x04", "macros"),
        ],
    )
    def test_refuses_hostile_files_and_leaves_nothing_behind(
        self, application: AwardApplication, people: People, name: str, body: bytes, code: str
    ) -> None:
        with pytest.raises(UnableToTake) as refused:
            add(application, people, body, name)
        assert refused.value.code.value == code
        assert refused.value.in_("ko") != refused.value.in_("en")
        assert not Attachment.objects.exists()
        assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))

    def test_the_same_file_once_an_item(self, application: AwardApplication, people: People, pdfs: list[bytes]) -> None:
        add(application, people, pdfs[0])
        with pytest.raises(UnableToKeepAttachment) as refused:
            add(application, people, pdfs[0], "other.pdf")
        assert refused.value.code == "same"
        assert len([one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]) == 1
        add(application, people, pdfs[0], code="AWD1.2")

    def test_so_many_an_item_and_so_much_in_all(
        self, application: AwardApplication, people: People, pdfs: list[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(services, "MAX_PER_ITEM", 1)
        add(application, people, pdfs[0])
        with pytest.raises(UnableToKeepAttachment) as refused:
            add(application, people, pdfs[1])
        assert refused.value.code == "many"
        monkeypatch.setattr(services, "MAX_TOTAL_BYTES", len(pdfs[0]) + 10)
        with pytest.raises(UnableToKeepAttachment) as refused:
            add(application, people, pdfs[1], code="AWD1.2")
        assert refused.value.code == "total"

    def test_a_picture_is_kept_too(self, application: AwardApplication, people: People) -> None:
        assert add(application, people, png(), "photo.png").kind == "png"

    def test_nothing_is_taken_once_it_was_handed_in(
        self, application: AwardApplication, people: People, pdfs: list[bytes]
    ) -> None:
        AwardApplication.objects.filter(pk=application.pk).update(state="submitted")
        with pytest.raises(UnableToWrite):
            add(application, people, pdfs[0])
        assert not [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]


class TestTakingOut:
    def test_a_number_is_not_given_twice(
        self, application: AwardApplication, people: People, pdfs: list[bytes]
    ) -> None:
        row = add(application, people, pdfs[0])
        attachment_remove(attachment=row, by=people.editor, now=NOW)
        assert add(application, people, pdfs[0]).number == 2

    def test_the_file_goes_with_it(
        self,
        application: AwardApplication,
        people: People,
        pdfs: list[bytes],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        row = add(application, people, pdfs[0])
        with django_capture_on_commit_callbacks(execute=True):
            attachment_remove(attachment=row, by=people.editor, now=NOW)
        assert not attachment_path(row.storage_name).exists()

    def test_what_was_handed_in_keeps_its_file(
        self,
        application: AwardApplication,
        people: People,
        pdfs: list[bytes],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        row = add(application, people, pdfs[0])
        hand_in(application, people.owner, dossier=dossier_now(application), state="completion")
        with django_capture_on_commit_callbacks(execute=True):
            attachment_remove(attachment=row, by=people.editor, now=NOW)
        assert attachment_open(row) == pdfs[0]

    def test_a_label_may_be_said_anew(self, application: AwardApplication, people: People, pdfs: list[bytes]) -> None:
        row = add(application, people, pdfs[0])
        assert attachment_label(attachment=row, label="다른 말", by=people.editor, now=NOW).label == "다른 말"
        assert attachment_label(attachment=row, label=" ", by=people.editor, now=NOW).label == "minutes"


class TestReading:
    def test_a_changed_file_is_not_given_out(
        self, application: AwardApplication, people: People, pdfs: list[bytes], editor: Client
    ) -> None:
        row = add(application, people, pdfs[0])
        attachment_path(row.storage_name).write_bytes(pdfs[1])
        with pytest.raises(UnableToReadStored):
            attachment_open(row)
        assert editor.get(reverse("awards:attachment", args=[application.pk, row.pk])).status_code == 404

    def test_a_name_of_somebody_elses_is_no_path(self) -> None:
        with pytest.raises(ValueError, match="Not a storage name"):
            attachment_path("../../etc/passwd")

    def test_the_folder_may_not_be_served(self, settings: LazySettings, tmp_path: Path) -> None:
        settings.STATICFILES_DIRS = [tmp_path]
        with pytest.raises(ValueError, match="hands out files"):
            attachment_path("ab/ab" + "0" * 30)


class TestWhoHasIt:
    """A file handed in: members, officials, and examiners of the team once they signed."""

    @pytest.fixture
    def row(self, application: AwardApplication, people: People, pdfs: list[bytes]) -> Attachment:
        return add(application, people, pdfs[0])

    def status(self, client: Client, user: Any, row: Attachment) -> int:
        client.force_login(user)
        return client.get(reverse("awards:attachment", args=[row.application_id, row.pk])).status_code

    def dossier(self, row: Attachment) -> Dossier:
        return dossier_now(row.application)

    def test_is_a_file_and_never_a_page(self, row: Attachment, client: Client, people: People) -> None:
        client.force_login(people.viewer)
        answer = client.get(reverse("awards:attachment", args=[row.application_id, row.pk]))
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_a_draft_is_the_companys_alone(self, row: Attachment, client: Client, people: People) -> None:
        assert [self.status(client, one, row) for one in (people.owner, people.viewer)] == [200, 200]
        assert [self.status(client, one, row) for one in (people.stranger, people.official)] == [404, 404]

    def test_an_official_has_what_was_handed_in(self, row: Attachment, client: Client, people: People) -> None:
        hand_in(row.application, people.owner, dossier=self.dossier(row))
        assert self.status(client, people.official, row) == 200

    def test_but_not_what_was_added_after(
        self, row: Attachment, client: Client, people: People, pdfs: list[bytes]
    ) -> None:
        hand_in(row.application, people.owner, dossier=self.dossier(row), state="completion")
        later = add(row.application, people, pdfs[1], "later.pdf")
        assert self.status(client, people.official, later) == 404
        assert self.status(client, people.owner, later) == 200

    def test_an_examiner_of_the_team_has_it_once_the_declaration_is_signed(
        self, row: Attachment, client: Client, people: People
    ) -> None:
        hand_in(row.application, people.owner, dossier=self.dossier(row))
        inside, outside = make_examiner("in@example.com"), make_examiner("out@example.com")
        name_team(row.application, [inside, *others()], people.official, declared=False)
        assert self.status(client, inside.user, row) == 403
        ExaminerDeclaration.objects.create(examiner=inside, application=row.application, text="Test", signed_at=NOW)
        assert self.status(client, inside.user, row) == 200
        assert self.status(client, outside.user, row) == 404

    def test_an_examiner_has_the_latest_submission_alone(self, row: Attachment, client: Client, people: People) -> None:
        hand_in(row.application, people.owner, dossier=self.dossier(row), state="completion")
        attachment_remove(attachment=row, by=people.editor, now=NOW)
        hand_in(row.application, people.owner, dossier=self.dossier(row))
        inside = make_examiner("in@example.com")
        name_team(row.application, [inside, *others()], people.official)
        assert self.status(client, inside.user, row) == 404
        assert self.status(client, people.official, row) == 200

    def test_another_applications_address_does_not_lead_there(
        self, row: Attachment, client: Client, people: People
    ) -> None:
        client.force_login(people.owner)
        address = reverse("awards:attachment", args=["00000000-0000-4000-8000-000000000000", row.pk])
        assert client.get(address).status_code == 404
        assert self.status(client, make_user("nobody@example.com"), row) == 404
