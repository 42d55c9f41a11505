"""Key themes: how many, what they link, nothing new, and the wording of any text."""

from dataclasses import replace

import pytest

from awards.comments.model import Theme
from awards.comments.themes import check_themes
from tests.awards.comments.cases import application, comments, themes


def rules_of(*own):
    return {finding.rule for finding in check_themes(own, comments("final_comments"), application(("김철수",)))}


def first():
    return themes()[0]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"comments": ("FC01",)}, "KR02"),
        ({"comments": ("FC01", "FC01")}, "KR02"),
        ({"comments": ()}, "KR02"),
        ({"comments": ("FC01", "FC06", "nowhere")}, "KR03"),
        ({"comments": ("FC01", "FC06", "FC08")}, "KR04"),
        ({"comments": ("FC01", "FC06", "FC14")}, "KR04"),
        ({"comments": ("FC01", "FC02")}, "KR05"),
        ({"kind": "praise"}, "KR07"),
        ({"ko": "알림 39건 중 31건을 조치함."}, "KR06"),
        ({"en": "39 alerts."}, "KR06"),
        ({"ko": "누설시험을 넓혀야 함."}, "CR04"),
        ({"en": "The company should extend it."}, "CR04"),
        ({"ko": "다음 구간에 가까움."}, "CR09"),
        ({"ko": "김철수가 이끎."}, "CR18"),
        ({"ko": "다른 신청기업보다 나음."}, "CR10"),
        ({"ko": "", "en": ""}, "CR22"),
    ],
)
def test_a_faulty_theme_is_told_by_its_rule(change, rule):
    assert rule not in rules_of(first())
    assert rule in rules_of(replace(first(), **change))


@pytest.mark.parametrize(("count", "told"), [(3, False), (4, True)])
def test_at_most_three_of_a_kind(count, told):
    assert ("KR01" in rules_of(*[first()] * count)) is told


def test_figures_of_the_company_are_no_news():
    assert "KR06" not in rules_of(replace(first(), ko=first().ko + " 고객 A 의존도는 61%임."))


def test_a_theme_of_no_kind_and_no_comment_gives_findings_and_no_error():
    assert {"KR07", "CR22"} <= rules_of(Theme("", (), "", ""))


def test_no_theme_gives_nothing():
    assert rules_of() == set()
