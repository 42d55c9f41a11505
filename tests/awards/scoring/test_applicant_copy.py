"""The applicant's copy holds ranges and bands; percents, points and names do not fit in."""

from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import (
    ApplicantCopy,
    Code,
    ItemRange,
    NotForApplicants,
    PercentScale,
    Refused,
    SectionBand,
    applicant_copy,
)
from tests.awards.scoring.world import DEMO, KNQA, SCALE, scale_of, scheme_of

CODES = [item.code for item in KNQA.items]
PERCENTS = st.fixed_dictionaries(dict.fromkeys(CODES, st.integers(0, 20).map(lambda step: step * 5)))
# What fields of the copy may be: codes as text, and one number, a band.
ALLOWED = {
    ("ItemRange", "item", str),
    ("ItemRange", "range_code", str),
    ("SectionBand", "section", str),
    ("SectionBand", "band", int),
}


def leaves(kind: type) -> set[tuple[str, str, Any]]:
    """Return every field that is no dataclass or tuple of them: its class, name and type."""
    found: set[tuple[str, str, Any]] = set()
    hints = get_type_hints(kind)
    for each in fields(kind):
        hint = hints[each.name]
        inner = [of for of in get_args(hint) if is_dataclass(of)]
        if is_dataclass(hint):
            inner = [hint]
        if inner:
            found |= {leaf for of in inner for leaf in leaves(of)}
        else:
            found.add((kind.__name__, each.name, hint))
    return found


@dataclass(frozen=True, slots=True)
class Leaky:
    items: tuple[ItemRange, ...]
    percent: int


def test_the_types_have_room_for_ranges_and_bands_only() -> None:
    assert leaves(ApplicantCopy) == ALLOWED
    assert leaves(Leaky) - ALLOWED == {("Leaky", "percent", int)}, "the control: a percent would be seen"


def test_nothing_can_be_attached() -> None:
    copy = applicant_copy(KNQA, SCALE, DEMO["final_percents"])
    for part in (copy, copy.items[0], copy.bands[0]):
        assert not hasattr(part, "__dict__")
        with pytest.raises((AttributeError, TypeError)):
            object.__setattr__(part, "examiner", "EX-1")


class Sly(str):
    percent = 60


@pytest.mark.parametrize(
    ("item", "range_code"),
    [
        ("AWD1.1", "60"),
        ("AWD1.1", "60%"),
        ("AWD1.1", 60),
        ("AWD1.1", "R4 (60)"),
        ("AWD1.1", "R4\n"),
        ("AWD1.1", Sly("R4")),
        ("AWD1.1", None),
        ("AWD1.1", "EX-1"),
        ("EX-1", "R4"),
        ("Kim", "R4"),
        ("AWD1.1 EX-1", "R4"),
        ("60", "R4"),
        (chr(0xAE40), "R4"),
    ],
)
def test_no_percent_and_no_name_fits_an_item(item: Any, range_code: Any) -> None:
    with pytest.raises(NotForApplicants):
        ItemRange(item, range_code)
    assert ItemRange("AWD1.1", "R4") == ItemRange("AWD1.1", "R4"), "the control"


@pytest.mark.parametrize(
    ("section", "band"),
    [("total", 480), ("total", 480.25), ("total", 60), ("total", 0), ("total", True), ("total", "4"), ("EX-1", 4)],
)
def test_no_points_and_no_name_fit_a_band(section: Any, band: Any) -> None:
    with pytest.raises(NotForApplicants):
        SectionBand(section, band)


def test_only_ranges_and_bands_go_in() -> None:
    item, band = ItemRange("AWD1.1", "R4"), SectionBand("total", 4)
    assert ApplicantCopy((item,), (band,)).items == (item,)
    for items, bands in (((60,), ()), ((band,), ()), ((), (item,)), (["R4"], ()), ((), [band])):
        with pytest.raises(NotForApplicants):
            ApplicantCopy(items, bands)  # type: ignore[arg-type]


@given(PERCENTS)
def test_two_applicants_in_the_same_ranges_and_bands_read_the_same(percents: dict[str, int]) -> None:
    copy = applicant_copy(KNQA, SCALE, percents)
    lowest = {code: SCALE.range_of(percent).low for code, percent in percents.items()}
    assert copy.items == applicant_copy(KNQA, SCALE, lowest).items, "nothing inside a range shows"
    numbers = [value for row in asdict(copy)["bands"] for value in row.values() if isinstance(value, int)]
    assert all(1 <= number <= 8 for number in numbers)
    assert not any(isinstance(value, int | float) for row in asdict(copy)["items"] for value in row.values())


def test_an_open_item_is_not_told_as_the_lowest_range() -> None:
    with pytest.raises(Refused) as refused:
        applicant_copy(KNQA, SCALE, {**DEMO["final_percents"], "AWD7.5": None})
    assert [(reason.code, reason.facts) for reason in refused.value.reasons] == [(Code.ITEM_OPEN, {"item": "AWD7.5"})]
    unanswered = applicant_copy(KNQA, SCALE, {**DEMO["final_percents"], "AWD7.5": 0})
    assert unanswered.items[-1] == ItemRange("AWD7.5", "R1")


@pytest.mark.parametrize("name", ["qcircle", "qcas"])
def test_the_other_frames_have_a_copy_too(name: str) -> None:
    scheme, scale = scheme_of(name), scale_of(name)
    copy = applicant_copy(scheme, scale, dict.fromkeys((item.code for item in scheme.items), 75))
    assert {item.range_code for item in copy.items} == {scale.range_of(75).code}
    assert copy.bands == ()


def test_a_scale_with_telling_codes_is_refused() -> None:
    telling = PercentScale.of([(str(percent), percent, percent) for percent in range(0, 105, 5)])
    with pytest.raises(NotForApplicants):
        applicant_copy(KNQA, telling, DEMO["final_percents"])
