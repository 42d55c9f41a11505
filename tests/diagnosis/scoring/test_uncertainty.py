"""The interval of one score: what is drawn, and what never varies."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.scoring import Answer, AnswerState, Noise, Profile, ScoreInterval, score, score_interval, seed_of
from diagnosis.scoring.submissions import read_answer
from tests.diagnosis.scoring.small_model import FULL, HEADER, MIXED, flat, mixed
from tests.diagnosis.scoring.test_against_reference import PROFILES, mixed_answers

STILL = Noise(weights=0.0)
MANY = Noise(draws=20_000, weights=0.0)
LEVELS = "levels: [{level: 1, from: 0}, {level: 2, from: 50}, {level: 3, from: 90}]\n"


def one(item: str) -> AssessmentModel:
    return parse_model(f"{HEADER}tree: {{code: T, children: [{{code: A, {item}}}]}}\n{LEVELS}")


def drawn(model: AssessmentModel, answers: dict[str, Any], **options: Any) -> ScoreInterval:
    read = {code: read_answer(code, raw) for code, raw in answers.items()}
    return score_interval(model, Profile(), read, **{"seed": 1} | options)


def shares(interval: ScoreInterval) -> dict[float, float]:
    values, counts = np.unique(interval.scores, return_counts=True)
    return dict(zip(values.tolist(), (counts / counts.sum()).tolist(), strict=True))


@pytest.mark.parametrize(
    ("confidence", "evidence", "stay", "lower", "higher"),
    [
        ("sure", False, 0.90, 0.07, 0.03),
        ("usual", False, 0.75, 0.18, 0.07),
        ("estimate", False, 0.55, 0.32, 0.13),
        ("estimate", True, 0.775, 0.16, 0.065),
    ],
)
def test_levels_move_by_confidence(confidence: str, evidence: bool, stay: float, lower: float, higher: float) -> None:
    answers = {"A": {"value": 3, "confidence": confidence}}
    found = shares(drawn(one("type: rubric, range: [0, 5]"), answers, noise=MANY, with_evidence=["A"] * evidence))
    assert found == {
        60.0: pytest.approx(stay, abs=0.01),
        40.0: pytest.approx(lower, abs=0.01),
        80.0: pytest.approx(higher, abs=0.01),
    }


def test_levels_stay_on_the_scale() -> None:
    model = one("type: rubric, range: [0, 5]")
    assert shares(drawn(model, {"A": 5}, noise=MANY)) == {
        100.0: pytest.approx(0.75 / 0.93, abs=0.01), 80.0: pytest.approx(0.18 / 0.93, abs=0.01)
    }  # fmt: skip
    assert shares(drawn(model, {"A": 0}, noise=MANY)) == {
        0.0: pytest.approx(0.75 / 0.82, abs=0.01), 20.0: pytest.approx(0.07 / 0.82, abs=0.01)
    }  # fmt: skip


@pytest.mark.parametrize(("confidence", "sigma"), [("sure", 0.02), ("usual", 0.05), ("estimate", 0.15)])
def test_numbers_move_by_a_share_of_themselves(confidence: str, sigma: float) -> None:
    item = "type: number, goalposts: {worst: 0, best: 100}"
    found = drawn(one(item), {"A": {"value": 40, "confidence": confidence}}, noise=MANY)
    assert np.std(np.log(found.scores)) == pytest.approx(sigma, rel=0.03)
    assert np.median(found.scores) == pytest.approx(40, rel=0.01)


def test_numbers_stay_in_their_bounds() -> None:
    item = "type: number, target: {value: 100, tolerance: 100}, bounds: {min: 0, max: 100}"
    found = drawn(one(item), {"A": {"value": 100, "confidence": "estimate"}}, noise=MANY)
    assert np.mean(found.scores == 100) == pytest.approx(0.5, abs=0.01)  # every draw above the bound is held there


def test_ticks_and_percentages_are_taken_as_they_are() -> None:
    for item, raw in (("type: percent", 45), ("type: checklist, options: [{code: a}, {code: b}]", ["a"])):
        found = drawn(one(item), {"A": raw}, noise=STILL)
        assert found.low == found.high == found.median


def test_weights_move_a_quarter_each_way() -> None:
    model = parse_model(
        f"{HEADER}tree: {{code: T, children: [{{code: A, type: percent}}, {{code: B, type: percent}}]}}"
    )
    scores = drawn(model, {"A": 100, "B": 0}, noise=Noise(draws=20_000)).scores
    assert scores.min() >= 100 * 0.75 / 2
    assert scores.max() <= 100 * 1.25 / 2
    assert np.mean(scores) == pytest.approx(50, abs=0.2)
    assert np.std(scores) == pytest.approx(100 * 0.25 / np.sqrt(3) / (2 * np.sqrt(2)), rel=0.05)


@pytest.mark.parametrize("raw", [None, "unknown"])
def test_missing_answers_may_be_any_level(raw: str | None) -> None:
    model = parse_model(
        f"{HEADER}tree: {{code: T, children: [{{code: A, type: rubric, range: [0, 4]}}, {{code: B, type: percent}}]}}"
    )
    found = shares(drawn(model, {"A": raw, "B": 0}, noise=MANY))
    assert found == {value: pytest.approx(0.2, abs=0.01) for value in (0.0, 12.5, 25.0, 37.5, 50.0)}


def test_missing_answers_come_from_peers_where_there_are_enough() -> None:
    def donors(counts: list[int]) -> Any:
        return lambda code: (np.array([20.0, 80.0]), np.array(counts)) if code == "I1" else None

    def second(interval: ScoreInterval) -> dict[float, float]:
        return {round(2 * value - 50, 6): share for value, share in shares(interval).items()}

    quiet = Noise(draws=20_000, weights=0.0, spreads={"sure": 0, "usual": 0, "estimate": 0})
    enough = second(drawn(flat(2), {"I0": 50}, donors=donors([5, 15]), noise=quiet))
    assert enough == {20.0: pytest.approx(0.25, abs=0.01), 80.0: pytest.approx(0.75, abs=0.01)}
    few = second(drawn(flat(2), {"I0": 50}, donors=donors([5, 14]), noise=quiet))
    assert len(few) > 10_000
    assert np.mean(list(few)) == pytest.approx(50, abs=1)


def test_strict_models_draw_no_missing_answer() -> None:
    strict = parse_model(MIXED.replace('version: "1"', 'version: "1", missing: strict'))
    assert drawn(strict, {}).scores.max() == 0


def test_modules_not_begun_stay_empty() -> None:
    assert "DNA" not in drawn(mixed(), FULL).nodes
    assert "DNA" in drawn(mixed(), FULL | {"DNA1": 2}).nodes


def test_level_shares_count_gates() -> None:
    model = parse_model(
        f"{HEADER}tree: {{code: T, children: [{{code: G, children: [{{code: A, type: percent}}]}}, "
        "{code: H, children: [{code: B, type: percent}]}]}\n"
        "levels: [{level: 1, from: 0}, {level: 2, from: 40}, {level: 3, from: 45, gates: {G: 30}}]"
    )
    found = drawn(model, {"A": 20, "B": 80}, noise=STILL)
    assert found.level_shares == {1: 1.0, 2: 1.0, 3: 0.0}


def test_more_doubt_is_a_wider_interval() -> None:
    def width(confidence: str, **options: Any) -> float:
        answers = {code: raw if isinstance(raw, dict) else {"value": raw} for code, raw in FULL.items()}
        given = {code: raw | {"confidence": confidence} for code, raw in answers.items()}
        found = drawn(mixed(), given, noise=STILL, **options)
        return float(np.std(found.scores))

    assert width("sure") < width("usual") < width("estimate")
    assert width("usual", with_evidence=list(FULL)) < width("usual")


@settings(max_examples=40)
@given(PROFILES, st.integers(0, 2**64 - 1), st.data())
def test_contains_the_score_and_repeats_itself(profile: Profile, seed: int, data: st.DataObject) -> None:
    model, answers = mixed(), mixed_answers(data)
    few = Noise(draws=50)
    found = score_interval(model, profile, answers, seed=seed, noise=few)
    again = score_interval(model, profile, answers, seed=seed, noise=few)
    assert found == again
    assert found.scores.tobytes() == again.scores.tobytes()
    assert ScoreInterval.from_dict(json.loads(json.dumps(found.as_dict(), allow_nan=False))) == found
    sheet = score(model, profile, answers)
    for code, node in sheet.nodes.items():
        if node.value is None:
            assert code not in found.nodes
        else:
            low, high = found.nodes[code]
            assert 0 <= low <= node.value <= high <= 100
    if sheet.score is not None:
        assert found.low <= sheet.score <= found.high
    ordered = [found.level_shares[level] for level in sorted(found.level_shares)]
    assert all(0 <= share <= 1 for share in ordered)
    assert len(found.scores) == 50


def test_another_seed_draws_otherwise() -> None:
    assert drawn(mixed(), FULL).scores.tobytes() != drawn(mixed(), FULL, seed=2).scores.tobytes()


def test_one_answer_moves_no_other_draws() -> None:
    """With every random number kept for its item, changing one answer changes that item's share of the score only."""
    quiet = Noise(weights=0.0)
    model = parse_model(
        f"{HEADER}tree: {{code: T, children: [{{code: A, type: rubric, range: [0, 5]}}, {{code: B, type: percent}}]}}"
    )
    low, high = drawn(model, {"A": 3, "B": 20}, noise=quiet).scores, drawn(model, {"A": 3, "B": 80}, noise=quiet).scores
    assert np.allclose(high - low, 30)


def test_seed_is_of_snapshot_and_submission() -> None:
    assert seed_of("snap", "sub") == int(hashlib.sha256(b"snap|sub").hexdigest()[:16], 16)
    assert seed_of("snap", "sub") != seed_of("snap", "other")


def test_nothing_applies_at_all() -> None:
    text = f"{HEADER}tree: {{code: T, children: [{{code: A, type: rubric, range: [0, 5]}}]}}\n"
    model = parse_model(text + "profiles: [{when: {group: PUBLIC}, applies: {T: false}}]")
    found = score_interval(model, Profile(group="PUBLIC"), {"A": Answer(AnswerState.ANSWERED, 3)}, seed=1)
    assert (found.low, found.high, found.nodes) == (None, None, {})
