"""Places of the regions on a grid of equal squares, so that a small region is as easy to see as a large one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Code of a region: column and row. Regions of before and after a merger have places of their own that do not clash
# within one day: Gwangju (29) and Jeonnam (46) became one (12) on 1 July 2026.
TILES: Final[Mapping[str, tuple[int, int]]] = {
    "28": (0, 0),
    "11": (1, 0),
    "41": (2, 0),
    "51": (3, 0),
    "44": (0, 1),
    "36": (1, 1),
    "43": (2, 1),
    "47": (3, 1),
    "52": (0, 2),
    "30": (1, 2),
    "27": (2, 2),
    "31": (3, 2),
    "12": (0, 3),
    "46": (0, 3),
    "29": (1, 3),
    "48": (2, 3),
    "26": (3, 3),
    "50": (0, 4),
}
