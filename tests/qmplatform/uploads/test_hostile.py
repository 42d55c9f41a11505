"""No hostile file gets through, none breaks the check, and each guard is what stops it."""

import dataclasses
import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmplatform.uploads import ATTACHMENT, Checked, Reason, UnableToTake
from tests.qmplatform.uploads.building import check, good_files, unzipped, zipped
from tests.qmplatform.uploads.hostile import Hostile, hostile_files

HOSTILE = hostile_files()
GOOD = good_files()
QUICK = settings(derandomize=True, deadline=None, max_examples=120)
HEADS = (b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def judged(name: str, content: bytes, **limits: int) -> Checked | UnableToTake:
    """Take or refuse; anything else that is raised fails the test."""
    try:
        return check(name, content, limits=dataclasses.replace(ATTACHMENT, **limits))
    except UnableToTake as refusal:
        return refusal


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: f"{one.reason}: {one.label}")
def test_it_is_refused_for_its_reason(hostile: Hostile) -> None:
    refusal = judged(hostile.name, hostile.content(), **hostile.under)
    assert isinstance(refusal, UnableToTake)
    assert refusal.code is hostile.reason
    told = refusal.as_json()
    assert "%(" not in told["message_en"] + told["message_ko"]
    assert told["message_en"].endswith(".")


GUARDED = [one for one in HOSTILE if one.guard or one.limits]


@pytest.mark.parametrize("hostile", GUARDED, ids=lambda one: f"{one.reason}: {one.label}")
def test_without_its_guard_it_is_taken(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    if hostile.guard:
        remove_guard(hostile, monkeypatch)
    assert isinstance(judged(hostile.name, hostile.content(), **hostile.under | hostile.limits), Checked)


def remove_guard(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = hostile.guard.split(".")
    owner: Any = importlib.import_module(".".join(parts[:3]))
    for part in parts[3:-1]:
        owner = getattr(owner, part)
    was = getattr(owner, parts[-1])
    instead = hostile.instead
    if instead is None:
        instead = (lambda *_told, **_named: None) if callable(was) else importlib.import_module("re").compile(r"(?!)")
    assert was is not instead
    monkeypatch.setattr(owner, parts[-1], instead)


def test_only_what_cannot_be_read_at_all_has_no_guard_of_its_own() -> None:
    unguarded = {one.reason for one in HOSTILE} - {one.reason for one in GUARDED}
    assert unguarded <= {Reason.EMPTY, Reason.KIND_MISMATCH, Reason.KIND_OLD, Reason.DAMAGED}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_cut_off_anywhere_is_refused(name: str) -> None:
    content = GOOD[name]
    for twentieth in range(20):
        cut = content[: len(content) * twentieth // 20]
        refusal = judged(name, cut)
        assert isinstance(refusal, UnableToTake), twentieth
        assert refusal.code in {Reason.DAMAGED, Reason.EMPTY, Reason.KIND_MISMATCH, Reason.TWO_KINDS}
    assert isinstance(judged(name, content), Checked)


@QUICK
@given(st.sampled_from(sorted(GOOD)), st.sampled_from(HEADS), st.binary(max_size=3000))
def test_random_bytes_are_refused_and_nothing_else_happens(name: str, head: bytes, noise: bytes) -> None:
    assert isinstance(judged(name, head + noise), UnableToTake)


@QUICK
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_good_file_with_some_bytes_changed_is_taken_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    for _change in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=8))
    judged(name, bytes(content))


@QUICK
@given(st.sampled_from(sorted(GOOD)), st.sampled_from(sorted(GOOD)), st.data())
def test_two_files_in_one_are_taken_or_refused(name: str, other: str, data: st.DataObject) -> None:
    first, second = GOOD[name], GOOD[other]
    at = data.draw(st.integers(0, len(first)))
    judged(name, first[:at] + second + first[at:])


@QUICK
@given(st.sampled_from(["document.docx", "workbook.xlsx", "document.hwpx"]), st.data())
def test_a_good_archive_with_one_part_changed_is_taken_or_refused(name: str, data: st.DataObject) -> None:
    """The archive is whole, so that the change reaches the readers of the parts."""
    parts = unzipped(GOOD[name])
    part = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[part])  # type: ignore[arg-type]
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    judged(name, zipped({**parts, part: bytes(content)}))
