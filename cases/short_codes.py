"""The short code of a case, for printed addresses. Pure."""

import hashlib

# Without letters and digits that are mistaken for each other in print.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 6


def short_code_of(case_id: str) -> str:
    """Return the code of a case's id: always the same; among 100,000 ids some share one, so the table checks."""
    number = int.from_bytes(hashlib.sha256(case_id.encode()).digest()[:8], "big")
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)
