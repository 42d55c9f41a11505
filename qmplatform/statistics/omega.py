"""McDonald's omega: how much of a scale's sum one common factor explains."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_LEAST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Omega:
    """A one-factor model of a scale.

    Attributes
    ----------
    n
        Rows that answered every item.
    omega
        Total omega, 0..1.
    loadings
        Standardised loading of each item, -1..1.
    """

    n: int
    omega: float
    loadings: tuple[float, ...]


def omega_total(answers: npt.ArrayLike) -> Omega | None:
    """Fit one factor by maximum likelihood and return total omega.

    Parameters
    ----------
    answers : array_like of shape (rows, items)
        One row a respondent, at least three items on one scale; NaN where not answered.

    Returns
    -------
    Omega or None
        None where one factor cannot be fitted: fewer complete rows than items and one, an item that never changes, or
        no solution (an item without a variance of its own).

    Raises
    ------
    ValueError
        If the table is not two-dimensional, has fewer than three columns, or holds an infinite number.

    Notes
    -----
    ``omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances)`` in the items' own units (McDonald
    1999; method, section 4.1), the factor by statsmodels. Missing-value rule: rows with every item only, for the
    likelihood is that of complete rows; `n` says how many.
    """
    table = np.asarray(answers, dtype=float)
    if table.ndim != 2 or table.shape[1] < _LEAST_ITEMS or np.isinf(table).any():
        raise ValueError("a table of at least three items without infinite numbers was expected")
    rows = table[~np.isnan(table).any(axis=1)]
    if len(rows) <= table.shape[1] + 1 or (rows.std(axis=0) == 0).any():
        return None
    from statsmodels.multivariate.factor import Factor  # half a second that web pages need not wait for

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fitted = Factor(endog=rows, n_factor=1, method="ml").fit()
    except (ValueError, RuntimeWarning, UserWarning, np.linalg.LinAlgError):
        return None
    standardised = np.asarray(fitted.loadings, dtype=float)[:, 0]
    unique = 1 - standardised**2
    if not np.isfinite(standardised).all() or (unique <= 0).any():
        return None
    if standardised.sum() < 0:
        standardised = -standardised
    spread = rows.std(axis=0, ddof=1)
    common = float((standardised * spread).sum()) ** 2
    return Omega(len(rows), common / (common + float((unique * spread**2).sum())), tuple(map(float, standardised)))
