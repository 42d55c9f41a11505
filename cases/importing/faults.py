"""What is wrong with an import file: where, what, and what to do, in both languages."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext, gettext_noop, override

# More are counted, not told: nobody reads them, and each is made twice.
FAULTS_TOLD = 200
_VALUE_SHOWN = 40
# No database stores these, and no reader sees them.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
UNKNOWN_COLUMN = gettext_noop("Unknown column. Remove it or correct its name.")


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in both languages."""

    en: str
    ko: str

    def in_(self, language: str) -> str:
        return self.ko if language.startswith("ko") else self.en


def worded(message: str, **values: Any) -> Wording:
    """Return a message of the catalogue in both languages, its values filled in.

    Parameters
    ----------
    message : str
        A message id, marked for extraction where it is written.
    values : Any
        For its ``%(name)s`` places; what a file holds is cut to 40 characters.
    """
    told = {name: shown(value) if isinstance(value, str) else value for name, value in values.items()}
    english, korean = _in_both(message)
    return Wording(english % told, korean % told) if told else Wording(english, korean)


@cache
def _in_both(message: str) -> tuple[str, str]:
    texts = []
    for language in ("en", "ko"):
        with override(language):
            texts.append(gettext(message))
    return texts[0], texts[1]


def shown(text: str) -> str:
    """Return what is told of a file's own words: cut, and without what cannot be stored."""
    cut = f"{text[:_VALUE_SHOWN]}…" if len(text) > _VALUE_SHOWN else text
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", cut)


@dataclass(frozen=True, slots=True)
class CaseFault:
    """What is wrong, in which row and column, and what to do.

    Parameters
    ----------
    row : int
        Line of a text file, row of a sheet; from 1.
    column : str
        As the file names it; empty where the whole row is at fault.
    cell : str
        Such as ``D17``; empty where the file is no sheet.
    """

    row: int
    column: str
    cell: str
    wording: Wording

    def in_(self, language: str) -> str:
        return self.wording.in_(language)

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "message_ko": self.wording.ko,
            "message_en": self.wording.en,
        }


class UnableToReadFile(Exception):
    """The file as a whole is not what its name says."""

    def __init__(self, message: str, **values: Any) -> None:
        self.wording = worded(message, **values)
        super().__init__(self.wording.en)


class UnableToReadCases(Exception):
    """Rows hold faults: nothing of the file can be taken.

    Parameters
    ----------
    faults : tuple of CaseFault
        The first `FAULTS_TOLD` of them.
    count : int
        Of all.
    """

    def __init__(self, faults: tuple[CaseFault, ...], count: int) -> None:
        super().__init__(f"{count} faults")
        self.faults = faults
        self.count = count
