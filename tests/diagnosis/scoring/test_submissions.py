"""Lines of answers files."""

from typing import Any

import pytest

from diagnosis.scoring import Answer, AnswerState, Profile
from diagnosis.scoring.submissions import UnableToReadSubmission, document_from_row, read_answer, read_submission
from tests.diagnosis.scoring.small_model import mixed


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (3, Answer(AnswerState.ANSWERED, 3)),
        (["a", "b"], Answer(AnswerState.ANSWERED, ("a", "b"))),
        ({"value": 120, "unit": "ppm"}, Answer(AnswerState.ANSWERED, 120, "ppm")),
        ({"value": 3, "confidence": "estimate"}, Answer(AnswerState.ANSWERED, 3, confidence="estimate")),
        ({"na": "없음"}, Answer(AnswerState.NA_CLAIMED, na_reason="없음")),
        ("unknown", Answer(AnswerState.UNKNOWN)),
        ("모름", Answer(AnswerState.UNKNOWN)),
        (None, Answer(AnswerState.MISSING)),
        ({"value": None}, Answer(AnswerState.MISSING)),
    ],
)
def test_ways_to_write_an_answer(raw: Any, expected: Answer) -> None:
    assert read_answer("X", raw) == expected


def test_contract_line_is_read() -> None:
    line = {
        "id": "c-001",
        "profile": {"sector": "ELECTRIC", "size": "small", "region": "41", "year": 2026},
        "answers": {"INF1.1": 3, "INF1.2": ["a"], "PER1.2": {"value": 120, "unit": "ppm"}, "ORG1.1": "unknown"},
    }
    submission = read_submission(line, mixed())
    assert submission.id == "c-001"
    assert submission.profile == Profile(sector="ELECTRIC", size="small", region="41", year=2026)
    assert submission.answers["PER1.2"] == Answer(AnswerState.ANSWERED, 120, "ppm")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": ""}, "`id` must be a text"),
        ({"id": None}, "`id` must be a text"),
        ({"anwsers": {}}, "unknown key `anwsers`"),
        ({"answers": []}, "`answers` must be an object"),
        ({"profile": "small"}, "`profile` must be an object"),
        ({"profile": {"sector": "NOPE"}}, "unknown sector `NOPE`"),
        ({"profile": {"size": "huge"}}, "unknown size `huge`"),
        ({"profile": {"group": "FARM"}}, "unknown group `FARM`"),
        ({"profile": {"sector": "FOOD", "group": "SERVICE"}}, "belongs to MANUFACTURING"),
        ({"profile": {"region": "99"}}, "unknown region `99`"),
        ({"profile": {"region": "29", "year": 2027}}, "region `29` did not exist in 2027; use `12`"),
        ({"profile": {"year": "2026"}}, "is not a year"),
        ({"profile": {"colour": "red"}}, "unknown key `colour`"),
        ({"answers": {"INF1.1": "drei"}}, "INF1.1: `drei` is not an answer"),
        ({"answers": {"INF1.1": True}}, "INF1.1: `True` is not an answer"),
        ({"answers": {"INF1.1": {"value": 3, "units": "x"}}}, "unknown key `units`"),
        ({"answers": {"INF1.1": {"value": {"value": 1}}}}, "must not be an object"),
        ({"answers": {"INF1.1": {"na": "x", "value": 3}}}, "`na` stands alone"),
        ({"answers": {"INF1.1": {"value": 3, "confidence": "high"}}}, "sure, usual or estimate"),
        ({"answers": {"ZZ": 3}}, "ZZ: is not an item"),
    ],
)
def test_faults_of_a_line_are_named(change: dict[str, Any], fault: str) -> None:
    line: dict[str, Any] = {"id": "x", "profile": {}, "answers": {}} | change
    with pytest.raises(UnableToReadSubmission, match=fault):
        read_submission(line, mixed())


def test_all_faults_of_a_line_come_at_once() -> None:
    line = {"id": "x", "profile": {"size": "huge"}, "answers": {"ZZ": 1, "INF1.1": 9, "ORG1.2": 41}}
    with pytest.raises(UnableToReadSubmission) as caught:
        read_submission(line, mixed())
    assert len(caught.value.faults) == 4


def test_region_is_valid_in_any_part_of_its_year() -> None:
    for code in ("29", "12"):
        read_submission({"id": "x", "profile": {"region": code, "year": 2026}, "answers": {}}, mixed())


def test_csv_row_reads_like_the_json_line() -> None:
    row = {
        "id": "c-001", "sector": "FOOD", "year": "2026", "size": "",
        "INF1.1": "3", "INF1.2": "a|b", "PER1.2": "1,200 ppm", "PER1.3": "na: no process", "ORG1.1": "unknown",
        "PER1.4": "", "ORG1.2": "45", "INF1.3": "soso",
    }  # fmt: skip
    assert document_from_row(row, mixed().items()) == {
        "id": "c-001",
        "profile": {"sector": "FOOD", "year": 2026},
        "answers": {
            "INF1.1": 3,
            "INF1.2": ["a", "b"],
            "PER1.2": {"value": 1200, "unit": "ppm"},
            "PER1.3": {"na": "no process"},
            "ORG1.1": "unknown",
            "ORG1.2": 45,
            "INF1.3": "soso",
        },
    }
