"""What a company is told to learn."""

from datetime import date
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.vocabulary import themes
from diagnosis.catalog.learning import read_learning
from diagnosis.learning import LearningPath, Weakness, learning_path
from diagnosis.learning.path import LEAST_SHARE, fit

ON = date(2026, 11, 21)
VISION = Weakness("INF3", {"ai-vision": 2.0, "automation": 1.0})
TEAM = Weakness("ORG4", {"quality-circle": 1.0, "training": 0.5})


def path(*weaknesses: Weakness, audience: str = "practitioner", on: date = ON, **company: str) -> LearningPath:
    told = {"sector_code": "FABMETAL", "size_code": "small", "region_code": "41"} | company
    return learning_path(weaknesses, library=read_learning(), audience=audience, on=on, **told)


def test_a_fit_is_the_cosine_of_themes() -> None:
    hardware = next(course for course in read_learning().courses if course.code == "C-HW")
    assert fit(hardware, VISION) == pytest.approx(3 / (sqrt(5) * sqrt(6)))
    assert fit(hardware, TEAM) == 0.0


def test_each_weakness_has_its_step_and_its_courses() -> None:
    found = path(VISION, TEAM)
    assert [step.code for step in found.steps] == ["INF3", "ORG4"]
    assert found.steps[0].themes == ("ai-vision", "automation")
    assert [one.code for one in found.steps[1].standards] == ["ISO 10018", "ISO 10015"]
    serves = {chosen.entry.code: chosen.serves for chosen in found.courses}
    assert serves["C-HW"] == ("INF3",)
    assert serves["C-STR"] == ("ORG4",)


def test_executives_get_their_own_course() -> None:
    lead = Weakness("ORG1", {"leadership": 1.0})
    assert [chosen.entry.code for chosen in path(lead, audience="executive").courses] == ["C-EXEC"]
    assert "C-EXEC" not in {chosen.entry.code for chosen in path(lead).courses}


def test_programmes_are_open_and_for_the_company() -> None:
    told = {chosen.entry.code for chosen in path(VISION, TEAM).programmes}
    assert {"P-AUTONOMOUS", "P-CIRCLE"} <= told
    assert "P-AUTONOMOUS" not in {chosen.entry.code for chosen in path(VISION, size_code="micro").programmes}
    assert not path(VISION, TEAM, on=date(2027, 1, 1)).programmes


def test_negative_control_a_past_programme_would_be_named_on_its_day() -> None:
    then = path(Weakness("X", {"process-control": 1.0}), on=date(2021, 6, 1))
    assert [chosen.entry.code for chosen in then.programmes] == ["P-GYEONGGI2021"]
    assert not path(Weakness("X", {"process-control": 1.0}), on=date(2021, 6, 1), region_code="11").programmes


def test_a_standard_of_one_sector_is_for_that_sector() -> None:
    supplier = Weakness("ORG5", {"supplier-quality": 1.0})
    assert "IATF 16949" in {one.code for one in path(supplier, sector_code="AUTO").steps[0].standards}
    assert "IATF 16949" not in {one.code for one in path(supplier).steps[0].standards}


@given(st.dictionaries(st.sampled_from(sorted(themes())), st.floats(0.01, 10), max_size=6))
def test_nothing_foreign_is_chosen(needs: dict[str, float]) -> None:
    weakness = Weakness("X", needs)
    found = path(weakness)
    chosen = [c.entry for c in found.courses] + [c.entry for c in found.programmes] + list(found.steps[0].standards)
    assert all(set(entry.themes) & set(needs) for entry in chosen)
    assert all(LEAST_SHARE <= fit(entry, weakness) <= 1 + 1e-9 for entry in chosen)


@pytest.mark.parametrize("theme", sorted(themes()))
def test_every_theme_has_a_course_for_practitioners(theme: str) -> None:
    assert path(Weakness("X", {theme: 1.0})).courses
