"""Compound files (OLE): HWP itself, Office documents with a password, objects inside documents."""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qmplatform.uploads.kinds import OLE_HEAD
from qmplatform.uploads.limits import Budget
from qmplatform.uploads.refusals import Reason, UnableToTake

_HEADER_SIZE: Final = 512
_DIFAT_IN_HEADER: Final = 109
_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY_SIZE: Final = 128
_MINI_SECTOR: Final = 64
# Smaller streams lie together in one.
_CUTOFF: Final = 4096
_STREAM, _ROOT = 2, 5
# A file of any kind as an object, Visual Basic, the equation editor with its holes, a document in a document.
_OBJECTS_REFUSED: Final = re.compile(
    r"\x01ole10native|package|equation native|_?vba.*|macros|project|objectpool|_xmlsignatures|embeddedodf",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The streams of a compound file, by name alone: folders are not told apart.

    Raises
    ------
    UnableToTake
        Damaged: chains that turn back, sectors that are not there.
    """

    def __init__(self, content: bytes, budget: Budget) -> None:
        self._content = content
        self._budget = budget
        if not content.startswith(OLE_HEAD) or len(content) < _HEADER_SIZE:
            raise UnableToTake(Reason.DAMAGED)
        budget.entries -= 1
        if budget.entries < 0:
            raise UnableToTake(Reason.TOO_MANY_ENTRIES)
        shift, mini_shift = struct.unpack_from("<2H", content, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise UnableToTake(Reason.DAMAGED)
        self._sector = 1 << shift
        self._sectors = -(-len(content) // self._sector)
        if self._sectors > budget.limits.pieces * (8 if shift == 9 else 1):
            raise UnableToTake(Reason.TOO_MANY_ENTRIES)
        directory, cutoff, mini_fat = struct.unpack_from("<L4xLL", content, 48)
        if cutoff != _CUTOFF:
            raise UnableToTake(Reason.DAMAGED)
        self._fat = self._table(self._fat_sectors())
        self._items = list(self._read_directory(directory))
        self._mini_fat = self._table(self._chain(mini_fat)) if mini_fat < _LAST_SECTOR else ()
        root = next((item for item in self._items if item.kind == _ROOT), None)
        self._mini = self._bytes_of(root.start, root.size) if root is not None and root.start < _LAST_SECTOR else b""
        self.names = tuple(item.name for item in self._items)

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Yield names and bytes; together no more than the file has, however often a chain is named."""
        left = len(self._content) + self._budget.limits.part
        for item in self._items:
            if item.kind == _STREAM:
                left -= item.size
                if left < 0:
                    raise UnableToTake(Reason.DAMAGED, item.name)
                yield item.name, self._stream(item)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of the stream with this name, None where there is none."""
        item = next((one for one in self._items if one.kind == _STREAM and one.name == name), None)
        return None if item is None else self._stream(item)

    def _stream(self, item: _Item) -> bytes:
        if item.size == 0:
            return b""
        if item.size >= _CUTOFF:
            return self._bytes_of(item.start, item.size)
        content, sector = bytearray(), item.start
        while len(content) < item.size:
            if sector >= len(self._mini_fat):
                raise UnableToTake(Reason.DAMAGED, item.name)
            piece = self._mini[sector * _MINI_SECTOR : (sector + 1) * _MINI_SECTOR]
            if not piece:
                raise UnableToTake(Reason.DAMAGED, item.name)
            content += piece
            sector = self._mini_fat[sector]
        return bytes(content[: item.size])

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        if start >= len(self._content):
            raise UnableToTake(Reason.DAMAGED)
        return self._content[start : start + self._sector]

    def _fat_sectors(self) -> Iterator[int]:
        """Follow the list of the table's own sectors: 109 in the header, the others in a chain."""
        yield from (one for one in struct.unpack_from(f"<{_DIFAT_IN_HEADER}L", self._content, 76) if one < _LAST_SECTOR)
        (more,) = struct.unpack_from("<L", self._content, 68)
        steps = 0
        while more < _LAST_SECTOR:
            steps += 1
            block = self._sector_at(more)
            if steps > self._sectors or len(block) < self._sector:
                raise UnableToTake(Reason.DAMAGED)
            *numbers, more = struct.unpack(f"<{self._sector // 4}L", block)
            yield from (one for one in numbers if one < _LAST_SECTOR)

    def _table(self, sectors: Iterator[int]) -> tuple[int, ...]:
        table: list[int] = []
        for number in sectors:
            block = self._sector_at(number)
            table += struct.unpack(f"<{len(block) // 4}L", block[: len(block) // 4 * 4])
            if len(table) > self._sectors * (self._sector // 4):
                raise UnableToTake(Reason.DAMAGED)
        return tuple(table)

    def _chain(self, sector: int) -> Iterator[int]:
        for _step in range(self._sectors + 1):
            if sector >= _LAST_SECTOR:
                return
            yield sector
            if sector >= len(self._fat):
                raise UnableToTake(Reason.DAMAGED)
            sector = self._fat[sector]
        raise UnableToTake(Reason.DAMAGED)

    def _bytes_of(self, start: int, size: int) -> bytes:
        if size > len(self._content):
            raise UnableToTake(Reason.DAMAGED)
        content = bytearray()
        for number in self._chain(start):
            content += self._sector_at(number)
            if len(content) >= size:
                return bytes(content[:size])
        raise UnableToTake(Reason.DAMAGED)

    def _read_directory(self, start: int) -> Iterator[_Item]:
        for number in self._chain(start):
            block = self._sector_at(number)
            for at in range(0, len(block) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
                (length,) = struct.unpack_from("<H", block, at + 64)
                name = block[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", errors="replace")
                first, size = struct.unpack_from("<LL", block, at + 116)
                if block[at + 66]:
                    yield _Item(name, block[at + 66], first, size)


def refuse_dangerous_object(content: bytes, where: str, budget: Budget) -> None:
    """Refuse an object that can carry a program or another document; charts of Hancom Office pass."""
    for name in CompoundFile(content, budget).names:
        if _OBJECTS_REFUSED.fullmatch(name):
            raise UnableToTake(Reason.EMBEDDED, where)


def inflated(content: bytes, where: str, budget: Budget) -> bytes:
    """Unpack a raw deflate stream of a compound file within the budget."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    most = min(budget.limits.part, budget.unpacked)
    try:
        unpacked = unpacker.decompress(content, most + 1)
    except zlib.error as error:
        raise UnableToTake(Reason.DAMAGED, where) from error
    budget.unpacked -= len(unpacked)
    if len(unpacked) > most or (
        len(unpacked) > budget.limits.ratio_from and len(unpacked) > budget.limits.ratio * len(content)
    ):
        raise UnableToTake(Reason.BOMB, where)
    return unpacked
