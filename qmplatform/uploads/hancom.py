"""Documents of Hancom Office: HWPX, an archive of XML, and HWP, a compound file."""

import re
import struct
from typing import Final

from qmplatform.uploads.archives import Archive
from qmplatform.uploads.compound import CompoundFile, inflated, refuse_dangerous_object
from qmplatform.uploads.kinds import FOREIGN_HEADS, OLE_HEAD, ZIP_HEAD
from qmplatform.uploads.limits import Budget
from qmplatform.uploads.refusals import Reason, UnableToTake
from qmplatform.uploads.xml_parts import read_xml

MIMETYPE: Final = "mimetype"
HWPX_MIME: Final = b"application/hwp+zip"
_NEEDED: Final = ("Contents/content.hpf", "Contents/header.xml", "Contents/section0.xml")
_XML_ENDINGS: Final = (".xml", ".hpf", ".rdf", ".rels")
_HWP_SIGNATURE: Final = b"HWP Document File"
# Password, locked for distribution, DRM, locked by certificate, DRM by certificate.
_HWP_LOCKED: Final = 1 << 1 | 1 << 2 | 1 << 4 | 1 << 8 | 1 << 10
_HWP_COMPRESSED: Final = 1
# Pictures that are programs (EPS), and programs.
_HWP_BINARY: Final = re.compile(r"bin[0-9a-f]{4}\.(\w+)", re.IGNORECASE)
_PLAIN_BINARIES: Final = frozenset(
    {"bmp", "emf", "gif", "jpeg", "jpg", "pcx", "png", "svg", "tif", "tiff", "webp", "wmf"}
)
# What Hancom Office writes into every document: names for its objects, and handlers that do nothing.
_COMMENT: Final = re.compile(r"//[^\r\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LONGEST_SCRIPT: Final = 64 * 1024
_NAME: Final = r"[A-Za-z_][A-Za-z_0-9]*"
_IDLE: Final = re.compile(
    rf'var {_NAME}=(?:XHwpDocuments|Documents\.{_NAME}|Document\.{_NAME}(?:\.ItemFromName\("[^"\\\r\n]*"\))?);?'
    rf"|function {_NAME}\(\)\{{\}};?"
)
_AROUND_SIGNS: Final = re.compile(r" ?([={}();,.]) ?")


def check_hwpx(archive: Archive, budget: Budget) -> None:
    """Refuse a HWPX document that is incomplete, locked, or carries scripts or dangerous objects."""
    for name in _NEEDED:
        if name not in archive:
            raise UnableToTake(Reason.DAMAGED, name)
    for name in archive.names:
        if name.lower().endswith(_XML_ENDINGS):
            read_xml(archive.blocks(name), name, budget, on_start=_refuse_encryption)
        elif name.startswith("Scripts/"):
            _refuse_scripts(archive.read(name), name)
        else:
            content = archive.read(name)
            if content.startswith((ZIP_HEAD, *FOREIGN_HEADS)):
                raise UnableToTake(Reason.NESTED, name)
            if content.startswith(OLE_HEAD):
                refuse_dangerous_object(content, name, budget)


def check_hwp(container: CompoundFile, budget: Budget) -> None:
    """Refuse a HWP document that is locked, or carries scripts, programs or dangerous objects.

    Text and drawing records are not looked into.
    """
    header = container.read("FileHeader") or b""
    if len(header) < 40 or not header.startswith(_HWP_SIGNATURE):
        raise UnableToTake(Reason.DAMAGED, "FileHeader")
    (flags,) = struct.unpack_from("<L", header, 36)
    if flags & _HWP_LOCKED:
        raise UnableToTake(Reason.ENCRYPTED)
    if not any(name.startswith("Section") for name in container.names):
        raise UnableToTake(Reason.DAMAGED, "BodyText")
    for name, content in container.streams():
        if name == "DefaultJScript":
            plain = inflated(content, name, budget) if flags & _HWP_COMPRESSED else content
            _refuse_hwp_scripts(plain, name)
        elif binary := _HWP_BINARY.fullmatch(name):
            _refuse_binary(content, binary[1].lower(), name, budget, compressed=bool(flags & _HWP_COMPRESSED))


def _refuse_encryption(element: str, _attributes: dict[str, str]) -> None:
    """The manifest of a locked document names how each part is locked."""
    if element == "encryption-data":
        raise UnableToTake(Reason.ENCRYPTED)


def _refuse_hwp_scripts(content: bytes, where: str) -> None:
    """Four texts, each with its length in letters before it: declarations, source, and what runs before and after."""
    at = 0
    texts: list[bytes] = []
    while at + 4 <= len(content) and len(texts) < 4:
        (length,) = struct.unpack_from("<L", content, at)
        if length == 0xFFFFFFFF:
            break
        if at + 4 + 2 * length > len(content):
            raise UnableToTake(Reason.MACROS, where)
        texts.append(content[at + 4 : at + 4 + 2 * length])
        at += 4 + 2 * length
    for text in texts:
        _refuse_scripts(text, where)


def _refuse_scripts(content: bytes, where: str) -> None:
    """Take the scripts that every document has; refuse any that does something."""
    if len(content) > _LONGEST_SCRIPT:
        raise UnableToTake(Reason.MACROS, where)
    text = content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else _width(content), errors="replace")
    # Blanks first: a pattern that allows any number of them takes the square of a long run.
    rest = " ".join(_COMMENT.sub(" ", text.strip("\ufeff\x00")).split())
    if _IDLE.sub("", _AROUND_SIGNS.sub(r"\1", rest)).strip():
        raise UnableToTake(Reason.MACROS, where)


def _width(content: bytes) -> str:
    return "utf-16-le" if b"\x00" in content[:4] else "utf-8"


def _refuse_binary(content: bytes, ending: str, where: str, budget: Budget, *, compressed: bool) -> None:
    if ending in _PLAIN_BINARIES:
        return
    if ending != "ole":
        raise UnableToTake(Reason.EMBEDDED, where)
    # The length of the object stands before it.
    plain = inflated(content, where, budget) if compressed else content
    refuse_dangerous_object(plain[4:] if plain[4:12] == OLE_HEAD else plain, where, budget)
