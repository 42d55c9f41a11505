"""The edition of the report: another number gives another file, so that issued ones stay as they are."""

from typing import Final

TEMPLATE_VERSION: Final = "2026.1"
LANGUAGES: Final = ("ko", "en")
