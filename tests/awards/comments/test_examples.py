"""The guide's own examples and a whole fictional application are oracles of the rules."""

import pytest

from awards.comments.checker import check_comment
from awards.comments.loader import read_guide
from awards.comments.sets import check_set
from awards.comments.themes import check_themes
from tests.awards.comments.cases import application, comments, read, themes

EXAMPLES = read_guide().examples


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.comment.id)
def test_an_example_fails_exactly_the_rules_it_names(example):
    assert {finding.rule for finding in check_comment(example.comment, application())} == set(example.fails)


def test_there_are_twenty_four_examples_each_bad_one_with_a_better_twin():
    good = {example.comment.id for example in EXAMPLES if example.good}
    bad = [example for example in EXAMPLES if not example.good]
    assert (len(good), len(bad)) == (12, 12)
    assert {example.improved_by for example in bad} == good


@pytest.mark.parametrize("comment", comments() + comments("final_comments"), ids=lambda comment: comment.id)
def test_comments_of_the_application_raise_nothing(comment):
    assert check_comment(comment, application()) == []


@pytest.mark.parametrize("item", sorted(read("demo")["percents"]))
def test_the_report_s_sets_raise_nothing(item):
    own = [comment for comment in comments("final_comments") if comment.item == item]
    assert check_set(item, own, percent=read("demo")["percents"][item]) == []


def test_before_consensus_one_pair_speaks_of_the_same_evidence():
    own = [comment for comment in comments() if comment.item == "AWD6.1"]
    assert [(f.rule, f.values["first"], f.values["second"]) for f in check_set("AWD6.1", own, percent=50)] == [
        ("CS05", "CM17", "CM18")
    ]


def test_the_report_s_key_themes_raise_nothing():
    assert check_themes(themes(), comments("final_comments"), application()) == []
