"""D15: eight programmes that differ by no more than chance; each collapses to the mean of all."""

import json

import numpy as np
import pytest

from diagnosis.benchmark.shrinkage import dersimonian_laird, paule_mandel, shrink
from tests.oracles.runner import DATA

CASE = json.loads((DATA / "D15_eight_schools" / "case.json").read_text(encoding="utf-8"))
EFFECTS, VARIANCES = np.array(CASE["y"]), np.array(CASE["se"]) ** 2
WEIGHTS = 1 / VARIANCES
POOLED = (WEIGHTS @ EFFECTS) / WEIGHTS.sum()


def test_the_variance_between_schools_is_none_by_both_estimators() -> None:
    assert dersimonian_laird(EFFECTS, VARIANCES) == CASE["expected"]["tau2_DL"]
    assert paule_mandel(EFFECTS, VARIANCES) == CASE["expected"]["tau2_DL"]
    heterogeneity = float(WEIGHTS @ (EFFECTS - POOLED) ** 2)
    assert heterogeneity == pytest.approx(CASE["expected"]["Q"], abs=CASE["tol"]["Q"])


def test_every_school_collapses_to_the_published_mean() -> None:
    found = shrink(EFFECTS, VARIANCES, paule_mandel(EFFECTS, VARIANCES), POOLED, 1 / WEIGHTS.sum())
    assert found.mean == pytest.approx(np.full(8, CASE["expected"]["pooled"]), abs=CASE["tol"]["pooled"])
    assert np.sqrt(found.variance) == pytest.approx(np.full(8, CASE["expected"]["se"]), abs=CASE["tol"]["se"])
    assert found.parent_share.tolist() == [1.0] * 8


def test_schools_that_differ_do_not_collapse() -> None:
    apart = EFFECTS * 4
    between = paule_mandel(apart, VARIANCES)
    assert between is not None
    assert between > 0
    assert dersimonian_laird(apart, VARIANCES) > 0
    assert (shrink(apart, VARIANCES, between, POOLED).parent_share < 1).all()
