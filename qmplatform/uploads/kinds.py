"""The kinds of file that can be attached, and how each is recognised from its first bytes."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a file is, by content. HWP is taken, but HWPX is what public offices exchange."""

    PDF = "pdf"
    HWPX = "hwpx"
    HWP = "hwp"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpeg"


MIME: Final[dict[Kind, str]] = {
    Kind.PDF: "application/pdf",
    Kind.HWPX: "application/hwp+zip",
    Kind.HWP: "application/x-hwp",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}
KIND_OF_SUFFIX: Final[dict[str, Kind]] = {**{kind.value: kind for kind in Kind}, "jpg": Kind.JPEG}
MACRO_SUFFIXES: Final = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "xla", "pptm", "potm", "ppsm"})
OLD_SUFFIXES: Final = frozenset({"doc", "xls", "dot", "xlt"})

PDF_HEAD: Final = b"%PDF-"
PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD: Final = b"\xff\xd8\xff"
ZIP_HEAD: Final = b"PK\x03\x04"
ZIP_END: Final = b"PK\x05\x06"
OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Programs, and archives of other kinds: no office program writes them into a document.
FOREIGN_HEADS: Final = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xcf\xfa\xed\xfe", b"#!/")
_HEADS: Final[tuple[tuple[bytes, frozenset[Kind]], ...]] = (
    (PDF_HEAD, frozenset({Kind.PDF})),
    (PNG_HEAD, frozenset({Kind.PNG})),
    (JPEG_HEAD, frozenset({Kind.JPEG})),
    (ZIP_HEAD, frozenset({Kind.HWPX, Kind.DOCX, Kind.XLSX})),
    # An Office document with a password, or of before 2007, is such a container too: told apart inside.
    (OLE_HEAD, frozenset({Kind.HWP, Kind.DOCX, Kind.XLSX})),
)


def kinds_possible(content: bytes) -> frozenset[Kind]:
    """Return the kinds whose first bytes these are; none where nothing known begins so."""
    for head, kinds in _HEADS:
        if content.startswith(head):
            return kinds
    return frozenset()
