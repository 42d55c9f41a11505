"""What the page of a cycle says beyond the file: where we are in the calendar, rules and categories in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.catalog import AwardCategory, Cycle, Stage
from awards.catalog.cycle import Consent, Honour, Rule
from awards.selectors.calendar import Window
from diagnosis.catalog.model import Text

Moment = Literal["before", "now", "after"]
ACTORS: Final[dict[str, str | Promise]] = {
    "officer": _("Award office"),
    "applicant": _("Applicants"),
    "examiner": _("Examiners"),
    "team": _("Examiner teams"),
    "judge": _("Judges"),
    "region": _("Regional offices"),
}
EFFECTS: Final[dict[str, str | Promise]] = {
    "block": _("Cannot apply otherwise"),
    "officer": _("The office checks"),
    "warn": _("Advice"),
}
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class StageLine:
    """A stage of the calendar; `last` is the last second that counts.

    Where it was changed after the cycle was published, `was` has its published times and `reason` says why.
    """

    stage: Stage
    first: datetime
    last: datetime
    moment: Moment
    actor: str | Promise
    was: tuple[datetime, datetime] | None = None
    reason: str = ""

    @property
    def is_one_day(self) -> bool:
        return self.first.date() == self.last.date()


@dataclass(frozen=True)
class Track:
    """Stages of a line of their own."""

    title: Text
    stages: list[StageLine]


@dataclass(frozen=True)
class CategoryNode:
    category: AwardCategory
    children: list[CategoryNode]


@dataclass(frozen=True)
class RuleLine:
    rule: Rule
    effect: str | Promise
    source: Text | None


@dataclass(frozen=True)
class CyclePage:
    """A cycle as its page shows it at one moment."""

    cycle: Cycle
    stages: list[StageLine]
    tracks: list[Track]
    application: StageLine | None
    categories: list[CategoryNode]
    honours: list[Honour]
    required: list[RuleLine]
    excluding: list[RuleLine]
    consents: tuple[Consent, ...]


def cycle_page(cycle: Cycle, now: datetime, held: Mapping[str, Window] | None = None) -> CyclePage:
    """Return what the page of a cycle shows at an aware moment.

    Parameters
    ----------
    held
        When its stages are open, as `awards.selectors.calendar.windows` tells; None for the times of the file.
    """
    stages = _lines(cycle, cycle.calendar.stages, now, held)
    return CyclePage(
        cycle=cycle,
        stages=stages,
        tracks=[
            Track(_track_title(cycle, key), _lines(cycle, track, now, held))
            for key, track in cycle.calendar.tracks.items()
        ],
        application=next((line for line in stages if line.stage.actor == "applicant"), None),
        categories=_nodes(cycle, None),
        honours=sorted(cycle.honours, key=lambda honour: honour.order),
        required=_rules(cycle, "require"),
        excluding=_rules(cycle, "exclude"),
        consents=cycle.consents,
    )


def _lines(
    cycle: Cycle, stages: tuple[Stage, ...], now: datetime, held: Mapping[str, Window] | None
) -> list[StageLine]:
    found = []
    for stage in stages:
        start, end = published = cycle.stage_window(stage.code)
        change = held[stage.code].change if held else None
        if change is not None:
            start, end = change.starts_at.astimezone(cycle.timezone), change.ends_at.astimezone(cycle.timezone)
        moment: Moment = "before" if now < start else "now" if now < end else "after"
        was = (published[0], published[1] - _SECOND) if change is not None else None
        reason = change.reason if change is not None else ""
        found.append(StageLine(stage, start, end - _SECOND, moment, ACTORS[stage.actor], was, reason))
    return found


def _track_title(cycle: Cycle, key: str) -> Text:
    """Return the name of the category whose criteria a track is named by."""
    named = (one.title for one in cycle.categories if one.criteria == key)
    return next(named, Text(key, key))


def _nodes(cycle: Cycle, code: str | None) -> list[CategoryNode]:
    return [CategoryNode(one, _nodes(cycle, one.code)) for one in cycle.subcategories(code)]


def _rules(cycle: Cycle, kind: str) -> list[RuleLine]:
    sources = {source.id: source.title for source in cycle.cycle.sources}
    rules = (rule for rule in cycle.rules if rule.type == kind)
    return [RuleLine(rule, EFFECTS[rule.effect], sources.get(rule.source)) for rule in rules]
