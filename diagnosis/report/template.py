"""The edition of the report: another number gives another file, so that issued ones stay as they are."""

from typing import Final

from django.utils.translation import get_language

TEMPLATE_VERSION: Final = "2026.1"
LANGUAGES: Final = ("ko", "en")


def language_now() -> str:
    """Return the reader's language as reports know it."""
    language = (get_language() or LANGUAGES[0]).split("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]
