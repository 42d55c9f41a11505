"""Points, places and pictures on the pages of the judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from awards.catalog.cycle import BonusRule, Fact
from awards.models import AwardApplication
from awards.scoring import Bonus
from awards.scoring.rankings import SIZE
from awards.selectors.applications import field_title
from awards.selectors.review_log import cycle_for
from awards.selectors.standings import Line, Standing
from awards.views.judging.words import BONUS_STATUS
from diagnosis.catalog.model import Text

register = template.Library()
_ROW = 30


@dataclass(frozen=True, slots=True)
class Badge:
    word: str | Promise
    tone: str


@register.filter
def points(value: float | None) -> str:
    """Write points as they are, without zeros that say nothing: 597.25, 600."""
    if value is None:
        return ""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@register.filter
def share(value: float) -> str:
    """Write a share as a whole percentage."""
    return f"{value:.0%}"


@register.filter
def absolute(value: int) -> int:
    return abs(value)


@register.simple_tag
def bonus_badge(status: str) -> Badge:
    """Return the word for the state of a bonus."""
    return Badge(*BONUS_STATUS[status])


@register.simple_tag
def field_name(standing: Standing) -> Text | None:
    """Return the name of a field of circles in its year."""
    if standing.field is None or not standing.lines:
        return None
    return standing.field.name_in(cycle_for(standing.lines[0].application).year)


@register.simple_tag
def tie_words(line: Line, standing: Standing) -> str:
    """Say what separates an application from others with the same points, or that nothing does."""
    return _tie(len(line.final.ties), line.final.separated_by, standing.title_of(line.final.separated_by))


@register.simple_tag
def tie_basis(basis: Mapping[str, Any]) -> str:
    """Say the same of frozen figures."""
    named = basis.get("separated_title")
    return _tie(basis["final_ties"], basis.get("separated_by"), Text(**named) if named else None)


@register.simple_tag
def sum_bar(base: float, bonus: Bonus | None, most: float, floor: float | None) -> dict[str, float]:
    """Return the lengths of a bar in percent of its width."""
    if not most:
        return {}
    granted = bonus.granted if bonus else 0
    found = {"base": base / most * 100, "bonus": granted / most * 100, "floor": (floor or 0) / most * 100}
    return {name: round(value, 2) for name, value in found.items()}


@register.simple_tag
def slopes(standing: Standing) -> dict[str, Any]:
    """Return the lines from the base order to the order with the bonus; who shares a place stands in the next row."""
    left = {line.application.pk: row for row, line in enumerate(standing.base_lines)}
    right = {line.application.pk: row for row, line in enumerate(standing.lines)}
    lines = [
        {
            "name": str(line.application.company)[:12],
            "base": line.base.place,
            "final": line.final.place,
            "moved": bool(line.moved),
            "left": left[line.application.pk] * _ROW + _ROW // 2,
            "right": right[line.application.pk] * _ROW + _ROW // 2,
        }
        for line in standing.lines
    ]
    moved = [line for line in standing.lines if line.moved]
    words = ", ".join(f"{line.application.company} {line.base.place}→{line.final.place}" for line in moved)
    return {"height": len(lines) * _ROW, "lines": sorted(lines, key=lambda one: one["moved"]), "summary": words}


def _language() -> str:
    return (get_language() or "ko").split("-")[0]


def _tie(ties: int, separated_by: str | None, title: Text | None) -> str:
    if not ties:
        return ""
    if separated_by is None:
        return _("Same points as %(number)d more") % {"number": ties}
    if separated_by == SIZE:
        return _("Same points; the smaller firm goes first")
    name = separated_by if title is None else title.in_(_language())
    return _("Same points; separated by %(name)s") % {"name": name}


@register.simple_tag
def category_words(application: AwardApplication) -> str:
    """Return the category an application is for, of circles with the field, in the reader's language."""
    cycle, spoken = cycle_for(application), _language()
    title = cycle.category(application.category).title.in_(spoken)
    field = field_title(application)
    return f"{title} · {field.in_(spoken)}" if field else title


@register.simple_tag
def fact_words(facts: Mapping[str, Fact], keys: str) -> str:
    """Return the names of the facts a bar goes by."""
    spoken = _language()
    return ", ".join(facts[key].title.in_(spoken) if key in facts else key for key in keys.split(", "))


@register.simple_tag
def part_words(rule: BonusRule, given: Mapping[str, int]) -> str:
    """Return the points of a bonus, part by part."""
    spoken = _language()
    return " · ".join(f"{part.title.in_(spoken)} {given.get(part.code, 0)}" for part in rule.parts)
