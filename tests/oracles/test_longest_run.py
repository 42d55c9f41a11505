"""D14: the longest run of one answer."""

import csv
import json

import numpy as np

from qmplatform.statistics import longest_run
from tests.oracles.runner import DATA

FOLDER = DATA / "D14_longstring"


def test_longest_runs() -> None:
    with (FOLDER / "input.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["longstring"]
    assert longest_run(np.array(rows, dtype=float)).tolist() == expected
