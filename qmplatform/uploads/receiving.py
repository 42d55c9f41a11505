"""The bytes of an upload, never more than allowed."""

from typing import Protocol

from qmplatform.uploads.limits import MIB, Limits
from qmplatform.uploads.refusals import Reason, UnableToTake

_BLOCK = 64 * 1024


class Readable(Protocol):
    """A file open for bytes, an upload of Django among them."""

    def read(self, size: int, /) -> bytes: ...


def received(stream: Readable, *, size_claimed: int | None, limits: Limits) -> bytes:
    """Read a stream to its end, at most one byte beyond what it claims or may have.

    Raises
    ------
    UnableToTake
        Claimed or found too large, empty, longer or shorter than claimed, or the connection broke.
    """
    too_large = UnableToTake(Reason.TOO_LARGE, limit=limits.size // MIB)
    if size_claimed is not None:
        if size_claimed > limits.size:
            raise too_large
        if size_claimed <= 0:
            raise UnableToTake(Reason.EMPTY)
    most = limits.size if size_claimed is None else size_claimed
    content = bytearray()
    try:
        while len(content) <= most and (block := stream.read(min(_BLOCK, most + 1 - len(content)))):
            content += block
    except OSError as error:
        raise UnableToTake(Reason.BROKEN_OFF) from error
    if len(content) > most:
        raise too_large if size_claimed is None else UnableToTake(Reason.LONGER_THAN_CLAIMED)
    if not content:
        raise UnableToTake(Reason.EMPTY)
    if size_claimed is not None and len(content) < size_claimed:
        raise UnableToTake(Reason.BROKEN_OFF)
    return bytes(content)
