"""D08 and D09: Shrout and Fleiss's six correlations; Cohen's kappa, plain and weighted."""

import json

import pytest

from qmplatform.statistics import cohen_kappa, intraclass_correlations
from tests.oracles.runner import DATA

ICC = json.loads((DATA / "D08_icc_shrout_fleiss" / "case.json").read_text(encoding="utf-8"))
KAPPA = json.loads((DATA / "D09_cohen_kappa" / "case.json").read_text(encoding="utf-8"))
NAMES = {
    "BMS": "between",
    "WMS": "within",
    "JMS": "judges",
    "EMS": "residual",
    "ICC11": "one_way",
    "ICC21": "agreement",
    "ICC31": "consistency",
    "ICC1k": "one_way_mean",
    "ICC2k": "agreement_mean",
    "ICC3k": "consistency_mean",
}


def test_six_forms_and_their_mean_squares() -> None:
    found = intraclass_correlations(ICC["ratings"])
    assert (found.n, found.k) == (6, 4)
    assert set(NAMES) == set(ICC["expected"])
    for printed, name in NAMES.items():
        assert getattr(found, name) == pytest.approx(ICC["expected"][printed], abs=ICC["tol"]), printed


def test_kappa_and_weighted_kappa() -> None:
    assert cohen_kappa(KAPPA["table"]) == pytest.approx(KAPPA["expected"]["kappa"], abs=KAPPA["tol"])
    weighted = cohen_kappa(KAPPA["table"], weights=KAPPA["disagreement_weights"])
    assert weighted == pytest.approx(KAPPA["expected"]["weighted"], abs=KAPPA["tol"])


def test_asymmetric_weights() -> None:
    found = cohen_kappa(KAPPA["table"], weights=KAPPA["asymmetric_weights"])
    assert found == pytest.approx(KAPPA["expected_asymmetric"], abs=KAPPA["tol"])


def test_the_example_of_sas() -> None:
    case = KAPPA["sas"]
    assert cohen_kappa(case["table"]) == pytest.approx(case["kappa"], abs=KAPPA["tol"])
    assert cohen_kappa(case["table"], weights="linear") == pytest.approx(case["weighted_linear"], abs=KAPPA["tol"])
