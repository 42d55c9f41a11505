"""One normal form for Korean text."""

import unicodedata


def nfc(text: str) -> str:
    """Compose Hangul: macOS sends file names and pasted text as separate letters (NFD)."""
    return unicodedata.normalize("NFC", text)


def plain_width(text: str) -> str:
    """Make full-width digits, letters and signs ordinary ones, and every kind of space a space."""
    return unicodedata.normalize("NFKC", text)
