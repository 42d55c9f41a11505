"""D01: the ASEM Sustainable Connectivity index of 51 countries (COINr), arithmetic means over four levels."""

import csv
from pathlib import Path

import pytest

from diagnosis.catalog import parse_model
from tests.oracles.runner import DATA, EXAMPLES, score_file

FOLDER = DATA / "D01_asem_aggregate"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_model_is_the_published_tree() -> None:
    model = parse_model((EXAMPLES / "asem.yaml").read_bytes())
    published = {row["iCode"]: (row["Parent"] or None, float(row["Weight"])) for row in rows("input_tree.csv")}
    nodes = {**model.groups(), **model.items()}
    assert set(nodes) == set(published)
    for code, (parent, weight) in published.items():
        assert nodes[code].weight == weight
        assert (model.parent_of(code).code if parent else None) == parent
    assert len(model.items()) == 49


def test_scores_and_ranks_of_51_countries(tmp_path: Path) -> None:
    indicators = [row["iCode"] for row in rows("input_tree.csv") if row["Level"] == "1.0"]
    submissions = [
        {"id": row["unit"], "answers": {code: float(row[code]) for code in indicators if row[code]}}
        for row in rows("input_normalised_0_100.csv")
    ]
    results = {line["id"]: line for line in score_file(tmp_path, EXAMPLES / "asem.yaml", submissions)}
    expected = rows("expected_scores_ranks_2dp.csv")
    assert len(results) == len(expected) == 51
    for row in expected:
        for code in set(row) - {"unit", "Rank"}:
            assert results[row["unit"]]["nodes"][code] == pytest.approx(float(row[code]), abs=0.005 + 1e-9)
        rank = 1 + sum(other["score"] > results[row["unit"]]["score"] for other in results.values())
        assert rank == float(row["Rank"])
