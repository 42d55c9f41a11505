"""Invariants of scoring over random models and answers."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.scoring import ScoreSheet
from tests.diagnosis.scoring.small_model import score_raw

WEIGHTS = st.sampled_from((0.5, 1, 1.5, 3))
RAW = st.one_of(st.integers(0, 5), st.none(), st.just("unknown"), st.just({"na": "none here"}))


@st.composite
def documents(draw: st.DrawFn, *, mean: object = None, shares: bool = True) -> dict[str, Any]:
    """Draw a model of two or three domains with one to three dimensions of one to four rubric items."""
    means = st.just(mean) if mean is not None else st.sampled_from((1, 0, -1, "min"))
    share = st.sampled_from((None, 0.4, 0.8)) if shares else st.none()

    def group(code: str, children: list[dict[str, Any]]) -> dict[str, Any]:
        found = {"code": code, "weight": draw(WEIGHTS), "mean": draw(means), "children": children}
        least = draw(share)
        return found if least is None else found | {"min_share": least}

    domains = []
    for d in range(draw(st.integers(2, 3))):
        dimensions = []
        for k in range(draw(st.integers(1, 3))):
            items = [
                {"code": f"D{d}.{k}.{i}", "type": "rubric", "range": [0, 5], "weight": draw(WEIGHTS)}
                for i in range(draw(st.integers(1, 4)))
            ]
            dimensions.append(group(f"D{d}.{k}", items))
        domains.append(group(f"D{d}", dimensions))
    return {"model": {"key": "drawn", "version": "1"}, "tree": group("TOTAL", domains)}


def model_of(document: dict[str, Any]) -> AssessmentModel:
    return parse_model(yaml.safe_dump(document))


def draw_answers(data: st.DataObject, model: AssessmentModel, raw: st.SearchStrategy[Any] = RAW) -> dict[str, Any]:
    return {code: data.draw(raw, label=code) for code in model.items()}


@given(documents(), st.data())
def test_bounds_hold_everywhere(document: dict[str, Any], data: st.DataObject) -> None:
    model = model_of(document)
    sheet = score_raw(model, draw_answers(data, model))
    for node in sheet.nodes.values():
        if node.value is not None:
            assert node.low is not None
            assert node.high is not None
            assert 0 <= node.low <= node.value <= node.high <= 100
        assert 0 <= node.coverage <= 1 + 1e-9
    assert ScoreSheet.from_dict(json.loads(json.dumps(sheet.as_dict()))) == sheet


@given(documents(), st.data())
def test_raising_an_answer_lowers_nothing(document: dict[str, Any], data: st.DataObject) -> None:
    model = model_of(document)
    answers = draw_answers(data, model)
    code = data.draw(st.sampled_from(sorted(model.items())))
    before = score_raw(model, answers | {code: 2})
    after = score_raw(model, answers | {code: 3})
    for name, node in before.nodes.items():
        if node.value is not None:
            assert (after.nodes[name].value or 0) >= node.value - 1e-9


@given(documents(mean=1), st.data())
def test_contributions_add_up(document: dict[str, Any], data: st.DataObject) -> None:
    model = model_of(document)
    sheet = score_raw(model, draw_answers(data, model))
    if sheet.score is not None:
        total = sum(item.contribution or 0 for item in sheet.items.values())
        assert total == pytest.approx(sheet.score, abs=1e-9)
        shares = sum(item.weight_share for item in sheet.items.values())
        assert shares == pytest.approx(1)


@given(documents(), st.floats(0.1, 9), st.data())
def test_scale_of_weights_and_order_of_children_do_not_matter(
    document: dict[str, Any], factor: float, data: st.DataObject
) -> None:
    model = model_of(document)
    answers = draw_answers(data, model)

    def changed(node: dict[str, Any]) -> dict[str, Any]:
        children = [changed(child) for child in reversed(node["children"])] if "children" in node else None
        return node | {"weight": node["weight"] * factor} | ({"children": children} if children else {})

    other = model_of({**document, "tree": changed(document["tree"])})
    left, right = score_raw(model, answers), score_raw(other, answers)
    for code, node in left.nodes.items():
        assert right.nodes[code].value == (None if node.value is None else pytest.approx(node.value, abs=1e-9))


@given(documents(), st.data())
def test_not_applicable_equals_deleting(document: dict[str, Any], data: st.DataObject) -> None:
    model = model_of(document)
    answers = draw_answers(data, model, st.one_of(st.integers(0, 5), st.just({"na": "none here"}), st.none()))
    gone = {code for code, raw in answers.items() if isinstance(raw, dict)}

    def pruned(node: dict[str, Any]) -> dict[str, Any] | None:
        if "children" not in node:
            return None if node["code"] in gone else node
        children = [kept for child in node["children"] if (kept := pruned(child))]
        return node | {"children": children} if children else None

    tree = pruned(document["tree"])
    if tree is None:
        return
    left = score_raw(model, answers)
    right = score_raw(model_of({**document, "tree": tree}), {c: raw for c, raw in answers.items() if c not in gone})
    assert left.score == right.score
    assert left.bounds == right.bounds
    assert left.coverage == pytest.approx(right.coverage)


@given(documents(), st.data())
def test_nothing_missing_leaves_no_interval(document: dict[str, Any], data: st.DataObject) -> None:
    model = model_of(document)
    sheet = score_raw(model, draw_answers(data, model, st.integers(0, 5)))
    assert sheet.coverage == pytest.approx(1)
    assert sheet.bounds == (sheet.score, sheet.score)


@given(documents(shares=False), st.data())
def test_diagnostic_is_never_below_strict(document: dict[str, Any], data: st.DataObject) -> None:
    model = model_of(document)
    strict = model_of({**document, "model": {**document["model"], "missing": "strict"}})
    answers = draw_answers(data, model)
    kind, hard = score_raw(model, answers), score_raw(strict, answers)
    if kind.score is not None:
        assert (hard.score or 0) <= kind.score + 1e-9


@given(documents(), st.integers(0, 5))
def test_equal_answers_give_that_value_everywhere(document: dict[str, Any], level: int) -> None:
    sheet = score_raw(model_of(document), dict.fromkeys(model_of(document).items(), level))
    assert {node.value for node in sheet.nodes.values()} == {20.0 * level}


@given(documents(mean=1), st.data())
def test_a_smaller_exponent_never_raises_a_score(document: dict[str, Any], data: st.DataObject) -> None:
    answers = draw_answers(data, model_of(document))

    def under(mean: object) -> ScoreSheet:
        def changed(node: dict[str, Any]) -> dict[str, Any]:
            if "children" not in node:
                return node
            return node | {"mean": mean, "children": [changed(child) for child in node["children"]]}

        return score_raw(model_of({**document, "tree": changed(document["tree"])}), answers)

    sheets = [under(mean) for mean in ("min", -2, -1, 0, 0.5, 1, 3)]
    for code in sheets[0].nodes:
        values = [sheet.nodes[code].value for sheet in sheets]
        for low, high in itertools.pairwise(values):
            assert (low is None) == (high is None)
            assert low is None or high is None or low <= high + 1e-9


@given(documents(), st.data())
def test_same_inputs_give_the_same_bytes(document: dict[str, Any], data: st.DataObject) -> None:
    """Even when the model is read anew, so that nothing kept from the first time can help."""
    answers = draw_answers(data, model_of(document))
    one, other = (json.dumps(score_raw(model_of(document), answers).as_dict()) for _ in range(2))
    assert one == other
