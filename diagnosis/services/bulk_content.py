"""What a result written in bulk keeps: the group values, and a digest of every number of its score sheet.

The sheet itself is had back by scoring the submission again; the digest tells that it is the same to the last bit.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from diagnosis.scoring.scores import ScoreTable

FORMAT: Final = 1


def bulk_contents(scores: ScoreTable) -> Iterator[dict[str, Any]]:
    """Yield what is kept of each row.

    Yields
    ------
    dict
        ``bulk``: ``format``; ``values``, the group values in the model's order as base64 of little-endian float64, NaN
        for none; ``digest``, the SHA-256 of all numbers of the sheet.
    """
    values = np.ascontiguousarray(scores.values.T, dtype="<f8")
    for row, numbers in enumerate(_all_numbers(scores)):
        kept = base64.b64encode(values[row].tobytes()).decode("ascii")
        digest = hashlib.sha256(numbers.tobytes()).hexdigest()
        yield {"bulk": {"format": FORMAT, "values": kept, "digest": f"sha256:{digest}"}}


def bulk_values(content: Mapping[str, Any]) -> npt.NDArray[np.float64]:
    """Return the group values a bulk row keeps, (groups,); NaN for none."""
    return np.frombuffer(base64.b64decode(content["bulk"]["values"]), dtype="<f8")


def _all_numbers(scores: ScoreTable) -> npt.NDArray[np.float64]:
    """Return (n, …) every number a sheet is made of, one bit pattern a value: no negative zero, one NaN."""
    blocks = (
        scores.values, scores.base_values, scores.coverage, scores.low, scores.high, scores.item_values,
        scores.reasons, scores.answered, scores.applicable, scores.flags, scores.table.states,
    )  # fmt: skip
    single = (scores.levels, scores.balanced, scores.balance_ratio, scores.claimed_share, scores.claimed_drop)
    stacked = np.vstack([*(block.astype(np.float64) for block in blocks), *(row.astype(np.float64) for row in single)])
    stacked += 0.0
    stacked[np.isnan(stacked)] = np.nan
    return np.ascontiguousarray(stacked.T, dtype="<f8")
