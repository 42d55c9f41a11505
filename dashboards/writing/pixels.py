"""SVG as PNG, without a browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

SCALE: Final = 2.0


def png_bytes(svg: str, *, fonts: Sequence[Path], scale: float = SCALE) -> bytes:
    """Return a picture as PNG on white.

    Parameters
    ----------
    svg
        A whole SVG document of ours: all text in Pretendard, nothing fetched.
    fonts
        The font's files; those of the system are not looked at, so that every machine draws alike.
    scale
        Pixels for one px of the SVG.
    """
    # Imported late: only who draws should pay.
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#ffffff",
            skip_system_fonts=True,
            zoom=scale,
            font_files=[str(path) for path in fonts],
            font_family="Pretendard",
        )
    )
