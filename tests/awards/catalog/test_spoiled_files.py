"""Whatever is written into a file, it is read or refused with its faults: nothing else ever comes out."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.catalog import Criteria, Cycle
from diagnosis.catalog import Fault, UnableToReadModel
from tests.awards.catalog.files import CRITERIA, CYCLES, as_criteria, as_cycle, text_of

FILES = {name: yaml.safe_load(text_of(CRITERIA, name)) for name in ("knqa-2026", "qcircle-2026", "qcas-2026")}
FILES["cycle"] = yaml.safe_load(text_of(CYCLES, "knqa-2026"))
Place = tuple[str | int, ...]


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*at, key)
        yield from places(inner, (*at, key))


PLACES = {name: list(places(content)) for name, content in FILES.items()}
odd = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.text(max_size=8),
    st.sampled_from(["2026-13-45", "25:61", "18:00+09:00", "{x}", "a/b[", "[0]", "all", "\uac00", "1e400", "0x1f"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.sampled_from(["fact", "op", "value", "all", "not", "ko", "en", "a/b[", "code"]), st.integers(), max_size=3),
)  # fmt: skip


def read(name: str, text: str) -> Criteria | Cycle:
    return as_cycle(text) if name == "cycle" else as_criteria(text)


def faults_of(name: str, text: str) -> tuple[Fault, ...] | None:
    """Return the faults of a file; None if it is read."""
    try:
        read(name, text)
    except UnableToReadModel as error:
        return error.faults
    return None


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    content = copy.deepcopy(FILES[name])
    for _ in range(data.draw(st.integers(1, 2))):
        *above, last = data.draw(st.sampled_from(PLACES[name]))
        inner: Any = content
        try:
            for key in above:
                inner = inner[key]
            if data.draw(st.booleans()):
                inner[last] = data.draw(odd)
            elif isinstance(inner, dict):
                inner[data.draw(st.sampled_from(["a/b[", "from", "x", "[1]"]))] = inner.pop(last)
            else:
                inner.append(inner[last])
        except (KeyError, IndexError, TypeError):
            continue  # the first spoiling took the place of the second away
    faults = faults_of(name, yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    assert faults is None or faults
    assert all(fault.line >= 1 and fault.message and fault.message_ko for fault in faults or ())


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_untouched_content_is_read(name: str) -> None:
    """Negative control: the files pass this way when nothing is spoiled."""
    assert read(name, yaml.safe_dump(FILES[name], allow_unicode=True, sort_keys=False)).checksum
