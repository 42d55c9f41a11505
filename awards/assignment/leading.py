"""Who leads each team: the work of leading is spread evenly, and of two alike who knows the sector leads."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import numpy as np

from awards.assignment.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Of two who could lead, the one who leads a team less is preferred by 2, who knows the sector by 1; cycles tell the
# rest apart. Our own choice.
_SECTOR: Final = 1.0
_CYCLE: Final = 0.01
_MOST_CYCLES: Final = 30


def choose_leads(problem: Problem, member: NDArray[np.bool_], asked: Collection[tuple[str, str]]) -> dict[int, int]:
    """Return the column of the lead for the row of each team that somebody can lead.

    Parameters
    ----------
    asked
        Keys of application and examiner that stay in the lead, as long as the seat stays and the examiner may lead.
    """
    from scipy.optimize import linear_sum_assignment  # Slow to import, and most pages assign nobody.

    able = member & problem.experienced
    leads: dict[int, int] = {}
    for file, examiner in sorted(asked):
        row, column = problem.row[file], problem.column[examiner]
        if row not in leads and able[row, column] and problem.fixed[row, column]:
            leads[row] = column
    leading = np.bincount(np.array(list(leads.values()), dtype=np.intp), minlength=able.shape[1])
    rows = np.array([row for row in np.flatnonzero(able.any(axis=1)) if row not in leads], dtype=np.intp)
    if not len(rows):
        return leads
    # Columns are the next teams each could lead; as many as teams could be, so that each team finds its lead.
    per = able[rows].sum(axis=0)
    slots = np.repeat(np.arange(len(per)), per)
    nth = np.arange(len(slots)) - np.repeat(np.cumsum(per) - per, per) + leading[slots] + 1
    cycles = np.array([min(one.cycles, _MOST_CYCLES) for one in problem.examiners], dtype=np.int64)
    value = _SECTOR * problem.sector[rows][:, slots] + _CYCLE * cycles[slots] - (2 * nth - 1)
    unable = -10.0 * len(rows) * (len(rows) + 1)
    chosen_rows, chosen = linear_sum_assignment(np.where(able[rows][:, slots], value, unable), maximize=True)
    leads.update(zip(rows[chosen_rows].tolist(), slots[chosen].tolist(), strict=True))
    return leads
