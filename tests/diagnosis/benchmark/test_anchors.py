"""Published values stand beside a score as a gap, never as a rank."""

import json

import pytest

from accounts.reference import sectors
from diagnosis.benchmark import Anchor, anchors_for

MACHINERY, CONSTRUCTION = "기계전기전자", "건설환경"


def codes(**of: str | None) -> list[str]:
    return [anchor.code for anchor in anchors_for(50.0, **({"size": None, "survey_group": None} | of))]


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ("micro", "size-sme"),
        ("small", "size-sme"),
        ("medium", "size-sme"),
        ("mid", "size-large-mid"),
        ("large", "size-large-mid"),
    ],
)
def test_size_chooses_its_anchor(size: str, code: str) -> None:
    assert codes(size=size) == ["overall", code]


def test_survey_group_chooses_its_anchor() -> None:
    assert codes(survey_group=MACHINERY) == ["overall", "sector-machinery"]
    assert codes(survey_group=CONSTRUCTION) == ["overall", "sector-construction"]
    assert codes(survey_group="화학융합") == codes(size="public") == codes() == ["overall"]


def test_the_names_of_the_survey_groups_are_those_of_the_sector_list() -> None:
    assert {MACHINERY, CONSTRUCTION} <= {sector.survey_group for sector in sectors()}


def test_an_anchor_is_a_gap_and_says_what_it_is() -> None:
    found = anchors_for(50.0, size="small", survey_group=None)[1]
    assert (found.value, found.gap, found.year) == (41.0, 9.0, 2022)
    assert "다른 도구" in found.note.ko
    assert not [name for name in found.as_dict() if "percentile" in name or "top" in name]
    assert Anchor.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_without_a_score_there_is_no_gap() -> None:
    assert anchors_for(None, size="small", survey_group=MACHINERY) == ()
