"""Texts and queries become comparable."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cases.searching import QUERY_LENGTH, TERMS, clean_query, search_key, terms_of


def test_letters_typed_apart_are_composed() -> None:
    assert terms_of(unicodedata.normalize("NFD", "품질 비용")) == ("품질", "비용")


def test_spacing_and_width_do_not_matter() -> None:
    assert search_key("이력 추적 ＳＰＣ") == search_key("이력추적 spc")


def test_a_query_is_bounded() -> None:
    assert len(clean_query("가" * 10_000)) == QUERY_LENGTH
    assert len(terms_of(" ".join(f"w{n}" for n in range(100)))) <= TERMS


@given(st.text(max_size=300))
def test_any_text_is_cleaned_into_one_that_stays(text: str) -> None:
    cleaned = clean_query(text)
    assert clean_query(cleaned) == cleaned
    assert "\x00" not in cleaned
    cleaned.encode()
