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


def has_benchmarks(model: AssessmentModel) -> bool:
    """Tell whether results of a model may enter benchmarks: those on a scale of 0-100."""
    return tuple(model.scale) == (0, 100)


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

    Notes
    -----
    A model on another scale than 0-100 has no benchmarks: its entries hold no values.
    """
    if not has_benchmarks(model):
        values = base_values = {}
    own = _tenths(values.get(code) for code in entry_codes(model))
    base = _tenths(base_values.get(code) for code in model.groups())
    return own.tobytes(), base.tobytes()


def _tenths(values: Iterable[float | None]) -> npt.NDArray[np.int16]:
    found = [NONE if value is None else round(10 * round_half_up(value, 1)) for value in values]
    return np.array(found, dtype=TENTHS)


def company_key_of(company_id: UUID) -> int:
    """Return the first 64 bits of a company's id as a signed number."""
    return int.from_bytes(company_id.bytes[:8], "big", signed=True)
