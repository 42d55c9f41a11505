"""Hangul letters and the two keyboards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.search.hangul import holds_initials, initials_of, is_initials, letters_of
from cases.search.keyboard import LENGTH, hangul_typed, is_slip, latin_typed

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8)


def test_letters_and_initials() -> None:
    assert letters_of("값 Q1") == "ㄱㅏㅂㅅ Q1"
    assert initials_of("품질 경영A") == "ㅍㅈ ㄱㅇA"
    assert initials_of("ㄳ") == "ㄱㅅ"
    assert is_initials("ㅍㅈㄳ")
    assert not is_initials("ㅍㅣ")
    assert not is_initials("")
    assert holds_initials("스마트ㄱㅈ")
    assert not holds_initials("스마트")


@pytest.mark.parametrize(
    ("keys", "hangul"),
    [
        ("vnawlf", "품질"),
        ("tmakxmrhdwkd", "스마트공장"),
        ("rkqt", "값"),
        ("rkqtl", "갑시"),
        ("dhkd", "왕"),
        ("dmltk", "의사"),
        ("Rkfrm", "깔그"),
        ("VNAWLF", "품질"),
    ],
)
def test_latin_keys_become_what_they_would_have_typed(keys: str, hangul: str) -> None:
    assert hangul_typed(keys) == hangul


@pytest.mark.parametrize("text", ["", "quality", "spc", "ab1", "kk", "가", "r" * (LENGTH + 1)])
def test_keys_that_make_no_whole_syllables_give_nothing(text: str) -> None:
    assert hangul_typed(text) in {"", "넻"}


@pytest.mark.parametrize(
    ("hangul", "keys"), [("넻", "spc"), ("ㅡㄷㄴ", "mes"), ("먀", "ai"), ("ㄹㄷㅇㄷㅌ", "fedex"), ("왕", "dhkd")]
)
def test_hangul_becomes_the_keys_that_were_pressed(hangul: str, keys: str) -> None:
    assert latin_typed(hangul) == keys


@given(SYLLABLES)
def test_typing_there_and_back_is_the_same(text: str) -> None:
    keys = latin_typed(text)
    # Capitals tell doubled consonants apart; latin_typed leaves them out.
    if not set(letters_of(text)) & set("ㅃㅉㄸㄲㅆㅒㅖ"):
        assert hangul_typed(keys) in {text, ""}
        assert hangul_typed(keys) == text or len(keys) > LENGTH


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(hangul_typed(text), str)
    assert isinstance(latin_typed(text), str)
    assert letters_of(letters_of(text)) == letters_of(text)


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [("품잘", "품질", True), ("불랑", "불량", True), ("화합", "화학", False), ("연동", "변동", False)],
)
def test_a_slip_of_a_finger_is_told_from_another_word(typed: str, meant: str, slip: bool) -> None:
    assert is_slip(letters_of(typed), letters_of(meant)) is slip
