"""How a report is put together: numbers, themes, what to begin with, the own view, last year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from awards.catalog.shipped import read_criteria
from awards.feedback import build
from awards.feedback.building import weak_items
from awards.feedback.comparing import range_of_value
from awards.feedback.leaks import leaks
from awards.scoring.from_catalog import percent_scale
from tests.awards.feedback.pure import comments, head, material, stamp, themes

pytestmark = pytest.mark.once


def test_the_demo_says_what_its_expected_report_says() -> None:
    content = build(material())
    assert [(band.section, band.number) for band in content.bands] == [("total", 4), ("process", 4), ("results", 3)]
    ranges = {item.code: item.range_code for item in content.items}
    assert (ranges["AWD1.1"], ranges["AWD4.1"], ranges["AWD6.1"], ranges["AWD7.1"]) == ("R4", "R3", "R4", "R3")
    first = content.items[0]
    assert [one.number for one in first.strengths] == ["1.1-S1", "1.1-S2", "1.1-S3"]
    assert [one.is_vital for one in first.strengths] == [True, False, False]
    open_one = first.opportunities[0]
    assert open_one.number == "1.1-O1"
    assert open_one.is_vital
    assert open_one.factor_title == "전개"
    assert open_one.key_factor.startswith("제2공장 가동과")
    assert open_one.themes == (2,)
    # What the criteria say of deployment in R5, one above the item's R4.
    above = next(one for one in read_criteria("knqa-2026").ranges if one.code == "R5")
    assert open_one.next_step == above.process["deployment"].ko
    assert content.themes[0].remarks == ("1.1-S1", "1.1-S2", "4.1-S1", "6.1-S1")
    absent = first.opportunities[1]
    assert absent.is_absence
    assert [cite.id for cite in absent.cites] == ["1.1-P1", "1.1-P2", "1.1-P3", "1.1-P5"]


def test_the_agenda_begins_with_what_is_vital_and_goes_on_with_themes() -> None:
    content = build(material())
    remarks = content.remarks
    told = [(remarks[number].is_vital, bool(remarks[number].themes)) for number in content.agenda]
    assert told == sorted(told, key=lambda one: (not one[0], not one[1]))
    assert len(content.agenda) == 7
    assert content.agenda[0] == "7.1-O1"
    assert weak_items(content, 2)[0].code == "AWD7.1"


def test_what_the_visit_settled_is_told_apart_and_is_on_no_agenda() -> None:
    settled = [replace(one, resolved=one.id == "FC16") for one in comments()]
    content = build(material(comments=settled))
    remark = next(one for one in content.remarks.values() if one.is_settled)
    assert remark.number == "7.1-O4"
    assert remark.number not in content.agenda


def test_a_text_that_is_missing_in_a_language_stands_in_the_other_and_says_so() -> None:
    bare = [replace(one, en="") if one.id == "FC01" else one for one in comments()]
    content = build(material(language="en", comments=bare))
    remark = content.remarks["1.1-S1"]
    assert remark.language == "ko"
    assert remark.text.startswith("대표이사가")
    assert content.remarks["1.1-S2"].language == ""


@pytest.mark.parametrize(
    ("value", "code"), [(0, "R1"), (7.4, "R1"), (7.5, "R2"), (47.4, "R3"), (47.5, "R4"), (100, "R6")]
)
def test_a_value_lies_in_the_range_of_its_nearest_step(value: float, code: str) -> None:
    assert range_of_value(percent_scale(read_criteria("knqa-2026")), value).code == code


def test_the_own_view_is_told_in_ranges_apart() -> None:
    own = {"ORG2": 72.0, "PER2": 30.0, "PER3": 20.0}
    content = build(material(own=own, titles={"ORG2": "경영진 리더십"}))
    views = {item.code: item.own for item in content.items}
    leading, results = views["AWD1.1"], views["AWD7.1"]
    assert leading is not None
    assert (leading.range_code, leading.apart) == ("R5", 1)
    assert leading.dimensions == ("경영진 리더십",)
    assert results is not None
    assert (results.value, results.range_code, results.apart) == (25.0, "R2", -1)
    assert views["AWD2.1"] is None


def test_what_changed_since_last_year() -> None:
    earlier = build(material({"AWD1.1": 40, "AWD7.1": 55}, head=replace(head(), year=2025, receipt_number="R-0")))
    fewer = [one for one in comments() if one.id not in {"FC04", "FC23"}]
    content = build(material(before=earlier, comments=fewer))
    changes = content.changes
    assert changes is not None
    assert changes.year == 2025
    assert changes.same_criteria
    rows = {one.number: (one.before, one.now) for one in changes.items}
    assert rows["1.1"] == ("R3", "R4")
    assert rows["7.1"] == ("R4", "R3")
    assert (changes.ups, changes.downs, changes.sames) == (1, 1, 15)
    # 1.1-O1 was on deployment and is not raised again; learning, 1.1-O2, is.
    assert "1.1-O1" in {one.before for one in changes.gone}
    assert "4.1-O3" in {one.before for one in changes.gone}
    back = {one.before: one.now for one in changes.back}
    assert back["1.1-O2"] == ("1.1-O1",)
    assert "1.1-O1" not in back
    other = build(material(before=replace(earlier, stamp=replace(stamp(), criteria="qcas@2025.1"))))
    assert other.changes is not None
    assert not other.changes.same_criteria
    assert not other.changes.items
    assert build(material(before=build(material(None)))).changes is None


@pytest.mark.parametrize(
    ("said", "names", "found"),
    [
        ("남평가 위원이 확인함.", ["남평가"], True),
        ("남평가의 의견으로 정리함.", ["남평가"], True),
        ("평가가 되풀이됨.", ["남평가"], False),
        ("Reviewed by Kim Min-su.", ["Kim Min-su"], True),
        ("Kimchi is served.", ["Kim"], False),
        # Two syllables are a word too often; the checks of comments look for them.
        ("이상이 없음.", ["이상"], False),
    ],
)
def test_names_are_found_as_whole_words(said: str, names: list[str], *, found: bool) -> None:
    told = [replace(one, ko=one.ko + said, en=one.en + said) if one.id == "FC01" else one for one in comments()]
    content = build(material(comments=told))
    assert bool(leaks(content, names, material().guide)) is found
    in_theme = [replace(one, ko=said, en=said) for one in themes()]
    assert bool(leaks(build(material(themes=in_theme)), names, material().guide)) is found
