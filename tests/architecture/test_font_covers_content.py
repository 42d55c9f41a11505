"""Every character of the product's own content has a glyph: a missing one is a box in the PDF, without any error."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

CONTENT = [
    *Path("diagnosis/catalog").rglob("*.yaml"),
    *Path("awards/catalog").rglob("*.yaml"),
    *Path("cases/data").glob("*.json*"),
    *Path("accounts/data").glob("*.json"),
    *Path("locale").rglob("*.po"),
]


@pytest.fixture(scope="module")
def glyphs() -> set[int]:
    return set(TTFont("static/fonts/Pretendard-Regular.ttf").getBestCmap())


@pytest.mark.parametrize("path", CONTENT, ids=str)
def test_the_font_has_every_character(path: Path, glyphs: set[int]) -> None:
    missing = {c for c in path.read_text(encoding="utf-8") if ord(c) not in glyphs and c not in "\n\r\t\ufeff"}
    assert not missing, f"{path}: {sorted(missing)}"


def test_a_character_without_a_glyph_would_be_found(glyphs: set[int]) -> None:
    """Negative control: the font has no Hanja."""
    assert ord("秀") not in glyphs
