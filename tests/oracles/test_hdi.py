"""D03: the Human Development Index 2022 (UNDP), geometric mean on a scale of 0-1."""

import csv
from pathlib import Path

import pytest

from diagnosis.catalog import parse_model
from diagnosis.scoring import displayed
from tests.oracles.runner import DATA, EXAMPLES, score_file

COLUMNS = {"LE": "le_2022", "EYS": "eys_2022", "MYS": "mys_2022", "GNI": "gnipc_2022"}


def countries() -> list[dict[str, str]]:
    with (DATA / "D03_hdi_2022" / "hdi_half.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def submissions() -> list[dict[str, object]]:
    return [
        {"id": row["iso3"], "answers": {code: float(row[column]) for code, column in COLUMNS.items()}}
        for row in countries()
    ]


def test_97_countries_to_the_third_decimal(tmp_path: Path) -> None:
    model = parse_model((EXAMPLES / "hdi.yaml").read_bytes())
    results = score_file(tmp_path, EXAMPLES / "hdi.yaml", submissions())
    published = [float(row["hdi_2022"]) for row in countries()]
    assert len(results) == 97
    assert [displayed(model, line["score"]) for line in results] == published


def test_arithmetic_mean_does_not_reproduce_it(tmp_path: Path) -> None:
    wrong = (EXAMPLES / "hdi.yaml").read_text(encoding="utf-8").replace("mean: 0", "mean: 1")
    results = score_file(tmp_path, wrong, submissions())
    published = [float(row["hdi_2022"]) for row in countries()]
    assert [line["score"] for line in results] != pytest.approx(published, abs=0.0005)


def test_level_is_that_of_the_displayed_value(tmp_path: Path) -> None:
    results = {line["id"]: line for line in score_file(tmp_path, EXAMPLES / "hdi.yaml", submissions())}
    for row in countries():
        value = float(row["hdi_2022"])
        assert results[row["iso3"]]["level"] == 1 + (value >= 0.55) + (value >= 0.7) + (value >= 0.8)
