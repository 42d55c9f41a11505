"""How companies answer: most with care, some not, each sort with its share."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Behaviour(IntEnum):
    """The sort of respondent a synthetic company is."""

    ORDINARY = 0
    STRAIGHT_LINER = 1  # one and the same level everywhere
    CONTRADICTORY = 2  # answers that break consistency rules
    NA_CLAIMER = 3  # declares much not applicable
    UNSURE = 4  # "unknown" (모름) far more often than others
    PARTIAL = 5  # leaves single questions open
    DROP_OUT = 6  # stops on the way
    OVER_CLAIMER = 7  # the highest level everywhere, evidence nowhere


@dataclass(frozen=True, slots=True)
class Shares:
    """Share of each sort of respondent, 0..1; the rest answers with care. Our own setting.

    Raises
    ------
    ValueError
        If a share is negative or they come to more than 1.
    """

    straight_liner: float = 0.03
    contradictory: float = 0.04
    na_claimer: float = 0.03
    unsure: float = 0.04
    partial: float = 0.06
    drop_out: float = 0.04
    over_claimer: float = 0.02

    def __post_init__(self) -> None:
        if min(astuple(self)) < 0 or sum(astuple(self)) > 1:
            raise ValueError("Shares of respondents must not be negative nor come to more than 1.")

    @classmethod
    def all_ordinary(cls) -> Shares:
        """Return the shares of a population that answers with care throughout."""
        return cls(*[0.0] * len(astuple(cls())))

    @property
    def over_claimer_share_of_scored(self) -> float:
        """Return the share of over-claimers among the companies that do not drop out; 0 if nobody else is left."""
        others = 1.0 - self.drop_out - self.over_claimer
        return self.over_claimer / (others + self.over_claimer) if others > 0 else 0.0

    def draw(self, chances: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
        """Return the behaviour of each company from one uniform draw."""
        steps = np.cumsum(astuple(self))
        found = np.searchsorted(steps, chances, side="right") + 1
        return np.where(found > len(steps), 0, found).astype(np.uint8)
