"""Bad results and benchmark files: `build_benchmark` and `score --benchmark` name what is wrong and write nothing."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from diagnosis.catalog import parse_model
from diagnosis.simulation import answers_lines, simulate_batches
from tests.diagnosis.scoring.small_model import MIXED

MEGABYTE = 1024 * 1024
MODEL = parse_model(MIXED)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return result lines of 30 companies."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "model.yaml").write_text(MIXED, encoding="utf-8")
    batch = next(simulate_batches(MODEL, companies=30, seed=1, year=2025))
    (folder / "answers.jsonl").write_text("".join(f"{line}\n" for line in answers_lines(batch)), encoding="utf-8")
    out = folder / "results.jsonl"
    paths = {"model": str(folder / "model.yaml"), "answers": str(folder / "answers.jsonl"), "out": str(out)}
    call_command("score", **paths, stderr=StringIO())
    return out.read_text(encoding="utf-8").splitlines()


def build(folder: Path, lines: list[str | bytes]) -> tuple[str, bool]:
    """Return what the command refused with (empty if it went well), and whether it wrote a benchmark."""
    (folder / "model.yaml").write_text(MIXED, encoding="utf-8")
    results, out = folder / "results.jsonl", folder / "benchmark.json"
    results.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n")
    try:
        call_command(
            "build_benchmark", model=str(folder / "model.yaml"), results=results, out=out,
            stdout=StringIO(), stderr=StringIO(),
        )  # fmt: skip
    except CommandError as error:
        return str(error), out.exists()
    return "", out.exists()


def changed(line: str, **change: Any) -> str:
    return json.dumps(json.loads(line) | change)


def with_node(line: str, text: str) -> str:
    """Put a number that JSON writers do not write into the values of a line."""
    return changed(line, nodes={"TOTAL": 12345.0}).replace("12345.0", text)


BAD_RESULTS = {
    "cut off in the middle": (lambda line: line[: len(line) // 2], "JSON"),
    "cut off inside a letter": (lambda _: '{"id": "가'.encode()[:-1], "UTF-8"),
    "10 MB": (lambda line: changed(line, id="x" * 10 * MEGABYTE), "longer than"),
    "NaN": (lambda line: with_node(line, "NaN"), "NaN"),
    "Infinity": (lambda line: with_node(line, "Infinity"), "Infinity"),
    "1e308": (lambda line: with_node(line, "1e308"), "outside"),
    "-1e308": (lambda line: with_node(line, "-1e308"), "outside"),
    "more than a float holds": (lambda line: with_node(line, "1e999"), "outside"),
    "an integer of 400 digits": (lambda line: with_node(line, "9" * 400), "outside"),
    "a text for a value": (lambda line: changed(line, nodes={"TOTAL": "40"}), "no number"),
    "unknown node": (lambda line: changed(line, nodes={"OTHER": 40}), "OTHER"),
    "unknown item": (lambda line: changed(line, items={"OTHER": 40}), "OTHER"),
    "unknown sector": (lambda line: changed(line, profile={"sector": "NOWHERE"}), "NOWHERE"),
    "of another model": (lambda line: changed(line, model="sha256:0"), "sha256:0"),
    "a list": (lambda _: "[1]", "object"),
    "without nodes": (lambda line: changed(line, nodes=None), "nodes"),
}


@pytest.mark.parametrize("case", BAD_RESULTS)
def test_a_bad_result_is_named_and_nothing_is_written(tmp_path: Path, good: list[str], case: str) -> None:
    spoil, said = BAD_RESULTS[case]
    refusal, written = build(tmp_path, [*good[:7], spoil(good[7]), *good[8:]])
    assert not written
    assert re.search(rf"results\.jsonl:8: .*({said})", refusal), refusal[:500]
    assert "1 lines cannot be used" in refusal
    assert len(refusal) < 5000


def test_good_results_make_a_benchmark(tmp_path: Path, good: list[str]) -> None:
    assert build(tmp_path, [*good]) == ("", True)


BENCHMARKS = {
    "cut off": '{"id": "sha256:b", "cells": [{"key"',
    "no object": "[]",
    "NaN": '{"id": "sha256:b", "cells": [{"key": {}, "n": 9, "node": "TOTAL", "mean": NaN}]}',
    "1e999": '{"id": "sha256:b", "cells": [{"key": {}, "n": 9, "node": "TOTAL", "mean": 1e999}]}',
    "a count that is a word": '{"id": "sha256:b", "cells": [{"key": {}, "n": "nine", "node": "TOTAL", "mean": 5}]}',
    "cells that are none": '{"id": "sha256:b", "cells": [{"node": 1}, 3]}',
    "another encoding": '{"id": "가"}'.encode("cp949"),
    "a picture": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("case", BENCHMARKS)
def test_a_bad_benchmark_is_refused_before_anything_is_scored(tmp_path: Path, case: str) -> None:
    content = BENCHMARKS[case]
    (tmp_path / "model.yaml").write_text(MIXED, encoding="utf-8")
    (tmp_path / "answers.jsonl").write_text('{"id": "a", "answers": {"INF1.1": 3}}\n', encoding="utf-8")
    path, out = tmp_path / "benchmark.json", tmp_path / "results.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CommandError, match=r"benchmark\.json"):
        call_command(
            "score", model=str(tmp_path / "model.yaml"), answers=str(tmp_path / "answers.jsonl"), out=str(out),
            benchmark=str(path), stderr=StringIO(),
        )  # fmt: skip
    assert not out.exists()
