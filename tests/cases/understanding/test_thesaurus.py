"""The thesaurus: the delivered file, its faults, its look-ups."""

import pytest

from cases.search.thesaurus import EQUIVALENT, SOFT, TO_NARROWER, Thesaurus, key_of, units_of
from cases.search.thesaurus_file import UnableToReadThesaurus, read_thesaurus, thesaurus_delivered
from tests.cases.understanding.words import small_thesaurus


def weights(thesaurus: Thesaurus, key: str, *, alone: bool = False) -> dict[str, float]:
    return {one.text: one.weight for one in thesaurus.expansions(key, alone=alone)}


def test_the_delivered_file_has_no_fault() -> None:
    thesaurus = thesaurus_delivered()
    assert len(thesaurus.groups) > 400
    assert len({group.id for group in thesaurus.groups}) == len(thesaurus.groups)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("부적합률", "불량률"),
        ("SPC", "통계적 공정관리"),
        ("COPQ", "실패비용"),
        ("QC circle", "품질분임조"),
        ("QC 서클", "quality circle"),
        ("전국품질분임조경진대회", "국가품질혁신경진대회"),
        ("국가품질혁신경진대회", "전국품질분임조경진대회"),
        ("machine vision", "비전검사"),
        ("산자부", "산업통상부"),
        ("6-시그마", "식스 시그마"),
    ],
)
def test_the_delivered_file_knows_other_names(typed: str, found: str) -> None:
    assert key_of(found) in {key_of(text) for text in weights(thesaurus_delivered(), key_of(typed))}


def test_every_fault_is_told_at_once_with_its_place() -> None:
    content = """
groups:
- {id: 7, ko: 가나}
- {id: b001, en: nothing}
- {id: b002, ko: 다라, weight: 2, kind: same, colour: red}
- {id: b003, ko: 마바, terms: [마 바, '!!']}
- {id: b004, ko: 사아, misspellings: [자차], ambiguous: [없음]}
- {id: b004, ko: 자차, terms: no list}
- {id: b005, ko: 자차}
- 12
"""
    with pytest.raises(UnableToReadThesaurus) as caught:
        read_thesaurus(content)
    told = {str(fault) for fault in caught.value.faults}
    assert told == {
        "7: `id` is a letter and three digits",
        "b001: `ko` is missing",
        "b002: unknown field `colour`",
        "b002: `kind` is one of equivalent, narrower, related",
        "b002: `weight` is above 0 and at most 1",
        "b003: `terms` holds '!!': empty or longer than 60 characters",
        "b004: ambiguous `없음` is none of its forms",
        "b004: `terms` is not a list",
        "b004: misspelt `자차` is right in b005",
        "group 8: is not a set of fields",
    }


@pytest.mark.parametrize("content", ["", "groups: 3", "- a", "groups: [", "groups: []\nstop_words: 7"])
def test_a_file_of_another_form_is_refused(content: str) -> None:
    with pytest.raises(UnableToReadThesaurus):
        read_thesaurus(content)


def test_a_form_twice_in_a_group_and_an_id_twice_are_faults() -> None:
    with pytest.raises(UnableToReadThesaurus, match="`가나` stands twice"):
        read_thesaurus("groups: [{id: b001, ko: 가나, terms: [가 나]}]")
    with pytest.raises(UnableToReadThesaurus, match="this id stands twice"):
        read_thesaurus("groups: [{id: b001, ko: 가나}, {id: b001, ko: 다라}]")


def test_kinds_expand_each_in_its_direction() -> None:
    thesaurus = small_thesaurus()
    assert weights(thesaurus, "부적합률") == {"불량률": EQUIVALENT, "defect rate": EQUIVALENT}
    assert weights(thesaurus, "품질비용")["COPQ"] == TO_NARROWER * 0.5
    assert weights(thesaurus, "copq") == {"품질비용": SOFT * 0.5}
    assert weights(thesaurus, "품질경영")["품질관리"] == SOFT
    assert weights(thesaurus, "품질관리") == {}


def test_an_ambiguous_form_alone_means_only_itself() -> None:
    thesaurus = small_thesaurus()
    assert weights(thesaurus, "qm", alone=True) == {}
    assert "품질경영" in weights(thesaurus, "qm")
    assert "QM" in weights(thesaurus, "품질경영", alone=True)


def test_misspellings_are_mended_and_never_offered() -> None:
    thesaurus = small_thesaurus()
    assert thesaurus.mended("불량율") == "불량률"
    assert thesaurus.mended("불량률") == ""
    assert "불량율" not in weights(thesaurus, "불량률")


def test_former_names_and_words_of_the_shop_floor_find() -> None:
    thesaurus = small_thesaurus()
    assert "국가품질혁신경진대회" in weights(thesaurus, key_of("전국품질분임조경진대회"))
    assert "국가품질혁신경진대회" in weights(thesaurus, "대회판")


def test_keys_leave_out_spaces_signs_and_case() -> None:
    assert key_of("QC-Circle (활동)·１") == "qccircle활동1"
    assert units_of("스마트ㄱㅈ") == ["스마트", "ㄱㅈ"]
    assert units_of("ㅍㅜㅁ") == ["ㅍㅜㅁ"]


def test_words_are_listed_whole_by_beginning_and_by_end() -> None:
    weak = small_thesaurus().weak_words
    assert {"줄이는", "있습니다", "활동"} <= {word for word in ("줄이는", "있습니다", "활동", "활동가") if word in weak}
    assert "활동가" not in weak
    assert 3 not in weak
