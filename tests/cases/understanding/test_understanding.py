"""What a query means."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cases.search.thesaurus import Thesaurus
from cases.search.thesaurus_file import thesaurus_delivered
from cases.search.understanding import WEAK, WORDS, understand
from cases.search.understood import Understood
from cases.search.vocabulary import Vocabulary
from tests.cases.understanding.words import small_thesaurus, small_vocabulary

THESAURUS, VOCABULARY = small_thesaurus(), small_vocabulary()


def read(query: str) -> Understood:
    return understand(query, thesaurus=THESAURUS, vocabulary=VOCABULARY)


def texts(query: str) -> list[str]:
    return [concept.text for concept in read(query).concepts]


def expansions(query: str) -> set[str]:
    return {one.text for concept in read(query).concepts for one in concept.expansions}


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        ("불량률을 줄이는 방법", ["불량률", "줄이"]),
        ("통계적 공정관리의 도입", ["통계적 공정관리", "도입"]),
        ("통계적공정관리", ["통계적공정관리"]),
        ("품질비용절감", ["품질비용", "절감"]),
        ("SPC도입", ["spc", "도입"]),
        ("비전검사로 전략물자", ["비전검사", "전략", "물자"]),
        ("품 질 경 영", ["품 질 경 영"]),
        ("how the quality circles", ["quality circles"]),
        ("품질비용 품질비용", ["품질비용"]),
        ("사례", ["사례"]),
        ("the of", ["the", "of"]),
        ("!!! ???", []),
        ("", []),
    ],
)
def test_a_query_is_cut_into_terms_and_words(query: str, concepts: list[str]) -> None:
    assert texts(query) == concepts


def test_words_that_say_little_weigh_little_unless_nothing_else_remains() -> None:
    assert [concept.weight for concept in read("불량률 활동").concepts] == [1.0, WEAK]
    assert [concept.weight for concept in read("활동").concepts] == [1.0]


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("SPC", "통계적 공정관리"),
        ("통계적 공정관리", "SPC"),
        ("QC circle", "분임조"),
        ("machine vision", "비전 검사"),
        ("통계적공정관리", "통계적 공정관리"),
    ],
)
def test_a_term_brings_its_other_names(query: str, other: str) -> None:
    assert other in expansions(query)


def test_names_the_index_does_not_hold_are_left_out() -> None:
    assert "부적합률" not in expansions("불량률")
    free = understand("불량률", thesaurus=THESAURUS, vocabulary=Vocabulary())
    assert "부적합률" in {one.text for one in free.concepts[0].expansions}


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        ("ㅍㅈㄱㅇ", "품질경영"),
        ("ㅍㅈ ㄱㅇ", "품질경영"),
        ("ㅅㅁㅌㄱㅈ 불량", "스마트공장 불량"),
        ("스마트ㄱㅈ", "스마트공장"),
        ("ㅍㅈㅂㅇㅈㅎㄷ", "품질분임조 활동"),
        ("ㅍᄌㄱㅇ", "품질경영"),
    ],
)
def test_initials_are_written_out(query: str, reading: str) -> None:
    assert (read(query).reading, read(query).reading_kind) == (reading, "initials")


def test_initials_that_stand_for_nothing_known_stay() -> None:
    assert read("ㅋㅋㅋㅋㅋ").reading_kind == ""
    assert texts("ㅋㅋㅋㅋㅋ") == ["ㅋㅋㅋㅋㅋ"]


@pytest.mark.parametrize(
    ("query", "reading"),
    [
        ("vnawlf", "품질"),
        ("VNAWLF", "품질"),
        ("tmakxmrhdwkd 불량", "스마트공장 불량"),
        ("vnawlfqldyddmf", "품질비용을"),
        ("넻 도입", "SPC 도입"),
    ],
)
def test_the_other_keyboard_is_turned_back(query: str, reading: str) -> None:
    assert (read(query).reading, read(query).reading_kind) == (reading, "keyboard")


@pytest.mark.parametrize("query", ["spc", "corp", "quality", "vision", "용접"])
def test_a_known_word_is_not_turned_back(query: str) -> None:
    assert read(query).reading == ""


@pytest.mark.parametrize(
    ("query", "mended"),
    [
        ("불랑률", "불량률"),
        ("불랑률을 줄이는 방법", "불량률을 줄이는 방법"),
        ("품질부임조 활동", "품질분임조 활동"),
        ("협력엄체", "협력업체"),
        ("생산셩 향상", "생산성 향상"),
        ("COQP", "COPQ"),
        ("불량율", "불량률"),
        ("품잘", "품질"),
        ("설비보젼활동", "설비보전활동"),
    ],
)
def test_a_slip_is_mended_and_told(query: str, mended: str) -> None:
    understood = read(query)
    assert (understood.did_you_mean, understood.reading, understood.reading_kind) == (mended, mended, "spelling")


@pytest.mark.parametrize("query", ["비전", "보전", "화합", "잡은", "나르고", "연동", "corp", "xyz", "대한항공기내식"])
def test_a_word_that_may_be_meant_is_left_alone(query: str) -> None:
    assert read(query).did_you_mean == ""


def test_without_an_index_nothing_is_taken_for_a_slip() -> None:
    assert understand("불랑률", thesaurus=THESAURUS, vocabulary=Vocabulary()).did_you_mean == ""


def test_a_listed_misspelling_that_the_library_holds_is_only_offered() -> None:
    vocabulary = Vocabulary([("불량율", 3)], ["불량", "량율"])
    understood = understand("불량율", thesaurus=THESAURUS, vocabulary=vocabulary)
    assert (understood.did_you_mean, understood.reading) == ("불량률", "")
    assert [concept.text for concept in understood.concepts] == ["불량율"]


def test_without_a_thesaurus_words_stay_words() -> None:
    understood = understand("불량률을 줄이는", thesaurus=Thesaurus(), vocabulary=Vocabulary())
    assert [(concept.text, concept.expansions) for concept in understood.concepts] == [("불량률", ()), ("줄이", ())]


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from("ㄱㄳㅏ가각힣aZ09 \x00\"'*()%_\\-:^\ud800ﷺ가"), max_size=120),
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
@example("\x00")
@example("\ud800\udfff")
@example('" OR 1=1 -- NEAR(a b) *')
@example("(.*)+$" * 50)
@example("ﷺ" * 200)
def test_anything_typed_is_read(query: str) -> None:
    understood = understand(query, thesaurus=thesaurus_delivered(), vocabulary=VOCABULARY)
    assert len(understood.concepts) <= 3 * WORDS
    for text in (understood.query, understood.reading, understood.did_you_mean, *(c.text for c in understood.concepts)):
        text.encode()
        assert "\x00" not in text
    assert all(0 < concept.weight <= 1 for concept in understood.concepts)
    assert all(0 < one.weight <= 1 for concept in understood.concepts for one in concept.expansions)


@pytest.mark.parametrize("part", ["품", "ㅍ", "a", "품질 ", "vnawlf ", "불랑률 ", "ㅍㅈ", "가나다라 ", '" ', "ab1"])
def test_ten_thousand_characters_are_read_in_bounded_work(part: str) -> None:
    calls = 0

    class Counting(Vocabulary):
        def near(self, word, *, distance):  # type: ignore[no-untyped-def]
            nonlocal calls
            calls += 1
            return super().near(word, distance=distance)

    vocabulary = Counting([("품질", 9)], ["품질"])
    understood = understand(part * (10_000 // len(part)), thesaurus=thesaurus_delivered(), vocabulary=vocabulary)
    assert len(understood.query) <= 200
    assert len(understood.concepts) <= 3 * WORDS
    assert calls <= 100
