"""The companies that count, in columns: a row each, with the result that counts for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Tenths = NDArray[np.int16]
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class EnteredTable:
    """Companies in columns.

    Attributes
    ----------
    company : int64 (n,)
        First 64 bits of the company's id.
    submission : object (n,)
        First eight bytes of the submission's id: another submission is another member.
    year : int64 (n,)
        Reference year that counts.
    sector, group, size, region, business_group : object (n,)
        Texts; empty where the company does not say.
    own : int16 (n, codes)
        Groups, then items, in displayed tenths with the weights of the company's own kind; -1 where there is no value.
    base : int16 (n, groups)
        The groups with the weights all have in common.
    synthetic : bool (n,)
    """

    company: NDArray[np.int64]
    submission: Texts
    year: NDArray[np.int64]
    sector: Texts
    group: Texts
    size: Texts
    region: Texts
    business_group: Texts
    own: Tenths
    base: Tenths
    synthetic: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.year)

    def members(self) -> list[tuple[bytes, bytes]]:
        """Return who each row is: a company, and its submission that counts."""
        companies = self.company.astype(">i8").tobytes()
        return [(companies[8 * at : 8 * at + 8], one) for at, one in enumerate(self.submission.tolist())]

    @classmethod
    def joined(cls, tables: Sequence[EnteredTable]) -> EnteredTable:
        """Return several tables, at least one, as one."""
        if len(tables) == 1:
            return tables[0]
        return cls(**{f.name: np.concatenate([getattr(table, f.name) for table in tables]) for f in fields(cls)})
