"""What officials and companies type: read kindly, refused beside the field, nothing lost."""

from datetime import date
from typing import Any

import pytest

from cases.editions import CONTENT_FIELDS, Content
from cases.forms.editing import CaseForm, initial_of
from cases.forms.proposal import ProposalForm
from cases.forms.results import MOST, rows_data, rows_sent, rows_shown, rows_typed
from cases.forms.steps import StepForm
from cases.forms.written import Written
from cases.publishing import PublishingFault, untranslated
from tests.cases.curation.conftest import make_content
from tests.cases.curation.sent import case_data, proposal_data

TODAY = date(2026, 11, 20)


def case_form(base: Content | None = None, **fields: Any) -> CaseForm:
    return CaseForm(case_data(**fields), base=base or make_content(), on=TODAY, reader="문정책")


def test_what_was_shown_and_sent_back_is_the_same_content() -> None:
    content = make_content(is_award=True, award_code="nqinno", award_ko="국가품질혁신상", award_en="Prize", year=2024,
                           start_level=2, methods=["spc"], lessons_ko="첫째\n둘째")  # fmt: skip
    form = CaseForm(initial_of(content) | {"is_award": "on"}, base=content, on=TODAY, reader="문정책")
    rows = rows_sent(rows_data(content["results"]))
    assert form.is_valid(), form.errors
    assert rows.is_valid()
    assert form.content(rows.results()) == content
    assert set(form.fields) - {"read_today", "note"} | {"results", "is_synthetic"} == set(CONTENT_FIELDS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_ko", ""),
        ("title_ko", "   "),
        ("title_ko", "가" * 301),
        ("title_en", "a" * 301),
        ("organisation_ko", ""),
        ("organisation_ko", "가" * 201),
        ("year", "2024년"),
        ("year", "1899"),
        ("year", "2101"),
        ("year", "99999999999999999999"),
        ("source_url", "javascript:alert(1)"),
        ("source_url", "example.com"),
        ("source_url", "http://[::1"),
        ("source_url", "https://example.com/" + "a" * 600),
        ("themes", ["magic"]),
        ("methods", ["magic"]),
        ("award_code", "nobel"),
        ("sector_code", "ALCHEMY"),
        ("size_code", "tiny"),
        ("country_code", "XX"),
        ("region_code", "99"),
        ("start_level", "6"),
        ("start_level", "-1"),
        ("verification_status", "believed"),
        ("verification_status", ""),
        ("verification_note", "가" * 301),
        ("summary_ko", "가" * 20_001),
        ("summary_ko", "보이지 않는 \x07 글자"),
        ("summary_ko", "널 \x00 글자"),
        ("note", "가" * 501),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nowhere_else(field: str, value: Any) -> None:
    form = CaseForm(case_data() | {field: value}, base=make_content(), on=TODAY, reader="문정책")
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_texts_are_kept_as_the_database_keeps_them() -> None:
    form = case_form(title_ko="  도금\u1100\u1161  공장 ", lessons_ko="첫째\r\n둘째\r셋째\n")
    assert form.is_valid()
    assert form.cleaned_data["title_ko"] == "도금가 공장"
    assert form.cleaned_data["lessons_ko"] == "첫째\n둘째\n셋째"


@pytest.mark.parametrize(
    ("sent", "award"),
    [
        ({"award_code": "nqinno", "award_ko": ""}, ("nqinno", "국가품질혁신상")),
        ({"award_code": "", "award_ko": "국가품질혁신상"}, ("nqinno", "국가품질혁신상")),
        ({"award_code": "nqinno", "award_ko": "옛 이름"}, ("nqinno", "옛 이름")),
        ({"award_code": "", "award_ko": "우리 동네 상"}, ("", "우리 동네 상")),
        ({"award_code": "", "award_ko": ""}, ("", "")),
    ],
)
def test_award_and_its_name_find_each_other(sent: dict[str, str], award: tuple[str, str]) -> None:
    form = case_form(**sent)
    assert form.is_valid()
    content = form.content([])
    assert (content["award_code"], content["award_ko"]) == award


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({}, ("KR", "41", "경기도")),
        ({"region_code": "11"}, ("KR", "11", "서울특별시")),
        ({"region_code": ""}, ("KR", "", "")),
        ({"country_code": "US", "region_text": "Ohio"}, ("US", "", "Ohio")),
        ({"country_code": "", "region_code": "41", "region_text": ""}, ("", "", "")),
    ],
)
def test_a_region_is_a_code_in_korea_and_words_elsewhere(sent: dict[str, str], place: tuple[str, ...]) -> None:
    form = CaseForm(case_data() | {"region_text": ""} | sent, base=make_content(), on=TODAY, reader="문정책")
    assert form.is_valid()
    content = form.content([])
    assert (content["country_code"], content["region_code"], content["region_text"]) == place


def test_words_of_a_region_that_was_not_touched_stay() -> None:
    base = make_content(region_text="경기")
    assert case_form(base).is_valid()
    form = case_form(base)
    form.is_valid()
    assert form.content([])["region_text"] == "경기"


@pytest.mark.parametrize(
    ("before", "typed", "note"),
    [
        ("", "", "2026-11-20 문정책."),
        ("2020-01-01 조편집.", "2020-01-01 조편집.", "2026-11-20 문정책."),
        ("", "3쪽에서 수상 확인", "2026-11-20 문정책: 3쪽에서 수상 확인"),
        ("", "가" * 300, ("2026-11-20 문정책: " + "가" * 300)[:300]),
    ],
)
def test_whoever_read_the_source_is_named_with_the_day(before: str, typed: str, note: str) -> None:
    base = make_content(verification_status="unverified", verification_note=before)
    sent = case_data(verification_status="unverified", verification_note=typed) | {"read_today": "on"}
    form = CaseForm(sent, base=base, on=TODAY, reader="문정책")
    assert form.is_valid()
    content = form.content([])
    assert (content["verification_status"], content["verification_note"]) == ("source-read", note)


# --- Results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({}, None),
        ({"text_ko": "불량 40% 감소"}, None),
        ({"kpi": "불량률", "after": "0.7"}, None),
        ({"kpi": "불량률", "before": "3", "after": "0.7", "unit": "%", "family": "defect-rate"}, None),
        ({"kpi": "불량률"}, "after"),
        ({"after": "0.7"}, "kpi"),
        ({"unit": "%"}, "kpi"),
        ({"text_en": "Rework down 40%"}, "kpi"),
        ({"kpi": "불량률", "after": "0.7", "family": "magic"}, "family"),
        ({"kpi": "가" * 201, "after": "1"}, "kpi"),
        ({"kpi": "불량률", "after": "1" * 81}, "after"),
    ],
)
def test_a_result_is_whole_or_told_beside_what_it_lacks(row: dict[str, str], fault: str | None) -> None:
    rows = rows_sent(rows_data([{"kpi": "납기", "after": "3"}, row]))
    assert rows.is_valid() is (fault is None)
    assert list(rows.forms[1].errors) == ([fault] if fault else [])
    if fault is None:
        assert rows.results() == [{"kpi": "납기", "after": "3"}, *([row] if row else [])]


def test_more_rows_keep_what_was_typed_and_stay_few() -> None:
    typed = rows_data([{"kpi": "불량률"}, {"kpi": "납기"}])
    assert [row["kpi"] for row in rows_typed(typed)] == ["불량률", "납기"]
    assert len(rows_shown(rows_typed(typed), spare=3).forms) == 5
    assert len(rows_shown([{"kpi": "가"}] * 100).forms) == MOST


@pytest.mark.parametrize("total", ["", "x", "-1", "²", "1e3", "999999999999"])
def test_a_made_up_number_of_rows_does_no_harm(total: str) -> None:
    data = {"results-TOTAL_FORMS": total, "results-INITIAL_FORMS": "0"}
    assert len(rows_typed(data)) <= MOST
    rows = rows_sent(data)
    assert not rows.is_valid() or rows.results() == []
    assert len(rows.forms) <= MOST


def test_all_faults_of_fields_and_rows_are_told_at_once_with_where_they_are() -> None:
    form = case_form(title_ko="", source_url="x")
    rows = rows_sent(rows_data([{"kpi": "불량률"}]))
    written = Written(form, rows)
    assert not written.is_valid()
    written.tell([PublishingFault("results", "먼저 읽어 주세요."), PublishingFault("summary_ko", "요약이 없습니다.")])
    assert {fault["target"] for fault in written.faults} == {
        "id_title_ko", "id_source_url", "id_summary_ko", "id_results-0-after", "results",
    }  # fmt: skip
    assert all(fault["text"] for fault in written.faults)


# --- The other forms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "faulty"),
    [
        ({"step": "publish", "revision": "1"}, []),
        ({"step": "withdraw", "revision": "1", "reason": "잘못된 수치"}, []),
        ({"step": "withdraw", "revision": "1"}, ["reason"]),
        ({"step": "return", "revision": "1", "reason": "  "}, ["reason"]),
        ({"step": "withdraw", "revision": "1", "reason": "가" * 301}, ["reason"]),
        ({"step": "revert", "revision": "1"}, ["number"]),
        ({"step": "revert", "revision": "1", "number": "0"}, ["number"]),
        ({"step": "delete", "revision": "1"}, ["step"]),
        ({"step": "publish"}, ["revision"]),
        ({"step": "publish", "revision": "-1"}, ["revision"]),
        ({}, ["step", "revision"]),
    ],
)
def test_a_step_says_what_it_needs(sent: dict[str, str], faulty: list[str]) -> None:
    form = StepForm(sent)
    form.is_valid()
    assert list(form.errors) == faulty


@pytest.mark.parametrize(
    ("field", "value"),
    [("title_ko", ""), ("year", "작년"), ("source_url", "우리 누리집"), ("methods", ["magic"]), ("problem_ko", "\x07")],
)
def test_a_company_is_told_beside_its_field_too(field: str, value: Any) -> None:
    form = ProposalForm(proposal_data() | {field: value}, base=make_content(), on=TODAY)
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_a_company_cannot_touch_what_officials_judge() -> None:
    sent = proposal_data() | {"verification_status": "source-read", "themes": ["safety"], "state": "published"}
    base = make_content(verification_status="unverified", themes=[])
    form = ProposalForm(sent, base=base, on=TODAY)
    assert form.is_valid()
    content = form.content([])
    assert (content["verification_status"], content["themes"]) == ("unverified", [])
    assert set(content) == set(CONTENT_FIELDS)


def test_what_is_not_in_english_is_named() -> None:
    content = make_content(title_en="", organisation_en="Hanbit", approach_ko="", problem_en="", lessons_ko="조심")
    assert untranslated(content) == ("title_en", "summary_en", "problem_en", "lessons_en", "results")
    whole = make_content(organisation_en="a", summary_en="a", problem_en="a", approach_en="a", results=[])
    assert untranslated(whole) == ()
