"""Companies as they enter a benchmark: one, or many in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diagnosis.benchmark.cells import CellKey, key_for
from diagnosis.benchmark.tenths import Tenths, to_tenths

Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class PeerResult:
    """One company's result as it enters a benchmark.

    Attributes
    ----------
    values
        Group or item code -> value on 0-100 with the weights of the company's own kind.
    base_values
        The same with the weights all companies have in common: what is compared across sectors.
    synthetic
        True for fictional companies; a snapshot that holds any is marked.
    business_group
        The group of companies (기업집단) it belongs to; empty for a company that stands alone.
    member
        Who this is, with the revision that counts: ``submission:revision``.
    """

    sector: str | None
    group: str | None
    size: str | None
    values: Mapping[str, float]
    base_values: Mapping[str, float]
    synthetic: bool
    business_group: str = ""
    member: str = ""

    def key(self, names: tuple[str, ...]) -> CellKey | None:
        """Return the company's cell at one step of the way; None where it does not say what the step asks for."""
        return key_for(names, {"sector": self.sector, "group": self.group, "size": self.size})

    def values_for(self, names: tuple[str, ...]) -> Mapping[str, float]:
        """Return the values that are compared at one step of the way."""
        return self.values if "sector" in names else self.base_values


@dataclass(frozen=True, slots=True, eq=False)
class PeerTable:
    """Many companies in columns, a row each.

    Attributes
    ----------
    codes
        Groups, then items, in the order of the model.
    own : int16 (n, codes)
        Displayed tenths, 0-1000, with the weights of the company's own kind; -1 where there is no value.
    base : int16 (n, groups)
        The groups with the weights all have in common. An item's value is the same under either.
    sector, group, size, business_group : object (n,)
        Texts; empty where the company does not say.
    member : str or int64 (n,)
        Who each row is, with the revision that counts.
    synthetic : bool (n,)
        Fictional companies.
    """

    codes: tuple[str, ...]
    own: Tenths
    base: Tenths
    sector: Texts
    group: Texts
    size: Texts
    business_group: Texts
    member: NDArray[Any]
    synthetic: NDArray[np.bool_]

    def __post_init__(self) -> None:
        n = len(self.synthetic)
        if self.own.shape != (n, len(self.codes)) or self.base.ndim != 2 or len(self.base) != n:
            raise ValueError("The columns of a table of peers have unlike lengths.")
        if any(len(column) != n for column in (self.sector, self.group, self.size, self.business_group, self.member)):
            raise ValueError("The columns of a table of peers have unlike lengths.")

    def __len__(self) -> int:
        return len(self.synthetic)

    @property
    def group_count(self) -> int:
        """How many of the codes are groups: the first ones."""
        return int(self.base.shape[1])

    @classmethod
    def of(cls, codes: Sequence[str], group_count: int, peers: Iterable[PeerResult]) -> PeerTable:
        """Return companies in columns; the first ``group_count`` codes are groups."""
        rows = list(peers)
        groups = codes[:group_count]
        return cls(
            codes=tuple(codes),
            own=_columns([row.values for row in rows], codes),
            base=_columns([row.base_values for row in rows], groups),
            sector=_texts(row.sector for row in rows),
            group=_texts(row.group for row in rows),
            size=_texts(row.size for row in rows),
            business_group=_texts(row.business_group for row in rows),
            member=_texts(row.member for row in rows),
            synthetic=np.array([row.synthetic for row in rows], dtype=bool),
        )


def _columns(rows: list[Mapping[str, float]], codes: Sequence[str]) -> Tenths:
    values = [[row.get(code, np.nan) for code in codes] for row in rows]
    return to_tenths(np.array(values, dtype=float).reshape(len(rows), len(codes)))


def _texts(values: Iterable[str | None]) -> Texts:
    found = [value or "" for value in values]
    column = np.empty(len(found), dtype=object)
    column[:] = found
    return column
