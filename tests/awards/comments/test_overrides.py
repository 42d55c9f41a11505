"""The lead passes a blocking finding on, with a reason; anybody else, anything else and any other text do not."""

from dataclasses import replace

from awards.comments.checker import check_comment
from awards.comments.overrides import Override, apply_overrides
from tests.awards.comments.cases import application, comments

REASON = "공적서에 있는 제도의 이름임을 확인함"


def faulty(text=" 감점 제도와 배점 제도를 둠."):
    own = next(comment for comment in comments() if comment.id == "CM08")
    return check_comment(replace(own, ko=own.ko + text), application())


def blocking(findings):
    return [finding for finding in findings if finding.severity == "block"]


def test_without_overrides_everything_stands():
    found = faulty()
    verdict = apply_overrides(found)
    assert verdict.open == tuple(found)
    assert not verdict.may_hand_in


def test_each_word_is_passed_by_itself():
    found = faulty()
    one, other = blocking(found)
    half = apply_overrides(found, [Override.of(one, role="lead", reason=REASON)])
    assert [finding for finding, _ in half.passed] == [one]
    assert not half.may_hand_in
    both = apply_overrides(found, [Override.of(each, role="lead", reason=REASON) for each in (one, other)])
    assert both.may_hand_in
    assert both.refused == ()
    assert {override.reason for _, override in both.passed} == {REASON}


def cause(findings, override):
    verdict = apply_overrides(findings, [override])
    assert verdict.open == tuple(findings)
    assert verdict.passed == ()
    ((held, why),) = verdict.refused
    assert held == override
    return why


def test_what_does_not_hold_is_named():
    found = faulty()
    one = blocking(found)[0]
    good = Override.of(one, role="lead", reason=REASON)
    assert cause(found, replace(good, role="member")) == "not-lead"
    assert cause(found, replace(good, reason="   \u200b\u200b\u200b\u200b\u200b\u200b  ok  ")) == "no-reason"
    assert cause(found, replace(good, subject="CM99")) == "nothing-found"
    assert cause(found, replace(good, rule="CR99")) == "nothing-found"


def test_an_override_lapses_with_the_text():
    one = blocking(faulty())[0]
    passed = Override.of(one, role="lead", reason=REASON)
    assert cause(faulty(" 채점 제도를 둠."), passed) == "nothing-found"


def test_what_the_guide_keeps_closed_is_never_passed():
    own = next(comment for comment in comments() if comment.id == "CM08")
    for change in ({"evidence": ()}, {"factor": "T"}, {"ko": "심사위원 김철수의 의견"}):
        found = check_comment(replace(own, **change), application(("김철수",)))
        closed = [finding for finding in blocking(found) if finding.rule in {"CR02", "CR03", "CR18"}]
        assert closed
        for finding in closed:
            assert cause(found, Override.of(finding, role="lead", reason=REASON)) == "not-allowed"


def test_warnings_need_no_override():
    own = next(comment for comment in comments() if comment.id == "CM08")
    found = check_comment(replace(own, ko=own.ko + " 매우 그러함."), application())
    warning = next(finding for finding in found if finding.severity == "warn")
    assert apply_overrides(found).may_hand_in
    assert cause(found, Override.of(warning, role="lead", reason=REASON)) == "nothing-found"
