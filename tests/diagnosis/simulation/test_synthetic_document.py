"""What docs/synthetic-companies.md says of the settings is what they are."""

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from diagnosis.simulation import Shares
from diagnosis.simulation.batches import BLOCK, GROWTH_MEAN, GROWTH_SD, YEAR_SD
from diagnosis.simulation.drawing import CLAIMER_RATIO, DROP_OUT_MOST, PARTIAL_RATIO, UNKNOWN_RATIO, UNSURE_RATIO

TEXT = Path("docs/synthetic-companies.md").read_text(encoding="utf-8")


def test_shares_of_the_table() -> None:
    shares = [int(share) / 100 for share in re.findall(r"\| (\d+) % \|", TEXT)]
    assert shares[:-1] == pytest.approx(list(astuple(Shares())))
    assert sum(shares) == pytest.approx(1)


def test_numbers_of_the_text() -> None:
    assert f"blocks of {BLOCK:,}" in TEXT
    assert (GROWTH_MEAN, GROWTH_SD, YEAR_SD) == (2.0, 2.5, 2.0)
    assert (CLAIMER_RATIO, DROP_OUT_MOST) == (0.6, 0.6)
    assert pytest.approx(1 / 8, abs=0.006) == PARTIAL_RATIO
    assert UNSURE_RATIO["rubric"] == pytest.approx(1 / 8, abs=0.006)
    assert UNSURE_RATIO["number"] > 0.5
    assert UNKNOWN_RATIO["number"] == pytest.approx(1 / 7, abs=0.005)
