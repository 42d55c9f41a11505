"""An edition as pages read it: published numbers only, as they are displayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple


class SetKey(NamedTuple):
    """A published set of companies; an empty text restricts nothing.

    A sector goes without its group, a region without its area.
    """

    sector: str = ""
    group: str = ""
    size: str = ""
    area: str = ""
    region: str = ""

    @property
    def crossing(self) -> str:
        """Name the kind of set: ``""`` for the country, ``"sector*size"``, ``"region"``, …"""
        return "*".join(name for name, label in zip(self._fields, self, strict=True) if label)


NATION: Final = SetKey()


@dataclass(frozen=True, slots=True)
class NodeValue:
    """What is published of one node of the model in one set.

    Attributes
    ----------
    mean, low, high
        Mean of those who took part and its 90 % interval, points of 0-100 with one decimal.
    companies
        To the nearest five.
    quartiles
        25, 50 and 75 %, where at least twelve companies are behind them.
    estimate
        Mean and 90 % interval of the benchmark, which leans on neighbouring cells where few took part; only of sets
        that the benchmark has.
    kept_as_of
        Moment of the older edition whose numbers these are, where the new ones may not be told yet.
    """

    mean: float
    low: float
    high: float
    companies: int
    quartiles: tuple[float, float, float] | None = None
    estimate: tuple[float, float, float] | None = None
    kept_as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class PanelChange:
    """How much the companies changed that are in this edition and in the one before: mean, 90 % interval, how many."""

    mean: float
    low: float
    high: float
    companies: int


@dataclass(frozen=True, slots=True, eq=False)
class EditionView:
    """One edition.

    Attributes
    ----------
    id
        Identity of the snapshot it belongs to.
    model_key, model_version
        The assessment model.
    as_of
        Moment of the latest result.
    is_synthetic
        Invented companies are in it.
    companies
        Companies in all, to the nearest five; None where even that is withheld.
    nodes
        Codes of dimensions and indicators, in the order of the model; the first is the whole score.
    crossings
        Kinds of sets that are published at all: see `SetKey.crossing`. Too few companies, and a kind is left out.
    cells
        Set -> node -> what is published. What is withheld is not in it.
    withheld
        Sets of published kinds that hold companies but may not be told. (Never how many.)
    panel
        Set -> node -> change since `panel_since` of those who took part both times.
    levels
        Set -> companies from level three on, percent with one decimal, where that may be told.
    """

    id: str
    model_key: str
    model_version: str
    as_of: datetime
    is_synthetic: bool
    companies: int | None
    nodes: tuple[str, ...]
    crossings: frozenset[str]
    cells: Mapping[SetKey, Mapping[str, NodeValue]]
    withheld: frozenset[SetKey] = frozenset()
    panel: Mapping[SetKey, Mapping[str, PanelChange]] = field(default_factory=dict)
    panel_since: datetime | None = None
    levels: Mapping[SetKey, float] = field(default_factory=dict)

    def value(self, key: SetKey, node: str) -> NodeValue | None:
        """Return what is published of a node in a set; None where it is withheld, empty or not crossed."""
        return self.cells.get(key, {}).get(node)

    def is_crossed(self, key: SetKey) -> bool:
        """Tell whether sets of this kind are published at all."""
        return key.crossing in self.crossings

    def has_companies(self, key: SetKey) -> bool:
        """Tell whether anybody is in the set, published or withheld."""
        return key in self.cells or key in self.withheld

    def sets(self, *dimensions: str, within: SetKey = NATION) -> Iterator[SetKey]:
        """Yield the sets with exactly these dimensions and those of `within`, which must lie in it, in order of codes.

        Withheld ones are among them: whoever lists them shows them as such.
        """
        wanted = {*dimensions, *(name for name, label in zip(within._fields, within, strict=True) if label)}
        for key in sorted({*self.cells, *self.withheld}):
            stated = {name for name, label in zip(key._fields, key, strict=True) if label}
            if stated == wanted and all(not label or key[at] == label for at, label in enumerate(within)):
                yield key

    def labels(self, dimension: str) -> list[str]:
        """Return the codes of a dimension that any set of the edition has."""
        at = SetKey._fields.index(dimension)
        return sorted({key[at] for key in _keys(self) if key[at]})


def _keys(view: EditionView) -> Iterable[SetKey]:
    return (*view.cells, *view.withheld)
