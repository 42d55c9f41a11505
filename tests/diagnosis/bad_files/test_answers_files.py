"""Bad answers files: each bad line is named with what is wrong, the good lines around it are scored, the exit is 1."""

import json
import math
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.diagnosis.scoring.small_model import FULL, MIXED

MEGABYTE = 1024 * 1024
FREE = """
model: {key: free, version: "1"}
tree:
  code: TOTAL
  children:
  - {code: PPM, type: number, unit: ppm, transform: log10, goalposts: {worst: 50000, best: 10}}
  - {code: SUM, type: number, unit: "원", goalposts: {worst: 0, best: 100}}
  - {code: NEAR, type: number, target: {value: 5, tolerance: 5}}
rules:
- {if: "true", then: "PPM + SUM <= 100000000", severity: info, message: {ko: "가", en: "a"}}
"""


class Desk:
    def __init__(self, folder: Path, model: str) -> None:
        self.folder, self.said = folder, ""
        (folder / "model.yaml").write_text(model, encoding="utf-8")

    def score(self, content: bytes, *, name: str = "answers.jsonl") -> tuple[list[dict[str, Any]], str | None]:
        """Return the results and what the command refused with; None if it went well."""
        answers, out, errors = self.folder / name, self.folder / "results.jsonl", StringIO()
        answers.write_bytes(content)
        refused = None
        try:
            call_command(
                "score", model=str(self.folder / "model.yaml"), answers=str(answers), out=str(out), stderr=errors
            )
        except CommandError as error:
            refused = str(error)
        self.said = errors.getvalue()
        lines = out.read_text(encoding="utf-8").splitlines()
        return [json.loads(line, parse_constant=pytest.fail) for line in lines], refused


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, MIXED)


@pytest.fixture
def free(tmp_path: Path) -> Desk:
    return Desk(tmp_path, FREE)


def line(name: str, profile: dict[str, Any] | None = None, **answers: Any) -> bytes:
    document = {"id": name, "profile": profile or {"sector": "FOOD"}, "answers": FULL | answers}
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"


def raw(answer: bytes, code: bytes = b"PER1.3") -> bytes:
    return b'{"id": "bad", "answers": {"' + code + b'": ' + answer + b"}}\n"


WHOLE = line("whole")
BAD_LINES = {
    "cut off in the middle": (WHOLE[: len(WHOLE) // 2] + b"\n", "JSON"),
    "cut off inside a letter": ('{"id": "가'.encode()[:-1] + b"\n", "UTF-8"),
    "not JSON": (b"id;answers\n", "JSON"),
    "another encoding": ('{"id": "가", "answers": {}}\n'.encode("cp949"), "UTF-8"),
    "another encoding with zeros": ('{"id": "a"}\n'.encode("utf-16-be"), "UTF-8|JSON"),
    "a zero byte": (b'{"id": "a\x00", "answers": {}}\n', "JSON"),
    "two documents": (WHOLE.strip() + WHOLE, "JSON"),
    "a list": (b"[1, 2]\n", "object"),
    "a number": (b"3\n", "object"),
    "an empty object": (b"{}\n", "`id`.*`answers`"),
    "a key twice": (b'{"id": "a", "answers": {"PER1.3": 1, "PER1.3": 2}}\n', "twice"),
    "an unknown key": (b'{"id": "a", "answers": {}, "score": 99}\n', "unknown key `score`"),
    "an id that is no text": (b'{"id": true, "answers": {}}\n', "`id`"),
    "a lone surrogate": (b'{"id": "\\ud800", "answers": {}}\n', "id|UTF-8|character"),
    "nested deeply": (b'{"id": "a", "answers": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n", "nested|JSON|object"),
    "10 MB": (b'{"id": "' + b"x" * 10 * MEGABYTE + b'", "answers": {}}\n', "longer than"),
    "10 MB of blanks inside": (b'{"id": "a",' + b" " * 10 * MEGABYTE + b'"answers": {}}\n', "longer than"),
    "unknown item": (line("a", **{"INF9.9": 3}), "INF9.9"),
    "unknown option": (line("a", **{"INF1.2": ["z"]}), "INF1.2: unknown option `z`"),
    "unknown sector": (line("a", {"sector": "NOWHERE"}), "unknown sector `NOWHERE`"),
    "unknown size": (line("a", {"size": "huge"}), "unknown size `huge`"),
    "unknown group": (line("a", {"group": "SPACE"}), "unknown group `SPACE`"),
    "unknown region": (line("a", {"region": "99"}), "unknown region `99`"),
    "a region before its time": (line("a", {"region": "51", "year": 2020}), "region `51` did not exist in 2020"),
    "a year that is none": (line("a", {"year": 99_999}), "year"),
    "an unknown part of the profile": (line("a", {"planet": "Mars"}), "planet"),
    "a unit of something else": (line("a", **{"PER1.2": {"value": 3, "unit": "kg"}}), "PER1.2: .*kg"),
    "a unit on a level": (line("a", **{"INF1.1": {"value": 3, "unit": "ppm"}}), "INF1.1: takes no unit"),
    "a unit on ticks": (line("a", **{"INF1.2": {"value": ["a"], "unit": "ppm"}}), "INF1.2: takes no unit"),
    "a unit where there is none": (line("a", **{"PER1.3": {"value": 3, "unit": "%"}}), "PER1.3: .*%"),
    "outside the bounds": (line("a", **{"PER1.2": 1_000_001}), "PER1.2: .*outside"),
    "outside after conversion": (line("a", **{"PER1.2": {"value": 101, "unit": "%"}}), "PER1.2: .*outside"),
    "a level too many": (line("a", **{"INF1.1": 6}), "INF1.1"),
    "half a level": (line("a", **{"INF1.1": 2.5}), "INF1.1"),
    "a level as text": (line("a", **{"INF1.1": "3"}), "INF1.1"),
    "true for a level": (line("a", **{"INF1.1": True}), "INF1.1"),
    "off the steps": (line("a", **{"ORG1.2": 42}), "ORG1.2"),
    "a tick as text": (line("a", **{"INF1.2": "a"}), "INF1.2"),
    "a list for a number": (line("a", **{"PER1.3": [7]}), "PER1.3"),
    "not applicable without reason": (line("a", **{"PER1.3": {"na": " "}}), "PER1.3"),
    "not applicable where it may not be": (line("a", **{"INF1.3": {"na": "no"}}), "INF1.3"),
    "a confidence that is none": (line("a", **{"INF1.1": {"value": 3, "confidence": "very"}}), "confidence"),
    "NaN": (raw(b"NaN"), "NaN"),
    "Infinity": (raw(b"Infinity"), "Infinity"),
    "-Infinity": (raw(b"-Infinity"), "-Infinity"),
    "more than a float holds": (raw(b"1e999"), "PER1.3: "),
    "an integer of 400 digits": (raw(b"9" * 400), "PER1.3: "),
    "an integer of 5,000 digits": (raw(b"9" * 5000), "JSON|PER1.3"),
    "a level of 400 digits": (raw(b"9" * 400, b"INF1.1"), "INF1.1: "),
    "a percentage of 1e308": (raw(b"1e308", b"ORG1.2"), "ORG1.2: "),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_named_and_the_others_are_scored(desk: Desk, case: str) -> None:
    bad, said = BAD_LINES[case]
    results, refused = desk.score(line("first") + bad + line("last"))
    assert [result["id"] for result in results] == ["first", "last"]
    assert refused is not None
    assert refused.startswith("1 of 3 lines")
    told = [text for text in desk.said.splitlines() if text.startswith("line ")]
    assert len(told) == 1
    assert told[0].startswith("line 2: ")
    assert re.search(said, told[0]), told[0]
    assert len(told[0]) < 2000


def test_all_of_them_at_once_by_their_numbers(desk: Desk) -> None:
    content = b"".join(bad + line(f"good {number}") for number, (bad, _) in enumerate(BAD_LINES.values()))
    results, refused = desk.score(content)
    assert refused is not None
    assert refused.startswith(f"{len(BAD_LINES)} of {2 * len(BAD_LINES)} lines")
    assert [result["id"] for result in results] == [f"good {number}" for number in range(len(BAD_LINES))]
    named = [
        int(text.split(":")[0].removeprefix("line ")) for text in desk.said.splitlines() if text.startswith("line ")
    ]
    assert named == list(range(1, 2 * len(BAD_LINES), 2))


def test_a_good_file_ends_well(desk: Desk) -> None:
    """The control: none of what is asserted above is said of a file without faults."""
    results, refused = desk.score(b"\xef\xbb\xbf" + line("first") + b"\r\n\n" + line("last").strip())
    assert [result["id"] for result in results] == ["first", "last"]
    assert refused is None
    assert "line " not in desk.said


@pytest.mark.parametrize(
    "value", [b"1e308", b"-1e308", b"1e-308", b"-0.0", b"5e-324", b'{"value": 1e308, "unit": null}']
)
@pytest.mark.parametrize("code", [b"PPM", b"SUM", b"NEAR"])
def test_huge_and_tiny_numbers_give_finite_scores_where_nothing_bounds_them(
    free: Desk, code: bytes, value: bytes
) -> None:
    results, refused = free.score(raw(value, code))
    assert refused is None
    item = results[0]["items"][code.decode()]
    assert item is not None
    assert math.isfinite(item)
    assert 0 <= item <= 100
    assert all(0 <= node <= 100 for node in results[0]["nodes"].values() if node is not None)


@pytest.mark.parametrize(("code", "unit"), [(b"PPM", "share"), (b"SUM", "십억원")])
def test_a_number_that_conversion_makes_infinite_is_refused(free: Desk, code: bytes, unit: str) -> None:
    results, refused = free.score(raw(b'{"value": 1e308, "unit": "' + unit.encode() + b'"}', code))
    assert results == []
    assert refused is not None
    assert f"line 1: {code.decode()}" in free.said


def test_two_huge_numbers_in_one_rule(free: Desk) -> None:
    results, refused = free.score(b'{"id": "a", "answers": {"PPM": 1e308, "SUM": 1e308}}\n')
    assert refused is None
    assert [flag["rule"] for flag in results[0]["flags"]] == [0]


BAD_ROWS = {
    "a cell too few": (b"bad,FOOD\n", "cells"),
    "a cell too many": (b"bad,FOOD,3,7,10,,\n", "cells"),
    "another encoding": ("나쁨,FOOD,3,7,10\n".encode("cp949"), "UTF-8"),
    "a unit of something else": (b"bad,FOOD,3,7,10 kg\n", "PER1.2"),
    "NaN": (b"bad,FOOD,3,nan,10\n", "PER1.3"),
    "infinity": (b"bad,FOOD,3,inf,10\n", "PER1.3"),
    "more than a float holds": (b"bad,FOOD,3,1e999,10\n", "PER1.3"),
    "an integer of 400 digits": (b"bad,FOOD,3," + b"9" * 400 + b",10\n", "PER1.3"),
    "an integer of 5,000 digits": (b"bad,FOOD,3," + b"9" * 5000 + b",10\n", "PER1.3|digits"),
    "words": (b"bad,FOOD,three,7,10\n", "INF1.1"),
    "unknown sector": (b"bad,NOWHERE,3,7,10\n", "NOWHERE"),
    "no id": (b",FOOD,3,7,10\n", "`id`"),
    "a cell of 10 MB": (b"bad," + b"x" * 10 * MEGABYTE + b",3,7,10\n", "longer|larger|sector"),
    "a zero byte": (b"bad,FO\x00OD,3,7,10\n", "NUL|sector|zero"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_named_and_the_others_are_scored(desk: Desk, case: str) -> None:
    bad, said = BAD_ROWS[case]
    content = b"id,sector,INF1.1,PER1.3,PER1.2\nfirst,FOOD,3,7,10\n" + bad + b"last,FOOD,3,7,10 ppm\n"
    results, refused = desk.score(content, name="answers.csv")
    assert [result["id"] for result in results] == ["first", "last"]
    assert refused is not None
    assert refused.startswith("1 of 3 lines")
    told = [text for text in desk.said.splitlines() if text.startswith("line ")]
    assert len(told) == 1
    assert told[0].startswith("line 3: ")
    assert re.search(said, told[0]), told[0][:300]
    assert len(told[0]) < 2000


def test_a_quote_that_never_ends_is_told_and_what_came_before_is_scored(desk: Desk) -> None:
    content = b'id,sector,INF1.1,PER1.3,PER1.2\nfirst,FOOD,3,7,10\n"bad,FOOD,3,7,10\nlast,FOOD,3,7,10\n'
    results, refused = desk.score(content, name="answers.csv")
    assert [result["id"] for result in results][:1] == ["first"]
    assert refused is not None
    assert "line " in desk.said


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_no_fault(desk: Desk, content: bytes) -> None:
    assert desk.score(content) == ([], None)


def test_a_csv_with_an_unknown_column_names_it_in_each_row(desk: Desk) -> None:
    results, refused = desk.score(b"id,INF9.9\na,3\nb,\n", name="answers.csv")
    assert [result["id"] for result in results] == ["b"]
    assert refused is not None
    assert "line 2: INF9.9" in desk.said
