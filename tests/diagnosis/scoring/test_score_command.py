"""`manage.py score`: files in, files out, bad lines named, nothing half written."""

import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from diagnosis.management.files import ProgressBar, atomic_output
from diagnosis.scoring import ENGINE_VERSION
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from qmplatform.statistics import round_half_up
from tests.diagnosis.scoring.small_model import FULL, MIXED
from tests.factories import NOW


class Desk:
    """A folder with a model file, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "results.jsonl"
        self.errors = StringIO()
        (folder / "model.yaml").write_text(MIXED, encoding="utf-8")

    def run(self, content: str | bytes, *, name: str = "answers.jsonl", **options: Any) -> list[dict[str, Any]]:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        arguments = {"model": str(self.folder / "model.yaml"), "answers": str(path), "out": str(self.out)} | options
        call_command("score", **arguments, stderr=self.errors)
        return self.results()

    def results(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def line(name: str, **answers: Any) -> str:
    return json.dumps({"id": name, "profile": {"sector": "FOOD"}, "answers": FULL | answers}, ensure_ascii=False) + "\n"


def test_results_in_order_with_every_promised_key(desk: Desk) -> None:
    first, second = desk.run("\ufeff" + line("가") + "\n" + line("b", **{"INF1.1": 5}))
    assert [first["id"], second["id"]] == ["가", "b"]
    assert second["score"] > first["score"]
    assert first["nodes"]["TOTAL"] == first["score"]
    assert first["items"]["INF1.1"] == 60
    assert first["items"]["DNA1"] is None
    assert first["flags"] == [{"rule": 1, "severity": "block"}]
    assert first["percentile"] is None
    assert first["benchmark"] is None
    assert first["model"].startswith("sha256:")
    assert first["engine"] == ENGINE_VERSION
    assert set(first) >= {"level", "coverage", "bounds"}


def test_bad_lines_are_named_and_the_rest_is_scored(desk: Desk) -> None:
    content = (
        line("a") + "{oops\n" + line("b", **{"INF1.1": 9}) + '{"id": "c", "answers": {"INF1.1": NaN}}\n' + line("d")
    )
    with pytest.raises(CommandError, match="3 of 5 lines were refused"):
        desk.run(content)
    assert [result["id"] for result in desk.results()] == ["a", "d"]
    said = desk.errors.getvalue()
    assert "line 2: is not valid JSON" in said
    assert "line 3: INF1.1: must be one of the levels 0 to 5" in said
    assert "line 4: is not valid JSON: NaN" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "\xff"}\n', "is not UTF-8"),
        (b'{"id": "a", "id": "b", "answers": {}}\n', "`id` is written twice"),
        (b"[" * 100_000 + b"\n", "nested too deeply|not valid JSON"),
        (b'{"id": "' + b"x" * 1_100_000 + b'"}\n', "longer than"),
        (b"[]\n", "must be an object"),
    ],
)
def test_hostile_lines_stop_nothing(desk: Desk, content: bytes, message: str) -> None:
    with pytest.raises(CommandError):
        desk.run(content + line("after").encode())
    assert [result["id"] for result in desk.results()] == ["after"]
    assert any(part in desk.errors.getvalue() for part in message.split("|"))


def test_csv_gives_what_json_gives(desk: Desk) -> None:
    cells = {"INF1.1": "3", "INF1.2": "a", "INF1.3": "4", "ORG1.1": "3", "ORG1.2": "45", "PER1.2": "0.012 %"}
    cells |= {"PER1.3": "7", "PER1.4": "95"}
    text = f"id,sector,{','.join(cells)}\r\nc,FOOD,{','.join(cells.values())}\r\n\r\n"
    from_csv = desk.run("\ufeff" + text, name="answers.csv")
    assert from_csv == desk.run(line("c"))


def test_csv_faults_are_named(desk: Desk) -> None:
    with pytest.raises(CommandError, match="3 of 4"):
        desk.run(b"id,INF1.1\na,3\nb,9\nc,1,2\nd,\xff\n", name="answers.csv")
    said = desk.errors.getvalue()
    assert "line 3: INF1.1" in said
    assert "line 4: has 3 cells" in said
    assert "line 5: is not UTF-8" in said


def test_output_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("before")

    def interrupted() -> None:
        with atomic_output(path) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"answers": "nowhere.jsonl"}, "nowhere.jsonl"),
        ({"out": "/nowhere/at/all.jsonl"}, "no such folder"),
        ({"model": "nowhere.yaml"}, "no such file"),
    ],
)
def test_wrong_paths_are_named(desk: Desk, options: dict[str, str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        desk.run(line("a"), **options)


def test_faulty_model_is_refused_with_its_faults(desk: Desk) -> None:
    (desk.folder / "model.yaml").write_text("model: {key: a}\ntree: {code: T}\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"(?s)`version` is missing.*needs `children`"):
        desk.run(line("a"))
    assert not desk.out.exists()


@pytest.mark.django_db
def test_published_version_by_name(desk: Desk) -> None:
    row = model_version_load(text=MIXED, by=None, now=NOW)
    with pytest.raises(CommandError, match="No published model mixed@1"):
        desk.run(line("a"), model="mixed@1")
    model_version_publish(model_version=row, by=None, now=NOW)
    assert desk.run(line("a"), model="mixed@1") == desk.run(line("a"))


def test_percentile_comes_from_the_nearest_cell(desk: Desk) -> None:
    quantiles = {"0.25": 40, "0.5": 50, "0.75": 70}
    cells = [
        {"key": {"sector": "FOOD", "size": "small"}, "n": 3, "node": "TOTAL", "mean": 50},
        {"key": {"sector": "FOOD"}, "n": 41, "node": "TOTAL", "mean": 50, "quantiles": quantiles},
        {"key": {}, "n": 400, "node": "INF", "mean": 50, "quantiles": quantiles},
    ]
    path = desk.folder / "benchmark.json"
    path.write_text(json.dumps({"id": "sha256:b", "cells": cells}), encoding="utf-8")
    result = desk.run(line("a"), benchmark=str(path))[0]
    assert result["benchmark"] == "sha256:b"
    total = result["percentile"]["TOTAL"]
    assert total["value"] == pytest.approx(100 * (0.5 + 0.25 * (round_half_up(result["score"]) - 50) / 20))
    assert (total["n"], total["peers"]) == (41, "sector")
    assert total["low"] < total["value"] < total["high"]
    assert result["percentile"]["INF"]["peers"] == "national"
    assert "ORG" not in result["percentile"]


@pytest.mark.parametrize("content", ["[]", "{", '{"cells": [{"node": 1}, 3]}'])
def test_broken_benchmark_is_refused(desk: Desk, content: str) -> None:
    path = desk.folder / "benchmark.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=r"benchmark\.json"):
        desk.run(line("a"), benchmark=str(path))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_bar_draws_on_a_terminal_only() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        bar = ProgressBar(1000, stream)
        bar.show(500, 12)
        bar.show(501, 12)
        bar.close()
    assert terminal.getvalue().count("\r") == 1
    assert "50 %  12 lines" in terminal.getvalue()
    assert pipe.getvalue() == ""
