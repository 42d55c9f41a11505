"""D10 and D19: Cronbach's alpha of printed examples, with and without gaps."""

import csv
import json

import numpy as np
import pytest

from qmplatform.statistics import reliability
from tests.oracles.runner import DATA


def table(folder: str) -> tuple[list[str], np.ndarray]:
    with (DATA / folder / "input.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = list(csv.reader(file))
    return names, np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])


def expected(folder: str) -> dict:
    return json.loads((DATA / folder / "expected.json").read_text(encoding="utf-8"))


def test_attitude() -> None:
    names, answers = table("D10_alpha_attitude")
    published = expected("D10_alpha_attitude")
    found = reliability(answers)
    tolerance = published["tol"]
    assert (found.n, found.k) == (30, 7)
    assert found.alpha == pytest.approx(published["raw_alpha"], abs=tolerance)
    assert found.standardised == pytest.approx(published["std_alpha"], abs=tolerance)
    assert found.average_r == pytest.approx(published["average_r"], abs=tolerance)
    dropped = dict(zip(names, found.if_dropped, strict=True))
    assert dropped == pytest.approx(published["alpha_if_dropped"], abs=tolerance)
    total = dict(zip(names, found.item_total, strict=True))
    assert total == pytest.approx(published["corrected_item_total"], abs=tolerance)


def test_gaps_and_interval() -> None:
    _, answers = table("D19_feldt_ci")
    published = expected("D19_feldt_ci")
    found = reliability(answers)
    assert np.isnan(answers).any()
    assert (found.n, found.k) == (12, 11)
    assert found.alpha == pytest.approx(published["alpha"], abs=1e-9)
    assert [found.low, found.high] == pytest.approx(published["ci95"], abs=published["tol"])


def test_leaving_out_whole_rows_would_not_reproduce_it() -> None:
    _, answers = table("D19_feldt_ci")
    complete = reliability(answers[~np.isnan(answers).any(axis=1)])
    assert complete.alpha != pytest.approx(expected("D19_feldt_ci")["alpha"], abs=0.01)
