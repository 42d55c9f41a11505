"""Ranks under other choices of method."""

import math

import numpy as np
import pytest

from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.scoring import AnswerTable, Profile, score_table
from diagnosis.scoring.robustness import (
    Setting,
    _jansen,
    alternatives,
    influence,
    overall_under,
    rank_bands,
    rank_shift,
    ranks,
    sensitivity,
)
from diagnosis.scoring.submissions import read_answer
from tests.diagnosis.scoring.small_model import HEADER

TEXT = f"""{HEADER}tree:
  code: T
  children:
  - {{code: D, weight: 3, children: [{{code: A, type: percent, weight: 4}}, {{code: B, type: percent}}]}}
  - {{code: E, children: [{{code: C, type: percent}}]}}
profiles: [{{when: {{size: large}}, weights: {{E: 2}}}}]
levels: [{{level: 1, from: 0, gates: {{D: 1}}}}]
"""
ROWS = [(90, 10, 20), (40, 60, 80), (50, 50, 50), (20, 95, 60)]


def model() -> AssessmentModel:
    return parse_model(TEXT)


def table(size: str | None = None) -> AnswerTable:
    rows = [{code: read_answer(code, raw) for code, raw in zip("ABC", row, strict=True)} for row in ROWS]
    return AnswerTable.of(model(), [(Profile(size=size), answers) for answers in rows])


def test_each_choice_changes_what_it_says() -> None:
    found = alternatives(model(), table("large"))
    a, b, c = np.array(ROWS, float).T
    d = (4 * a + b) / 5
    assert found["without:D"] == pytest.approx(c)
    assert found["without:E"] == pytest.approx(d)
    assert found["mean:1"] == pytest.approx((3 * d + c) / 4)
    assert found["mean:0"] == pytest.approx(np.exp((3 * np.log(d) + np.log(c)) / 4))
    assert found["weights:base"] == pytest.approx((3 * d + c) / 4)
    assert found["weights:sector"] == pytest.approx((3 * d + 2 * c) / 5)
    assert found["weights:equal"] == pytest.approx(((a + b) / 2 + c) / 2)
    assert found["weights:base"].tobytes() == score_table(table("large")).base_values[0].tobytes()
    assert overall_under(table(), Setting("D", 0.0, "equal")) == pytest.approx(c)


def test_ranks_are_those_of_what_is_shown() -> None:
    scores = np.array([50.04, 49.96, math.nan, 60.0, 49.94])
    assert ranks(scores).tolist()[:2] == [2, 2]
    assert ranks(scores).tolist()[3:] == [1, 4]
    assert math.isnan(ranks(scores)[2])


def test_rank_shift_by_hand() -> None:
    reference = np.array([90.0, 80, 70, math.nan, 60])
    shifts = rank_shift(reference, {"same": reference, "swap": np.array([80.0, 90, 70, 99, math.nan])})
    assert shifts["same"] == 0
    assert shifts["swap"] == pytest.approx(2 / 3)  # three companies have both; two of them change places
    assert rank_shift(reference, {"none": np.full(5, math.nan)}) == {"none": None}
    low, high = rank_bands(reference, {"swap": np.array([80.0, 90, 70, 99, math.nan])})
    assert (low[0], high[0]) == (1, 3)
    assert (low[3], high[3]) == (1, 1)
    assert (low[4], high[4]) == (4, 4)


def test_jansen_gives_the_known_indices_of_the_ishigami_function() -> None:
    from scipy.stats import sobol_indices, uniform

    def ishigami(x: np.ndarray) -> np.ndarray:
        return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])

    found = sobol_indices(
        func=lambda x: ishigami(x)[None, :], n=2**14, dists=[uniform(-math.pi, 2 * math.pi)] * 3, method=_jansen,
        rng=np.random.default_rng(1),
    )  # fmt: skip
    # Ishigami and Homma (1990), a = 7, b = 0.1.
    assert found.first_order == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total_order == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_sensitivity_names_the_choice_that_moves_ranks() -> None:
    found = sensitivity(table(), seed=1)
    assert set(found.first_order) == {"domain", "mean", "weights"}
    assert found == sensitivity(table(), seed=1)
    assert found.total["domain"] == max(found.total.values())
    assert all(found.total[name] >= found.first_order[name] - 0.05 for name in found.total)


def test_sensitivity_of_ranks_that_never_move() -> None:
    rows = [{code: read_answer(code, raw) for code in "ABC"} for raw in (10, 50, 90)]
    still = AnswerTable.of(model(), [(Profile(), answers) for answers in rows])
    assert set(sensitivity(still, seed=1).total.values()) == {0.0}


def test_influence_is_the_squared_correlation() -> None:
    overall = np.array([1.0, 2, 3, 4, math.nan])
    items = np.array([[2.0, 4, 6, 8, 0], [1.0, -1, 1, -1, 5], [5.0, 5, 5, 5, 5], [1.0, 2, math.nan, math.nan, 1]])
    found = influence(items, overall)
    assert found[0] == pytest.approx(1)
    assert found[1] == pytest.approx(0.2)
    assert np.isnan(found[2:]).all()
