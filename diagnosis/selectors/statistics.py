"""Published benchmark snapshots as statistics anybody may read: what a page shows is what the API gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from accounts.models import Company
from accounts.reference import GROUPS, SIZES, sectors
from diagnosis.benchmark import public_document
from diagnosis.catalog import AssessmentModel, Group
from diagnosis.models import BenchmarkSnapshot
from diagnosis.selectors.catalog import model_of

NATIONAL: Final = "national"


class UnableToFindSnapshot(LookupError):
    """No published snapshot has this id."""


@dataclass(frozen=True, slots=True)
class CellFact:
    """One cell as it is published; None where it is not."""

    n: int
    mean: float
    low: float
    high: float
    q1: float | None
    median: float | None
    q3: float | None
    own_percent: int
    is_anchored: bool


@dataclass(frozen=True, slots=True)
class StatisticsRow:
    """A named group of companies; `cell` is None where fewer companies stand behind it than may be published."""

    code: str
    name: str
    cell: CellFact | None
    sizes: tuple[CellFact | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """What one snapshot says about one node of its model."""

    node: str
    title: str
    national: CellFact | None
    sizes: tuple[StatisticsRow, ...]
    groups: tuple[StatisticsRow, ...]
    sectors: tuple[StatisticsRow, ...]


def published_snapshots() -> QuerySet[BenchmarkSnapshot]:
    """Return the published snapshots, the one that holds now first, without their content."""
    rows = BenchmarkSnapshot.objects.filter(publication__isnull=False)
    return (
        rows.select_related("model_version", "publication")
        .defer("content", "histograms", "model_version__source")
        .order_by("-publication__published_at", "-publication__pk")
    )


def published_snapshot(snapshot_id: str) -> BenchmarkSnapshot:
    """Return one published snapshot with its content.

    Raises
    ------
    UnableToFindSnapshot
        If there is none of this id, or it is not published.
    """
    found = published_snapshots().defer(None).defer("histograms").filter(pk=snapshot_id).first()
    if found is None:
        raise UnableToFindSnapshot(f"No published benchmark has the id {snapshot_id}.")
    return found


def snapshot_document(snapshot: BenchmarkSnapshot) -> dict[str, Any]:
    """Return what of a snapshot anybody may read."""
    return {"id": snapshot.pk, **public_document(snapshot.content)}


def nodes_of(model: AssessmentModel) -> tuple[Group, ...]:
    """Return the groups statistics are shown for: the whole, its domains and dimensions, the modules."""
    return tuple(model.groups().values())


def statistics_of(snapshot: BenchmarkSnapshot, node: str, language: str) -> Statistics:
    """Return the published figures of one node by sector, type and size.

    Parameters
    ----------
    snapshot
        With its content.
    node
        Code of a group of the snapshot's model.
    """
    model = model_of(snapshot.model_version)
    cells = _cells(snapshot_document(snapshot)["cells"], node)
    names = {size.value: str(size.label) for size in Company.Size}
    return Statistics(
        node=node,
        title=model.groups()[node].title.in_(language),
        national=cells.get(frozenset()),
        sizes=tuple(StatisticsRow(size, names[size], cells.get(_key(size=size))) for size in SIZES),
        groups=tuple(
            _row(cells, "group", group.code, group.name(language)) for group in GROUPS if _is_asked(model, group.code)
        ),
        sectors=tuple(
            _row(cells, "sector", sector.code, sector.name(language))
            for sector in sectors()
            if sector.code in model.sector_groups
        ),
    )


def _is_asked(model: AssessmentModel, group: str) -> bool:
    return group in model.sector_groups.values()


def _key(**parts: str) -> frozenset[tuple[str, str]]:
    return frozenset(parts.items())


def _row(cells: Mapping[frozenset[tuple[str, str]], CellFact], kind: str, code: str, name: str) -> StatisticsRow:
    by_size = tuple(cells.get(_key(**{kind: code, "size": size})) for size in SIZES)
    return StatisticsRow(code, name, cells.get(_key(**{kind: code})), by_size)


def _cells(cells: Sequence[Mapping[str, Any]], node: str) -> dict[frozenset[tuple[str, str]], CellFact]:
    """Return the cells of a node that are published, by what they hold together."""
    return {
        frozenset(cell["key"].items()): _fact(cell)
        for cell in cells
        if cell["node"] == node and not cell.get("suppressed")
    }


def _fact(cell: Mapping[str, Any]) -> CellFact:
    quantiles = cell["quantiles"]
    return CellFact(
        n=cell["n"],
        mean=cell["mean"],
        low=cell["low"],
        high=cell["high"],
        q1=quantiles.get("0.25"),
        median=quantiles.get("0.5"),
        q3=quantiles.get("0.75"),
        own_percent=round(100 * cell["own_share"]),
        is_anchored=bool(cell.get("anchored")),
    )
