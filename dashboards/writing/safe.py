"""Texts that stay texts in every program that opens a file."""

from __future__ import annotations

import re
from typing import Final

# What XML 1.0 cannot hold, and halves of characters.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAKS: Final = re.compile(r"[\t\r\n\x85\u2028\u2029]+")
# Blanks, invisible characters and quotation marks that a spreadsheet passes over before it looks for a formula.
_BLANK: Final = "\\s\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
_LEAD: Final = _BLANK + "\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0'\"`\u2018\u2019\u201c\u201d\uff02\uff07"
# What begins a formula, a macro of the old days or a call of another program, plain and full-width.
_STARTS: Final = "=+@|%\\-\uff1d\uff0b\uff0d\uff20\uff5c\uff05\u2212\ufe62\ufe63\ufe66\ufe6b\u207a\u207b\u208a\u208b"
_FORMULA: Final = re.compile(f"[{_LEAD}]*[{_STARTS}]")


def clean(text: str) -> str:
    """Return a text on one line, without what a file cannot hold."""
    return _BREAKS.sub(" ", _CONTROL.sub(" ", text)).strip()


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet might read a text as something to compute."""
    return bool(_FORMULA.match(text))


def guarded(text: str) -> str:
    """Return a text that no spreadsheet computes: one that looks like a formula gets an apostrophe before it."""
    found = clean(text)
    return f"'{found}" if is_formula_like(found) else found
