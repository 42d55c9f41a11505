"""Item, factor, evidence, key factor, figures and copied sentences."""

from dataclasses import replace

import pytest

from awards.comments.checker import check_comment
from awards.comments.context import Context, Source
from awards.comments.text import figures
from tests.awards.comments.cases import application, comments


def good():
    return next(comment for comment in comments() if comment.id == "CM08")


def rules_of(comment, context=None):
    return {finding.rule for finding in check_comment(comment, context or application())}


def found(rule, comment, context=None):
    return [f.values for f in check_comment(comment, context or application()) if f.rule == rule]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"item": "AWD9.9"}, "CR01"),
        ({"evidence": ()}, "CR02"),
        ({"evidence": (), "looked_in": ("4.1-P1",)}, "CR02"),
        ({"evidence": (), "absence": True}, "CR02"),
        ({"factor": "Le"}, "CR03"),
        ({"factor": ""}, "CR03"),
        ({"item": "AWD7.1"}, "CR03"),
        ({"key_factor": None, "importance": "--"}, "CR12"),
        ({"evidence": ("4.1-P3", "4.1-P9")}, "CR17"),
        ({"evidence": (), "absence": True, "looked_in": ("nowhere",)}, "CR17"),
        ({"key_factor": "KF9"}, "CR20"),
        ({"importance": "+"}, "CR21"),
        ({"importance": "---"}, "CR21"),
        ({"kind": "praise"}, "CR21"),
        ({"evidence": ("6.1-P1",)}, "CR27"),
    ],
)
def test_a_wrong_field_is_told_by_its_rule(change, rule):
    assert rule not in rules_of(good())
    assert rule in rules_of(replace(good(), **change))


@pytest.mark.parametrize("factor", ["Le", "T", "C", "I"])
def test_results_take_their_own_factors(factor):
    assert "CR03" not in rules_of(replace(good(), item="AWD7.1", factor=factor))


def test_an_absence_rests_on_where_one_looked():
    absent = replace(good(), evidence=(), absence=True, looked_in=("4.1-P3",))
    assert rules_of(absent) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,450ppm", ["1450"]),
        ("97.40%", ["97.4"]),
        ("007", ["7"]),
        ("0.0", ["0"]),
        ("2024-09-12", ["2024", "9", "12"]),
        ("R2 KF3 4.1-P3", ["4.1"]),
        ("38건 중 31건.", ["38", "31"]),
        ("1,23", ["1"]),
        ("\u0663", []),
    ],
)
def test_figures_have_one_spelling(text, expected):
    assert [figure for figure, _, _ in figures(text)] == expected


def figure_case(text, *, texts="", numbers=(), free_text=""):
    """A comment with `text` on a source that holds `texts` and `numbers`; another source is not cited."""
    sources = {
        "S1": Source("S1", "AWD4.1", ko=texts, numbers=numbers),
        "S2": Source("S2", "AWD4.1", ko="다른 곳의 값 555"),
    }
    context = Context({"AWD4.1": "process"}, sources, {"KF3": ""}, free_text)
    comment = replace(good(), evidence=("S1",), ko=text, en="")
    return found("CR15", comment, context), found("CR16", comment, context)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("214에서 68로", "214 68"),
        ("1,450에서", "1450"),
        ("1450에서", "1,450"),
        ("97.40에서", "97.4"),
        ("146 줄어 214에서 68로", "214 68"),
        ("47건 중 44건(93.6%)", "47 44"),
        ("47건 중 44건(94%)", "47 44"),
        ("84%이고 나머지 16%", "84"),
        ("6시그마 활동", ""),
        ("4M 변경", ""),
        ("ISO 9001 인증", ""),
        ("월 1회", ""),
    ],
)
def test_figures_that_stand_in_the_source_or_follow_from_it(text, held):
    assert figure_case(text, texts=held or "없음") == ([], [])


@pytest.mark.parametrize(
    ("text", "held", "told"),
    [
        ("241에서 68로", "214 68", "241"),
        ("47건 중 44건(98.7%)", "47 44", "98.7"),
        ("9.74%", "97.4", "9.74"),
        ("41건", "14", "41"),
        ("7, 9, 11, 13, 15, 17, 19", "0", "7, 9, 11, 13, 15, 17, \u2026"),
    ],
)
def test_figures_that_stand_nowhere_are_told(text, held, told):
    assert figure_case(text, texts=held) == ([{"found": told}], [])


def test_figures_of_charts_and_of_the_profile_count():
    assert figure_case("68에서", numbers=(68.0,)) == ([], [])
    assert figure_case("97.2에서", numbers=(97.2,)) == ([], [])
    assert figure_case("61%", texts="없음", free_text="61%") == ([], [])
    assert figure_case("61%", texts="없음")[0] == [{"found": "61"}]


def test_figures_that_stand_in_another_source_are_a_hint():
    assert figure_case("555에서", texts="없음") == ([], [{"found": "555", "source": "S2"}])


def test_a_copied_sentence_is_told_with_its_source():
    source = application().sources["4.1-P3"]
    for language in ("ko", "en"):
        copied = replace(good(), **{language: source.text(language)})
        assert found("CR11", copied) == [{"source": "4.1-P3", "percent": 100}]
    assert found("CR11", good()) == []


def test_a_copied_sentence_with_other_marks_and_case_is_still_copied():
    text = application().sources["4.1-P3"].en.upper().replace(".", " ;").replace(" ", "  ")
    assert found("CR11", replace(good(), en=text)) == [{"source": "4.1-P3", "percent": 100}]
