"""Hostile and broken files: named, never obeyed, never slow."""

import time

import pytest

from diagnosis.catalog import UnableToReadModel, parse_model
from diagnosis.catalog.document import MAX_BYTES

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
