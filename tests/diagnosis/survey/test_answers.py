"""Saving one answer: what is understood, what is refused, and which save wins."""

import random
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from diagnosis.models import Answer, Diagnosis
from diagnosis.services import answers
from diagnosis.services.answers import (
    PostedAnswer,
    UnableToChangeAnswers,
    UnableToFindQuestion,
    UnableToOverwrite,
    answer_save,
    section_save,
)
from diagnosis.services.reading import RawAnswer, UnableToAcceptAnswer, row_fingerprint
from diagnosis.services.start import diagnosis_cancel
from tests.factories import NOW, People

Save = Callable[..., Any]


@pytest.mark.parametrize(
    ("code", "value", "state", "stored"),
    [
        ("INF1.1", 0, "answered", 0),
        ("INF1.1", "unknown", "unknown", None),
        ("INF1.1", {"na": "설비가 없는 회사"}, "na_claimed", None),
        ("INF1.1", {"na": "설계만 하는 연구소입니다"}, "na_claimed", None),
        ("INF2.1", ["b", "a", "a"], "answered", ["a", "b"]),
        ("PER1.1", 1.5, "answered", {"value": 1.5, "unit": "%", "text": "1.5"}),
        ("PER1.1", "１,２００ ppm", "answered", {"value": 1200.0, "unit": "ppm", "text": "１,２００ ppm"}),
        ("PER1.1", {"value": "1200ppm", "unit": "%"}, "answered", {"value": 1200.0, "unit": "ppm", "text": "1200ppm"}),
        ("PER1.2", "2주", "answered", {"value": 2.0, "unit": "weeks", "text": "2주"}),
        ("PER1.2", "삼 일", "answered", {"value": 3.0, "unit": "days", "text": "삼 일"}),
        ("PER1.3", 35, "answered", 35),
        ("PER1.3", None, "missing", None),
    ],
)
def test_understands(save: Save, code: str, value: Any, state: str, stored: Any) -> None:
    row = save(code, value)
    assert (row.state, row.value) == (state, stored)


@pytest.mark.parametrize(
    ("code", "value", "field", "fault"),
    [
        ("INF1.1", 6, "value", "not_a_level"),
        ("INF1.1", -1, "value", "not_a_level"),
        ("INF1.1", True, "value", "not_a_level"),
        ("INF1.1", 3.0, "value", "not_a_level"),
        ("INF1.1", "3; DROP TABLE", "value", "not_a_level"),
        ("INF1.1", {"na": "없음"}, "na_reason", "reason_too_short"),
        ("INF1.1", {"na": ["x"]}, "na_reason", "not_text"),
        ("INF1.1", {"na": "가" * 301}, "na_reason", "too_long"),
        ("INF1.2", {"na": "이유를 열 글자 넘게 적습니다"}, "value", "na_not_allowed"),
        ("INF2.1", [], "value", "nothing_chosen"),
        ("INF2.1", ["zzz"], "value", "unknown_option"),
        ("INF2.1", "a", "value", "unknown_option"),
        ("INF2.1", ["b"], "value", "needs_option"),
        ("INF2.1", ["a", "none"], "value", "excluded"),
        ("PER1.1", float("nan"), "value", "too_large"),
        ("PER1.1", float("inf"), "value", "too_large"),
        pytest.param("PER1.1", 10**400, "value", "too_large", id="huge"),
        ("PER1.1", "9" * 70, "value", "not_a_number"),
        ("PER1.1", "5~7", "value", "not_a_number"),
        ("PER1.1", "-1", "value", "out_of_bounds"),
        ("PER1.1", "101", "value", "out_of_bounds"),
        ("PER1.1", "12 kg", "value", "unknown_unit"),
        ("PER1.1", {"value": 1, "unit": "시간"}, "value", "unknown_unit"),
        ("PER1.1", {"value": 1, "unit": 7}, "unit", "unknown_unit"),
        ("PER1.1", {}, "value", "not_a_number"),
        ("PER1.1", [1], "value", "not_a_number"),
        ("PER1.3", 36, "value", "not_a_percentage"),
    ],
)
def test_refuses_and_changes_nothing(save: Save, code: str, value: Any, field: str, fault: str) -> None:
    save(code, "unknown", 1)
    with pytest.raises(UnableToAcceptAnswer) as refused:
        save(code, value, 2)
    assert [(f.field, f.code) for f in refused.value.faults] == [(field, fault)]
    assert all(f.text.endswith((".", "요", "니다")) for f in refused.value.faults)
    assert Answer.objects.get(code=code).revision == 1


def test_text_is_composed_and_without_control_characters(save: Save) -> None:
    typed = unicodedata.normalize("NFD", "검사 기록") + "\x00\u001b[31m"
    row = save("INF1.1", 2, note=typed, evidence="<script>alert(1)</script>")
    assert row.note == "검사 기록[31m"
    assert row.evidence == "<script>alert(1)</script>"


def test_lone_surrogates_do_not_reach_the_database(save: Save) -> None:
    assert save("INF1.1", 2, note="가\ud800나").note == "가나"


def test_all_faults_of_one_answer_are_told_at_once(save: Save) -> None:
    with pytest.raises(UnableToAcceptAnswer) as refused:
        save("INF1.1", 9, confidence="certain", note="x" * 1001)
    assert [f.field for f in refused.value.faults] == ["value", "confidence", "note"]


@pytest.mark.parametrize("code", ["ZZZ", "INF1", "INF1.3", "DNA1.1", "' OR 1=1 --", ""])
def test_finds_no_question(save: Save, code: str) -> None:
    with pytest.raises(UnableToFindQuestion):
        save(code, 1)


@pytest.mark.parametrize("revision", [0, -1, 2**53, True, "1", None, 1.5])
def test_revision_must_be_a_whole_number(save: Save, revision: Any) -> None:
    with pytest.raises(UnableToAcceptAnswer) as refused:
        save("INF1.1", 1, revision)
    assert refused.value.faults[0].field == "revision"


def _deliver_shuffled(save: Save, count: int = 60) -> None:
    revisions = list(range(1, count + 1))
    random.Random(7).shuffle(revisions)
    for revision in revisions:
        try:
            save("INF1.1", revision % 6, revision)
        except UnableToOverwrite:
            continue


def test_older_save_never_overwrites_a_newer_one(save: Save) -> None:
    _deliver_shuffled(save)
    row = Answer.objects.get(code="INF1.1")
    assert (row.revision, row.value) == (60, 0)


def test_without_the_guard_an_update_is_lost(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "REVISION_GUARD", "1 = 1")
    _deliver_shuffled(save)
    assert Answer.objects.get(code="INF1.1").revision != 60


def test_conflict_tells_the_current_answer(save: Save) -> None:
    save("INF1.1", 4, 5)
    with pytest.raises(UnableToOverwrite) as refused:
        save("INF1.1", 1, 5)
    assert (refused.value.current.value, refused.value.current.revision) == (4, 5)


def test_same_save_may_arrive_twice(save: Save) -> None:
    assert save("INF1.1", 4, 5).pk == save("INF1.1", 4, 5).pk


def test_side_fields_left_out_stay(save: Save) -> None:
    save("INF1.1", 4, 1, note="메모", confidence="estimate")
    row = save("INF1.1", 5, 2)
    assert (row.value, row.note, row.confidence) == (5, "메모", "estimate")


def test_taking_an_answer_back_keeps_its_revision(save: Save) -> None:
    save("INF1.1", 4, 1)
    save("INF1.1", None, 2)
    with pytest.raises(UnableToOverwrite):
        save("INF1.1", 4, 1)
    assert Answer.objects.get(code="INF1.1").state == "missing"


def test_nothing_is_written_to_a_cancelled_diagnosis(save: Save, draft: Diagnosis, people: People) -> None:
    stale = Diagnosis.objects.get(pk=draft.pk)
    diagnosis_cancel(diagnosis=draft, by=people.owner, now=NOW)
    # The row in memory still says draft: the statement itself looks.
    assert stale.state == "draft"
    with pytest.raises(UnableToChangeAnswers):
        answer_save(diagnosis=stale, code="INF1.1", raw=RawAnswer(1), revision=1, by=people.owner, now=NOW)
    assert not Answer.objects.exists()


def test_page_keeps_valid_answers_beside_an_invalid_one(draft: Diagnosis, people: People) -> None:
    posted = {"INF1.1": PostedAnswer(RawAnswer(9), 0), "INF1.2": PostedAnswer(RawAnswer(2), 0)}
    outcome = section_save(diagnosis=draft, section="inf1", posted=posted, by=people.owner, now=NOW)
    assert outcome.saved == ("INF1.2",)
    assert list(outcome.faults) == ["INF1.1"]


def test_page_does_not_undo_what_somebody_else_saved(draft: Diagnosis, people: People, save: Save) -> None:
    untouched = PostedAnswer(RawAnswer(None, "usual", "", ""), 0, row_fingerprint(None))
    save("INF1.1", 4, 1, by=people.editor)
    outcome = section_save(diagnosis=draft, section="inf1", posted={"INF1.1": untouched}, by=people.owner, now=NOW)
    assert not outcome.faults
    changed = PostedAnswer(RawAnswer(1, "usual", "", ""), 0, untouched.was)
    outcome = section_save(diagnosis=draft, section="inf1", posted={"INF1.1": changed}, by=people.owner, now=NOW)
    assert outcome.faults["INF1.1"][0].field == "conflict"
    assert Answer.objects.get(code="INF1.1").value == 4
