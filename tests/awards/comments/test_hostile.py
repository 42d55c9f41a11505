"""Texts of any letters and any length: no error, no hang, findings that fit."""

import random
import signal
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.comments.checker import check_comment
from awards.comments.loader import read_guide
from awards.comments.messages import message
from awards.comments.model import LANGUAGES
from awards.comments.sets import check_set
from awards.comments.text import MAX_READ, clean
from awards.comments.themes import check_themes
from tests.awards.comments.cases import application, comments, themes

SIZE = 10_000
GUARD_SECONDS = 20
PEOPLE = ("김철수", "Jane Miller")


def any_letters(seed):
    source = random.Random(seed)
    return "".join(chr(source.randrange(0x110000)) for _ in range(SIZE))


HOSTILE = {
    "one letter": "a" * SIZE,
    "hits": "조치해야 함 " * (SIZE // 7),
    "nearly hits": "조치해야 " * (SIZE // 5),
    "excuses that never end": "what a b c d " * (SIZE // 13),
    "clauses that never end": "states that a b c d e " * (SIZE // 22),
    "reports that never end": "야 한다는 가 나 다 " * (SIZE // 12),
    "digits": "1" * SIZE,
    "groups": "1,111" * (SIZE // 5),
    "many figures": " ".join(str(number) for number in range(SIZE // 5)),
    "marks": '"' * SIZE,
    "quotations": "'a " * (SIZE // 3),
    "points": ". " * (SIZE // 2),
    "blanks": " \n\t" * (SIZE // 3),
    "nothing to see": "\u200b" * SIZE,
    "marks on one letter": "a" + "\u0301\u0316" * (SIZE // 2),
    "loose letters": "\u1112\u1162\u11ab" * (SIZE // 3),
    "halves": "\ud800" * SIZE,
    "right to left": "\u202e" + "\u05d0" * SIZE,
    "any 1": any_letters(1),
    "any 2": any_letters(2),
}


@pytest.fixture(autouse=True)
def _guard():
    """Stop a text that hangs the checker; a pattern that could is refused when the guide is read."""

    def stop(*_):
        raise AssertionError("the checker hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(GUARD_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def base():
    return next(comment for comment in comments() if comment.id == "CM08")


def fits(finding, texts):
    assert finding.place in read_guide().places
    if finding.span is not None:
        start, end = finding.span
        assert 0 <= start < end <= len(clean(texts[finding.place]))
    for value in finding.values.values():
        assert isinstance(value, str | int | float)
    worded = message(finding)
    assert worded.ko
    assert worded.en


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_are_read_in_bounded_work(name):
    text = HOSTILE[name]
    context = application(PEOPLE)
    found = check_comment(replace(base(), ko=text, en=text), context)
    assert {"CR24"} <= {finding.rule for finding in found}
    for finding in found:
        fits(finding, dict.fromkeys(LANGUAGES, text))
    assert len(found) < 200
    theme = replace(themes()[0], ko=text, en=text)
    assert check_themes([theme], comments("final_comments"), context)


def test_marks_heaped_on_one_letter_are_cut():
    assert len(clean("a" + "\u0301\u0316" * SIZE)) < 20
    assert len(clean("a" + "\u0301\u200b\u0316" * SIZE)) < 20


def test_a_set_of_hostile_texts_is_read_too():
    own = [replace(base(), id=name, ko=text, en=text[::-1]) for name, text in HOSTILE.items()]
    assert {"CS03"} <= {finding.rule for finding in check_set(base().item, own, percent=80)}


def test_a_text_of_any_length_is_read_up_to_a_limit():
    assert len(clean("가" * (MAX_READ * 3))) == MAX_READ
    found = check_comment(replace(base(), ko="가" * (MAX_READ * 3)), application())
    assert next(f for f in found if f.rule == "CR24").values["length"] == MAX_READ * 3


@settings(max_examples=30, deadline=None)
@given(ko=st.text(max_size=400), en=st.text(max_size=400))
def test_any_text_gives_findings_that_fit(ko, en):
    comment = replace(base(), ko=ko, en=en)
    found = check_comment(comment, application(PEOPLE))
    assert found == check_comment(comment, application(PEOPLE))
    for finding in found:
        fits(finding, {"ko": ko, "en": en})


@settings(max_examples=30, deadline=None)
@given(before=st.text(max_size=100), after=st.text(max_size=100))
def test_what_is_barred_is_found_within_any_text(before, after):
    text = f"{before} . 조속히 보완하십시오 . {after}"
    found = check_comment(replace(base(), ko=text), application())
    assert "CR04" in {finding.rule for finding in found}


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=300))
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@settings(max_examples=30, deadline=None)
@given(
    item=st.text(max_size=9),
    kind=st.text(max_size=9),
    factor=st.text(max_size=3),
    importance=st.text(max_size=3),
    key_factor=st.none() | st.text(max_size=5),
    evidence=st.lists(st.text(max_size=7), max_size=4).map(tuple),
)
def test_any_fields_give_findings_that_fit(**fields):
    found = check_comment(replace(base(), **fields), application())
    for finding in found:
        fits(finding, {"ko": base().ko, "en": base().en})
