"""Texts and queries become comparable; what was found is marked and nothing else."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cases.searching import QUERY_LENGTH, TERMS, clean_query, matches, search_key, terms_of
from cases.texts import excerpt, localised, pieces


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


@given(st.text(max_size=80), st.lists(st.text(max_size=5), max_size=3))
def test_pieces_are_the_text(text: str, words: list[str]) -> None:
    terms = terms_of(" ".join(words))
    assert "".join(piece.text for piece in pieces(text, terms)) == text
    for start, end in matches(text, terms):
        assert 0 <= start < end <= len(text)


def test_what_was_found_is_marked_across_spaces() -> None:
    assert [p.text for p in pieces("로트 이력 추적 체계", ("이력추적",)) if p.hit] == ["이력 추적"]


def test_an_excerpt_shows_what_was_found() -> None:
    text = "처음 " * 100 + "이력추적 " + "끝 " * 100
    short = excerpt(text, ("이력추적",))
    assert "이력추적" in short
    assert len(short) < 160
    assert excerpt("짧은 글", ()) == "짧은 글"


def test_the_other_language_is_marked() -> None:
    assert (localised("가", "a", "en").lang, localised("가", "", "en").lang, localised("", "a", "ko").lang) == (
        "",
        "ko",
        "en",
    )
    assert not localised("", "", "ko")
