"""One company as it enters a benchmark, and as it is taken out again when it is the one compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnosis.benchmark.cells import Key, key_for


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
    """

    sector: str | None
    group: str | None
    size: str | None
    values: Mapping[str, float]
    base_values: Mapping[str, float]
    synthetic: bool

    def key(self, names: tuple[str, ...]) -> Key | None:
        """Return the company's cell at one step of the way; None where it does not say what the step asks for."""
        return key_for(names, {"sector": self.sector, "group": self.group, "size": self.size})

    def values_for(self, names: tuple[str, ...]) -> Mapping[str, float]:
        """Return the values that are compared at one step of the way."""
        return self.values if "sector" in names else self.base_values
