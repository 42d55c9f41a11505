"""Lines that break between words only."""

import re

WORD_JOINER = "\u2060"
_INSIDE_WORD = re.compile(r"(?<=[가-힣])(?=[가-힣])|(?<=[0-9%])(?=[가-힣])")
_TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&[#\w]+;)")


def keep_words(text: str) -> str:
    """Join the syllables of each Korean word, and a figure with the word after it (6천만, 45%에서).

    For prose in PDF only: WeasyPrint ignores ``word-break: keep-all``. Never store the result.
    """
    return _INSIDE_WORD.sub(WORD_JOINER, text)


def keep_words_in_markup(html: str) -> str:
    """Do the same in safe HTML, outside its tags and entities."""
    parts = _TAG_OR_ENTITY.split(html)
    return "".join(part if i % 2 else keep_words(part) for i, part in enumerate(parts))
