"""The analyser: particles, compounds, scripts; and tokens that no database can take for anything else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.search.analyser import TOKEN_LENGTH, query_tokens, stripped, tokens_of, words_of

PLAIN = re.compile(r"[a-z0-9_가-힣]+")


def holds(document: str, query: str) -> bool:
    return set(query_tokens(query)) <= set(tokens_of(document))


@pytest.mark.parametrize(
    ("document", "query"),
    [
        ("공정관리를 강화했다", "공정관리"),
        ("공정관리", "공정관리가"),
        ("공정 관리 체계", "공정관리"),
        ("통계적공정관리", "통계적 공정 관리"),
        ("SPC를 도입", "spc"),
        ("(SPC)가 없다", "SPC"),
        ("ISO9001:2015", "iso 9001"),
        ("불량을 줄였다", "불량 줄인"),
        ("경영성과 개선효과", "성과"),
        ("제조원가", "원가"),
        ("Defects were reduced", "reducing defect"),
        ("quality circles", "QUALITY CIRCLE"),
        ("café", "cafe"),
        ("ＳＰＣ", "spc"),
        ("品質管理", "品質"),
        ("불량률 3.1%", "3.1"),
    ],
)
def test_what_a_person_types_finds_what_is_written(document: str, query: str) -> None:
    assert query_tokens(query)
    assert holds(document, query)


@pytest.mark.parametrize(
    ("document", "query"),
    [
        # A particle between two words keeps them apart: they are no compound.
        ("공정을 관리하는 사람", "공정관리"),
        # As does the end of a text.
        ("공정 . 관리", "공정관리"),
        ("공정, 관리", "공정관리"),
        ("관리 공정", "공정관리"),
        ("3 1", "3.1"),
    ],
)
def test_what_is_not_written_is_not_found(document: str, query: str) -> None:
    assert not holds(document, query)


def test_a_particle_goes_and_a_noun_that_looks_like_one_stays() -> None:
    assert [stripped(word) for word in ("분임조가", "공장에서의", "개선하였다")] == ["분임조", "공장", "개선"]
    assert [stripped(word) for word in ("평가", "품질평가", "개선효과", "만족도", "회의", "나")] == [
        "평가", "품질평가", "개선효과", "만족도", "회의", "나",
    ]  # fmt: skip


def test_words_are_as_a_person_would_look_them_up() -> None:
    assert words_of("SPC를 도입하여 불량률을 줄인 circles") == ["spc", "도입", "불량률", "줄이", "circle"]


def test_words_that_say_nothing_give_no_tokens() -> None:
    assert tokens_of("및 그리고 the of 위한") == []


@given(st.text(max_size=300))
def test_any_text_gives_tokens_that_are_letters_alone(text: str) -> None:
    for token in (*tokens_of(text), *query_tokens(text)):
        assert PLAIN.fullmatch(token)
        assert len(token) <= TOKEN_LENGTH


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_document_holds_the_tokens_of_each_of_its_parts(text: str, other: str) -> None:
    assert holds(f"{text} . {other}", text)
    assert holds(f"{text} . {other}", other)


@given(st.text(alphabet="가나다라공정관리은는이를 ", min_size=1, max_size=30))
def test_a_query_without_spaces_is_found_where_its_words_stand_apart_or_together(text: str) -> None:
    assert holds(text, text)


@given(
    st.text(alphabet="アイウエ品質管理", min_size=2, max_size=3),
    st.text(alphabet="アイウエ品質管理", min_size=2, max_size=3),
)
def test_different_words_of_another_script_stay_different(one: str, other: str) -> None:
    assert (tokens_of(one) == tokens_of(other)) == (one == other)


def test_a_lone_surrogate_and_a_null_are_borne() -> None:
    assert tokens_of("\ud800 품질\x00관리") == ["품질", "관리"]


def test_operators_of_the_databases_are_no_part_of_a_token() -> None:
    hostile = '"a" OR b* NEAR(c) d:e ^f -g {h} i\' & j | !k <-> l\\ %m _n'
    assert all(PLAIN.fullmatch(token) for token in query_tokens(hostile))
