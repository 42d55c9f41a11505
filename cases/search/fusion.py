"""Brings two orders of the same cases together, and compares vectors. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
# Of reciprocal rank fusion: how little the first ranks stand apart (Cormack, Clarke and Büttcher 2009).
K = 60
# Rows turned into floats at a time: what a search needs of memory, whatever the library's size.
_CHUNK = 1024
_LARGEST = 127


@dataclass(frozen=True)
class Packed:
    """Vectors in a byte a number.

    Parameters
    ----------
    values : array of int8, shape (vectors, dimensions)
    scales : array of float32, shape (vectors,)
        What the values of a row are multiplied by.
    """

    values: npt.NDArray[np.int8]
    scales: Floats

    def __len__(self) -> int:
        return len(self.values)


def fused(rankings: Sequence[Integers], weights: Sequence[float] | None = None, *, k: int = K) -> Integers:
    """Bring rankings together by their ranks alone: an item scores weight / (k + rank) in each that has it.

    Parameters
    ----------
    rankings : sequence of array of int64
        Best first; no item twice in one.
    weights : sequence of float, optional
        Above 0, one a ranking; 1 each where not given.

    Returns
    -------
    array of int64
        Every item once, best first. Of equal scores the item that an earlier ranking puts higher stands first, then the
        lower number.
    """
    items = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *rankings]))
    scores = np.zeros(len(items))
    ranks = np.full((len(rankings), len(items)), np.inf)
    for number, ranking in enumerate(rankings):
        weight = 1.0 if weights is None else weights[number]
        ranks[number, np.searchsorted(items, ranking)] = np.arange(1, len(ranking) + 1)
        scores += weight / (k + ranks[number])
    # Rounded, so that the order of summing decides nothing.
    return items[np.lexsort((items, *ranks[::-1], -scores.round(12)))]


def packed(vectors: Floats) -> Packed:
    """Bring vectors into a byte a number; a cosine of theirs moves by less than 0.01."""
    largest = np.abs(vectors).max(axis=1, initial=0)
    scales = np.where(largest > 0, largest / _LARGEST, 1).astype(np.float32)
    return Packed(np.rint(vectors / scales[:, None]).astype(np.int8), scales)


def cosines(vector: Floats, among: Packed) -> Floats:
    """Return the cosine of a vector with each row.

    Parameters
    ----------
    vector : array of float32, shape (dimensions,)
        Of length 1, as the rows were before they were packed.
    """
    found = np.empty(len(among), dtype=np.float32)
    for at in range(0, len(among), _CHUNK):
        rows = slice(at, at + _CHUNK)
        found[rows] = (among.values[rows].astype(np.float32) @ vector) * among.scales[rows]
    # Rounded, so that how a processor sums decides nothing.
    return found.round(6)
