"""Looking costs no more than was allowed: bytes read, unpacked and kept are counted, seconds are not."""

import dataclasses
import io
import tracemalloc
import zlib
from pathlib import Path

import pytest

from qmplatform.uploads import (
    ATTACHMENT,
    Kind,
    Reason,
    UnableToTake,
    check_upload,
    hancom,
    storage_name,
    storage_path,
    xml_parts,
)
from qmplatform.uploads.archives import Archive
from qmplatform.uploads.limits import MIB, Budget
from qmplatform.uploads.pdf import check_pdf
from qmplatform.uploads.receiving import received
from tests.qmplatform.uploads.building import check, docx_with, zipped
from tests.qmplatform.uploads.hostile import SCRIPT, object_stream, raw_pdf

SMALL = dataclasses.replace(ATTACHMENT, size=MIB)
EVERY = frozenset(Kind)


class Endless(io.RawIOBase):
    """A stream without end that counts what is taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0
        self.taken += size
        return b"%" * size


def refused(stream: object, claimed: int | None) -> Reason:
    with pytest.raises(UnableToTake) as refusal:
        check_upload("plan.pdf", stream, size_claimed=claimed, allowed=EVERY, limits=SMALL)  # type: ignore[arg-type]
    assert "%(" not in refusal.value.in_("en")
    return refusal.value.code


def test_a_claim_of_two_gigabytes_is_refused_before_a_byte_is_read() -> None:
    stream = Endless()
    assert refused(stream, 2 * 1024 * MIB) is Reason.TOO_LARGE
    assert stream.taken == 0


@pytest.mark.parametrize(("claimed", "reason"), [(None, Reason.TOO_LARGE), (1000, Reason.LONGER_THAN_CLAIMED)])
def test_an_endless_stream_is_cut_off_one_byte_behind_what_it_may_have(claimed: int | None, reason: Reason) -> None:
    stream = Endless()
    assert refused(stream, claimed) is reason
    assert stream.taken == (claimed or SMALL.size) + 1


@pytest.mark.parametrize("claimed", [0, -1])
def test_a_claim_of_nothing_is_refused_before_a_byte_is_read(claimed: int) -> None:
    stream = Endless()
    assert refused(stream, claimed) is Reason.EMPTY
    assert stream.taken == 0


def test_a_name_that_does_not_fit_is_refused_before_a_byte_is_read() -> None:
    stream = Endless()
    with pytest.raises(UnableToTake):
        check_upload("plan.exe", stream, size_claimed=None, allowed=EVERY)
    assert stream.taken == 0


def test_a_stream_that_ends_early_or_breaks_is_told_so() -> None:
    assert refused(io.BytesIO(b"%PDF-1.7"), 9) is Reason.BROKEN_OFF

    class Broken(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise ConnectionResetError

    assert refused(Broken(), 9) is Reason.BROKEN_OFF


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 7))

    assert received(Slow(b"x" * 100), size_claimed=100, limits=SMALL) == b"x" * 100


def test_a_bomb_is_left_after_what_is_allowed() -> None:
    """Of 80 MB of zeros no more is unpacked or held than the ratio allows."""
    content = zipped({"a": bytes(80 * MIB)})
    budget = Budget(ATTACHMENT)
    archive = Archive(content, budget)
    tracemalloc.start()
    with pytest.raises(UnableToTake):
        archive.read("a")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ATTACHMENT.unpacked - budget.unpacked <= ATTACHMENT.ratio * len(content) + MIB
    assert most <= ATTACHMENT.ratio * len(content) + 4 * MIB


def test_archives_inside_share_what_is_left() -> None:
    noise = b"".join(zlib.crc32(b"%d" % one).to_bytes(4, "big") for one in range(40_000))
    inner = docx_with({f"a{one}.bin": noise for one in range(3)})
    outer = docx_with({"word/embeddings/a.docx": inner, "b.bin": noise, "c.bin": noise})
    with pytest.raises(UnableToTake) as refusal:
        check("a.docx", outer, limits=dataclasses.replace(ATTACHMENT, unpacked=5 * len(noise)))
    assert refusal.value.code is Reason.BOMB
    assert check("a.docx", outer, limits=dataclasses.replace(ATTACHMENT, unpacked=12 * len(noise))).size == len(outer)


class Slow:
    """A parser that never finishes its first tag, and so reads everything anew each time."""

    CurrentByteIndex = 0

    def __init__(self) -> None:
        self.given = 0
        self.read = 0

    def Parse(self, data: bytes, _final: bool) -> None:
        self.given += len(data)
        self.read += self.given


def test_an_endless_tag_is_left_before_it_is_read_anew_many_times() -> None:
    parser = Slow()
    with pytest.raises(xml_parts._TooMuch):
        xml_parts._feed(parser, (b"a" * 64 * 1024 for _one in range(10_000)))  # type: ignore[arg-type]
    assert parser.given <= 600 * 1024
    assert parser.read <= 10 * parser.given


def test_a_tag_with_a_million_attributes_is_refused_before_they_are_made() -> None:
    tag = b"<a " + b" ".join(b"a%x='1'" % one for one in range(400_000)) + b"/>"
    tracemalloc.start()
    with pytest.raises(UnableToTake) as refusal:
        xml_parts.read_xml(
            (tag[at : at + 256 * 1024] for at in range(0, len(tag), 256 * 1024)), "a part", Budget(ATTACHMENT)
        )
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.value.code is Reason.XML_TOO_MUCH
    assert most < 20 * MIB


def test_a_long_run_of_blanks_in_a_script_is_read_once() -> None:
    """A pattern with any number of blanks on both sides needs the square of these 60,000, minutes of time."""
    for _one in range(50):
        with pytest.raises(UnableToTake):
            hancom._refuse_scripts(b" " * 60_000 + b"x", "a part")


def test_empty_blocks_in_a_pdf_count_as_work() -> None:
    limits = dataclasses.replace(ATTACHMENT, unpacked=MIB)
    nothing = b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 300_000
    with pytest.raises(UnableToTake) as refusal:
        check_pdf(raw_pdf(object_stream(b"", packed=nothing)), Budget(limits))
    assert refusal.value.code is Reason.BOMB


def test_a_name_across_two_blocks_of_a_pdf_is_seen() -> None:
    for before in range(256 * 1024 - 30, 256 * 1024 + 5):
        inside = b"1 0 " + b"x" * (before - 4) + SCRIPT[4:]
        limits = dataclasses.replace(ATTACHMENT, ratio=10**9)
        with pytest.raises(UnableToTake) as refusal:
            check_pdf(raw_pdf(object_stream(inside)), Budget(limits))
        assert refusal.value.code is Reason.PDF_SCRIPT


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    served = tmp_path / "static"
    served.mkdir()
    return tmp_path / "kept", served


def test_a_file_is_kept_under_a_name_nobody_can_guess(folders: tuple[Path, Path]) -> None:
    kept, served = folders
    names = {storage_name() for _one in range(1000)}
    assert len(names) == 1000
    for name in names:
        path = storage_path(kept, name, served=[served])
        assert path.parent.parent == kept.resolve()
        assert path.suffix == ""


@pytest.mark.parametrize("name", ["", "../etc/passwd", "ab/cd", "/etc/passwd", "ab/" + "c" * 32, "ab/ab" + "g" * 30])
def test_a_name_that_was_not_made_here_is_refused(name: str, folders: tuple[Path, Path]) -> None:
    with pytest.raises(ValueError, match="storage name"):
        storage_path(folders[0], name, served=[])


def test_a_folder_that_is_served_is_refused(folders: tuple[Path, Path]) -> None:
    _kept, served = folders
    for root in (served, served / "inside", served.parent):
        with pytest.raises(ValueError, match="web server"):
            storage_path(root, storage_name(), served=[served])
