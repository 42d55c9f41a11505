"""A covariance that can always be inverted, and how far a row lies from the middle by it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def shrunken_covariance(rows: npt.ArrayLike) -> tuple[Matrix, float]:
    """Return the Ledoit-Wolf covariance of complete rows and how far it was drawn towards equal variances, 0..1.

    Parameters
    ----------
    rows : array_like of shape (n, k)
        At least one row and one column, finite.

    Raises
    ------
    ValueError
        If the table is empty, not two-dimensional, or has a missing or infinite number.

    Notes
    -----
    Ledoit and Wolf (2004), A well-conditioned estimator for large-dimensional covariance matrices: divisor n, target
    the mean variance times identity. Same values as scikit-learn's `ledoit_wolf`.
    """
    table = np.asarray(rows, dtype=np.float64)
    if table.ndim != 2 or not table.size or not np.isfinite(table).all():
        raise ValueError("a table of finite numbers was expected")
    n, k = table.shape
    centred = table - table.mean(axis=0)
    sample = centred.T @ centred / n
    mean_variance = float(np.trace(sample)) / k
    apart = float(((sample - mean_variance * np.eye(k)) ** 2).sum()) / k
    squares = centred**2
    noise = float((squares.T @ squares / n - sample**2).sum()) / (n * k)
    weight = min(noise, apart) / apart if apart > 0 else 0.0
    return (1 - weight) * sample + weight * mean_variance * np.eye(k), weight


def mahalanobis_squares(rows: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the squared Mahalanobis distance of every row from the mean, by the shrunken covariance.

    Columns that never change say nothing of a row and are left out; with none left every distance is 0.

    Raises
    ------
    ValueError
        As `shrunken_covariance`.
    """
    table = np.asarray(rows, dtype=np.float64)
    covariance, _weight = shrunken_covariance(table)
    kept = np.flatnonzero(table.std(axis=0) > 0)
    if not len(kept):
        return np.zeros(len(table))
    centred = (table - table.mean(axis=0))[:, kept]
    solved = np.linalg.solve(covariance[np.ix_(kept, kept)], centred.T)
    return np.asarray((centred * solved.T).sum(axis=1), dtype=np.float64)
