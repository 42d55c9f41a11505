"""One row of an import file, whatever the file is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.importing.faults import Wording


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read at all: its column, its letter in a sheet, and why."""

    column: str
    letter: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Row:
    """A row and where it stands.

    Parameters
    ----------
    number : int
        The line of a text file, the row of a sheet; from 1.
    values : dict
        By the names of a JSON line's keys.
    letters : mapping
        Column of the file to its letter, in a sheet only.
    faults : tuple of Unreadable
        What they tell of is not among `values`.
    is_table : bool
        Came from a sheet or CSV: some of its columns have other names than the keys of a JSON line.
    is_note : bool
        Holds no case: an example or remark of the person who filled it in, or the header.
    """

    number: int
    values: dict[str, Any]
    letters: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Unreadable, ...] = ()
    is_table: bool = False
    is_note: bool = False
