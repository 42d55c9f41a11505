"""Saves the figures of a dossier: a series of results by year, with its target and what it is compared with."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from awards.dossier import figure_id
from awards.models import AwardApplication, DossierFigure
from awards.selectors.dossier import figure_limit
from awards.selectors.review_log import criteria_for
from awards.services.trail import application_audit
from awards.services.writing import writing_lock

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Years a figure covers at most, its targets included.
MAX_YEARS: Final = 12


class UnableToAddFigure(Exception):
    """The item has as many figures as the criteria allow: `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit}")
        self.limit = limit


class UnableToKeepFigure(ValueError):
    """The figure holds no number by year, or one that is none."""


class UnableToOverwriteFigure(Exception):
    """Somebody saved the figure since this page was made, or took it out; ``current`` is it, or None."""

    def __init__(self, current: DossierFigure | None) -> None:
        super().__init__("the figure was changed")
        self.current = current


@dataclass(frozen=True)
class FigureContent:
    """What is saved of a figure; years as numbers, a year without a value is left out."""

    title: str
    unit: str
    direction: str
    values: Mapping[int, float]
    target: Mapping[int, float] = field(default_factory=dict)
    comparison: Mapping[int, float] = field(default_factory=dict)
    comparison_label: str = ""


@transaction.atomic
def figure_add(
    *,
    application: AwardApplication,
    code: str,
    content: FigureContent,
    by: User,
    now: datetime,
    indicator: str = "",
    origins: Sequence[Mapping[str, Any]] = (),
) -> DossierFigure:
    """Add a figure to an item, under a number that no figure of the item has.

    Raises
    ------
    UnableToAddFigure
        The item has as many as the criteria allow.
    UnableToKeepFigure
        It holds no number by year.
    awards.services.writing.UnableToWrite
        The application is not being written now, or has no such item.
    """
    _check(content)
    locked = writing_lock(application, code, now=now)
    rows = DossierFigure.objects.filter(application=locked, code=code)
    limit = figure_limit(criteria_for(locked), code)
    if rows.count() >= limit:
        raise UnableToAddFigure(limit)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    row = DossierFigure(
        application=locked, code=code, number=number, indicator=indicator, origins=[dict(one) for one in origins]
    )
    return _write(row, content, "award_figure_add", by=by, now=now)


@transaction.atomic
def figure_save(
    *, figure: DossierFigure, content: FigureContent, seen_at: datetime, by: User, now: datetime
) -> DossierFigure:
    """Change a figure if nobody else has since the writer saw it.

    Parameters
    ----------
    seen_at
        `saved_at` of the figure as the writer saw it.

    Raises
    ------
    UnableToOverwriteFigure
        It was changed or taken out since.
    UnableToKeepFigure
        It holds no number by year.
    awards.services.writing.UnableToWrite
        The application is not being written now.
    """
    _check(content)
    writing_lock(figure.application, figure.code, now=now)
    row = DossierFigure.objects.filter(pk=figure.pk).first()
    if row is None or is_changed(row, seen_at):
        raise UnableToOverwriteFigure(row)
    return _write(row, content, "award_figure_save", by=by, now=now)


@transaction.atomic
def figure_remove(*, figure: DossierFigure, by: User, now: datetime) -> None:
    """Take a figure out of the dossier.

    Raises
    ------
    awards.services.writing.UnableToWrite
        The application is not being written now.
    """
    writing_lock(figure.application, figure.code, now=now)
    _audit("award_figure_remove", figure, by=by, now=now)
    figure.delete()


def is_changed(row: DossierFigure, seen_at: datetime) -> bool:
    """Tell whether a figure was saved after a writer saw it."""
    return row.saved_at != seen_at


def _check(content: FigureContent) -> None:
    if not content.title.strip() or not content.values:
        raise UnableToKeepFigure("a figure has a title and at least one value")
    if content.direction not in DossierFigure.Direction.values:
        raise UnableToKeepFigure(f"{content.direction!r} is no direction")
    years: set[int] = set()
    for series in (content.values, content.target, content.comparison):
        years |= set(series)
        if not all(math.isfinite(value) for value in series.values()):
            raise UnableToKeepFigure("a value is no number")
    if len(years) > MAX_YEARS or not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise UnableToKeepFigure("the years are out of range")


def _write(row: DossierFigure, content: FigureContent, action: str, *, by: User, now: datetime) -> DossierFigure:
    row.title, row.unit, row.direction = content.title.strip(), content.unit.strip(), content.direction
    row.values, row.target = _stored(content.values), _stored(content.target)
    row.comparison = _stored(content.comparison)
    row.comparison_label = content.comparison_label.strip() if content.comparison else ""
    row.saved_at, row.saved_by = now, by
    row.save()
    _audit(action, row, by=by, now=now)
    return row


def _stored(series: Mapping[int, float]) -> dict[str, float]:
    return {str(year): series[year] for year in sorted(series)}


def _audit(action: str, row: DossierFigure, *, by: User, now: datetime) -> None:
    application_audit(action, row.application, by=by, now=now, details={"figure": figure_id(row.code, row.number)})
