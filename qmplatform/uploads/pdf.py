"""PDF, looked through without believing its structure.

Readers mend broken files, each in its own way, so a checker that follows the cross-reference table sees what the writer
of a hostile file wants it to see. Here the words that make a PDF act are looked for in all of its bytes and in all
of its object streams, used or not. That errs towards refusal: a text that spells such a name as a name is refused too.

Not seen: what a page shows, holes in a reader's picture and font decoders, a page tree of many layers that name each
other's children. It is a check, not a cleaning.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from qmplatform.uploads.kinds import PDF_HEAD, ZIP_END
from qmplatform.uploads.limits import Budget
from qmplatform.uploads.refusals import Reason, UnableToTake

_TAIL: Final = 1024
_ZIP_TAIL: Final = 65_557
_DELIMITER: Final = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|\Z)"
_BLOCK: Final = 256 * 1024
# Longest name with all letters as #xx, a delimiter, and the digits of a page count.
_OVERLAP: Final = 128
_VERSION: Final = re.compile(rb"%PDF-[12]\.\d[\s%]")
_END: Final = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\x00]*\Z")
_XREF: Final = re.compile(rb"\s*(?:xref\s|\d+\s+\d+\s+obj\b)")
_DICTIONARY: Final = 2048
_PIECE: Final = 16 * 1024


def _spelt(name: str) -> bytes:
    """Any letter of a name may be written by its code: ``/J#61vaScript``."""
    return b"".join(
        b"(?:" + re.escape(letter.encode()) + b"|#" + _either_case(f"{ord(letter):02x}") + b")" for letter in name
    )


def _either_case(digits: str) -> bytes:
    return "".join(f"[{d}{d.upper()}]" if d.isalpha() else d for d in digits).encode()


_REASONS: Final = {
    "JavaScript": Reason.PDF_SCRIPT,
    "Launch": Reason.PDF_ACTION,
    "SubmitForm": Reason.PDF_ACTION,
    "ImportData": Reason.PDF_ACTION,
    "GoToE": Reason.PDF_ACTION,
    "EmbeddedFile": Reason.PDF_ATTACHMENT,
    "EmbeddedFiles": Reason.PDF_ATTACHMENT,
    "RichMedia": Reason.PDF_ATTACHMENT,
    "Movie": Reason.PDF_ATTACHMENT,
    "XFA": Reason.PDF_FORM,
    "Encrypt": Reason.ENCRYPTED,
}
_ACTS: Final = re.compile(b"/(?:" + b"|".join(_spelt(name) for name in _REASONS) + b")" + _DELIMITER)
_OBJECT_STREAM: Final = re.compile(b"/" + _spelt("ObjStm") + _DELIMITER)
_PLAIN_DICTIONARY: Final = re.compile(
    rb"obj\s{0,8}<<(?:[^()%<>]|<<[^()%<>]{0,512}>>|<[0-9A-Fa-f\s]{0,512}>){0,2048}>>\s{0,8}stream\r?\n"
)
# A predictor stores differences, parameters by reference may name one, and /F lays the data into another file.
_UNREADABLE: Final = re.compile(rb"/Predictor\s*(?!1\b)\d|/F(?:Filter)?[\s/<]|/D(?:ecodeParms|P)\s*\d")
_FLATE_ONLY: Final = re.compile(rb"/Filter\s*(?:/FlateDecode(?=[\s/>])|\[\s*/FlateDecode\s*\])")
_PAGE: Final = re.compile(rb"/Type\s{0,8}/Page" + _DELIMITER)
_PAGE_COUNT: Final = re.compile(rb"/Count\s{1,8}(\d{1,10})" + _DELIMITER)
_KIDS: Final = re.compile(rb"/Kids\s{0,8}\[([^\[\]]*)\]")
_REFERENCE: Final = re.compile(rb"\d+\s+\d+\s+R")


def check_pdf(content: bytes, budget: Budget) -> None:
    """Refuse a PDF that is cut off, locked, another kind of file as well, acts by itself, or has no end of pages."""
    _refuse_second_kind(content)
    _refuse_incomplete(content)
    pages = _Pages(budget.limits.pages)
    _refuse_acts(content)
    pages.see(content)
    for unpacked in _object_streams(content, budget):
        _refuse_acts(unpacked)
        pages.see(unpacked)
    pages.refuse_none()


def _refuse_incomplete(content: bytes) -> None:
    end = _END.search(content, max(len(content) - _TAIL, 0))
    if end is None or not _VERSION.match(content) or not _XREF.match(content, int(end[1])):
        raise UnableToTake(Reason.DAMAGED)


def _refuse_second_kind(content: bytes) -> None:
    if ZIP_END in content[-_ZIP_TAIL:] or (content.count(PDF_HEAD) > 1 and PDF_HEAD in content[len(PDF_HEAD) : _TAIL]):
        raise UnableToTake(Reason.TWO_KINDS)


def _refuse_acts(content: bytes) -> None:
    if found := _ACTS.search(content):
        name = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), found[0][1:]).decode()
        raise UnableToTake(_REASONS[name], f"/{name}")


def _object_streams(content: bytes, budget: Budget) -> Iterator[bytes]:
    """Unpack object streams block by block, each block with the end of the one before.

    Only they hold things that act, and every one must bear its name in plain sight. Around each such name there must be
    a dictionary without texts and comments, in which nothing can pretend to be its end; all programs write them so.
    """
    for number, mark in enumerate(_OBJECT_STREAM.finditer(content)):
        if number >= budget.limits.pieces:
            raise UnableToTake(Reason.PDF_HIDDEN, "/ObjStm")
        start = content.rfind(b"obj", max(mark.start() - _DICTIONARY, 0), mark.start())
        dictionary = _PLAIN_DICTIONARY.match(content, start) if start >= 0 else None
        if dictionary is None or dictionary.end() < mark.end():
            raise UnableToTake(Reason.PDF_HIDDEN, "/ObjStm")
        if b"#" in dictionary[0] or dictionary[0].count(b"/ObjStm") > 1 or _UNREADABLE.search(dictionary[0]):
            raise UnableToTake(Reason.PDF_HIDDEN, "/ObjStm")
        if b"/Filter" in dictionary[0]:
            if dictionary[0].count(b"/Filter") > 1 or not _FLATE_ONLY.search(dictionary[0]):
                raise UnableToTake(Reason.PDF_HIDDEN, "/ObjStm")
            yield from _inflated(content, dictionary.end(), budget)


def _inflated(content: bytes, at: int, budget: Budget) -> Iterator[bytes]:
    """Unpack from here to the end of the packed data, wherever the file says that it ends."""
    unpacker = zlib.decompressobj()
    limits = budget.limits
    packed = seen = 0
    tail = b""
    while not unpacker.eof:
        piece = content[at : at + _PIECE]
        if not piece:
            raise UnableToTake(Reason.DAMAGED, "/ObjStm")
        try:
            block = unpacker.decompress(piece, _BLOCK)
        except zlib.error as error:
            raise UnableToTake(Reason.DAMAGED, "/ObjStm") from error
        taken = len(piece) - len(unpacker.unconsumed_tail)
        at, packed, seen = at + taken, packed + taken, seen + len(block)
        # Empty blocks are work too, though nothing comes out of them.
        budget.unpacked -= max(len(block), taken)
        if seen > limits.part or budget.unpacked < 0 or (seen > limits.ratio_from and seen > limits.ratio * packed):
            raise UnableToTake(Reason.BOMB, "/ObjStm")
        yield tail + block
        tail = (tail + block)[-_OVERLAP:]


# Bookmarks are counted by the same word, and a document may have many on a page.
_COUNTED: Final = 10


class _Pages:
    """Counts pages; a tree that names a page twice could have billions."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._seen = 0

    def see(self, content: bytes) -> None:
        self._seen += sum(1 for _page in _PAGE.finditer(content))
        counts = (int(count[1]) for count in _PAGE_COUNT.finditer(content))
        if self._seen > self._limit or self._named_twice(content) or any(c > _COUNTED * self._limit for c in counts):
            raise UnableToTake(Reason.PDF_PAGES, limit=self._limit)

    def refuse_none(self) -> None:
        if not self._seen:
            raise UnableToTake(Reason.DAMAGED, "/Page")

    def _named_twice(self, content: bytes) -> bool:
        for kids in _KIDS.finditer(content):
            seen: set[bytes] = set()
            for reference in _REFERENCE.finditer(kids[1]):
                if reference[0] in seen or len(seen) > _COUNTED * self._limit:
                    return True
                seen.add(reference[0])
        return False
