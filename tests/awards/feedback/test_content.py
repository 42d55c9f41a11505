"""What has no place in a report cannot be put into one: types, JSON and the applicant's copy."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import pytest
from django.utils.safestring import SafeString

from awards.catalog.shipped import read_criteria, read_cycle
from awards.comments.loader import read_guide
from awards.dossier import Dossier
from awards.feedback import Content, Head, Material, Stamp, UnableToReadContent, build, checksum, from_data, to_data
from awards.feedback.content import Remark
from awards.scoring import applicant_copy
from awards.scoring.from_catalog import percent_scale, scheme
from tests.awards.feedback.pure import material

pytestmark = pytest.mark.once


def test_json_gives_the_same_content_back() -> None:
    content = build(material())
    assert from_data(to_data(content)) == content
    assert checksum(from_data(to_data(content))) == checksum(content)


class Loud(str):
    """A text with something behind it."""


@pytest.mark.parametrize("value", [60, True, Loud("x"), SafeString("<b>60</b>"), 60.0, None])
def test_a_text_is_exactly_a_text(value: Any) -> None:
    content = build(material())
    remark = content.items[0].strengths[0]
    item = replace(content.items[0], strengths=(replace(remark, text=value),))
    category = replace(content.categories[0], items=(item, *content.categories[0].items[1:]))
    with pytest.raises(UnableToReadContent):
        replace(content, categories=(category, *content.categories[1:]))


def test_json_with_anything_more_is_refused() -> None:
    data = to_data(build(material()))
    data["categories"][0]["items"][0]["percent"] = 60
    with pytest.raises(UnableToReadContent):
        from_data(data)
    less = to_data(build(material()))
    del less["head"]["year"]
    with pytest.raises(UnableToReadContent):
        from_data(less)


def test_no_part_has_a_place_for_a_percent_a_point_or_a_person() -> None:
    """Only the points an item is worth and the edges of ranges and bands are numbers of that kind."""
    names = {name for part in _parts(Content) for name in get_type_hints(part)}
    assert not {name for name in names if "percent" in name or "examiner" in name or "rating" in name or "vote" in name}
    # Negative control: the walk comes to the innermost parts.
    assert {"text", "range_code", "apart", "receipt_number"} <= names
    assert Remark in set(_parts(Content))
    assert Stamp in set(_parts(Content))
    assert Head in set(_parts(Content))


def _parts(kind: Any) -> list[Any]:
    found = [kind]
    for hint in get_type_hints(kind).values():
        for inner in (hint, *get_args(hint)):
            if is_dataclass(inner):
                found += _parts(inner)
    assert fields(kind)
    return found


def test_percents_of_one_range_and_band_give_the_very_same_report() -> None:
    """What differs only within a range leaves no trace; a percent of another range does: the control."""
    base = dict.fromkeys(read_criteria("knqa-2026").items, 50)
    one = build(material(base))
    same = build(material(base | {"AWD1.1": 55, "AWD2.1": 55, "AWD3.1": 50}))
    other = build(material(base | {"AWD1.1": 70}))
    assert to_data(same) == to_data(one)
    assert to_data(other) != to_data(one)


def test_an_unread_dossier_has_no_ranges_and_no_bands() -> None:
    content = build(material(None))
    assert not content.bands
    assert not content.themes
    assert not content.agenda
    assert {item.range_code for item in content.items} == {""}
    assert all(item.own is None or item.own.apart is None for item in content.items)


def test_criteria_of_circles_go_by_their_grades() -> None:
    criteria = read_criteria("qcircle-2026")
    rules, scale = scheme(criteria), percent_scale(criteria)
    plain = material(None)
    circle = Material(
        language="en", head=replace(plain.head, basis="consensus"), stamp=plain.stamp, criteria=criteria,
        points={item.code: int(item.points) for item in rules.items}, scale=scale,
        dossier=Dossier(plain.dossier.applicant, "CIRCLE", "F01", "ko", ()), guide=read_guide(),
        copy=applicant_copy(rules, scale, dict.fromkeys(criteria.items, 75)), bands=rules.bands,
    )  # fmt: skip
    content = build(circle)
    assert [one.code for one in content.ranges] == ["D", "C", "B", "A", "S"]
    assert {item.range_code for item in content.items} == {"A"}
    assert content.items[0].next_meaning
    assert not content.bands
    assert read_cycle("knqa-2026").category("CIRCLE").code == "CIRCLE"
