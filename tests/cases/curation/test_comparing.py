"""What differs between two texts, and fields in people's words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.comparing import pieces_between
from cases.editions import CONTENT_FIELDS
from cases.labels import field_label, value_text
from cases.selectors.curation import differences
from tests.cases.curation.conftest import make_content


def told(before: str, after: str) -> str:
    marks = {"": "{}", "gone": "[-{}]", "new": "[+{}]"}
    return "".join(marks[piece.change].format(piece.text) for piece in pieces_between(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("같다", "같다", "같다"),
        ("", "새 글", "[+새 글]"),
        ("옛 글", "", "[-옛 글]"),
        ("불량을 크게 줄였다", "불량을 조금 줄였다", "불량을 [-크게][+조금] 줄였다"),
        ("하나 둘 셋", "넷 다섯 셋", "[-하나 둘][+넷 다섯] 셋"),
        ("첫째 줄\n둘째 줄", "첫째 줄\n셋째 줄", "첫째 줄\n[-둘째][+셋째] 줄"),
        ("끝", "끝 더", "끝[+ 더]"),
        ("a", "b", "[-a][+b]"),
    ],
)
def test_words_that_went_and_came_are_marked(before: str, after: str, shown: str) -> None:
    assert told(before, after) == shown


@given(st.text(alphabet="가나 \n.", max_size=30), st.text(alphabet="가나 \n.", max_size=30))
def test_both_texts_can_be_read_out_of_the_pieces(before: str, after: str) -> None:
    pieces = pieces_between(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != "new") == before
    assert "".join(piece.text for piece in pieces if piece.change != "gone") == after
    assert all(piece.text for piece in pieces)


def test_long_texts_are_told_as_a_whole_instead_of_taking_long() -> None:
    before, after = "가 나 " * 5_000, "다 라 " * 5_000
    assert [piece.change for piece in pieces_between(before, after)] == ["gone", "new"]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("year", 2024, "2024"),
        ("year", None, ""),
        ("is_award", True, "예"),
        ("is_award", False, "아니요"),
        ("themes", ["safety", "gone-since"], "안전\ngone-since"),
        ("sector_code", "FABMETAL", "금속가공·뿌리산업"),
        ("sector_code", "GONE", "GONE"),
        ("size_code", "small", "소기업"),
        ("size_code", "tiny", "tiny"),
        ("region_code", "41", "경기도"),
        ("region_code", "zz", "zz"),
        ("award_code", "gone", "gone"),
        ("verification_status", "source-read", "출처 확인함"),
        (
            "results",
            [{"kpi": "불량률", "before": "3", "after": "1", "unit": "%", "kpi_en": "Defects"}],
            "불량률: 3 → 1 % (Defects)",
        ),
        ("results", [{"text_ko": "재작업 감소", "family": "rework"}], "재작업 감소 [재작업·폐기]"),
        ("results", [], ""),
    ],
)
def test_values_are_told_in_words(field: str, value: Any, text: str) -> None:
    assert value_text(field, value, "ko") == text


def test_every_field_has_a_name() -> None:
    assert len({field_label(field) for field in CONTENT_FIELDS}) == len(CONTENT_FIELDS)


def test_only_fields_that_differ_are_told_in_the_order_of_the_card() -> None:
    changed = make_content(year=2020, title_ko="다른 제목", themes=["safety"])
    assert [one.field for one in differences(make_content(), changed, "ko")] == ["title_ko", "year", "themes"]
    assert differences(make_content(), make_content(), "ko") == []
