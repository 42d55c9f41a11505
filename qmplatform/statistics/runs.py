"""Runs of one and the same answer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def longest_run(answers: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Find the longest run of one answer in each row, in the order the questions were asked.

    Parameters
    ----------
    answers : array_like of shape (rows, items)
        Any numbers; NaN where not answered. A gap is skipped: it neither lengthens a run nor ends it.

    Returns
    -------
    numpy.ndarray of shape (rows,)
        0 for a row without answers.

    Raises
    ------
    ValueError
        If the table is not two-dimensional.

    Notes
    -----
    The index "longstring" of careless answering (Johnson 2005). One pass over the columns, all rows at once.
    """
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError("Runs are counted in a table of rows and items.")
    rows = table.shape[0]
    current, longest = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    last = np.full(rows, np.nan)
    for column in table.T:
        given = ~np.isnan(column)
        current = np.where(given, np.where(column == last, current + 1, 1), current)
        last = np.where(given, column, last)
        longest = np.maximum(longest, current)
    return longest
