"""The words of faults and of differences, in both languages; they stand in a content file."""

from __future__ import annotations

from functools import cache
from importlib import resources

from diagnosis.catalog.document import Cursor, read_document
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.model import Text


@cache
def words(name: str) -> dict[str, Text]:
    """Return the texts of a shipped file by code.

    Parameters
    ----------
    name : `faults` or `changes`.

    Raises
    ------
    UnableToReadModel
        If the file has faults.
    """
    path = resources.files("awards.catalog").joinpath("texts").joinpath(f"{name}.yaml")
    top, faults = read_document(path.read_bytes(), source=path.name)
    found = {code: entry.text() for code, entry in top.fields().entries.items()}
    if faults:
        raise UnableToReadModel(tuple(faults), source=path.name)
    return found


def worded(name: str, text: str, /, **values: object) -> Text:
    """Return a text of a file by its code with its places filled in."""
    found = words(name)[text]
    return Text(found.ko.format(**values), found.en.format(**values))


def note(cursor: Cursor, fault: str, /, **values: object) -> None:
    """Note a fault at a cursor by its code."""
    text = worded("faults", fault, **values)
    cursor.fault(text.en, text.ko)
