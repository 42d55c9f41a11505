"""All that an edition publishes, as one long table, written row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from dashboards.editions import EditionView, NodeValue, SetKey
from dashboards.figures import Kind, Scope, Withheld
from dashboards.writing.cells import Cell
from dashboards.writing.comma import CsvWriter, Sink
from dashboards.writing.safe import clean

DIMENSIONS: Final = SetKey._fields
_VALUES: Final = ("mean", "low", "high", "companies", "q25", "q50", "q75", "estimate", "estimate_low", "estimate_high")
COLUMNS: Final = (
    *(part for name in DIMENSIONS for part in (name, f"{name}_name")),
    "node",
    "node_name",
    *_VALUES,
    "kept_as_of",
    "withheld",
)
_KINDS: Final = (
    *(Kind.TEXT for _name in range(2 * len(DIMENSIONS) + 2)),
    *(Kind.COUNT if name == "companies" else Kind.POINTS for name in _VALUES),
    Kind.DATE,
    Kind.TEXT,
)


class Naming(Protocol):
    """Gives names of codes."""

    def label(self, dimension: str, code: str, /) -> str:
        """Name a code of a dimension."""
        ...

    def node(self, code: str, /) -> str:
        """Name a node of the model."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows are written, of how many."""

    done: int
    whole: int


def visible_sets(view: EditionView, scope: Scope) -> list[SetKey]:
    """Return the sets of an edition that an office may see, in order of codes; those withheld are among them."""
    return [
        key
        for key in sorted({*view.cells, *view.withheld})
        if scope.may_see(sector=key.sector, area=key.area, region=key.region)
    ]


def write_everything(
    sink: Sink, view: EditionView, *, scope: Scope, names: Naming, withheld: Mapping[Withheld, str], every: int = 20_000
) -> Iterator[Progress]:
    """Write what an office may see of an edition as CSV: a row a set of companies and node of the model.

    A set that may not be told at all has one row a node, with the reason in place of numbers. Yields now and then how
    far it is; memory does not grow with the rows.
    """
    writer = CsvWriter(sink)
    writer.write(COLUMNS, [Kind.TEXT] * len(COLUMNS))
    sets = visible_sets(view, scope)
    whole, done = len(sets) * len(view.nodes), 0
    titles = {node: clean(names.node(node)) for node in view.nodes}
    crossed = nodes_by_crossing(view)
    for key in sets:
        head = _head(key, names)
        values = view.cells.get(key, {})
        for node in view.nodes:
            reason = Withheld.FEW if node in crossed.get(key.crossing, ()) else Withheld.NOT_CROSSED
            writer.write([*head, node, titles[node], *_cells(values.get(node), withheld[reason])], _KINDS)
            done += 1
            if done % every == 0:
                yield Progress(done, whole)
    yield Progress(done, whole)


def _head(key: SetKey, names: Naming) -> list[Cell]:
    return [
        part
        for name, code in zip(DIMENSIONS, key, strict=True)
        for part in (code, clean(names.label(name, code)) if code else "")
    ]


def nodes_by_crossing(view: EditionView) -> dict[str, set[str]]:
    """Return the nodes that are published of any set of a kind; of the others the kind is not published at all."""
    found: dict[str, set[str]] = {}
    for key, values in view.cells.items():
        found.setdefault(key.crossing, set()).update(values)
    return found


def _cells(value: NodeValue | None, reason: str) -> list[Cell | None]:
    if value is None:
        return [*(None for _name in _VALUES), None, reason]
    return [
        value.mean,
        value.low,
        value.high,
        value.companies,
        *(value.quartiles or (None, None, None)),
        *(value.estimate or (None, None, None)),
        value.kept_as_of.date() if value.kept_as_of is not None else None,
        None,
    ]
