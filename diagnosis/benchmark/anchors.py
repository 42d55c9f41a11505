"""Published values of another instrument: beside a score, and where asked for, as companies in a benchmark."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from diagnosis.benchmark.anchor_files import AnchorPoint, Anchors, UnableToReadAnchors, parse_anchors
from diagnosis.catalog.model import Text

SHIPPED: Final = Path(__file__).parent / "data" / "ksa2022.yaml"
KSA_2022: Final = parse_anchors(SHIPPED.read_text(encoding="utf-8"))
PUBLISHED: Final = KSA_2022.points

__all__ = [
    "KSA_2022",
    "PUBLISHED",
    "Anchor",
    "AnchorPoint",
    "Anchors",
    "UnableToReadAnchors",
    "anchors_for",
    "parse_anchors",
]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published value beside a company's score; `gap` is the score minus the value. Never a percentile."""

    code: str
    value: float
    gap: float
    label: Text
    note: Text
    year: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Anchor:
        return cls(**{**data, "label": Text(**data["label"]), "note": Text(**data["note"])})


def anchors_for(score: float | None, *, size: str | None, survey_group: str | None) -> tuple[Anchor, ...]:
    """Return the published values that fit a company, the overall mean first; none without a score."""
    if score is None:
        return ()
    fitting = [
        p
        for p in PUBLISHED
        if (not p.sizes or size in p.sizes) and (not p.survey_group or p.survey_group == survey_group)
    ]
    return tuple(Anchor(p.code, p.value, score - p.value, p.label, KSA_2022.note, KSA_2022.year) for p in fitting)
