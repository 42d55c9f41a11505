"""What the open data files hold, field by field: read by the page, the data package and the writers. Pure."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).resolve().parent.parent / "data" / "open_data.json"
CASES, FACTS = "cases", "facts"
# In tables the one object of the source check stands in two columns.
_IN_TABLES: Final = {"verification": ("verification_status", "verification_note")}
_IN_LINES_ABSENT: Final = {"results_en"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a file: its name, its type as Table Schema names it, and what it means."""

    name: str
    type: str
    ko: str
    en: str

    def meaning(self, language: str) -> str:
        return self.ko if language == "ko" else self.en


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """Return the fields of ``cases`` or ``facts`` in their order."""
    return tuple(Field(**row) for row in json.loads(FILE.read_text(encoding="utf-8"))[kind])


@cache
def columns_of(kind: str) -> tuple[str, ...]:
    """Return the columns of a table of ``cases`` or ``facts``."""
    return tuple(name for field in fields_of(kind) for name in _IN_TABLES.get(field.name, (field.name,)))


@cache
def keys_of(kind: str) -> tuple[str, ...]:
    """Return the keys of a line of JSON of ``cases`` or ``facts``."""
    return tuple(field.name for field in fields_of(kind) if field.name not in _IN_LINES_ABSENT)
