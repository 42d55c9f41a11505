"""Files the product keeps: written whole or not at all, and given back only as they were written."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings


class UnableToReadStored(Exception):
    """A stored file is missing or is not the one that was written."""


def stored_write(path: Path, body: bytes, *, mode: int | None = None) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        part.chmod(mode)
    part.replace(path)


def stored_read(path: Path, sha256: str) -> bytes:
    """Return the bytes that were written.

    Raises
    ------
    UnableToReadStored
        The file is missing or was changed.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UnableToReadStored(f"{path.name}: {error}") from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise UnableToReadStored(f"{path.name}: the file is not the one that was written")
    return body


def issued_write(folder: str, body: bytes) -> str:
    """Store an issued PDF under a name nobody guesses, and return the name."""
    name = f"{folder}/{secrets.token_urlsafe(24)}.pdf"
    stored_write(issued_path(name), body)
    return name


def issued_path(name: str) -> Path:
    """Return where an issued PDF lies."""
    return Path(settings.MEDIA_ROOT) / name
