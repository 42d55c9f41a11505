"""How much looking at one attachment may cost."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one check may cost, in bytes and things counted, never in seconds: the same file fares the same anywhere.

    Parameters
    ----------
    size : int
        Bytes of the file. Nothing beyond is read.
    entries : int
        Files in an archive and objects in a document, those of archives inside included.
    part : int
        Bytes of one entry or one PDF stream once unpacked.
    unpacked : int
        Bytes of all of them.
    ratio : int
        Unpacked over packed bytes, of an entry that unpacks to more than `ratio_from` bytes.
    ratio_from : int
        Bytes: short texts full of blanks pack better than any bomb and harm nobody.
    nesting : int
        Archives within archives: a workbook behind a chart of a document is one.
    elements : int
        XML elements of all parts.
    depth : int
        XML elements within each other.
    names : int
        Different names of elements and attributes of one part: each is kept to the end.
    pages : int
        Pages of a PDF.
    pixels : int
        Width times height of a picture.
    pieces : int
        Chunks or segments of a picture, sectors of a container, streams of a PDF.
    scans : int
        Passes of a progressive JPEG; each costs a reader the whole picture.
    name : int
        Bytes of the name in UTF-8.
    """

    size: int = 20 * MIB
    entries: int = 2_000
    part: int = 64 * MIB
    unpacked: int = 192 * MIB
    ratio: int = 200
    ratio_from: int = MIB
    nesting: int = 1
    elements: int = 1_000_000
    depth: int = 256
    names: int = 20_000
    pages: int = 1_000
    pixels: int = 60_000_000
    pieces: int = 50_000
    scans: int = 100
    name: int = 180


ATTACHMENT = Limits()


class Budget:
    """What is left of the limits while one upload is looked at, archives inside it included."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.entries = limits.entries
        self.unpacked = limits.unpacked
        self.elements = limits.elements
