"""D05: eighteen batting averages of 1970 drawn to their mean, as Efron and Morris printed them."""

import csv
import json

import numpy as np
import pytest

from diagnosis.benchmark.shrinkage import Shrunk, paule_mandel, shrink
from tests.oracles.runner import DATA

FOLDER = DATA / "D05_efron_morris"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
with (FOLDER / "input.csv").open(encoding="utf-8") as file:
    PLAYERS = list(csv.DictReader(file))
# 45 times at bat; hits are whole, so the printed .378 is 17 of 45.
AVERAGES = np.array([int(player["r"]) for player in PLAYERS]) / 45
SEASON = np.array([float(player["p"]) for player in PLAYERS])


def shrunken(freedom: int) -> Shrunk:
    mean = AVERAGES.mean()
    variances = np.full(len(AVERAGES), mean * (1 - mean) / 45)
    between = paule_mandel(AVERAGES, variances, freedom=freedom)
    return shrink(AVERAGES, variances, between, mean)


def test_shrinkage_is_the_published_one() -> None:
    assert AVERAGES.mean() == pytest.approx(EXPECTED["grand_mean"], abs=EXPECTED["tol"])
    own = 1 - shrunken(len(AVERAGES) - 3).parent_share
    assert own == pytest.approx(np.full(len(AVERAGES), EXPECTED["shrinkage_c"]), abs=EXPECTED["tol"])


def test_shrunken_averages_are_the_published_ones() -> None:
    found = dict(zip((player["name"] for player in PLAYERS), shrunken(len(AVERAGES) - 3).mean, strict=True))
    assert found == pytest.approx(EXPECTED["z"], abs=EXPECTED["tol"])


def test_they_foretell_the_season_three_times_as_well() -> None:
    raw = ((AVERAGES - SEASON) ** 2).sum()
    ours = ((shrunken(len(AVERAGES) - 3).mean - SEASON) ** 2).sum()
    assert raw == pytest.approx(EXPECTED["sse_raw"], abs=EXPECTED["tol_sse"])
    assert ours == pytest.approx(EXPECTED["sse_js"], abs=EXPECTED["tol_sse"])


def test_with_one_less_than_the_players_the_share_is_another() -> None:
    """The published share is that of James and Stein: the test above can fail."""
    own = 1 - shrunken(len(AVERAGES) - 1).parent_share[0]
    assert abs(own - EXPECTED["shrinkage_c"]) > 50 * EXPECTED["tol"]
