"""Where an attachment is kept: under a name that tells nothing and nobody can guess."""

import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


def storage_name() -> str:
    """Return a new random name, ``ab/ab34…``: 128 bits, no ending that a web server could act on, 256 folders."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


def storage_path(root: Path, name: str, *, served: Iterable[Path]) -> Path:
    """Return where a stored attachment lies.

    Parameters
    ----------
    root : Path
        Folder of the attachments.
    name : str
        As `storage_name` gave it.
    served : iterable of Path
        Folders that the web server hands out by itself: static files, public media.

    Raises
    ------
    ValueError
        The name was not made here, or the folder is one that is served, lies in one, or holds one.
    """
    if not _NAME.fullmatch(name) or not name[3:].startswith(name[:2]):
        raise ValueError("Not a storage name.")
    kept = root.resolve()
    for folder in (one.resolve() for one in served):
        if kept == folder or folder in kept.parents or kept in folder.parents:
            raise ValueError(f"Attachments must not lie where the web server hands out files: {folder}")
    return kept / name
