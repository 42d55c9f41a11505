"""The comments of an item together: score, balance, doubles and conflicts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.comments.model import Comment
from awards.comments.sets import check_set
from tests.awards.comments.cases import comments

SUBJECTS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet")


def comment(number, kind="ofi", importance="-", **change):
    """Comments that share nothing but their kind."""
    word = SUBJECTS[number % len(SUBJECTS)]
    one = Comment(
        f"C{number}", "I1", kind, "A", importance, "", f"{word} {number * 7919} {word[::-1]}", (f"P{number}",)
    )
    return replace(one, **change)


def strengths(count, importance="+", start=0):
    return [comment(number, "strength", importance) for number in range(start, start + count)]


def ofis(count, importance="-", start=5):
    return [comment(number, "ofi", importance) for number in range(start, start + count)]


def rules_of(own, percent=None):
    return {finding.rule for finding in check_set("I1", own, percent=percent)}


def test_a_plain_set_raises_nothing():
    assert rules_of(strengths(2) + ofis(2), 50) == set()


@pytest.mark.parametrize(("percent", "told"), [(None, False), (65, False), (70, True), (85, True), (90, True)])
def test_no_unresolved_double_minus_from_seventy(percent, told):
    assert ("CS01" in rules_of(strengths(3) + ofis(1, "--"), percent)) is told


def test_a_double_minus_settled_on_site_does_not_speak_against_the_percent():
    settled = [replace(one, resolved=True) for one in ofis(1, "--")]
    assert "CS01" not in rules_of(strengths(3) + settled, 80)


@pytest.mark.parametrize(("percent", "told"), [(None, False), (0, True), (5, True), (10, False)])
def test_no_strength_at_the_bottom(percent, told):
    assert ("CS08" in rules_of(strengths(1) + ofis(2), percent)) is told


@pytest.mark.parametrize(
    ("own", "percent", "told"),
    [
        (ofis(3), 50, True),
        (ofis(3), None, True),
        (ofis(3), 5, False),
        (ofis(3), 10, True),
        (strengths(3), 85, True),
        (strengths(3), 90, False),
        (strengths(2) + ofis(1), 50, False),
    ],
)
def test_each_kind_is_there_save_at_the_ends(own, percent, told):
    assert ("CS02" in rules_of(own, percent)) is told


@pytest.mark.parametrize(("count", "told"), [(0, True), (2, True), (3, False), (8, False), (9, True)])
def test_the_number_of_comments(count, told):
    own = (strengths(count // 2) + ofis(count - count // 2))[:count]
    assert ("CS03" in rules_of(own, 50)) is told


@pytest.mark.parametrize(
    ("own", "percent", "told"),
    [
        (strengths(2) + ofis(1), 45, True),
        (strengths(2) + ofis(1, "--"), 45, False),
        (strengths(1, "++") + ofis(1), 45, True),
        (strengths(2) + ofis(1), 50, False),
        (strengths(2) + ofis(1), None, False),
        (strengths(1) + ofis(2), 65, False),
        (strengths(1) + ofis(2), 70, True),
        (strengths(1, "++") + ofis(2), 70, False),
    ],
)
def test_the_weights_fit_the_percent(own, percent, told):
    assert ("CS04" in rules_of(own, percent)) is told


@pytest.mark.parametrize(
    ("change", "told"),
    [({}, True), ({"factor": "D"}, False), ({"evidence": ("P9",)}, False), ({"resolved": True}, False)],
)
def test_the_same_evidence_and_factor_on_both_sides(change, told):
    one = comment(1, "strength", "+", evidence=("P1", "P2"))
    other = replace(comment(2, "ofi", "-", evidence=("P2", "P3")), **change)
    assert ("CS05" in rules_of([one, other, comment(3)])) is told


def test_two_of_one_kind_may_share_evidence():
    assert "CS05" not in rules_of([comment(1, evidence=("P1",)), comment(2, evidence=("P1",))])


def test_equal_texts_but_for_marks_are_doubles_and_not_near():
    own = next(one for one in comments() if one.id == "CM08")
    twin = replace(own, id="X", en=own.en.upper().replace(",", " ;"), ko="다른 글")
    found = {f.rule: f for f in check_set(own.item, [own, twin])}
    assert found["CS06"].values == {"first": "CM08", "second": "X"}
    assert "CS07" not in found


def test_nearly_equal_texts_are_near():
    own = next(one for one in comments() if one.id == "CM08")
    near = replace(own, id="X", ko=own.ko.replace("늦어질 수 있음", "늦어질 가능성이 있음"), en="")
    found = {f.rule: f for f in check_set(own.item, [own, near])}
    assert found["CS07"].values["percent"] >= 70
    assert "CS06" not in found


def test_comments_of_other_texts_are_neither():
    own = [one for one in comments() if one.item == "AWD4.1"]
    assert not {"CS06", "CS07"} & {finding.rule for finding in check_set("AWD4.1", own)}


def test_empty_texts_are_no_doubles():
    assert not {"CS06", "CS07"} & rules_of([comment(1, en=""), comment(2, en=""), comment(3)])


def test_a_comment_of_another_item_is_told_and_not_counted():
    own = [*strengths(1), *ofis(2), comment(9, item="I2")]
    found = {f.rule: f for f in check_set("I1", own, percent=50)}
    assert found["CS09"].values == {"found": "C9"}
    assert "CS03" not in found


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percent_outside_its_range_is_refused(percent):
    with pytest.raises(ValueError, match="between 0 and 100"):
        check_set("I1", [], percent=percent)


@given(st.permutations(strengths(3, "++") + ofis(3, "--")), st.sampled_from([None, 0, 45, 70, 100]))
def test_the_order_of_the_comments_does_not_matter(own, percent):
    assert rules_of(own, percent) == rules_of(sorted(own, key=lambda one: one.id), percent)
