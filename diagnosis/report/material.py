"""What the facts are built from: everything stored, nothing looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from diagnosis.benchmark import Anchor, Position
from diagnosis.catalog import AssessmentModel
from diagnosis.catalog.library import Measure
from diagnosis.priorities import Plan
from diagnosis.report.facts import CaseNote
from diagnosis.scoring import ScoreSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose result it is, and by what it was made; names are in the reader's language."""

    company: str
    sector: str
    size: str
    region: str
    year: int
    is_synthetic: bool
    receipt_number: str
    submitted_at: datetime
    computed_at: datetime
    modules: tuple[str, ...]
    result_checksum: str
    model_checksum: str
    snapshot_id: str
    engine_version: str


@dataclass(frozen=True, slots=True)
class Previous:
    """The company's last comparable result; `intervals` are its 90 % intervals by group, where it has them."""

    score: float | None
    level: int | None
    reference_year: int
    nodes: Mapping[str, float | None]
    intervals: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A stored result with the model and the library it speaks of."""

    subject: Subject
    model: AssessmentModel
    measures: Mapping[str, Measure]
    answers: Mapping[str, Mapping[str, Any]]
    sheet: ScoreSheet
    positions: Mapping[str, Position]
    anchors: tuple[Anchor, ...]
    plan: Plan
    previous: Previous | None
    cases: Mapping[str, tuple[CaseNote, ...]]
    size_names: Mapping[str, str]
    interval: Mapping[str, Any] | None = None


def stored_parts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a stored result's content as the objects that `Material` wants, but for the cases."""
    previous = content.get("previous")
    return {
        "sheet": ScoreSheet.from_dict(content["sheet"]),
        "positions": {code: Position.from_dict(row) for code, row in content["positions"].items()},
        "anchors": tuple(Anchor.from_dict(row) for row in content["anchors"]),
        "plan": Plan.from_dict(content["plan"]),
        "previous": Previous(**previous) if previous else None,
        "interval": content.get("interval"),
    }
