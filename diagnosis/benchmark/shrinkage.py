"""How far means of few companies are drawn to the mean of many: the variance between children, and shrinkage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Points between siblings before any parent has two: about that of the published sector figures around their mean.
BETWEEN_BEFORE_DATA: Final = 6.0
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Children drawn to their parents.

    Attributes
    ----------
    mean, variance : float (children,)
        The shrunken means, and how uncertain they are.
    parent_share : float (children,)
        B, 0-1: the share of the parent's mean in the child's; 1 - B is the share of its own data.
    """

    mean: Floats
    variance: Floats
    parent_share: Floats


def paule_mandel(
    values: ArrayLike, variances: ArrayLike, parent_values: ArrayLike | None = None, *, freedom: float | None = None
) -> float | None:
    """Return the variance between children of the same parent, beyond what their own uncertainty explains.

    Parameters
    ----------
    values, variances : float (children,)
        The children's own means and how uncertain each is, > 0.
    parent_values : float (children,), optional
        Each child's parent's value. By default all have one parent, and its value is their mean with weights
        ``1 / (v + tau2)``.
    freedom
        What the weighted sum of squares is to equal: the children less their parents, by default less one. With three
        less than the children the shares 1 - B are those of James and Stein (Efron and Morris 1975), unbiased for B
        rather than for the variance.

    Returns
    -------
    float or None
        ``tau2`` >= 0; None where nothing can be learned, as no parent has two children.

    Notes
    -----
    Paule and Mandel (1982): ``tau2`` solves ``sum (r - q)^2 / (v + tau2) = J - P``; 0 if the left side is no more than
    the right one at ``tau2 = 0``.
    """
    r, v = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    wanted = len(r) - 1 if freedom is None else freedom
    if wanted <= 0:
        return None
    q = None if parent_values is None else np.asarray(parent_values, dtype=float)

    def excess(tau2: float) -> float:
        return _heterogeneity(r, 1.0 / (v + tau2), q) - wanted

    if excess(0.0) <= 0.0:
        return 0.0
    from scipy.optimize import brentq  # half a second that only the building of snapshots needs

    # From here on even children known for certain would be less apart than wanted. The weighted mean lies among them.
    widest = float(((r - q) ** 2).sum()) if q is not None else len(r) * float(np.ptp(r)) ** 2
    return float(brentq(excess, 0.0, widest / wanted, xtol=_TOLERANCE, rtol=1e-12))


def dersimonian_laird(values: ArrayLike, variances: ArrayLike) -> float:
    """Return the variance between children of one parent by the method of moments, for comparison.

    DerSimonian and Laird (1986): ``max(0, (Q - (J - 1)) / (sum w - sum w^2 / sum w))``, ``w = 1 / v``.
    """
    r, w = np.asarray(values, dtype=float), 1.0 / np.asarray(variances, dtype=float)
    q = _heterogeneity(r, w)
    return max(0.0, (q - (len(r) - 1)) / float(w.sum() - (w * w).sum() / w.sum()))


def shrink(
    values: ArrayLike,
    variances: ArrayLike,
    between: ArrayLike,
    parent_mean: ArrayLike,
    parent_variance: ArrayLike = 0.0,
) -> Shrunk:
    """Return children's means drawn to their parents' by how uncertain each is.

    Parameters
    ----------
    values, variances : float (children,)
        The children's own means, and how uncertain each is, > 0; infinite for a child without data, whatever its value.
    between : float, or float (children,)
        ``tau2``, the variance between children.
    parent_mean, parent_variance : float, or float (children,)
        Of each child's parent, itself shrunken before.

    Notes
    -----
    ``B = v / (v + tau2)``, mean ``(1 - B) r + B q``, variance ``(1 - B) v + B^2 V``; without data the parent's mean
    with variance ``tau2 + V``. The same as ``(n r + k q) / (n + k)``, ``k = s2 / tau2`` companies standing for q.
    """
    r, v, tau2 = (np.asarray(given, dtype=float) for given in (values, variances, between))
    empty = np.isinf(v)
    own, known = np.where(empty, 0.0, r), np.where(empty, 1.0, v)
    share = np.where(empty, 1.0, known / (known + tau2))
    mean = (1.0 - share) * own + share * np.asarray(parent_mean)
    variance = np.where(empty, tau2, (1.0 - share) * known) + share**2 * np.asarray(parent_variance)
    return Shrunk(mean, variance, share)


def _heterogeneity(r: Floats, w: Floats, q: Floats | None = None) -> float:
    """Return the weighted sum of squares around the parents' values, by default around the weighted mean."""
    return float(w @ (r - (float(w @ r) / float(w.sum()) if q is None else q)) ** 2)
