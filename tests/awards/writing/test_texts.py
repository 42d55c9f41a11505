"""Texts of a dossier: kept as typed, never over somebody's newer text, never outside the window."""

from __future__ import annotations

from datetime import timedelta

import pytest

from awards.models import AwardApplication, DossierText, StageChange
from awards.services import dossier as services
from awards.services.dossier import (
    MAX_CHARACTERS,
    UnableToKeepText,
    UnableToOverwriteText,
    clean_text,
    text_append,
    text_save,
)
from awards.services.writing import UnableToWrite, writing_check
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
State = AwardApplication.State


def save(application: AwardApplication, people: People, text: str, revision: int, code: str = "AWD1.1") -> DossierText:
    return text_save(application=application, code=code, text=text, revision=revision, by=people.editor, now=NOW)


class TestSaving:
    def test_counts_revisions_up(self, application: AwardApplication, people: People) -> None:
        assert save(application, people, "하나", 0).revision == 1
        assert save(application, people, "둘", 1).revision == 2

    def test_an_older_page_never_overwrites(self, application: AwardApplication, people: People) -> None:
        save(application, people, "하나", 0)
        save(application, people, "둘", 1)
        for seen in (0, 1, 7):
            with pytest.raises(UnableToOverwriteText) as refused:
                save(application, people, "다른 글", seen)
            assert refused.value.current.text == "둘"
        assert DossierText.objects.get().text == "둘"

    def test_without_the_guard_it_would(
        self, application: AwardApplication, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(services, "is_outdated", lambda row, revision: False)
        save(application, people, "하나", 0)
        save(application, people, "둘", 1)
        save(application, people, "다른 글", 0)
        assert DossierText.objects.get().text == "다른 글"

    def test_the_same_text_may_come_again(self, application: AwardApplication, people: People) -> None:
        save(application, people, "하나", 0)
        assert save(application, people, "하나", 0).revision == 1

    def test_keeps_a_text_beyond_its_limit(self, application: AwardApplication, people: People) -> None:
        assert len(save(application, people, "가" * 9000, 0).text) == 9000

    def test_refuses_what_no_text_can_be(self, application: AwardApplication, people: People) -> None:
        with pytest.raises(UnableToKeepText):
            save(application, people, "가" * (MAX_CHARACTERS + 1), 0)
        assert not DossierText.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("a\r\nb\rc", "a\nb\nc"), ("가\x00\x07나", "가나"), ("\u1100\u1161", "\uac00"), ("a\tb", "a\tb")],
    )
    def test_stores_one_kind_of_line_break_and_no_hidden_signs(self, typed: str, kept: str) -> None:
        assert clean_text(typed) == kept


class TestAppending:
    ORIGIN = {"result": "r", "receipt": "2026-QM-1", "codes": ["ORG2.1"], "reference_year": 2026, "taken_at": ""}

    def test_adds_at_the_end_and_says_from_where(self, application: AwardApplication, people: People) -> None:
        save(application, people, "내 글", 0)
        row = text_append(
            application=application, code="AWD1.1", text="초안", origins=[self.ORIGIN], by=people.editor, now=NOW
        )
        assert row.text == "내 글\n\n초안"
        assert row.revision == 2
        assert row.origins == [self.ORIGIN]

    def test_an_emptied_text_forgets_where_it_came_from(self, application: AwardApplication, people: People) -> None:
        row = text_append(
            application=application, code="AWD1.1", text="초안", origins=[self.ORIGIN], by=people.editor, now=NOW
        )
        assert save(application, people, " ", row.revision).origins == []


class TestWindow:
    def test_nothing_is_written_under_a_code_the_criteria_do_not_have(
        self, application: AwardApplication, people: People
    ) -> None:
        with pytest.raises(UnableToWrite) as refused:
            save(application, people, "글", 0, code="AWD9.9")
        assert refused.value.why == "code"

    @pytest.mark.parametrize("state", [one for one in State if one not in (State.DRAFT, State.COMPLETION)])
    def test_nothing_is_written_once_it_was_handed_in(
        self, application: AwardApplication, people: People, state: str
    ) -> None:
        AwardApplication.objects.filter(pk=application.pk).update(state=state)
        with pytest.raises(UnableToWrite) as refused:
            save(application, people, "글", 0)
        assert refused.value.why == "state"

    def test_the_last_second_counts_and_the_next_does_not(self, application: AwardApplication) -> None:
        change = StageChange.objects.get(stage="APPLY")
        writing_check(application, now=change.ends_at - timedelta(seconds=1))
        with pytest.raises(UnableToWrite) as refused:
            writing_check(application, now=change.ends_at)
        assert refused.value.why == "late"
        writing_check(application, now=change.starts_at)
        with pytest.raises(UnableToWrite) as refused:
            writing_check(application, now=change.starts_at - timedelta(seconds=1))
        assert refused.value.why == "early"

    def test_completion_is_written_until_it_is_due_whatever_the_window(self, application: AwardApplication) -> None:
        StageChange.objects.create(
            cycle_key=application.cycle_key, stage="APPLY", kind="move", starts_at=NOW - timedelta(days=30),
            ends_at=NOW - timedelta(days=3), reason="Test", created_at=NOW,
        )  # fmt: skip
        application.state, application.completion_due_at = State.COMPLETION, NOW + timedelta(days=1)
        writing_check(application, now=NOW + timedelta(days=1) - timedelta(seconds=1))
        with pytest.raises(UnableToWrite):
            writing_check(application, now=NOW + timedelta(days=1))
