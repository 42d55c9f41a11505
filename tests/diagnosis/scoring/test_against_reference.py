"""The columnar engine against the per-row one: numbers to 1e-9, everything else exactly."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.reference_scoring import reference_score
from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.scoring import AnswerTable, Profile, ScoreSheet, score, score_table
from diagnosis.scoring.means import Siblings
from diagnosis.scoring.submissions import read_answer
from diagnosis.simulation import simulate
from tests.diagnosis.scoring.small_model import MIXED, mixed
from tests.diagnosis.scoring.test_properties import documents

DQM = parse_model(Path("diagnosis/catalog/models/dqm/2026.1.yaml").read_bytes())
NUMBERS = {
    "score", "base_score", "coverage", "balanced", "balance_ratio", "claimed_share", "claimed_drop", "value",
    "base_value", "low", "high", "weight_share", "base_weight_share", "contribution", "bounds",
}  # fmt: skip


def compare(found: Any, expected: Any, path: str = "") -> None:
    """Compare two sheets as data: numbers nearly, the rest exactly."""
    if isinstance(expected, dict):
        assert list(found) == list(expected), path
        for key, value in expected.items():
            compare(found[key], value, f"{path}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), path
        for index, value in enumerate(expected):
            compare(found[index], value, f"{path}.{index}")
    elif isinstance(expected, float) and path.rstrip("0123456789.").rpartition(".")[2] in NUMBERS:
        assert found == pytest.approx(expected, abs=1e-9), path
    else:
        assert found == expected, path


def same(found: ScoreSheet, expected: ScoreSheet) -> None:
    compare(found.as_dict(), expected.as_dict())
    if abs(expected.claimed_share - 0.3) > 1e-9 and abs(expected.claimed_drop - 0.05) > 1e-9:
        assert found.comparable == expected.comparable


def test_drawn_companies_of_the_published_model() -> None:
    companies = list(simulate(DQM, companies=150, seed=7, year=2026))
    table = score_table(AnswerTable.of(DQM, [(company.profile, company.answers) for company in companies]))
    for row, company in enumerate(companies):
        same(table.sheet(row), reference_score(DQM, company.profile, company.answers))
    assert any(table.flags.any(axis=1))
    assert np.isnan(table.overall).any() or table.claimed_share.any()


PLAIN = st.one_of(st.integers(0, 5), st.none(), st.just("unknown"), st.just({"na": "none here"}))
PROFILES = st.builds(
    Profile,
    sector=st.sampled_from((None, "FOOD", "CONSTR")),
    group=st.none(),
    size=st.sampled_from((None, "micro", "large")),
)


@given(documents(), st.booleans(), st.data())
def test_drawn_models(document: dict[str, Any], strict: bool, data: st.DataObject) -> None:
    if strict:
        document = {**document, "model": {**document["model"], "missing": "strict"}}
    for group in document["tree"]["children"]:
        if data.draw(st.booleans()):
            group["min_answered"] = data.draw(st.integers(1, 2))
    model = parse_model(yaml.safe_dump(document))
    answers = {code: read_answer(code, data.draw(PLAIN)) for code in model.items()}
    same(score(model, Profile(), answers), reference_score(model, Profile(), answers))


def mixed_answers(data: st.DataObject) -> dict[str, Any]:
    share = st.one_of(st.none(), st.just("unknown"), st.just({"na": "none here"}))
    numbers = st.floats(0, 1e6, allow_subnormal=False)
    raw = {
        "INF1.1": st.one_of(share, st.integers(0, 5)),
        "INF1.2": st.one_of(share, st.lists(st.sampled_from(("a", "b", "none")), unique=True)),
        "INF1.3": st.one_of(st.none(), st.integers(0, 5)),
        "ORG1.1": st.one_of(share, st.integers(1, 5)),
        "ORG1.2": st.one_of(share, st.integers(0, 20).map(lambda n: 5 * n)),
        "PER1.2": st.one_of(share, numbers, numbers.map(lambda v: {"value": v / 10_000, "unit": "%"})),
        "PER1.3": st.one_of(share, st.floats(-20, 30)),
        "PER1.4": st.one_of(share, st.floats(0, 100)),
        "DNA1": st.one_of(share, st.integers(0, 5)),
    }
    return {code: read_answer(code, data.draw(strategy, label=code)) for code, strategy in raw.items()}


@given(st.sampled_from((1, 0, -1, 2, -3.5, "min")), st.booleans(), PROFILES, st.data())
def test_every_item_type_and_mean(mean: object, strict: bool, profile: Profile, data: st.DataObject) -> None:
    text = MIXED.replace("    mean: 1\n", f"    mean: {mean}\n")
    model = parse_model(text.replace('version: "1"', 'version: "1", missing: strict') if strict else text)
    answers = mixed_answers(data)
    same(score(model, profile, answers), reference_score(model, profile, answers))


def bytes_of(model: AssessmentModel, rows: list[tuple[Profile, Any]], order: list[int]) -> list[list[bytes]]:
    """Return by submission the bytes of all its numbers, scored together in an order."""
    scores = score_table(AnswerTable.of(model, [rows[place] for place in order]))
    columns = (
        *scores.values, *scores.base_values, *scores.low, *scores.high, *scores.coverage, *scores.item_values,
        *scores.flags, scores.levels, scores.balanced, scores.balance_ratio, scores.claimed_share, scores.claimed_drop,
    )  # fmt: skip
    return [[column[order.index(place)].tobytes() for column in columns] for place in range(len(rows))]


def curved() -> AssessmentModel:
    """Return the small model with a power mean in every group: logarithms and powers must not depend on the place."""
    text = MIXED.replace("  code: TOTAL\n", "  code: TOTAL\n  mean: 0\n").replace("    mean: 1\n", "    mean: -1\n")
    text = text.replace("  - code: ORG\n", "  - code: ORG\n    mean: 2.5\n")
    return parse_model(text.replace("  - code: PER\n", "  - code: PER\n    mean: 0.3\n"))


@pytest.mark.parametrize("model", [DQM, mixed(), curved()], ids=["dqm", "mixed", "curved"])
def test_same_bits_in_any_number_order_and_grouping(model: AssessmentModel, monkeypatch: pytest.MonkeyPatch) -> None:
    companies = list(simulate(model, companies=60, seed=3, year=2026))
    rows = [(company.profile, company.answers) for company in companies]
    together = bytes_of(model, rows, list(range(60)))
    assert bytes_of(model, rows, list(reversed(range(60)))) == together
    for place, row in enumerate(rows[:20]):
        assert bytes_of(model, [row], [0]) == [together[place]]
    for part in (1, 7, 13, 59):
        monkeypatch.setattr("diagnosis.scoring.engine.PART", part)
        assert bytes_of(model, rows, list(range(60))) == together


def test_sums_of_numpy_would_depend_on_the_number_of_submissions() -> None:
    """The control of the test above: a reduction adds one column in another order than a column among many."""
    terms = np.random.default_rng(1).random((40, 300)) * 100
    together, siblings = terms.sum(axis=0), Siblings([40])
    alone = np.array([np.ascontiguousarray(terms[:, [row]]).sum(axis=0)[0] for row in range(300)])
    assert together.tobytes() != alone.tobytes()
    ours = np.array([siblings.total(np.ascontiguousarray(terms[:, [row]]))[0, 0] for row in range(300)])
    assert siblings.total(terms)[0].tobytes() == ours.tobytes()


def test_comparison_notices_a_wrong_number() -> None:
    company = next(simulate(DQM, companies=1, seed=1, year=2026))
    sheet = score(DQM, company.profile, company.answers).as_dict()
    wrong = sheet | {"coverage": sheet["coverage"] + 1e-6}
    with pytest.raises(AssertionError):
        compare(sheet, wrong)
    assert math.isfinite(sheet["coverage"])
