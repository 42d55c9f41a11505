"""How a benchmark entry holds values: tenths of a point in 16 bits each, in the model's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

import numpy as np
import numpy.typing as npt

from diagnosis.catalog import AssessmentModel
from qmplatform.statistics import round_half_up

TENTHS = np.dtype("<i2")
NONE = -1


def entry_codes(model: AssessmentModel) -> tuple[str, ...]:
    """Return the codes an entry has a place for: the groups, then the items, as the model lists them."""
    return (*model.groups(), *model.items())


def entry_arrays(
    model: AssessmentModel, *, values: Mapping[str, float | None], base_values: Mapping[str, float | None]
) -> tuple[bytes, bytes]:
    """Return ``own`` and ``base`` of an entry.

    Parameters
    ----------
    values
        Group and item code -> 0-100, None where there is none.
    base_values
        Group code -> the same by the weights all companies have in common.
    """
    own = _tenths(values.get(code) for code in entry_codes(model))
    base = _tenths(base_values.get(code) for code in model.groups())
    return own.tobytes(), base.tobytes()


def _tenths(values: Iterable[float | None]) -> npt.NDArray[np.int16]:
    found = [NONE if value is None else round(10 * round_half_up(value, 1)) for value in values]
    return np.array(found, dtype=TENTHS)


def tenths_of(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    """Return values of 0-100 as displayed, in tenths; -1 for NaN. The same as `round_half_up`, for many at once."""
    scaled = values * 10.0
    found = np.rint(scaled)
    # A half is decided in decimal, as on every page: binary cannot say on which side of it a value stands.
    doubtful = np.abs(scaled - np.floor(scaled) - 0.5) < 1e-6
    if doubtful.any():
        found[doubtful] = [round(10 * round_half_up(float(value), 1)) for value in values[doubtful]]
    return np.where(np.isnan(values), NONE, found).astype(TENTHS)


def company_key_of(company_id: UUID) -> int:
    """Return the first 64 bits of a company's id as a signed number."""
    return int.from_bytes(company_id.bytes[:8], "big", signed=True)
