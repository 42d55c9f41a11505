"""What makes the interval of a group wide: what is not known, and how sure the answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diagnosis.catalog import Group, Item
from diagnosis.explaining import spreads
from diagnosis.report.answers import say
from diagnosis.report.material import Material
from diagnosis.scoring import Answer, AnswerState
from qmplatform.statistics import round_half_up

_MOST_TOLD = 3
_OPEN = (AnswerState.UNKNOWN, AnswerState.MISSING)


@dataclass(frozen=True, slots=True)
class Sureness:
    """Answers of one kind: how many, and what share of the group's weight they carry."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Widest:
    """A question that widens the interval much: its part of the width that answers cause, in whole per cent."""

    code: str
    title: str
    percent: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Widening:
    """The answers of a group by how sure they are, the least sure first, and the questions that widen it most."""

    kinds: tuple[Sureness, ...]
    widest: tuple[Widest, ...]


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
        ),
        _widest(material, group, answers, language),
    )


def _widest(material: Material, group: Group, answers: Mapping[str, Answer], language: str) -> tuple[Widest, ...]:
    with_evidence = {code for code, row in material.answers.items() if row.get("evidence")}
    found = spreads(material.model, material.sheet, answers, group.code, with_evidence=with_evidence)
    items = material.model.items()
    return tuple(
        Widest(one.code, say(items[one.code].title, language), int(round_half_up(100 * one.share, 0)), one.is_open)
        for one in found[:_MOST_TOLD]
    )
