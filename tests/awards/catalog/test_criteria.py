"""The shipped criteria: structure, points, ranges, variants, lengths; also as assessment models."""

import json
import re
from pathlib import Path

import pytest

from awards.catalog import UnableToFindFile, criteria_names, read_criteria
from awards.catalog.assessment import assessment_model
from diagnosis.catalog import PercentItem
from tests.awards.catalog.files import CRITERIA, CYCLES, as_criteria, spoiled, text_of

ROOT = Path(__file__).resolve().parents[3]
# The published points of the seven categories, and the item split that agrees with their sums.
POINTS = {
    "AWD1.1": 70, "AWD1.2": 50, "AWD2.1": 45, "AWD2.2": 40, "AWD3.1": 40, "AWD3.2": 45, "AWD4.1": 45, "AWD4.2": 45,
    "AWD5.1": 40, "AWD5.2": 45, "AWD6.1": 45, "AWD6.2": 40, "AWD7.1": 120, "AWD7.2": 80, "AWD7.3": 80, "AWD7.4": 80,
    "AWD7.5": 90,
}  # fmt: skip
EXPECTED = [("knqa-2026", 17, 1000), ("qcas-2026", 13, 1000), ("qcircle-2026", 8, 100)]


def test_exactly_these_criteria_are_shipped() -> None:
    assert criteria_names() == ("knqa-2026", "qcas-2026", "qcircle-2026")
    with pytest.raises(UnableToFindFile, match="knqa-2026"):
        read_criteria("../cycles/knqa-2026")


@pytest.mark.parametrize(("name", "items", "total"), EXPECTED)
def test_points_sum_to_the_total_in_the_base_and_in_every_variant(name: str, items: int, total: int) -> None:
    criteria = read_criteria(name)
    assert len(criteria.items) == items
    for variant in (None, *(one.code for one in criteria.variants)):
        assert sum(criteria.points(variant).values()) == total
        assert set(criteria.points(variant)) == set(criteria.items)


@pytest.mark.parametrize(("name", "items", "total"), EXPECTED)
def test_criteria_are_assessment_models_of_percent_items(name: str, items: int, total: int) -> None:
    criteria = read_criteria(name)
    for variant in (None, *(one.code for one in criteria.variants)):
        model = assessment_model(criteria, variant=variant)
        points = {code: item.points for code, item in model.items().items()}
        assert points == criteria.points(variant)
        assert sum(point for point in points.values() if point) == total == model.scale[1]
        assert len(points) == items
        assert all(isinstance(item, PercentItem) for item in model.items().values())
        assert model.missing == "strict"
        assert [level.from_score for level in model.levels] == [level.from_ for level in criteria.levels]
        assert model.items()[next(iter(points))].help == next(iter(criteria.items.values())).purpose


def test_award_points_ranges_and_bands_are_the_published_ones() -> None:
    criteria = read_criteria("knqa-2026")
    assert criteria.points() == POINTS
    assert [node.points for node in criteria.tree.children] == [120, 85, 85, 90, 85, 85, 450]
    assert [(one.from_, one.to) for one in criteria.ranges] == [
        (0, 5), (10, 25), (30, 45), (50, 65), (70, 85), (90, 100),
    ]  # fmt: skip
    assert criteria.bands
    assert criteria.bands.of("total")[0] == (0, 275)
    assert criteria.bands.of("process")[-1] == (481, 550)
    assert criteria.bands.of("results")[-1] == (391, 450)
    assert sum(len(item.prompts) for item in criteria.items.values()) == 83
    assert sum(len(item.core_prompts()) for item in criteria.items.values()) == 50


@pytest.mark.parametrize(
    ("percent", "code"), [(0, "R1"), (5, "R1"), (10, "R2"), (25, "R2"), (30, "R3"), (65, "R4"), (85, "R5"), (100, "R6")]
)
def test_every_step_lies_in_one_range(percent: int, code: str) -> None:
    assert read_criteria("knqa-2026").range_of(percent).code == code


@pytest.mark.parametrize("percent", [-5, 7, 28, 105])
def test_other_percents_lie_in_none(percent: int) -> None:
    with pytest.raises(ValueError, match="lies in no range"):
        read_criteria("knqa-2026").range_of(percent)


@pytest.mark.parametrize(
    ("item", "sme", "language", "characters"),
    [
        ("AWD1.1", False, "ko", 3500),
        ("AWD1.1", True, "ko", 2100),
        ("AWD1.1", False, "en", 7000),
        ("AWD1.1", True, "en", 4200),
        ("AWD1.2", True, "ko", 1500),
        ("AWD0", True, "ko", 1800),
    ],
)
def test_character_limits(item: str, sme: bool, language: str, characters: int) -> None:
    assert read_criteria("knqa-2026").character_limit(item, sme=sme, language=language) == characters


def test_a_limit_is_rounded_down_and_does_not_lose_one_to_binary_fractions() -> None:
    text = spoiled(text_of(CRITERIA, "knqa-2026"), "character_limit: 3500", "character_limit: 3333")
    assert as_criteria(text).character_limit("AWD1.1", sme=True) == 1999
    # 0.57 * 100 is 56.99999999999999 in binary fractions.
    text = spoiled(text, "sme_factor: 0.6", "sme_factor: 0.57")
    text = spoiled(text, "character_limit: 3333", "character_limit: 100")
    assert as_criteria(text).character_limit("AWD1.1", sme=True) == 57


@pytest.mark.parametrize(
    ("profile", "variant"),
    [
        ({"industry": "service"}, "SERVICE"),
        ({"industry": "service", "size": "micro"}, "SERVICE"),
        ({"industry": "manufacturing", "size": "small"}, "SMALL"),
        ({"industry": "manufacturing", "size": "medium"}, None),
        ({"size": "micro"}, "SMALL"),
        ({}, None),
    ],
)
def test_industry_comes_before_size_and_variants_never_stack(profile: dict[str, str], variant: str | None) -> None:
    found = read_criteria("qcas-2026").variant_for(**profile)
    assert (found.code if found else None) == variant


def test_circles_have_eighteen_fields_with_dated_names() -> None:
    criteria = read_criteria("qcircle-2026")
    assert len(criteria.fields) == 18
    assert all(any(2025 in name.seen for name in one.names) for one in criteria.fields)
    esg = {one.code: one for one in criteria.fields}["QF11"]
    assert esg.name_in(2026).en == "ESG"
    assert esg.name_in(2023).en == "Creating social value"
    assert criteria.variant_for(field="QF18", size="large") == criteria.variant("PROPOSAL_FIELD")


def test_what_is_not_confirmed_says_so() -> None:
    qcas, knqa = read_criteria("qcas-2026"), read_criteria("knqa-2026")
    assert [item.name_status for item in qcas.items.values()].count("confirmed") == 4
    assert qcas.status.verified == {"areas": True, "names": False, "points": False, "selection_threshold": True}
    assert qcas.selection
    assert qcas.selection.threshold_points == 800
    assert qcas.selection.sme_threshold.value is None
    assert knqa.status.points == "reference"
    assert not knqa.status.verified["category_points_korea"]
    assert knqa.bands
    assert not knqa.bands.verified
    assert not any(variant.verified for variant in qcas.variants)


def test_items_name_themes_of_the_cases_and_groups_of_the_self_diagnosis() -> None:
    themes = json.loads((ROOT / "cases/data/themes.json").read_text(encoding="utf-8"))
    models = sorted((ROOT / "diagnosis/catalog/models/dqm").glob("*.yaml"))
    known = set(re.findall(r"code: ([A-Z]{3}\d?)\b", models[-1].read_text(encoding="utf-8")))
    for name in criteria_names():
        for item in read_criteria(name).items.values():
            assert set(item.themes) <= set(themes)
            assert set(item.links.prefill + item.links.compare) <= known


def test_no_file_names_working_papers() -> None:
    for folder, name in (
        (CRITERIA, "knqa-2026"),
        (CRITERIA, "qcas-2026"),
        (CRITERIA, "qcircle-2026"),
        (CYCLES, "knqa-2026"),
    ):
        assert not re.search(r"\w+\.(md|jsonl|json|yaml|html)\b|\.asp\b", text_of(folder, name))


def test_a_checksum_tells_values_and_not_their_layout() -> None:
    text = text_of(CRITERIA, "qcircle-2026")
    criteria = as_criteria(text)
    same = "# another remark\n" + text.replace("points: 10\n", "points:   10   # ten\n")
    swapped = spoiled(text, "english_factor: 2.0\n  sme_factor: 1.0", "sme_factor: 1.0\n  english_factor: 2.0")
    assert as_criteria(same).checksum == as_criteria(swapped).checksum == criteria.checksum
    assert as_criteria(text.encode().replace(b"\n", b"\r\n")).checksum == criteria.checksum
    other = spoiled(text, 'note: {ko: "2024', 'note: {ko: "2020')
    assert as_criteria(other).checksum != criteria.checksum
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", criteria.checksum)
