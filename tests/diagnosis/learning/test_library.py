"""The file of courses, standards and programmes."""

from pathlib import Path

import pytest

from accounts.reference import SIZES, regions, sectors
from cases.vocabulary import themes
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.learning import parse_learning, read_learning

FILE = Path(__file__).parents[3] / "diagnosis" / "catalog" / "library" / "learning.yaml"


def test_the_delivered_file_has_no_fault_and_knows_only_what_there_is() -> None:
    library = parse_learning(FILE.read_bytes(), themes=themes())
    assert len(library.courses) >= 5
    assert {course.area for course in library.courses} == {"strategy", "technology", "hardware", "software"}
    assert {course.audience for course in library.courses} == {"executive", "practitioner"}
    for programme in library.programmes:
        assert set(programme.sizes) <= set(SIZES)
        assert set(programme.regions) <= {region.code for region in regions()}
    known = {sector.code for sector in sectors()}
    assert all(set(standard.sectors) <= known for standard in library.standards)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('valid_until: "2026-12-31"', 'valid_until: "2026-13-31"', "must be a day"),
        ('valid_until: "2026-12-31"', 'valid_until: "2020-12-31"', "lies before"),
        ("source: plan6", "source: rumour", "is no source"),
        ("kind: coaching", "kind: gift", "gift"),
        ("themes: [esg]", "themes: [astrology]", "is no theme"),
        ("code: P-LOCAL", "code: P-MASTER", "written twice"),
        ("audience: executive", "audience: everyone", "everyone"),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, told: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(UnableToReadModel) as caught:
        parse_learning(text.replace(old, new), themes=themes())
    assert any(told in fault.message and fault.line for fault in caught.value.faults)


def test_a_theme_without_a_course_is_a_fault() -> None:
    with pytest.raises(UnableToReadModel):
        parse_learning(FILE.read_bytes(), themes={*themes(), "astrology"})


def test_it_is_read_once() -> None:
    assert read_learning() is read_learning()
