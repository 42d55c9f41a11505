"""The names by which parts of a dossier are cited: 4.1-P3 a paragraph, 4.1-F1 a figure, 4.1-E2 evidence."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from awards.dossier.content import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def item_number(code: str) -> str:
    """Return the number of an item without the letters of its criteria: 4.1 of AWD4.1; a code without one as it is."""
    return code.lstrip(_LETTERS) or code


def paragraph_id(code: str, number: int) -> str:
    return f"{item_number(code)}-P{number}"


def figure_id(code: str, number: int) -> str:
    return f"{item_number(code)}-F{number}"


def evidence_id(code: str, number: int) -> str:
    return f"{item_number(code)}-E{number}"


def written_characters(text: str) -> int:
    """Return how long an answer counts: composed characters, spaces included, each line break as one."""
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").strip()))


def paragraphs(code: str, text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an answer, one a line that holds something, with the names they are cited by."""
    return tuple(Paragraph(paragraph_id(code, number), line) for number, line in enumerate(_lines(text), start=1))


def _lines(text: str) -> Iterator[str]:
    for line in unicodedata.normalize("NFC", text).splitlines():
        if line.strip():
            yield line.strip()
