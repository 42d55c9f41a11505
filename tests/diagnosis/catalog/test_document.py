"""Hostile and broken files: named, never obeyed, never slow."""

import time

import pytest
import yaml

from diagnosis.catalog import UnableToReadModel, document, parse_model
from diagnosis.catalog.document import MAX_BYTES
from tests.diagnosis.scoring.small_model import MIXED

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"model: \xff", 1, "not UTF-8"),
        (b"a: 1\nb: \xec\x9d", 2, "not UTF-8"),
        ("", 1, "empty"),
        ("a: [1, 2\nb: 3", 2, "not valid YAML"),
        ("a: 1\n\tb: 2", 2, "not valid YAML"),
        ("a: \x01", 1, "control character"),
        (BOMB, 1, "anchors and aliases"),
        ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("a: !thing 1", 1, "tag"),
        ("a: 1\n---\nb: 2", 2, "more than one"),
        ("[" * 100 + "]" * 100, 1, "deeper"),
        ("#" * (MAX_BYTES + 1), 1, "bytes"),
        ("- a", 1, "mapping"),
    ],
)
def test_file_is_refused_with_its_line(data: str | bytes, line: int, message: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnableToReadModel) as caught:
        parse_model(data)
    fault = caught.value.faults[0]
    assert fault.line == line
    assert message in fault.message
    assert fault.message_ko
    assert time.monotonic() - start < 5


def test_depth_in_block_style_is_limited_too() -> None:
    deep = "\n".join(" " * n + "a:" for n in range(2_000)) + " 1"
    with pytest.raises(UnableToReadModel, match="deeper"):
        parse_model(deep)


@pytest.mark.parametrize("broken", ["", "rules: [{if: 'INF9 >= 1'}]\n", "unknown: 1\n"])
def test_without_the_c_library_a_file_reads_the_same(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def read() -> object:
        try:
            return repr(parse_model(MIXED.partition("rules:")[0] + broken))
        except UnableToReadModel as error:
            return error.faults

    quick = read()
    assert document._LOADER is getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    monkeypatch.setattr(document, "_LOADER", yaml.SafeLoader)
    assert read() == quick
