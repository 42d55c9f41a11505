"""One attachment, from its name to its last byte."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from qmplatform.uploads.archives import Archive
from qmplatform.uploads.compound import CompoundFile
from qmplatform.uploads.hancom import HWPX_MIME, MIMETYPE, check_hwp, check_hwpx
from qmplatform.uploads.kinds import MIME, OLE_HEAD, ZIP_HEAD, Kind, kinds_possible
from qmplatform.uploads.limits import ATTACHMENT, Budget, Limits
from qmplatform.uploads.names import allowed_words, safe_name
from qmplatform.uploads.notes import Note
from qmplatform.uploads.office import CONTENT_TYPES, check_office
from qmplatform.uploads.pdf import check_pdf
from qmplatform.uploads.pictures import check_jpeg, check_png
from qmplatform.uploads.receiving import Readable, received
from qmplatform.uploads.refusals import Reason, UnableToTake

# Tells the name of what it found, or nothing; whatever it raises means that it could not look.
Scanner = Callable[[bytes], str | None]
_OLD_OFFICE: Final = frozenset({"WordDocument", "Workbook", "Book"})
_LOCKED_OFFICE: Final = frozenset({"EncryptedPackage", "EncryptionInfo"})


@dataclass(frozen=True, slots=True)
class Checked:
    """An attachment that can be kept.

    Parameters
    ----------
    kind : Kind
        What it is, by content and name alike.
    mime : str
        The media type of the kind.
    safe_name : str
        For showing and for the download; not for the disk.
    sha256 : str
        64 hexadecimal digits, of `content`.
    size : int
        Bytes of `content`.
    content : bytes
        What was checked and is to be stored: of a picture, without what tells of people and places.
    notes : frozenset of Note
        To be told to whoever attached it.
    """

    kind: Kind
    mime: str
    safe_name: str
    sha256: str
    size: int
    content: bytes
    notes: frozenset[Note]


def check_upload(
    name: str,
    stream: Readable,
    *,
    size_claimed: int | None,
    allowed: Collection[Kind],
    limits: Limits = ATTACHMENT,
    scanner: Scanner | None = None,
) -> Checked:
    """Take one attachment or refuse it; the cheapest questions come first.

    Parameters
    ----------
    name : str
        As the sender gave it.
    stream : Readable
        Open for bytes, at its beginning. Read once, never beyond `limits.size` and one byte.
    size_claimed : int or None
        Bytes, as the sender says; None where nothing is said.
    allowed : collection of Kind
        The kinds that fit here.
    limits : Limits
        What looking may cost. With the standard ones the hostile files of the tests stay below 200 MB of memory.
    scanner : Scanner, optional
        Looks for malicious software in what would be stored. Where it fails, the file is refused.

    Returns
    -------
    Checked
        With the very bytes that were looked at.

    Raises
    ------
    UnableToTake
        With a code, the place in the file, and words in both languages; nothing else, whatever the file holds.
    """
    plain_name, kind = safe_name(name, limits, allowed=allowed)
    content = received(stream, size_claimed=size_claimed, limits=limits)
    _refuse_other_kind(kind, kinds_possible(content), allowed)
    budget, notes = Budget(limits), set[Note]()
    content = _looked_through(content, kind, budget, notes, allowed)
    if scanner is not None:
        _scan(content, scanner)
    return Checked(
        kind=kind,
        mime=MIME[kind],
        safe_name=plain_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        notes=frozenset(notes),
    )


def _refuse_other_kind(kind: Kind, found: Collection[Kind], allowed: Collection[Kind]) -> None:
    if kind not in found:
        raise UnableToTake(Reason.KIND_MISMATCH, allowed=allowed_words(allowed))


def _looked_through(content: bytes, kind: Kind, budget: Budget, notes: set[Note], allowed: Collection[Kind]) -> bytes:
    if kind is Kind.PDF:
        check_pdf(content, budget)
    elif kind is Kind.PNG:
        return check_png(content, budget, notes)
    elif kind is Kind.JPEG:
        return check_jpeg(content, budget, notes)
    elif content.startswith(OLE_HEAD):
        _check_container(content, kind, budget, allowed)
        notes.add(Note.HWPX_PREFERRED)
    elif content.startswith(ZIP_HEAD):
        found = _check_archive(content, budget, notes)
        _refuse_other_kind(kind, {found} if found else (), allowed)
    return content


def _check_container(content: bytes, kind: Kind, budget: Budget, allowed: Collection[Kind]) -> None:
    container = CompoundFile(content, budget)
    names = set(container.names)
    if names & _LOCKED_OFFICE:
        raise UnableToTake(Reason.ENCRYPTED)
    if names & _OLD_OFFICE:
        raise UnableToTake(Reason.KIND_OLD)
    _refuse_other_kind(kind, {Kind.HWP}, allowed)
    check_hwp(container, budget)


def _check_archive(content: bytes, budget: Budget, notes: set[Note]) -> Kind | None:
    archive = Archive(content, budget)
    if CONTENT_TYPES in archive:
        return check_office(archive, budget, notes)
    if MIMETYPE in archive and archive.read(MIMETYPE).strip() == HWPX_MIME:
        check_hwpx(archive, budget)
        return Kind.HWPX
    return None


def _scan(content: bytes, scanner: Scanner) -> None:
    """Ask the scanner; silence of a broken one is no consent."""
    try:
        found = scanner(content)
    except Exception as error:
        raise UnableToTake(Reason.SCAN_FAILED) from error
    if found:
        raise UnableToTake(Reason.THREAT, found)
