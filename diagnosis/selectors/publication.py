"""Snapshots that wait for an official, and what publishing one would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import Company
from accounts.reference import GROUPS, UnableToFindSector, sector
from diagnosis.catalog import AssessmentModel
from diagnosis.models import BenchmarkBuild, BenchmarkSnapshot
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.statistics import UnableToFindSnapshot


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of the preview; `before` or `after` is None where it is not shown."""

    node: str
    peers: str
    before: float | None
    after: float | None
    n: int | None

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing a snapshot would change, in the reader's language."""

    companies_before: int | None
    companies_after: int
    shown: int
    suppressed: int
    held: int
    moved: Sequence[CellChange]
    appeared: Sequence[CellChange]
    vanished: Sequence[CellChange]
    withheld: Sequence[tuple[str, Sequence[str]]]


def snapshots_to_publish() -> QuerySet[BenchmarkSnapshot]:
    """Return the snapshots that were never published, the newest first, without their content."""
    rows = BenchmarkSnapshot.objects.filter(publication__isnull=True).select_related("model_version", "previous")
    return rows.defer("content", "histograms", "model_version__source").order_by("-as_of", "pk")


def snapshot_to_publish(snapshot_id: str) -> BenchmarkSnapshot:
    """Return one unpublished snapshot; raises `UnableToFindSnapshot`."""
    found = snapshots_to_publish().filter(pk=snapshot_id).first()
    if found is None:
        raise UnableToFindSnapshot(f"No snapshot waits for publication under {snapshot_id}.")
    return found


def builds_running() -> QuerySet[BenchmarkBuild]:
    """Return the builds that are not finished, the newest first."""
    rows = BenchmarkBuild.objects.filter(finished_at__isnull=True).select_related("model_version")
    return rows.defer("model_version__source").order_by("-created_at")


def preview_of(snapshot: BenchmarkSnapshot, language: str) -> Preview:
    """Return the preview of a snapshot in the words of a language."""
    said, model = snapshot.preview, model_of(snapshot.model_version)
    names = _Names(model, language)
    return Preview(
        companies_before=said["companies"][0],
        companies_after=said["companies"][1],
        shown=said["cells"]["shown"],
        suppressed=said["cells"]["suppressed"],
        held=said["cells"]["held"],
        moved=[names.change(row, row["before"], row["after"]) for row in said["moved"]],
        appeared=[names.change(row, None, row["mean"]) for row in said["appeared"]],
        vanished=[names.change(row, row["mean"], None) for row in said["vanished"]],
        withheld=names.by_node(said["withheld"]),
    )


class _Names:
    """Names of nodes and cells in a language."""

    def __init__(self, model: AssessmentModel, language: str) -> None:
        self.language = language
        self.nodes = {code: group.title.in_(language) for code, group in model.groups().items()}
        self.sizes = {size.value: str(size.label) for size in Company.Size}
        self.groups = {group.code: group.name(language) for group in GROUPS}

    def change(self, row: Mapping[str, Any], before: float | None, after: float | None) -> CellChange:
        return CellChange(self.nodes[row["node"]], self.peers(row["key"]), before, after, row.get("n"))

    def by_node(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Sequence[str]]]:
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(self.nodes[row["node"]], []).append(self.peers(row["key"]))
        return list(found.items())

    def peers(self, key: Mapping[str, str]) -> str:
        """Name a cell: "Automotive × Medium enterprise"; empty for the whole country."""
        parts = []
        if key.get("sector"):
            parts.append(self._sector(key["sector"]))
        if key.get("group"):
            parts.append(self.groups.get(key["group"], key["group"]))
        if key.get("size"):
            parts.append(self.sizes.get(key["size"], key["size"]))
        return " × ".join(parts)

    def _sector(self, code: str) -> str:
        try:
            return sector(code).name(self.language)
        except UnableToFindSector:
            return code
