"""Checklists: what a set of ticks is worth and how many count, for all sets at once or for many answers at once."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import ChecklistItem

MOST_IN_TABLE: Final = 16  # options; all sets of ticks of more are too many to work out beforehand
MOST_IN_MASK: Final = 52  # options; the ticks of more do not fit into the whole numbers of a float


class Checklist:
    """One checklist made ready: an exclusive option clears the rest, one without its `needs` does not count."""

    def __init__(self, item: ChecklistItem) -> None:
        place = {option.code: index for index, option in enumerate(item.options)}
        self.place = place
        self.count = len(item.options)
        self._weights = [option.weight if option.scores else 0.0 for option in item.options]
        self._total = math.fsum(option.weight for option in item.options if option.scores)
        self._needs = [[place[code] for code in option.needs] for option in item.options]
        self._exclusive = [index for index, option in enumerate(item.options) if option.exclusive]
        self._table: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        if self.count <= MOST_IN_TABLE:
            self._table = self._judge(self._bits(np.arange(2**self.count, dtype=np.int64)))

    @property
    def is_wide(self) -> bool:
        """Return whether its ticks do not fit into a mask."""
        return self.count > MOST_IN_MASK

    def judge_masks(self, masks: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return for bit masks (bit k = k-th option) the values on 0-100 and how many ticks count."""
        if self._table is not None:
            worth, counted = self._table
            return worth[masks], counted[masks]
        return self._judge(self._bits(masks))

    def judge_ticks(self, ticks: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the same for ticks (options, n)."""
        return self._judge([ticks[index] for index in range(self.count)])

    def _bits(self, masks: NDArray[np.int64]) -> list[NDArray[np.bool_]]:
        return [(masks >> index) & 1 == 1 for index in range(self.count)]

    def _judge(self, ticks: list[NDArray[np.bool_]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        cleared = np.zeros(len(ticks[0]), np.bool_) if ticks else np.zeros(1, np.bool_)
        earned, counted = np.zeros(len(cleared)), np.zeros(len(cleared))
        for index in self._exclusive:  # the first exclusive option that is ticked stands alone
            alone = ticks[index] & ~cleared
            earned += np.where(alone, self._weights[index], 0.0)
            counted += alone
            cleared |= ticks[index]
        for index, needs in enumerate(self._needs):
            counts = ticks[index] & ~cleared
            for need in needs:
                counts = counts & ticks[need]
            earned += np.where(counts, self._weights[index], 0.0)
            counted += counts
        return 100.0 * earned / self._total, counted
