"""The product's own assessment model and libraries: complete in both languages, consistent, and within the stated size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from itertools import product
from pathlib import Path

import pytest

from diagnosis.catalog import parse_model
from diagnosis.catalog.completeness import missing_content
from diagnosis.catalog.library import read_library
from diagnosis.catalog.model import AssessmentModel, Group, Item, NumberItem, RubricItem, Text
from diagnosis.scoring import Answer, AnswerState, Profile, applicability, score
from diagnosis.scoring.items import measure_for

ROOT = Path(__file__).resolve().parents[3]
MODEL_FILE = ROOT / "diagnosis/catalog/models/dqm/2026.1.yaml"
SIZES = ("micro", "small", "medium", "mid", "large", "public")
# Average seconds for one answer with its help read once, by type: the estimate behind docs/assessment-model.md.
SECONDS = {"rubric": 35, "number": 60}
BANNED_KO = (
    "!",
    "사과",
    "죄송",
    "고객님",
    "여러분",
    "을(를)",
    "은(는)",
    "이(가)",
    "되어지",
    "혁신적",
    "최첨단",
    "획기적",
)
BANNED_EN = ("!", "cutting-edge", "world-class", "state-of-the-art", "holistic", "leverage ")
# Words that judge instead of describing, where they are all that a level says.
ADJECTIVES = ("우수", "충분", "체계적", "미흡", "보통", "탁월", "양호", "적절", "원활")


@cache
def model() -> AssessmentModel:
    return parse_model(MODEL_FILE.read_bytes(), source=MODEL_FILE.name)


def items() -> list[Item]:
    return list(model().items().values())


def number_items() -> list[NumberItem]:
    return [item for item in items() if isinstance(item, NumberItem)]


def all_texts() -> Iterator[tuple[str, Text]]:
    for root in (model().root, *model().modules):
        for node in root.walk():
            for name in (
                "title",
                "intro",
                "question",
                "why",
                "help",
                "example",
                "weight_reason",
                "formula",
                "period",
                "origin",
            ):
                text = getattr(node, name, None)
                if text is not None:
                    yield f"{node.code}.{name}", text
            if isinstance(node, Group):
                continue
            yield from ((f"{node.code}.evidence", text) for text in node.evidence)
            if isinstance(node, RubricItem):
                yield from ((f"{node.code}.level{level.level}", level.text) for level in node.levels)
            if isinstance(node, NumberItem) and node.soft and node.soft.message:
                yield f"{node.code}.soft", node.soft.message
    yield from ((f"rules[{index}]", rule.message) for index, rule in enumerate(model().rules))
    for code, lines in model().interpretations.items():
        yield from ((f"interpretations.{code}.{line.level}", line.text) for line in lines)
    for profile in model().profiles:
        yield from ((f"profile.{code}", reason) for code, reason in profile.reasons.items())
    for measure in read_library().measures.values():
        for name in ("title", "what", "first_week", "pitfalls"):
            yield f"{measure.code}.{name}", getattr(measure, name)
    yield from ((term.id, term.definition) for term in read_library().terms.values())


def test_nothing_a_questionnaire_needs_is_missing() -> None:
    assert missing_content(model()) == ()


def test_size_of_the_questionnaire() -> None:
    core = list(model().core_items().values())
    assert 50 <= len(core) <= 60
    assert 10 <= len(model().dimensions()) <= 14
    for module in model().modules:
        count = sum(isinstance(node, Item) for node in module.walk())
        assert 8 <= count <= 12, module.code
    assert sum(SECONDS[item.type] for item in core) <= 40 * 60
    assert sum(item.quick for item in core) == 12


@pytest.mark.parametrize("item", items(), ids=lambda item: item.code)
def test_item_is_complete(item: Item) -> None:
    assert item.question
    assert item.why
    assert item.help
    assert item.example
    assert item.min_role
    assert len(item.evidence) >= 2
    assert item.na is not None
    assert item.weight == 1 or item.weight_reason
    assert 0 < len(item.themes) <= 3
    assert set(item.measures) <= set(read_library().measures)
    assert item.measures


@pytest.mark.parametrize("item", [item for item in items() if isinstance(item, RubricItem)], ids=lambda item: item.code)
def test_levels_are_six_different_states(item: RubricItem) -> None:
    assert [level.level for level in item.levels] == [0, 1, 2, 3, 4, 5]
    assert len({level.text.ko for level in item.levels}) == len({level.text.en for level in item.levels}) == 6
    for level in item.levels:
        assert re.search(r"다\.$", level.text.ko), level.text.ko
        assert len(level.text.ko) >= 15, level.text.ko
        assert not only_judges(level.text.ko)


def only_judges(level: str) -> bool:
    """Return whether a level is a judgement with nothing one could see."""
    return any(word in level for word in ADJECTIVES) and len(level) < 25


def test_the_check_of_levels_finds_bare_adjectives() -> None:
    assert only_judges("품질관리가 체계적으로 우수하다.")


@pytest.mark.parametrize("item", number_items(), ids=lambda item: item.code)
def test_number_item_is_complete(item: NumberItem) -> None:
    assert item.unit
    assert item.unit_label
    assert item.formula
    assert item.period
    assert item.origin
    assert item.goalposts
    assert item.bounds
    assert item.soft
    assert item.soft.message
    assert item.accepts_estimate


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("PER1.2", 1, 59), ("PER1.2", 4, 23), ("PER1.3", 0.2, 58), ("PER1.3", 1, 29), ("PER2.1", 95, 44), ("PER2.1", 98, 66),
        ("PER4.1", 24, 48), ("PER4.2", 120, 44), ("PER4.2", 180, 37),
    ],
)  # fmt: skip
def test_points_named_in_the_origins_are_true(code: str, value: float, expected: int) -> None:
    item = model().items()[code]
    assert isinstance(item, NumberItem)
    assert item.origin
    assert round(measure_for(item)(Answer(AnswerState.ANSWERED, value, unit=item.unit))) == expected
    assert str(expected) in item.origin.ko
    assert str(expected) in item.origin.en


def test_themes_and_measures_tie_both_ways() -> None:
    themes = json.loads((ROOT / "cases/data/themes.json").read_text())
    assert {theme for item in items() for theme in item.themes} <= set(themes)
    above = ancestors()
    for item in items():
        for code in item.measures:
            assert {item.code, *above[item.code]} & set(read_library().measures[code].helps), (item.code, code)
    for measure in read_library().measures.values():
        assert set(measure.helps) <= set(above)
        for code in measure.helps:
            item = model().items().get(code)
            assert item is None or measure.code in item.measures, (measure.code, code)


def ancestors() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}

    def visit(node: Group | Item, above: tuple[str, ...]) -> None:
        found[node.code] = above
        if isinstance(node, Group):
            for child in node.children:
                visit(child, (*above, node.code))

    for root in (model().root, *model().modules):
        visit(root, ())
    return found


def test_prerequisites_of_measures_form_no_circle() -> None:
    measures = read_library().measures
    assert len(measures) == 43
    assert all(set(measure.prerequisites) <= set(measures) for measure in measures.values())
    TopologicalSorter({code: measure.prerequisites for code, measure in measures.items()}).prepare()
    for measure in measures.values():
        assert measure.who_helps
        assert all(helper.note for helper in measure.who_helps), measure.code


def test_profiles_change_known_things_within_limits() -> None:
    measures = read_library().measures
    for profile in model().profiles:
        assert profile.title
        assert set(profile.measures_off) <= set(measures)
    sectors = json.loads((ROOT / "accounts/data/sectors.json").read_text())
    codes = {row["code"] for row in (sectors["sectors"] if isinstance(sectors, dict) else sectors)}
    assert set(model().sector_groups) == codes


def test_every_profile_leaves_enough_items_in_each_dimension() -> None:
    for sector, size in product(model().sector_groups, SIZES):
        applies = applicability(model(), Profile(sector=sector, group=model().sector_groups[sector], size=size))
        for dimension in model().dimensions():
            assert sum(applies[item.code] for item in dimension.child_items()) >= 2, (sector, size, dimension.code)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("sector", ["METAL", "FINANCE", "CONSTR", "PUBEDU"])
def test_cost_of_quality_shows_with_its_practice_alone(sector: str, size: str) -> None:
    profile = Profile(sector=sector, group=model().sector_groups[sector], size=size)
    sheet = score(model(), profile, {"PER1.1": Answer(AnswerState.ANSWERED, 3)})
    assert sheet.nodes["PER1"].value == pytest.approx(60)
    assert sheet.nodes["PER"].value is None


def test_one_unknown_answer_keeps_a_dimension() -> None:
    """Of four or five items any one may be unknown; of four equal ones two may not."""
    for dimension in model().dimensions():
        codes = [item.code for item in dimension.child_items()]
        if dimension.code.startswith("PER") or len(codes) < 4:
            continue
        for unknown in codes:
            answers = {code: Answer(AnswerState.ANSWERED, 3) for code in codes if code != unknown}
            assert score(model(), Profile(), answers).nodes[dimension.code].value is not None, unknown
    half = {code: Answer(AnswerState.ANSWERED, 3) for code in ("INF3.1", "INF3.3")}
    assert score(model(), Profile(), half).nodes["INF3"].value is None


def test_level_k_everywhere_is_called_level_k() -> None:
    for level in range(6):
        answers = {
            item.code: Answer(AnswerState.ANSWERED, level)
            if isinstance(item, RubricItem)
            else at_share(item, level / 5)
            for item in model().core_items().values()
        }
        sheet = score(model(), Profile(), answers)
        assert sheet.score == pytest.approx(20 * level, abs=1e-6)
        assert sheet.level == level


def at_share(item: Item, share: float) -> Answer:
    """Return the answer that earns that share of the points, found by halving."""
    assert isinstance(item, NumberItem)
    assert item.goalposts
    worst, best = item.goalposts.worst, item.goalposts.best
    points = measure_for(item)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        answer = Answer(AnswerState.ANSWERED, worst + (best - worst) * middle, unit=item.unit)
        low, high = (middle, high) if points(answer) < 100 * share else (low, middle)
    return Answer(AnswerState.ANSWERED, worst + (best - worst) * high, unit=item.unit)


def test_rules_cover_the_named_contradictions() -> None:
    assert len(model().rules) == 30
    named = [(set(rule.if_.codes), set(rule.then.codes)) for rule in model().rules]
    assert ({"DNA3.1"}, {"DNA1.1"}) in named  # AI without data collection
    assert any({"PER2.1", "PER2.2"} <= then for _if, then in named)  # first pass yield against defects
    assert ({"PER1.3"}, {"PER3.2"}) in named  # external failure without complaints


def test_wording() -> None:
    faults = []
    for place, text in all_texts():
        for word in BANNED_KO:
            if word in text.ko:
                faults.append(f"{place}: {word}: {text.ko}")
        for word in BANNED_EN:
            if word in text.en:
                faults.append(f"{place}: {word}: {text.en}")
        if re.search(r"\s{2}|\d %|\d수준", text.ko) or re.search(r"\s{2}|\d %|[가-힣]", text.en):
            faults.append(f"{place}: spacing or language: {text.ko} / {text.en}")
        if re.search(r"\b(labour|programme|organis|analys(e|ed|ing)\b|judgement|optimis|standardis|digitis)", text.en):
            faults.append(f"{place}: British spelling: {text.en}")
    assert faults == []


def test_object_particles_fit_the_word_before() -> None:
    """Object particles agree with the final consonant of the Hangul word before them."""
    faults = []
    for place, text in all_texts():
        for word, particle in re.findall(r"([가-힣]{2,})(을|를)(?=[ .,])", text.ko):
            closed = (ord(word[-1]) - 0xAC00) % 28 != 0
            if closed != (particle == "을"):
                faults.append(f"{place}: {word}{particle}")
    assert faults == []
