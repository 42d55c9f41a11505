"""Rounding as people do it."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext


def round_half_up(value: float | Decimal, digits: int = 1) -> float:
    """Round for display: a half goes up in magnitude (반올림), unlike Python's half-even.

    Parameters
    ----------
    value : float or Decimal
        A finite number. A float is taken as it prints: 2.675 is read as 2.675, not as the binary 2.67499….
    digits : int
        Decimals to keep.

    Returns
    -------
    float
        The rounded number; ``-0.05`` gives ``-0.1`` (halves move away from zero, so a loss and a gain of the same
        size look the same), and there is no negative zero.

    Raises
    ------
    ValueError
        If the value is not finite.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not math.isfinite(exact):
        raise ValueError(f"Cannot round {value!r}: not a finite number.")
    with localcontext(prec=400):
        return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)) + 0.0
