"""What makes the interval of a group wide: what is not known, and how sure the answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diagnosis.catalog import Group, Item
from diagnosis.report.material import Material
from diagnosis.scoring import Answer, AnswerState
from qmplatform.statistics import round_half_up

_OPEN = (AnswerState.UNKNOWN, AnswerState.MISSING)


@dataclass(frozen=True, slots=True)
class Sureness:
    """Answers of one kind: how many, and what share of the group's weight they carry."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Widening:
    """The answers of a group by how sure they are, the least sure first."""

    kinds: tuple[Sureness, ...]

    @property
    def is_open(self) -> bool:
        return any(kind.count for kind in self.kinds[:1])


def widening_of(material: Material, group: Group, answers: Mapping[str, Answer], language: str) -> Widening:
    """Return how sure the answers of a group are, by their weight in it."""
    below = [node.code for node in group.walk() if isinstance(node, Item)]
    scored = {code: material.sheet.items[code] for code in below}
    asked = {c: s for c, s in scored.items() if s.state is AnswerState.ANSWERED or s.state in _OPEN}
    whole = sum(item.weight_share for item in asked.values()) or 1.0
    kinds: dict[str, list[float]] = {"open": [], "estimate": [], "usual": [], "sure": []}
    for code, item in asked.items():
        kind = "open" if item.state in _OPEN or code not in answers else answers[code].confidence
        kinds[kind].append(item.weight_share / whole)
    names = {
        "open": _("Not known or not answered"),
        "estimate": _("Estimates"),
        "usual": _("Normally sure"),
        "sure": _("Certain"),
    }
    return Widening(
        tuple(
            Sureness(names[kind], len(shares), float(round_half_up(100 * sum(shares), 1)))
            for kind, shares in kinds.items()
        )
    )
