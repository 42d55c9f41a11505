"""What was searched is marked in the original text, whole characters, and nothing else."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.search.folding import clusters, fold
from cases.search.highlighting import Marker, marker_of
from cases.search.understood import Concept, Expansion, Understood
from cases.texts import excerpt, localised, pieces


def marker(*concepts: str, also: tuple[str, ...] = ()) -> Marker:
    expansions = tuple(Expansion(text, 0.5) for text in also)
    return marker_of(Understood(" ".join(concepts), tuple(Concept(text, expansions) for text in concepts)))


def shown(text: str, *concepts: str, also: tuple[str, ...] = ()) -> str:
    return "".join(f"[{p.text}]" if p.hit else p.text for p in pieces(text, marker(*concepts, also=also)))


@pytest.mark.parametrize(
    ("concept", "expected"),
    [
        ("통계적공정관리", "[통계적 공정관리]를 도입하고 [통계적공정관리]로"),
        ("통계적 공정관리", "[통계적공정관리]"),
        ("불량률을", "[불량률]이 공정[불량률]로"),
        ("이력추적", "로트 [이력 추적] 체계, [이력·추적]"),
        ("spc", "[ＳＰＣ]를 쓰고 [SPC]와 [SPCs]; aspc, spcx"),
        ("QC circle", "The [QC-circles] and a [qc circle], no QC of a circle"),
        ("defects", "[Defect], [defects] and [defected]; defective"),
        ("줄인", "불량을 [줄였다], [줄이기], 줄 하나"),
        ("iso9001", "[ISO 9001]과 [ISO9001]:2015, ISO 90012"),
        ("지수", "까지 수행한 [지수]"),
        ("분임조", "분임 조직의 [분임 조]는 [분임조]"),
        ("물", "[물]을 물류 건물에"),
        ("5s", "[5S]와 35s"),
        ("불량", "[불\u200b량]을"),
    ],
)
def test_a_concept_is_marked_where_it_stands(concept: str, expected: str) -> None:
    assert shown(expected.replace("[", "").replace("]", ""), concept) == expected


def test_letters_typed_apart_are_marked_whole() -> None:
    text = unicodedata.normalize("NFD", "공정불량률을 줄였다")
    assert [p.text for p in pieces(text, marker("불량률")) if p.hit] == [unicodedata.normalize("NFD", "불량률")]
    # A syllable that only begins the same is another one.
    assert shown(unicodedata.normalize("NFD", "가각"), "가가") == unicodedata.normalize("NFD", "가각")


def test_a_long_word_is_marked_in_part_from_half_of_its_pairs() -> None:
    assert shown("공정관리를 했다", "통계적공정관리") == "[공정관리]를 했다"
    for text in ("공정의 기록", "관리만 했다", "통계를 냈다"):
        assert shown(text, "통계적공정관리") == text
    # Two pairs of syllables are many enough, one is not, whatever the share.
    assert shown("분임을 했다", "분임조") == "분임을 했다"


def test_what_means_the_same_is_marked_too() -> None:
    assert shown("품질비용과 실패 비용", "COPQ", also=("품질비용", "실패비용")) == "[품질비용]과 [실패 비용]"
    assert shown("부적합품", "COPQ", also=("부적합품률",)) == "부적합품"


def test_no_concept_marks_nothing() -> None:
    assert shown("글") == "글"
    assert shown("(글)", "()", "!!!", "\u200b") == "(글)"
    assert not marker("...")


ANYTHING = st.one_of(
    st.text(max_size=80),
    st.text(
        st.sampled_from("가각값ᄀ\u1161\u11a8\u0301e\u0308ﬁﷺ½ＳＰ 공정-관리\u200d\u200b\ufe0f👩🏽👍🏿é\ud83d\ude00"),
        max_size=40,
    ),
)


@given(ANYTHING, st.lists(ANYTHING, max_size=3), st.lists(ANYTHING, max_size=2))
def test_pieces_are_the_text_and_cut_no_character(text: str, concepts: list[str], also: list[str]) -> None:
    searched = marker(*concepts, also=tuple(also))
    cut = pieces(text, searched)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)
    bounds = {start for start, _end in clusters(text)} | {len(text)}
    for start, end in searched.places(text):
        assert start < end
        assert {start, end} <= bounds
    assert all(not (a.hit and b.hit) for a, b in pairwise(cut))


@given(ANYTHING, st.integers(0, 80), st.integers(1, 40))
def test_a_word_taken_from_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    """The marks are no empty promise: a whole word of the text is always found in it."""
    runs = fold(text).runs
    if runs:
        folded, (first, last) = fold(text), runs[start % len(runs)]
        if not folded.is_cut(first, last):
            whole = text[folded.starts[first] : folded.ends[last - 1]]
            assert marker(whole).places(text)


def test_marks_that_cut_a_character_would_be_seen() -> None:
    text = "e\u0301"
    assert {start for start, _end in clusters(text)} == {0}
    assert list(clusters("한국\u1112\u1161\u11ab")) == [(0, 1), (1, 2), (2, 5)]
    assert list(clusters("\ud83d\ude00a")) == [(0, 2), (2, 3)]


def test_an_excerpt_shows_where_most_is_told() -> None:
    text = "불량 " + "처음 " * 80 + "불량을 이력추적으로 " + "끝 " * 100
    short = excerpt(text, marker("불량", "이력추적"))
    assert "불량을 이력추적으로" in short
    assert short.startswith("… ")
    assert short.endswith(" …")
    assert len(short) <= 154
    assert excerpt(text, marker()).startswith("불량 처음")
    assert excerpt("짧은 글", marker()) == "짧은 글"


@given(st.text(max_size=400), st.lists(st.text(max_size=4), max_size=3), st.integers(10, 200))
def test_an_excerpt_is_part_of_the_text(text: str, concepts: list[str], length: int) -> None:
    told = excerpt(text, marker(*concepts), length)
    inner = told.removeprefix("… ").removesuffix(" …") if told != text else told
    assert inner in text


def test_the_other_language_is_told() -> None:
    assert (localised("가", "a", "en").lang, localised("가", "", "en").lang, localised("", "a", "ko").lang) == (
        "",
        "ko",
        "en",
    )
    assert not localised("", "", "ko")
