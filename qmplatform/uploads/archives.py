"""ZIP archives, read by our own count: what headers say of sizes is compared, never trusted.

The reader of the standard library takes what precedes and follows an archive, loads a directory of any length and knows
nothing of entries that share their bytes; each of these is an attack here, so the directory is read by hand.
"""

import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qmplatform.uploads.kinds import ZIP_END, ZIP_HEAD
from qmplatform.uploads.limits import Budget
from qmplatform.uploads.refusals import Reason, UnableToTake

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL_HEAD: Final = b"PK\x01\x02"
_ZIP64: Final = 0x0001
_FULL: Final = 0xFFFFFFFF
_ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR: Final = 0x0008
_UTF8: Final = 0x0800
_STORED, _DEFLATED = 0, 8
# The longest data descriptor: signature, checksum and two sizes of eight bytes.
_DESCRIPTOR_SIZE: Final = 24
_BLOCK: Final = 256 * 1024
_DRIVE: Final = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive. `start` is where its packed bytes begin."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    method: int


@dataclass(frozen=True, slots=True)
class _Record:
    """What the directory says of an entry."""

    raw_name: bytes
    entry: Entry
    header: int
    flags: int
    mode: int


class Archive:
    """The entries of an archive that fills its file from the first byte to the last.

    Raises
    ------
    UnableToTake
        On opening: damaged, encrypted, too many entries, unsafe, doubled or overlapping ones, links.
    """

    def __init__(self, content: bytes, budget: Budget) -> None:
        self._content = content
        self._budget = budget
        records = list(_directory(content, budget))
        for record in records:
            _refuse_encrypted(record)
            _refuse_unsafe_name(record.entry.name)
            _refuse_link(record)
        _refuse_duplicates(records)
        self._entries = _without_overlap(content, records)
        self.names = tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def blocks(self, name: str) -> Iterator[bytes]:
        """Unpack one entry block by block; raise where it unpacks to more than is allowed or was said."""
        entry = self._entries[name]
        limits = self._budget.limits
        seen, checksum = 0, 0
        for block in self._unpacked(entry):
            seen += len(block)
            checksum = zlib.crc32(block, checksum)
            self._budget.unpacked -= len(block)
            if (
                seen > limits.part
                or self._budget.unpacked < 0
                or (seen > limits.ratio_from and seen > limits.ratio * entry.packed)
            ):
                raise UnableToTake(Reason.BOMB, entry.name)
            if seen > entry.size:
                raise UnableToTake(Reason.DAMAGED, entry.name)
            yield block
        if seen != entry.size or checksum != entry.crc:
            raise UnableToTake(Reason.DAMAGED, entry.name)

    def read(self, name: str) -> bytes:
        return b"".join(self.blocks(name))

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        packed = memoryview(self._content)[entry.start : entry.start + entry.packed]
        if entry.method == _STORED:
            for at in range(0, len(packed), _BLOCK):
                yield bytes(packed[at : at + _BLOCK])
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for at in range(0, len(packed), _BLOCK):
                if unpacker.eof:
                    raise UnableToTake(Reason.DAMAGED, entry.name)
                rest: bytes | memoryview = packed[at : at + _BLOCK]
                while rest and not unpacker.eof:
                    if block := unpacker.decompress(rest, _BLOCK):
                        yield block
                    rest = unpacker.unconsumed_tail
            # What fits no block is still inside; it is no more than one window.
            while not unpacker.eof and (block := unpacker.decompress(b"", _BLOCK)):
                yield block
        except zlib.error as error:
            raise UnableToTake(Reason.DAMAGED, entry.name) from error
        if not unpacker.eof or unpacker.unused_data:
            raise UnableToTake(Reason.DAMAGED, entry.name)


def _directory(content: bytes, budget: Budget) -> Iterator[_Record]:
    end = len(content) - _END.size
    if not content.startswith(ZIP_HEAD) or content[end : end + 4] != ZIP_END:
        # A comment behind the end, or anything else there, is what no office program writes.
        raise UnableToTake(Reason.TWO_KINDS if content.rfind(ZIP_END) > 0 else Reason.DAMAGED)
    _head, disk, first_disk, here, count, size, at, comment = _END.unpack_from(content, end)
    if disk or first_disk or here != count or comment or at + size != end:
        raise UnableToTake(Reason.DAMAGED)
    budget.entries -= count
    if budget.entries < 0:
        raise UnableToTake(Reason.TOO_MANY_ENTRIES)
    for _number in range(count):
        if at + _CENTRAL.size > end or content[at : at + 4] != _CENTRAL_HEAD:
            raise UnableToTake(Reason.DAMAGED)
        record, at = _record(content, at)
        yield record
    if at != end:
        # Entries that the count keeps silent about.
        raise UnableToTake(Reason.DAMAGED)


def _record(content: bytes, at: int) -> tuple[_Record, int]:
    fields = _CENTRAL.unpack_from(content, at)
    flags, method, crc, packed, size = fields[3], fields[4], fields[7], fields[8], fields[9]
    name_size, extra_size, comment_size, attributes, header = fields[10], fields[11], fields[12], fields[15], fields[16]
    name_at = at + _CENTRAL.size
    extra_at = name_at + name_size
    raw_name = content[name_at:extra_at]
    name = raw_name.decode("utf-8" if flags & _UTF8 else "cp437", errors="replace")
    size, packed, header = _wide(content[extra_at : extra_at + extra_size], size, packed, header)
    if method not in {_STORED, _DEFLATED} or (method == _STORED and packed != size):
        raise UnableToTake(Reason.ENCRYPTED if flags & _ENCRYPTED else Reason.DAMAGED, name)
    start = _data_start(content, header, raw_name, flags)
    if start + packed > at:
        raise UnableToTake(Reason.DAMAGED, name)
    entry = Entry(name, start, packed, size, crc, method)
    return _Record(raw_name, entry, header, flags, attributes >> 16), extra_at + extra_size + comment_size


def _wide(extra: bytes, *values: int) -> list[int]:
    """Fill sizes that stand in the ZIP64 field, which some programs write for small files too."""
    wide = list(values)
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<2H", extra, at)
        if tag == _ZIP64:
            field, place = extra[at + 4 : at + 4 + size], 0
            for index, value in enumerate(wide):
                if value == _FULL and place + 8 <= len(field):
                    wide[index] = struct.unpack_from("<Q", field, place)[0]
                    place += 8
        at += 4 + size
    return wide


def _data_start(content: bytes, header: int, raw_name: bytes, flags: int) -> int:
    """Programs that read an archive from its start follow these headers: they must say what the directory says."""
    if header + _LOCAL.size > len(content) or content[header : header + 4] != ZIP_HEAD:
        raise UnableToTake(Reason.DAMAGED)
    fields = _LOCAL.unpack_from(content, header)
    name_size: int = fields[9]
    extra_size: int = fields[10]
    name_at = header + _LOCAL.size
    if content[name_at : name_at + name_size] != raw_name or (fields[2] ^ flags) & _ENCRYPTED:
        raise UnableToTake(Reason.DAMAGED)
    return name_at + name_size + extra_size


def _refuse_encrypted(record: _Record) -> None:
    if record.flags & _ENCRYPTED:
        raise UnableToTake(Reason.ENCRYPTED, record.entry.name)


def _refuse_unsafe_name(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if (
        "\\" in name
        or _DRIVE.match(name)
        or any(part in {"", ".", ".."} for part in parts)
        or not all(sign.isprintable() for sign in name)
    ):
        raise UnableToTake(Reason.UNSAFE_ENTRY, name)


def _refuse_link(record: _Record) -> None:
    kind = stat.S_IFMT(record.mode)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UnableToTake(Reason.LINK_ENTRY, record.entry.name)


def _refuse_duplicates(records: list[_Record]) -> None:
    """Office and a checker could each read another of two parts with one name; Office minds no case."""
    seen = set()
    for record in records:
        key = unicodedata.normalize("NFC", record.entry.name).casefold().removesuffix("/")
        if key in seen:
            raise UnableToTake(Reason.DUPLICATE_ENTRY, record.entry.name)
        seen.add(key)


def _without_overlap(content: bytes, records: list[_Record]) -> dict[str, Entry]:
    """Refuse entries that share bytes (the bombs of one kernel read many times) and bytes that belong to none."""
    end = slack = 0
    (directory,) = struct.unpack_from("<L", content, len(content) - _END.size + 16)
    for record in sorted(records, key=lambda one: one.header):
        if record.header < end:
            raise UnableToTake(Reason.OVERLAPPING_ENTRIES, record.entry.name)
        if record.header > end + slack:
            raise UnableToTake(Reason.TWO_KINDS, record.entry.name)
        end, slack = record.entry.start + record.entry.packed, _DESCRIPTOR_SIZE
    if not end <= directory <= end + slack:
        raise UnableToTake(Reason.TWO_KINDS)
    return {record.entry.name: record.entry for record in records}
