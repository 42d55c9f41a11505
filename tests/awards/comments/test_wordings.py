"""Barred words and what only looks like them; length, topic, meaning, polarity, names, languages."""

from dataclasses import replace

import pytest

from awards.comments.checker import check_comment
from awards.comments.model import Comment
from tests.awards.comments.cases import application, comments, read

PHRASES = [
    (rule, phrase, expected)
    for rule, table in read("tricky").items()
    for expected, phrases in ((True, table["hits"]), (False, table["passes"]))
    for phrase in phrases
]


def good():
    return next(comment for comment in comments() if comment.id == "CM08")


def rules_of(comment, people=()):
    return {finding.rule for finding in check_comment(comment, application(people))}


def with_phrase(phrase):
    """A phrase of Latin letters stands in the English text, any other in the Korean one."""
    if phrase.isascii():
        return replace(good(), en=phrase)
    return replace(good(), ko=phrase)


@pytest.mark.parametrize(("rule", "phrase", "expected"), PHRASES, ids=[f"{rule}-{text}" for rule, text, _ in PHRASES])
def test_phrases_are_found_or_passed(rule, phrase, expected):
    assert (rule in rules_of(with_phrase(phrase))) is expected


def test_the_good_comment_itself_raises_nothing():
    assert rules_of(good()) == set()


@pytest.mark.parametrize("rule", sorted(read("tricky")))
def test_a_rule_has_both_kinds_of_phrases(rule):
    assert all(read("tricky")[rule][kind] for kind in ("hits", "passes"))


def test_a_barred_word_is_passed_where_the_cited_evidence_uses_it():
    context = application()
    source = replace(context.sources["4.1-P3"], ko="고객 평가에서 품질 점수는 92점이다.", en="Score 92.")
    told = type(context)(context.items, {**context.sources, source.id: source}, context.key_factors, context.profile)
    comment = replace(good(), ko=good().ko.replace("파형 감시에", "품질 점수 92점의 파형 감시에"))
    assert "CR09" in rules_of(comment)
    assert "CR09" not in {finding.rule for finding in check_comment(comment, told)}
    assert "CR09" in {finding.rule for finding in check_comment(replace(comment, ko=comment.ko + " 감점됨."), told)}


def test_a_true_quotation_excuses_and_a_made_up_one_does_not():
    context = application()
    source = replace(context.sources["4.1-P3"], ko="표지에는 '문을 닫아야 한다'라고 적혀 있다.")
    told = type(context)(context.items, {**context.sources, source.id: source}, context.key_factors, context.profile)
    true, made_up = "'문을 닫아야 한다'", "'창을 닫아야 한다'"
    assert "CR04" not in {f.rule for f in check_comment(replace(good(), ko=good().ko + true), told)}
    assert "CR04" in {f.rule for f in check_comment(replace(good(), ko=good().ko + made_up), told)}
    assert "CR04" in {f.rule for f in check_comment(replace(good(), ko=good().ko + true + " 확인해야 함."), told)}


def test_words_found_are_shown_whole():
    text = "설명회를 실시하여야 하며, 게시판을 두는 것이 바람직함."
    found = [f for f in check_comment(replace(good(), ko=text), application()) if f.rule == "CR04"]
    assert [finding.values["found"] for finding in found] == ["실시하여야 하며", "두는 것이 바람직함"]


def test_every_barred_word_is_told_once_with_its_place():
    text = "채점과 배점과 채점과 값을 적음."
    found = [f for f in check_comment(replace(good(), ko=text), application()) if f.rule == "CR09"]
    assert [(f.place, f.values["found"], text[slice(*f.span)]) for f in found] == [
        ("ko", "채점과", "채점"),
        ("ko", "배점과", "배점"),
    ]


def test_invisible_letters_and_split_hangul_hide_nothing():
    import unicodedata

    for text in ("조치해\u200b야 함.", unicodedata.normalize("NFD", "조치해야 함."), "조치해야\u00a0\u00a0함."):
        assert "CR04" in rules_of(replace(good(), ko=text))


@pytest.mark.parametrize(
    ("length", "told"), [(59, True), (60, False), (300, False), (301, True)], ids=["59", "60", "300", "301"]
)
def test_length_counts_at_its_edges(length, told):
    assert ("CR05" in rules_of(replace(good(), ko="가" * length))) is told


@pytest.mark.parametrize(("ko", "en", "told"), [(1000, 2000, False), (1001, 2000, True), (1000, 2001, True)])
def test_texts_beyond_the_limit_are_not_taken(ko, en, told):
    assert ("CR24" in rules_of(replace(good(), ko="가" * ko, en="a" * en))) is told


def test_too_many_sentences_are_too_many_topics():
    three = "알림이 감. 조치가 늦음. 값은 97.2%임."
    assert "CR06" not in rules_of(replace(good(), ko=three))
    assert "CR06" in rules_of(replace(good(), ko=three + " 그래서 어려움."))


def test_meaning_is_asked_of_each_language():
    plain = replace(
        good(), ko="제2공장 누설시험기 2대는 파형 감시에 연결되지 않음.", en="Two testers are not connected."
    )
    assert [f.place for f in check_comment(plain, application()) if f.rule == "CR07"] == ["ko", "en"]


def test_a_strength_that_tells_of_a_gap_and_an_opportunity_without_one():
    assert "CR14" in rules_of(replace(good(), kind="strength", importance="+"))
    praise = replace(good(), ko="파형을 감시하여 특별특성을 지키는 토대가 됨.", en="Curves are watched and this helps.")
    assert "CR14" in rules_of(praise)
    assert "CR14" not in rules_of(replace(praise, kind="strength", importance="+"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("김철수가 맡음", True),
        ("김철수 부장이 맡음", True),
        ("(김철수)", True),
        ("새김철수", False),
        ("김철수산", False),
        ("JANE MILLER", True),
        ("Jane Millerton", False),
        ("MaryJane Miller", False),
    ],
)
def test_names_are_whole_words_with_or_without_a_particle(text, told):
    assert ("CR18" in rules_of(replace(good(), ko=text), ("김철수", "Jane Miller", "A", " "))) is told


def test_names_with_marks_of_a_pattern_are_taken_literally():
    assert "CR18" not in rules_of(good(), (".*", "(", "[a-z]{1,20}"))


def test_languages_that_are_missing_or_swapped():
    assert rules_of(replace(good(), ko=" \u200b ", en="")) >= {"CR22"}
    assert "CR23" in rules_of(replace(good(), en=""))
    swapped = replace(good(), ko=good().en, en=good().ko)
    assert [f.place for f in check_comment(swapped, application()) if f.rule == "CR25"] == ["ko", "en"]
    assert "CR26" in rules_of(replace(good(), ko=good().ko + " 97건", en=good().en + " 79 lots"))


def test_a_comment_without_anything_gives_findings_and_no_error():
    nothing = Comment("X", "", "", "", "", "", "")
    found = check_comment(nothing, application())
    assert {"CR01", "CR02", "CR21", "CR22"} <= {finding.rule for finding in found}
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=["block", "warn", "hint"].index)
