"""Whose result enters a benchmark: one of each company, and only results that may be compared."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, Protocol, TypeVar


class Candidate(Protocol):
    """A finalised result that might enter.

    Attributes
    ----------
    company
        The business it is of.
    reference_year
        Which year's answers it is made of.
    is_verified
        Whether an assessor confirmed the answers.
    revision
        Orders results of one company and year; the latest counts.
    has_score
        Whether the overall is valid, not too much of it being unanswered.
    is_comparable
        Whether not too much was declared not applicable.
    is_excluded
        Whether a check of the answers took it out until somebody has looked at it.
    """

    @property
    def company(self) -> Hashable: ...
    @property
    def reference_year(self) -> int: ...
    @property
    def is_verified(self) -> bool: ...
    @property
    def revision(self) -> Any: ...
    @property
    def has_score(self) -> bool: ...
    @property
    def is_comparable(self) -> bool: ...
    @property
    def is_excluded(self) -> bool: ...


C = TypeVar("C", bound=Candidate)


def entering(candidates: Iterable[C], *, year: int | None = None) -> list[C]:
    """Return the one result of each company that enters, in the order its company first came.

    Parameters
    ----------
    candidates
        Finalised results in any order.
    year
        Only results of this reference year; by default each company's latest.

    Notes
    -----
    Of a company and year a verified result goes before its own declaration, then the later revision. What has no valid
    overall, is not comparable or is excluded does not enter, and an earlier one that is does.
    """
    chosen: dict[Hashable, C] = {}
    for candidate in candidates:
        if not candidate.has_score or not candidate.is_comparable or candidate.is_excluded:
            continue
        if year is not None and candidate.reference_year != year:
            continue
        best = chosen.get(candidate.company)
        if best is None or _rank(candidate) > _rank(best):
            chosen[candidate.company] = candidate
    return list(chosen.values())


def _rank(candidate: Candidate) -> tuple[int, bool, Any]:
    return candidate.reference_year, candidate.is_verified, candidate.revision
