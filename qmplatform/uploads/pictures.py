"""PNG and JPEG, taken apart without decoding and put together again from what shows the picture.

What identifies a person or a place (EXIF, comments, thumbnails) and what follows the picture's end does not come along;
the picture itself is not touched. Its packed data are not unpacked: a reader stops at the size in the header, which is
bounded here.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from qmplatform.uploads.kinds import PDF_HEAD, PNG_HEAD, ZIP_END
from qmplatform.uploads.limits import Budget
from qmplatform.uploads.notes import Note
from qmplatform.uploads.refusals import Reason, UnableToTake

_HEAD: Final = 1024
_ZIP_TAIL: Final = 65_557
_PAGE_WORDS: Final = re.compile(rb"<script|<html|<!doctype|<\?php|<svg", re.IGNORECASE)
_PNG_KEPT: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
) | {
    b"bKGD",
    b"pHYs",
}
_PNG_TELLING: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_PNG_DEPTHS: Final = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_LARGEST_PROFILE: Final = 4 * 1024 * 1024

# Of a JPEG: start and end, start of scan, frames that browsers show, frames of all kinds.
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_FRAMES_SHOWN: Final = frozenset({0xC0, 0xC1, 0xC2})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})
_APP0, _APP1, _APP2, _APP13, _APP14, _COM = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
_JFIF_SIZE: Final = 14
# Within packed data a marker is what is neither a stuffed zero, a restart nor a fill byte.
_NEXT_MARKER: Final = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
# Any number of fill bytes may stand before a marker's code.
_CODE: Final = re.compile(rb"\xff+[^\xff]", re.DOTALL)
_ORIENTATION, _GPS = 0x0112, 0x8825


def check_png(content: bytes, budget: Budget, notes: set[Note]) -> bytes:
    """Return the picture without what does not show; refuse a damaged or huge one, or one that is a page or archive."""
    _refuse_second_kind(content)
    kept, at = [PNG_HEAD], len(PNG_HEAD)
    for number in range(budget.limits.pieces + 1):
        if number == budget.limits.pieces or at + 12 > len(content):
            raise UnableToTake(Reason.DAMAGED)
        size, kind = struct.unpack_from(">L4s", content, at)
        chunk = content[at : at + 12 + size]
        if len(chunk) < 12 + size or zlib.crc32(chunk[4:-4]) != struct.unpack(">L", chunk[-4:])[0]:
            raise UnableToTake(Reason.DAMAGED)
        if (number == 0) != (kind == b"IHDR"):
            raise UnableToTake(Reason.DAMAGED)
        body = chunk[8:-4]
        if kind == b"IHDR":
            _check_png_header(body, budget)
        if kind in _PNG_TELLING:
            notes.add(Note.LOCATION_REMOVED if kind == b"eXIf" and _exif(body)[1] else Note.METADATA_REMOVED)
        if kind in _PNG_KEPT and not (kind == b"iCCP" and _profile_is_bomb(body)):
            kept.append(chunk)
        at += 12 + size
        if kind == b"IEND":
            break
    if not any(chunk[4:8] == b"IDAT" for chunk in kept[1:]):
        raise UnableToTake(Reason.DAMAGED)
    return b"".join(kept)


def check_jpeg(content: bytes, budget: Budget, notes: set[Note]) -> bytes:
    """Return the picture without what does not show, turned as it was; refuse as `check_png` does."""
    _refuse_second_kind(content)
    kept: list[bytes] = []
    frames = scans = 0
    for marker, segment in _segments(content, budget):
        body = segment[4:]
        if marker in _FRAMES:
            frames += 1
            _check_frame(marker, body, budget)
        elif marker == _SOS:
            scans += 1
            if scans > budget.limits.scans or not frames:
                raise UnableToTake(Reason.PICTURE_UNUSUAL if frames else Reason.DAMAGED)
        if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= _JFIF_SIZE:
            # Without the thumbnail: it may show what was cut away.
            kept.append(b"\xff\xe0\x00\x10" + body[: _JFIF_SIZE - 2] + b"\0\0")
        elif marker == _APP1 and body.startswith(b"Exif\0\0"):
            orientation, located = _exif(body[6:])
            notes.add(Note.LOCATION_REMOVED if located else Note.METADATA_REMOVED)
            if orientation > 1:
                kept.append(_turned(orientation))
        elif marker in {_APP1, _APP13, _COM}:
            notes.add(Note.METADATA_REMOVED)
        elif (
            marker in _FRAMES | _TABLES | {_SOS}
            or (marker == _APP2 and body.startswith(b"ICC_PROFILE\0"))
            or (marker == _APP14 and body.startswith(b"Adobe"))
        ):
            kept.append(segment)
    if frames != 1 or not scans:
        raise UnableToTake(Reason.DAMAGED)
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def _refuse_second_kind(content: bytes) -> None:
    head = content[:_HEAD]
    if PDF_HEAD in head or _PAGE_WORDS.search(head) or _ends_as_archive(content[-_ZIP_TAIL:]):
        raise UnableToTake(Reason.TWO_KINDS)


def _ends_as_archive(tail: bytes) -> bool:
    """Tell whether what an archive ends with stands here, with a comment that reaches to the end or nearly so."""
    at = tail.rfind(ZIP_END)
    return at >= 0 and at + 22 <= len(tail)


def _refuse_pixels(width: int, height: int, budget: Budget) -> None:
    if width * height > budget.limits.pixels:
        raise UnableToTake(Reason.PICTURE_TOO_LARGE, f"{width} × {height}")


def _check_png_header(body: bytes, budget: Budget) -> None:
    if len(body) != 13:
        raise UnableToTake(Reason.DAMAGED)
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">2L5B", body)
    if not width or not height or depth not in _PNG_DEPTHS.get(colour, ()) or packing or filtering or interlace > 1:
        raise UnableToTake(Reason.DAMAGED)
    _refuse_pixels(width, height, budget)


def _profile_is_bomb(body: bytes) -> bool:
    """Tell whether a colour profile is broken or unpacks to an unusual size; the picture shows without it."""
    _name, _zero, packed = body.partition(b"\0")
    try:
        return len(zlib.decompressobj().decompress(packed[1:], _LARGEST_PROFILE + 1)) > _LARGEST_PROFILE
    except zlib.error:
        return True


def _segments(content: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """Yield each marker with its segment, a scan with its packed data; end at the end of the picture."""
    at = 2
    for _number in range(budget.limits.pieces):
        code = _CODE.match(content, at)
        if code is None:
            raise UnableToTake(Reason.DAMAGED)
        at, marker = code.end() - 2, content[code.end() - 1]
        if marker == _EOI:
            return
        if marker == _SOI or marker < 0xC0 or 0xD0 <= marker <= 0xD7 or at + 4 > len(content):
            raise UnableToTake(Reason.DAMAGED)
        (size,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + size
        if size < 2 or end > len(content):
            raise UnableToTake(Reason.DAMAGED)
        if marker == _SOS:
            following = _NEXT_MARKER.search(content, end)
            if following is None:
                raise UnableToTake(Reason.DAMAGED)
            end = following.start()
        yield marker, content[at:end]
        at = end
    raise UnableToTake(Reason.PICTURE_UNUSUAL)


def _check_frame(marker: int, body: bytes, budget: Budget) -> None:
    if marker not in _FRAMES_SHOWN:
        raise UnableToTake(Reason.PICTURE_UNUSUAL)
    if len(body) < 6:
        raise UnableToTake(Reason.DAMAGED)
    precision, height, width, components = struct.unpack_from(">BHHB", body)
    # A height of nothing is told after the scan; no camera does so, and nobody could bound it.
    if not width or not height or components not in {1, 3, 4} or precision not in {8, 12}:
        raise UnableToTake(Reason.PICTURE_UNUSUAL)
    _refuse_pixels(width, height, budget)


def _exif(tiff: bytes) -> tuple[int, bool]:
    """Return how the picture is turned (1 to 8, 1 where nothing is said) and whether it tells a place."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1, False
    (first,) = struct.unpack_from(f"{order}L", tiff, 4)
    if first + 2 > len(tiff):
        return 1, False
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    orientation, located = 1, False
    for at in range(first + 2, min(first + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _kind, _number, value = struct.unpack_from(f"{order}HHLH", tiff, at)
        if tag == _ORIENTATION and 1 <= value <= 8:
            orientation = value
        located = located or tag == _GPS
    return orientation, located


def _turned(orientation: int) -> bytes:
    """Return an EXIF segment that says how the picture is turned and nothing else."""
    tiff = b"MM\0*" + struct.pack(">LHHHLHHL", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
