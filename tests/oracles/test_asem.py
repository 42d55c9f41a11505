"""D01: the ASEM Sustainable Connectivity index of 51 countries (COINr), arithmetic means over four levels."""

import csv
from pathlib import Path

import pytest

from tests.oracles.runner import DATA, score_file

FOLDER = DATA / "D01_asem_aggregate"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def model_of_tree() -> str:
    """Write the published tree as a model file."""
    tree = rows("input_tree.csv")

    def lines(code: str, indent: int) -> list[str]:
        pad = " " * indent
        children = [row for row in tree if row["Parent"] == code]
        written = [f"{pad}code: {code}", f"{pad}children:"]
        for row in children:
            if row["Level"] == "1.0":
                item = f"type: number, weight: {row['Weight']}, goalposts: {{worst: 0, best: 100}}"
                written.append(f"{pad}- {{code: {row['iCode']}, {item}}}")
            else:
                inner = lines(row["iCode"], indent + 2)
                written += [f"{pad}- {inner[0].strip()}", f"{pad}  weight: {row['Weight']}", *inner[1:]]
        return written

    return "\n".join(["model: {key: asem, version: '2018'}", "tree:", *lines("Index", 2)]) + "\n"


def test_scores_and_ranks_of_51_countries(tmp_path: Path) -> None:
    indicators = [row["iCode"] for row in rows("input_tree.csv") if row["Level"] == "1.0"]
    submissions = [
        {"id": row["unit"], "answers": {code: float(row[code]) for code in indicators if row[code]}}
        for row in rows("input_normalised_0_100.csv")
    ]
    results = {line["id"]: line for line in score_file(tmp_path, model_of_tree(), submissions)}
    expected = rows("expected_scores_ranks_2dp.csv")
    assert len(results) == len(expected) == 51
    for row in expected:
        for code in set(row) - {"unit", "Rank"}:
            assert results[row["unit"]]["nodes"][code] == pytest.approx(float(row[code]), abs=0.005 + 1e-9)
        rank = 1 + sum(other["score"] > results[row["unit"]]["score"] for other in results.values())
        assert rank == float(row["Rank"])
