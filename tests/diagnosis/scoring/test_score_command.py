"""`manage.py score`: files in, files out, bad lines named, nothing half written."""

import io
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from diagnosis.catalog import parse_model
from diagnosis.management import scoring_lines
from diagnosis.management.files import ProgressBar, atomic_output
from diagnosis.management.lines import Line
from diagnosis.management.scoring_lines import chunked
from diagnosis.scoring import ENGINE_VERSION, score
from diagnosis.scoring.submissions import read_submission, result_document
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


def one(**answers: Any) -> bytes:
    return line("bad", **answers).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "\xff"}\n', "is not UTF-8"),
        ('{"id": "가"}\n'.encode("cp949"), "is not UTF-8"),
        (line("utf-16").encode("utf-16-le")[:-1], "is not valid JSON|is not UTF-8"),
        (b'{"id": "a", "id": "b", "answers": {}}\n', "`id` is written twice"),
        (b"[" * 100_000 + b"\n", "nested too deeply|not valid JSON"),
        (b'{"id": "' + b"x" * 10_000_000 + b'"}\n', "is longer than 1,048,576 bytes"),
        (b"[]\n", "must be an object"),
        (b"null\n", "must be an object"),
        (b'{"id": "a", "answers"\n', "is not valid JSON"),
        (b'{"id": null, "answers": {}}\n', "`id` must be a text"),
        (b'{"id": "\\ud800", "answers": {}}\n', "half a character"),
        (b'{"id": "a", "answers": {}, "more": 1}\n', "unknown key `more`"),
        (b'{"id": "a", "profile": {"size": "huge"}, "answers": {}}\n', "unknown size `huge`"),
        (b'{"id": "a", "profile": {"year": true}, "answers": {}}\n', "is not a year"),
        (one(**{"INF9.9": 3}), "INF9.9: is not an item of this model"),
        (one(**{"INF1.1": 9}), "INF1.1: must be one of the levels"),
        (one(**{"INF1.1": 2.5}), "INF1.1: must be one of the levels"),
        (one(**{"INF1.1": True}), "INF1.1"),
        (one(**{"INF1.1": "3"}), "INF1.1: `3` is not an answer"),
        (one(**{"INF1.1": [[1]]}), "INF1.1"),
        (one(**{"INF1.2": ["zzz"]}), "INF1.2"),
        (one(**{"PER1.2": {"value": 12, "unit": "kg"}}), "PER1.2"),
        (one(**{"PER1.2": {"value": 12, "unit": 3}}), "PER1.2: `unit` must be a text"),
        (one(**{"PER1.2": {"value": 12, "confidence": "never"}}), "PER1.2: `confidence`"),
        (one(**{"PER1.2": -1}), "PER1.2"),
        (one(**{"PER1.2": 1e308}), "PER1.2"),
        (line("bad").replace('"INF1.1": 3', '"INF1.1": 3, "PER1.2": 1e999').encode(), "PER1.2|written twice"),
        (line("bad").replace('"INF1.1": 3', '"INF1.1": ' + "9" * 5000).encode(), "is not valid JSON"),
        (line("bad").replace('"INF1.1": 3', '"INF1.1": ' + "9" * 400).encode(), "INF1.1: must be one of the levels"),
        (line("bad").replace('"INF1.1": 3', '"INF1.1": NaN').encode(), "NaN is not a number"),
        (line("bad").replace('"INF1.1": 3', '"INF1.1": -Infinity').encode(), "-Infinity is not a number"),
    ],
)
def test_hostile_lines_stop_nothing(desk: Desk, content: bytes, message: str) -> None:
    with pytest.raises(CommandError, match="refused"):
        desk.run(line("before").encode() + content + line("after").encode())
    assert [result["id"] for result in desk.results()] == ["before", "after"]
    said = desk.errors.getvalue()
    assert "line 2: " in said
    assert any(part in said for part in message.split("|")), said


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.csv"])
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_a_file_of_nothing_has_no_fault(desk: Desk, name: str, content: bytes) -> None:
    assert desk.run(content, name=name) == []


def test_every_fault_of_a_line_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(CommandError, match="1 of 1"):
        desk.run(one(**{"INF1.1": 9, "PER1.2": {"value": 1, "unit": "kg"}, "ORG1.2": 47}))
    (said,) = [row for row in desk.errors.getvalue().splitlines() if row.startswith("line 1: ")]
    assert [code in said for code in ("INF1.1: ", "PER1.2: ", "ORG1.2: ")] == [True] * 3


def test_a_null_is_an_answer_not_given(desk: Desk) -> None:
    given, without = (line(name, **{"INF1.1": None}) for name in ("a", "b"))
    assert json.loads(without)["answers"].pop("INF1.1") is None
    assert desk.run(given)[0]["items"]["INF1.1"] is None


def many(count: int) -> str:
    """Return lines of every sort: plain, unusual, faulty."""
    unusual: list[dict[str, Any]] = [
        {},
        {"INF1.1": "unknown", "PER1.2": {"value": 0.012, "unit": "%"}},
        {"INF1.1": {"value": 2, "confidence": "estimate"}, "PER1.3": None},
        {"PER1.2": {"na": "해당하는 공정이 없습니다."}, "INF1.2": []},
        {"INF1.1": 77},
    ]
    return "".join(line(f"c-{n}", **{"ORG1.2": 5 * (n % 20)} | unusual[n % len(unusual)]) for n in range(count))


def test_the_same_bytes_whatever_the_chunk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    for lines in (1, 7, 1024):
        monkeypatch.setattr(scoring_lines, "CHUNK_LINES", lines)
        desk.errors = StringIO()
        with pytest.raises(CommandError, match="10 of 50"):
            desk.run(many(50))
        written.append((desk.out.read_bytes(), desk.errors.getvalue()))
    assert written[0] == written[1] == written[2]


def test_the_same_bytes_whatever_the_number_of_processes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring_lines, "CHUNK_LINES", 8)
    written = []
    for processes in (1, 3):
        desk.errors = StringIO()
        with pytest.raises(CommandError, match="20 of 100"):
            desk.run(many(100), processes=processes)
        written.append((desk.out.read_bytes(), desk.errors.getvalue()))
    assert written[0] == written[1]


def test_a_line_says_what_scoring_it_alone_says(desk: Desk) -> None:
    model = parse_model(MIXED)
    with pytest.raises(CommandError):
        desk.run(many(20))
    by_line = [json.loads(text) for text in many(20).splitlines()]
    for found in desk.results():
        submission = read_submission(next(row for row in by_line if row["id"] == found["id"]), model)
        sheet = score(model, submission.profile, submission.answers)
        assert found == json.loads(json.dumps(result_document(submission, sheet, percentile=None, benchmark=None)))


@pytest.mark.parametrize("processes", [0, 65])
def test_a_strange_number_of_processes_is_refused(desk: Desk, processes: int) -> None:
    with pytest.raises(CommandError, match="--processes"):
        desk.run(line("a"), processes=processes)


def test_reading_ahead_is_bounded() -> None:
    read: list[int] = []

    def lines() -> Iterator[Line]:
        for number in range(1, 10_001):
            read.append(number)
            yield Line(number, b"x" * 1000)

    chunks = chunked(lines(), most_lines=100)
    next(chunks)
    assert len(read) == 100
    assert len(next(chunked(Line(n, b"x" * 1_000_000) for n in range(100)))) == 5


def test_csv_gives_what_json_gives(desk: Desk) -> None:
    cells = {"INF1.1": "3", "INF1.2": "a", "INF1.3": "4", "ORG1.1": "3", "ORG1.2": "45", "PER1.2": "0.012 %"}
    cells |= {"PER1.3": "7", "PER1.4": "95"}
    text = f"id,sector,{','.join(cells)}\r\nc,FOOD,{','.join(cells.values())}\r\n\r\n"
    from_csv = desk.run("\ufeff" + text, name="answers.csv")
    assert from_csv == desk.run(line("c"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'id,INF1.1\na,"' + b"x" * 200_000 + b'"\nb,3\n', "line 2: is not valid CSV"),
        (b"id,INF1.1\na," + b"x" * 10_000_000 + b"\nb,3\n", "line 2: is longer than"),
        (b"id,INF1.1\na,1e308\nb,3\n", "line 2: INF1.1"),
        (b"id,INF1.1\na," + b"9" * 5000 + b"\nb,3\n", "line 2: INF1.1: must be one of the levels"),
        (b"id,INF1.1\na,NaN\nb,3\n", "line 2: INF1.1: `NaN` is not an answer"),
        ("id,INF1.1\n가,3\nb,3\n".encode("cp949"), "line 2: is not UTF-8"),
    ],
)
def test_hostile_rows_stop_nothing(desk: Desk, content: bytes, message: str) -> None:
    with pytest.raises(CommandError, match="1 of 2"):
        desk.run(content, name="answers.csv")
    assert [result["id"] for result in desk.results()] == ["b"]
    assert message in desk.errors.getvalue()


@pytest.mark.parametrize(
    ("header", "message"), [("id,가", "header is not UTF-8"), ("id,INF1.1,INF1.1", "names a column twice")]
)
def test_a_header_that_cannot_be_used_ends_it(desk: Desk, header: str, message: str) -> None:
    with pytest.raises(CommandError, match="1 of 1"):
        desk.run(f"{header}\na,3,3\n".encode("cp949"), name="answers.csv")
    assert message in desk.errors.getvalue()
    assert desk.results() == []


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
