"""The words of files, in the reader's language; given by whoever asks, so that writing knows no translations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dashboards.figures import Page, Withheld


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language.

    Attributes
    ----------
    withheld
        Why there is no value, in a cell of its own.
    withheld_short
        The same where there is little room.
    low, high, companies, note
        Headings of the columns beside a value; each holds ``%s`` for the value's own heading.
    n
        A count of companies; holds ``%s``.
    """

    language: str
    withheld: Mapping[Withheld, str]
    withheld_short: Mapping[Withheld, str]
    code: str
    name: str
    low: str
    high: str
    companies: str
    note: str
    n: str
    under: str
    over: str
    notes_sheet: str
    what: str
    value: str
    product: str
    fictional: str
    source: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who took a page, when, and what stands on the sheet of notes.

    Attributes
    ----------
    by
        The person's name.
    at
        Aware.
    notes
        (what, value): filters in words, edition, counts, method; in the reader's language.
    source
        One line for the foot of a picture: edition, as of, how many.
    """

    by: str
    at: datetime
    notes: tuple[tuple[str, str | int | datetime], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A page with the words and the stamp that go into its files."""

    page: Page
    words: Words
    stamp: Stamp
