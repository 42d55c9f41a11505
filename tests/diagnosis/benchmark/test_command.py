"""Benchmark files with and without published values, by the command."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from diagnosis.benchmark import KSA_2022, build_benchmark, read_benchmark
from diagnosis.benchmark.anchors import SHIPPED
from diagnosis.catalog import parse_model
from tests.diagnosis.benchmark.firms import cell, firm

MODEL = """
model: {key: small, version: "1", title: {ko: 본, en: Model}}
tree:
  code: TOTAL
  title: {ko: 전체, en: Total}
  children:
  - {code: P, type: percent, title: {ko: 율, en: P}}
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        self.model, self.results, self.out = (folder / name for name in ("model.yaml", "results.jsonl", "out.json"))
        self.model.write_text(MODEL, encoding="utf-8")
        self.checksum = parse_model(MODEL).checksum
        self.write([self.line(i, 40.0 + i) for i in range(24)])

    def line(self, number: int, value: float, *, year: int = 2024, **changes: Any) -> dict[str, Any]:
        nodes = {"TOTAL": value}
        row = {"id": f"c{number}", "model": self.checksum, "score": value, "nodes": nodes, "base_nodes": nodes}
        profile = {"sector": "AUTO", "size": "small", "year": year}
        return {**row, "items": {"P": value}, "profile": profile, **changes}

    def write(self, rows: list[dict[str, Any]]) -> None:
        self.results.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def build(self, **options: Any) -> dict[str, Any]:
        call_command(
            "build_benchmark", model=str(self.model), results=self.results, out=self.out, stdout=StringIO(), **options
        )
        content: dict[str, Any] = json.loads(self.out.read_text(encoding="utf-8"))
        return content


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_is_what_the_companies_make(desk: Desk) -> None:
    content = desk.build()
    found = cell(content, sector="AUTO", size="small")
    assert (found["n"], found["mean"]) == (24, pytest.approx(51.5))
    assert found["counts"] == {f"{40.0 + i:.1f}": 1 for i in range(24)}
    assert content["parameters"]["anchors"] is None
    position = read_benchmark(content).position(
        "TOTAL", value=50.0, base_value=50.0, sector="AUTO", group="MANUFACTURING", size="small"
    )
    assert position is not None
    assert position.percentile == pytest.approx(100 * 10.5 / 24)


def test_published_values_count_in_the_year_of_the_answers(desk: Desk) -> None:
    content = desk.build(anchors=SHIPPED)
    assert content["parameters"]["anchors"]["weighed_in"] == 2024
    k = 50 / 2**0.5
    assert cell(content)["mean"] == pytest.approx((24 * 51.5 + k * 45.7) / (24 + k), abs=1e-5)
    assert cell(content)["anchored"] is True
    assert cell(content, "P")["mean"] == pytest.approx(51.5)
    assert desk.build()["id"] != content["id"]


def test_a_cell_is_a_line(desk: Desk) -> None:
    content = desk.build()
    lines = desk.out.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.removesuffix(",")) for line in lines if line.startswith('{"key"')] == content["cells"]
    desk.write([])
    assert desk.build()["cells"] == []


def test_the_companies_of_a_file_may_come_in_any_order(desk: Desk) -> None:
    first = desk.build(anchors=SHIPPED)
    desk.write([desk.line(i, 40.0 + i) for i in reversed(range(24))])
    assert desk.build(anchors=SHIPPED) == first


def test_the_command_and_the_function_agree(desk: Desk) -> None:
    peers = [firm(40.0 + i) for i in range(24)]
    content = build_benchmark(peers, model="m", engine="e", as_of="", anchors=KSA_2022, year=2024)
    assert cell(content)["mean"] == cell(desk.build(anchors=SHIPPED))["mean"]


def test_each_fault_of_the_published_values_names_its_file(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "values.yaml"
    broken.write_text("name: x\npoints: []\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        desk.build(anchors=broken)
    lines = str(refused.value).splitlines()
    assert len(lines) > 3
    assert all(line.startswith(f"{broken}: ") for line in lines)
    with pytest.raises(CommandError, match=r"none\.yaml"):
        desk.build(anchors=tmp_path / "none.yaml")
    assert not desk.out.exists()


def test_published_values_go_with_a_file_of_results(desk: Desk) -> None:
    with pytest.raises(CommandError, match="--results"):
        call_command("build_benchmark", model=str(desk.model), anchors=SHIPPED, stdout=StringIO())


def test_faults_name_their_line_and_nothing_is_written(desk: Desk) -> None:
    rows = [desk.line(i, 40.0 + i) for i in range(4)]
    rows[1]["nodes"] = {"TOTAL": 140.0}
    rows[3] = desk.line(0, 50.0)
    desk.write(rows)
    with pytest.raises(CommandError) as refused:
        desk.build()
    assert [line.partition(":")[2][:2] for line in str(refused.value).splitlines()[:2]] == ["2:", "4:"]
    assert not desk.out.exists()


def test_what_may_not_be_compared_stays_out(desk: Desk) -> None:
    rows = [desk.line(i, 50.0) for i in range(8)]
    rows[0]["comparable"] = False
    rows[1]["score"] = None
    desk.write(rows)
    assert desk.build()["companies"] == 6
