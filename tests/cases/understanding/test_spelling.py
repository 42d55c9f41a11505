"""Guards of the spelling, each with what happens without it; and the words kept in memory."""

import sys

import pytest

from cases.search.hangul import letters_of
from cases.search.spelling import mended
from cases.search.thesaurus import Thesaurus
from cases.search.vocabulary import WORDS, Vocabulary, agrees
from tests.cases.understanding.words import small_thesaurus, small_vocabulary


def mend(word: str, *, words: dict[str, int], tokens: tuple[str, ...], thesaurus: Thesaurus | None = None) -> str:
    return mended(word, thesaurus=thesaurus or Thesaurus(), vocabulary=Vocabulary(words.items(), tokens))


def test_a_word_whose_tokens_the_index_holds_is_never_mended() -> None:
    assert mend("보잔", words={"보전": 30}, tokens=("보전",)) == "보전"
    assert mend("보잔", words={"보전": 30}, tokens=("보전", "보잔")) == ""


def test_a_word_that_is_part_of_a_term_is_never_mended() -> None:
    words, tokens = {"비잔": 30}, ("비잔",)
    assert mend("비전", words=words, tokens=tokens) == "비잔"
    assert mend("비전", words=words, tokens=tokens, thesaurus=small_thesaurus()) == ""


def test_in_latin_letters_a_term_comes_before_any_word() -> None:
    words, tokens = {"corp": 30}, ("corp",)
    assert mend("coqp", words=words, tokens=tokens) == "corp"
    assert mend("coqp", words=words, tokens=tokens, thesaurus=small_thesaurus()) == "copq"


def test_a_short_word_is_mended_only_to_a_well_known_one() -> None:
    assert mend("품잘", words={"품질": 30}, tokens=("품질",)) == "품질"
    assert mend("품잘", words={"품질": 2}, tokens=("품질",)) == ""


def test_a_verb_is_left_alone() -> None:
    assert mend("나르고", words={"자르고": 30}, tokens=("자르",)) == ""
    assert mend("나르기", words={"자르기": 30}, tokens=("자르",)) == "자르기"


def test_two_mistakes_need_a_long_word_with_the_same_beginning() -> None:
    words, tokens = {"스마트공장": 30, "공정": 30}, ("스마", "공정")
    assert mend("스마투곰장", words=words, tokens=tokens) == "스마트공장"
    assert mend("즈마투공장", words=words, tokens=tokens) == ""
    assert mend("곰젼", words=words, tokens=tokens) == ""


@pytest.mark.parametrize("word", ["", "가", "a1b2c3", "品質管理", "spc", "ㅍㅈ", "가" * 200])
def test_what_is_no_plain_word_is_left_alone(word: str) -> None:
    assert mended(word, thesaurus=small_thesaurus(), vocabulary=small_vocabulary()) == ""


def test_vocabulary_counts_and_finds_by_initials() -> None:
    vocabulary = Vocabulary([("품질경영", 5), ("품질개요", 9), ("품질", 3), ("", 7)])
    assert (len(vocabulary), vocabulary.count("품질"), vocabulary.count("없음")) == (3, 3, 0)
    assert "품질" in vocabulary
    assert 3 not in vocabulary
    assert vocabulary.by_initials("ㅍㅈㄱㅇ") == ["품질개요", "품질경영"]
    assert vocabulary.by_initials("품질ㄱㅇ") == ["품질개요", "품질경영"]
    assert vocabulary.by_initials("품지ㄱㅇ") == []
    assert vocabulary.by_initials("ㅍㅈ", whole=False) == ["품질개요", "품질경영", "품질"]
    assert vocabulary.by_initials("ㅍㅈ") == ["품질"]


def test_agreement_takes_syllables_and_initials() -> None:
    assert agrees("스마트공장", "스마트ㄱㅈ")
    assert not agrees("스마트", "스마트ㄱ")
    assert not agrees("스마드공장", "스마트ㄱ")


def test_near_words_are_found_letter_by_letter() -> None:
    vocabulary = Vocabulary([("품질", 1), ("품절", 1), ("물질", 1), ("공정", 1)])
    assert dict(vocabulary.near("품질", distance=1)) == {"품질": 0, "품절": 1}
    assert dict(vocabulary.near("ㅍ", distance=2)) == {}
    assert letters_of("품질") == "ㅍㅜㅁㅈㅣㄹ"


def test_a_large_library_keeps_to_its_room() -> None:
    first = ord("가")
    words = [(chr(first + n // 200) + chr(first + n % 200 * 28) + "공정", n % 50 + 1) for n in range(2 * WORDS)]
    vocabulary = Vocabulary(words, (word for word, _ in words))
    assert len(vocabulary) == WORDS
    near = vars(vars(vocabulary)["_near"])
    held = [*vars(vocabulary).values(), *near.values()]
    assert sum(map(sys.getsizeof, (*held, *vars(vocabulary)["_words"], *near["_letters"]))) < 6_000_000
