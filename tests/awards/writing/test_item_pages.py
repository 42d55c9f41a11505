"""The pages of the dossier: the list, an item with its text, figures and attachments, autosave and conflicts."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from awards.models import Attachment, AwardApplication, DossierFigure, DossierText
from awards.views.dossier import files
from tests.awards.rows import make_application, make_cycle
from tests.factories import NOW, People, make_people
from tests.qmplatform.uploads.building import pdf

pytestmark = pytest.mark.django_db
ITEM = "AWD1.1"


def page(application: AwardApplication, code: str = ITEM, name: str = "dossier-item") -> str:
    return reverse(f"awards:{name}", args=[application.pk, code])


def put(client: Client, application: AwardApplication, data: Any, code: str = ITEM) -> Any:
    body = data if isinstance(data, str) else json.dumps(data)
    return client.put(page(application, code, "dossier-text"), body, content_type="application/json")


class TestAutosave:
    def test_saves_and_says_when_and_how_much(self, application: AwardApplication, editor: Client) -> None:
        answer = put(editor, application, {"text": "대표가 매주 현장을 본다.", "revision": 0})
        assert answer.status_code == 200
        reply = answer.json()
        assert reply["revision"] == 1
        assert reply["saved"] == "저장됨 14:00"
        assert (reply["count"], reply["limit"]) == (14, 2100)
        assert reply["answered"].startswith("1")

    def test_tells_of_a_newer_text_and_hands_it_over(
        self, application: AwardApplication, editor: Client, people: People
    ) -> None:
        put(editor, application, {"text": "동료의 글", "revision": 0})
        answer = put(editor, application, {"text": "내 글", "revision": 0})
        assert answer.status_code == 409
        assert answer.json()["code"] == "newer"
        assert answer.json()["current"]["text"] == "동료의 글"
        assert answer.json()["current"]["by"] == people.editor.name

    @pytest.mark.parametrize(
        "data",
        ["", "[]", "{}", "{", '{"text": 1, "revision": 0}', '{"text": "a", "revision": true}',
         '{"text": "a", "revision": -1}', '{"text": "a", "revision": "1"}'],
    )  # fmt: skip
    def test_refuses_what_it_cannot_read(self, application: AwardApplication, editor: Client, data: str) -> None:
        assert put(editor, application, data).status_code == 400
        assert not DossierText.objects.exists()

    def test_says_that_it_is_closed(self, application: AwardApplication, editor: Client) -> None:
        AwardApplication.objects.filter(pk=application.pk).update(state="submitted")
        answer = put(editor, application, {"text": "a", "revision": 0})
        assert answer.status_code == 409
        assert answer.json()["code"] == "closed"

    def test_is_for_those_who_may_write(self, application: AwardApplication, client: Client, people: People) -> None:
        for user, status in ((people.viewer, 403), (people.stranger, 404), (people.official, 404)):
            client.force_login(user)
            assert put(client, application, {"text": "a", "revision": 0}).status_code == status
        assert not DossierText.objects.exists()

    def test_needs_the_token(self, application: AwardApplication, people: People) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(people.editor)
        assert put(client, application, {"text": "a", "revision": 0}).status_code == 403

    def test_a_code_that_is_not_there_is_not_found(self, application: AwardApplication, editor: Client) -> None:
        assert put(editor, application, {"text": "a", "revision": 0}, "AWD9.9").status_code == 404


class TestItemPage:
    def test_asks_small_firms_the_core_questions(self, application: AwardApplication, editor: Client) -> None:
        body = editor.get(page(application)).content.decode()
        assert "대표가 직접 참여하는 품질 활동은" in body
        assert "중소기업 적용" in body or "대표가 곧 품질책임자인" in body
        assert "2,100자" in body

    def test_asks_large_ones_everything(self, application: AwardApplication, editor: Client) -> None:
        type(application.company).objects.filter(pk=application.company_id).update(size_code="large")
        body = editor.get(page(application)).content.decode()
        assert "3,500자" in body
        assert "대표가 곧 품질책임자인" not in body

    def test_is_whole_in_english(self, application: AwardApplication, editor: Client) -> None:
        with translation.override("en"):
            body = editor.get(page(application), headers={"accept-language": "en"}).content.decode()
        assert "What examiners look for" in body or "심사위원이 보는" in body

    def test_saves_without_script_and_goes_on(self, application: AwardApplication, editor: Client) -> None:
        answer = editor.post(page(application), {"text": "글", "revision": "0", "go": "next"})
        assert answer.status_code == 303
        assert answer["Location"] == page(application, "AWD1.2")
        assert editor.post(page(application), {"text": "글", "revision": "1", "go": "all"})["Location"] == reverse(
            "awards:dossier", args=[application.pk]
        )
        assert editor.post(page(application), {"text": "글", "revision": "1", "go": "figure"})["Location"] == page(
            application, name="figure-add"
        )

    def test_shows_both_texts_where_a_colleague_saved(
        self, application: AwardApplication, editor: Client, people: People
    ) -> None:
        put(editor, application, {"text": "동료의 글", "revision": 0})
        answer = editor.post(page(application), {"text": "내가 쓴 글", "revision": "0", "go": "next"})
        body = answer.content.decode()
        assert answer.status_code == 409
        assert "동료의 글" in body
        assert "내가 쓴 글" in body
        assert 'name="revision" value="1"' in body
        assert DossierText.objects.get().text == "동료의 글"
        again = editor.post(page(application), {"text": "내가 쓴 글", "revision": "1", "go": "next"})
        assert again.status_code == 303
        assert DossierText.objects.get().text == "내가 쓴 글"

    def test_a_post_without_a_text_empties_none(self, application: AwardApplication, editor: Client) -> None:
        put(editor, application, {"text": "글", "revision": 0})
        assert editor.post(page(application), {"revision": "1", "go": "all"}).status_code == 303
        assert DossierText.objects.get().text == "글"

    def test_what_is_typed_is_no_markup(self, application: AwardApplication, editor: Client) -> None:
        put(editor, application, {"text": "<script>x</script></textarea><b>", "revision": 0})
        for address in (page(application), reverse("awards:dossier-reading", args=[application.pk])):
            body = editor.get(address).content.decode()
            assert "<script>x" not in body
            assert "&lt;script&gt;x" in body

    def test_sends_on_where_nothing_can_be_written(self, application: AwardApplication, editor: Client) -> None:
        AwardApplication.objects.filter(pk=application.pk).update(state="review")
        for name in ("dossier-item", "figure-add"):
            answer = editor.get(page(application, name=name))
            assert answer.status_code == 303
            assert answer["Location"] == reverse("awards:dossier", args=[application.pk])
        assert "읽" in editor.get(reverse("awards:dossier", args=[application.pk])).content.decode()

    def test_the_profile_is_written_too(self, application: AwardApplication, editor: Client) -> None:
        body = editor.get(page(application, "AWD0")).content.decode()
        assert "주력 제품" in body
        assert editor.get(page(application, "AWD0", "figure-add")).status_code == 404

    def test_an_unknown_item_is_not_found(self, application: AwardApplication, editor: Client) -> None:
        assert editor.get(page(application, "AWD9.9")).status_code == 404


class TestOverview:
    def test_shows_how_far_it_is_and_the_limits(self, application: AwardApplication, editor: Client) -> None:
        put(editor, application, {"text": "가" * 10, "revision": 0})
        body = editor.get(reverse("awards:dossier", args=[application.pk])).content.decode()
        assert page(application) in body
        assert "2,100" in body

    def test_a_viewer_reads_and_does_not_write(
        self, application: AwardApplication, client: Client, people: People
    ) -> None:
        client.force_login(people.viewer)
        body = client.get(reverse("awards:dossier", args=[application.pk])).content.decode()
        assert page(application) not in body
        assert reverse("awards:dossier-reading", args=[application.pk]) in body

    def test_reading_numbers_what_examiners_cite(self, application: AwardApplication, editor: Client) -> None:
        put(editor, application, {"text": "하나\n둘", "revision": 0})
        body = editor.get(reverse("awards:dossier-reading", args=[application.pk])).content.decode()
        assert 'id="1.1-P2"' in body

    @pytest.mark.parametrize(("category", "criteria"), [("QCAS", "qcas-2026"), ("CIRCLE", "qcircle-2026")])
    def test_works_for_every_criteria(self, people: People, editor: Client, category: str, criteria: str) -> None:
        from awards.selectors.files import criteria_of, published_criteria

        cycle = make_cycle()
        row = published_criteria(criteria)
        field = "F1" if category == "CIRCLE" else ""
        application = make_application(people.company, cycle, category=category, criteria=row, field_code=field)
        assert editor.get(reverse("awards:dossier", args=[application.pk])).status_code == 200
        for code in criteria_of(row).items:
            assert editor.get(page(application, code)).status_code == 200


class TestFigurePages:
    DATA = {"title": "출하불량", "unit": "ppm", "direction": "down", "values_2024": "121", "values_2025": "68"}

    def test_add_change_and_take_out(self, application: AwardApplication, editor: Client) -> None:
        here = f"{page(application, 'AWD7.1')}#figures"
        assert editor.post(page(application, "AWD7.1", "figure-add"), self.DATA)["Location"] == here
        row = DossierFigure.objects.get()
        address = reverse("awards:figure", args=[application.pk, "AWD7.1", 1])
        shown = editor.get(address).content.decode()
        assert 'value="121"' in shown
        assert "<svg" in shown
        data = self.DATA | {"seen_at": row.saved_at.isoformat(), "values_2025": "60"}
        assert editor.post(address, data).status_code == 303
        row.refresh_from_db()
        assert row.values["2025"] == 60.0
        assert "7.1-F1" in editor.get(page(application, "AWD7.1")).content.decode()
        assert editor.post(reverse("awards:figure-remove", args=[application.pk, "AWD7.1", 1])).status_code == 303
        assert not DossierFigure.objects.exists()

    def test_keeps_what_was_typed_where_something_is_wrong(self, application: AwardApplication, editor: Client) -> None:
        answer = editor.post(page(application, "AWD7.1", "figure-add"), self.DATA | {"values_2025": "많이"})
        body = answer.content.decode()
        assert answer.status_code == 200
        assert 'value="많이"' in body
        assert "data-error-summary" in body
        assert not DossierFigure.objects.exists()

    def test_a_page_made_before_a_colleague_saved_shows_both(
        self, application: AwardApplication, editor: Client
    ) -> None:
        editor.post(page(application, "AWD7.1", "figure-add"), self.DATA)
        address = reverse("awards:figure", args=[application.pk, "AWD7.1", 1])
        old = (NOW - timedelta(minutes=1)).isoformat()
        answer = editor.post(address, self.DATA | {"seen_at": old, "values_2025": "1"})
        body = answer.content.decode()
        assert answer.status_code == 409
        assert 'name="values_2025" value="1"' in body
        assert DossierFigure.objects.get().values["2025"] == 68.0
        assert f'name="seen_at" value="{NOW.isoformat()}"' in body

    def test_sends_back_where_the_item_is_full(self, application: AwardApplication, editor: Client) -> None:
        address = page(application, "AWD1.1", "figure-add")
        for _time in range(2):
            assert editor.post(address, self.DATA)["Location"].endswith("#figures")
        assert editor.get(address).status_code == 303
        assert DossierFigure.objects.count() == 2

    def test_draws_while_it_is_typed_and_saves_nothing(self, application: AwardApplication, editor: Client) -> None:
        address = page(application, "AWD7.1", "figure-preview")
        assert "<svg" in editor.post(address, {"values_2025": "3"}).content.decode()
        assert "<svg" not in editor.post(address, {"values_2025": "x"}).content.decode()
        assert "&lt;b&gt;" in editor.post(address, self.DATA | {"title": "<b>"}).content.decode()
        assert not DossierFigure.objects.exists()


class TestAttachmentPages:
    def send(self, client: Client, application: AwardApplication, **more: Any) -> Any:
        file = SimpleUploadedFile("회의록.pdf", pdf(), content_type="application/pdf")
        headers = more.pop("headers", None)
        data = {"file": file, "label": "의사록"} | more
        return client.post(page(application, name="attachment-add"), data, headers=headers)

    def test_takes_a_file_and_the_text_beside_it(self, application: AwardApplication, editor: Client) -> None:
        answer = self.send(editor, application, text="글", revision="0")
        assert answer.status_code == 303
        assert answer["Location"] == f"{page(application)}#attachments"
        assert DossierText.objects.get().text == "글"
        body = editor.get(page(application)).content.decode()
        assert "1.1-E1" in body
        assert "의사록" in body

    def test_answers_the_script_in_its_own_way(self, application: AwardApplication, editor: Client) -> None:
        json_ = {"accept": "application/json"}
        assert self.send(editor, application, headers=json_).status_code == 201
        again = self.send(editor, application, headers=json_)
        assert again.status_code == 400
        assert again.json()["code"] == "same"

    @pytest.mark.parametrize(("language", "word"), [("ko", "내용"), ("en", "content")])
    def test_says_in_both_languages_why_not(
        self, application: AwardApplication, editor: Client, language: str, word: str
    ) -> None:
        file = SimpleUploadedFile("a.pdf", b"MZ program")
        with translation.override(language):
            answer = editor.post(
                page(application, name="attachment-add"), {"file": file}, headers={"accept-language": language}
            )
        assert answer.status_code == 400
        assert not Attachment.objects.exists()
        assert "error-summary" in answer.content.decode()

    def test_keeps_the_text_where_the_file_is_refused(self, application: AwardApplication, editor: Client) -> None:
        answer = editor.post(
            page(application, name="attachment-add"),
            {"file": SimpleUploadedFile("a.exe", b"MZ"), "text": "안 잃는 글", "revision": "0"},
        )
        assert answer.status_code == 400
        assert DossierText.objects.get().text == "안 잃는 글"

    def test_two_gigabytes_are_refused_before_a_byte_is_read(
        self, application: AwardApplication, people: People
    ) -> None:
        class Untouched(io.RawIOBase):
            def read(self, *args: Any) -> bytes:
                raise AssertionError("the body was read")

        client = Client()
        client.force_login(people.editor)
        answer = client.generic(
            "POST",
            page(application, name="attachment-add"),
            b"x",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(2 * 1024**3),
            **{"wsgi.input": Untouched()},
        )
        assert answer.status_code == 413
        assert not Attachment.objects.exists()

    def test_a_body_longer_than_anything_taken_is_not_kept(
        self, application: AwardApplication, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "MOST_BYTES", 200)
        assert self.send(editor, application).status_code == 413

    def test_needs_the_token_though_it_is_looked_at_later(self, application: AwardApplication, people: People) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(people.editor)
        assert self.send(client, application).status_code == 403
        assert not Attachment.objects.exists()

    def test_strangers_learn_nothing_by_length(self, application: AwardApplication, people: People) -> None:
        client = Client()
        client.force_login(people.stranger)
        answer = client.generic("POST", page(application, name="attachment-add"), b"x", CONTENT_LENGTH=str(2 * 1024**3))
        assert answer.status_code == 404

    def test_is_named_anew_and_taken_out(self, application: AwardApplication, editor: Client) -> None:
        self.send(editor, application)
        row = Attachment.objects.get()
        # The page has a form of its own for it, outside that of the text.
        shown = editor.get(page(application)).content.decode()
        address = reverse("awards:attachment-label", args=[application.pk, row.pk])
        assert f'<form id="label-file-1" method="post" action="{address}"' in shown
        assert shown.index("</form>") < shown.index('id="label-file-1"')
        assert 'name="label" value="의사록" maxlength="120" form="label-file-1"' in shown
        editor.post(address, {"label": "다른 말"})
        row.refresh_from_db()
        assert row.label == "다른 말"
        editor.post(reverse("awards:attachment-remove", args=[application.pk, row.pk]))
        row.refresh_from_db()
        assert row.removed_at == NOW


def test_a_company_sees_only_its_own(client: Client, db: None) -> None:
    people = make_people()
    application = make_application(people.other_company, make_cycle())
    client.force_login(people.owner)
    assert client.get(page(application)).status_code == 404
