"""Reads the data dam: published cases whose source was read, none of them fictional.

The cases stand in memory in columns, once a process, for as long as the library does not change; each choice of them
is counted anew in milliseconds.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from cases.dam.criteria import DamCriteria
from cases.dam.facts import read_facts
from cases.dam.gains import Single, singles_of
from cases.dam.rows import CASE_FIELDS
from cases.dam.statistics import DamStatistics, statistics_of
from cases.dam.table import CaseTable, DamCase, table_of
from cases.models import Case, CaseRevision
from cases.vocabulary import kpis

_FIELDS: Final = ("id", "organisation_ko", "organisation_en", "year", "sector_code", "size_code", "award_code",
                  "country_code", "themes", "methods", "results")  # fmt: skip
_CHOICES_KEPT: Final = 24
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class DamStamp:
    """How the library stands: another token with every change that a reader can see."""

    token: str
    changed_at: datetime | None


@dataclass(slots=True)
class _Kept:
    stamp: DamStamp
    table: CaseTable
    results: OrderedDict[DamCriteria, DamStatistics] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class MethodUse:
    """A method and how many cases of the themes asked for use it."""

    code: str
    cases: int


class _Memory:
    """What this process keeps, and the lock of who changes it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.kept: _Kept | None = None


_memory: Final = _Memory()


def dam_forget() -> None:
    """Forget what this process keeps, for tests whose databases come and go."""
    _memory.kept = None


def dam_cases() -> QuerySet[Case]:
    """Return the cases of the data dam, by id."""
    return Case.published.filter(verification_status=Case.Verification.SOURCE_READ, is_synthetic=False).order_by("pk")


def dam_stamp() -> DamStamp:
    """Tell how the library stands, in three queries that each read an index.

    A case comes or goes with its state (the number), is loaded (the time) or edited (a revision).
    """
    loaded = Case.published.order_by("-loaded_at").values_list("loaded_at", flat=True).first()
    revision = CaseRevision.objects.order_by("-pk").values_list("pk", "created_at").first()
    times = [time for time in (loaded, revision and revision[1]) if time]
    told = (str(Case.published.count()), f"{loaded.timestamp():.6f}" if loaded else "", str(revision and revision[0]))
    return DamStamp("-".join(told), max(times, default=None))


@dataclass(frozen=True, slots=True)
class DamReading:
    """The statistics of a choice of cases and of all, and how the library stood."""

    found: DamStatistics
    whole: DamStatistics
    stamp: DamStamp


def dam_reading(*, criteria: DamCriteria) -> DamReading:
    """Read the statistics of a choice of cases beside those of all of them."""
    kept = _kept_now()
    return DamReading(_statistics(kept, criteria), _statistics(kept, DamCriteria()), kept.stamp)


def _statistics(kept: _Kept, criteria: DamCriteria) -> DamStatistics:
    with _memory.lock:
        if criteria in kept.results:
            kept.results.move_to_end(criteria)
            return kept.results[criteria]
    found = statistics_of(kept.table, criteria, kpis())
    with _memory.lock:
        kept.results[criteria] = found
        while len(kept.results) > _CHOICES_KEPT:
            kept.results.popitem(last=False)
    return found


def dam_measure(*, criteria: DamCriteria, family: str) -> tuple[Single, ...]:
    """Return every fact of a family of measures among the chosen cases."""
    table = _kept_now().table
    return singles_of(table, table.chosen(criteria), family)


def _kept_now() -> _Kept:
    stamp, kept = dam_stamp(), _memory.kept
    if kept is None or kept.stamp.token != stamp.token:
        kept = _Kept(stamp, table_of(_dam_rows(dam_cases())))
        _memory.kept = kept
    return kept


def _dam_rows(cases: QuerySet[Case]) -> Iterator[DamCase]:
    for row in cases.values(*_FIELDS).iterator(chunk_size=_BATCH):
        yield _dam_case(row)


def _dam_case(row: Mapping[str, Any]) -> DamCase:
    return DamCase(
        id=row["id"],
        organisation_ko=row["organisation_ko"],
        organisation_en=row["organisation_en"],
        year=row["year"],
        sector=row["sector_code"],
        size=row["size_code"],
        award=row["award_code"],
        country=row["country_code"],
        themes=row["themes"],
        methods=row["methods"],
        facts=tuple(read_facts(row["results"], kpis())),
    )


def export_cases(*, criteria: DamCriteria) -> Iterator[dict[str, Any]]:
    """Yield the chosen cases with the fields of the open data files, by id, a batch at a time."""
    for row in _narrowed(criteria).values(*CASE_FIELDS).iterator(chunk_size=_BATCH):
        if not criteria.theme or criteria.theme in row["themes"]:
            yield row


def export_facts(*, criteria: DamCriteria) -> Iterator[DamCase]:
    """Yield the chosen cases with their facts, by id; those without a fact are left out."""
    for case in _dam_rows(_narrowed(criteria)):
        if case.facts and (not criteria.theme or criteria.theme in case.themes):
            yield case


def _narrowed(criteria: DamCriteria) -> QuerySet[Case]:
    cases = dam_cases()
    if criteria.sector:
        cases = cases.filter(sector_code=criteria.sector)
    if criteria.country:
        cases = cases.filter(country_code=criteria.country)
    if criteria.first is not None:
        cases = cases.filter(year__gte=criteria.first)
    if criteria.last is not None:
        cases = cases.filter(year__lte=criteria.last)
    return cases


def methods_used(needs: Sequence[Mapping[str, float]], *, limit: int) -> list[tuple[MethodUse, ...]]:
    """Return for each need the methods that cases of its themes use most; at most one reading of the library.

    Parameters
    ----------
    needs : sequence of mapping
        Weight of each theme, at least 0; unknown themes weigh nothing.
    limit : int
        At most so many methods for each need.

    Returns
    -------
    list of tuple of MethodUse
        Best first: the weighted mean, over the themes, of the share of a theme's cases that use the method.
    """
    table = _kept_now().table
    return [methods_of(table, need, limit=limit) for need in needs]


def methods_of(table: CaseTable, need: Mapping[str, float], *, limit: int) -> tuple[MethodUse, ...]:
    """Return the methods that a table's cases of some themes use most."""
    counted = table.methods.has.any(axis=1)
    scores = dict.fromkeys(range(len(table.methods.names)), 0.0)
    of_need = counted & False
    for theme, weight in sorted(need.items()):
        if theme not in table.themes.names or weight <= 0:
            continue
        of_theme = counted & table.themes.has[:, table.themes.names.index(theme)]
        of_need |= of_theme
        cases = int(of_theme.sum())
        for place, used in enumerate(table.methods.has[of_theme].sum(axis=0).tolist()):
            scores[place] += weight * used / cases if cases else 0.0
    uses = table.methods.has[of_need].sum(axis=0).tolist()
    best = sorted((place for place in scores if uses[place]), key=lambda one: (-scores[one], table.methods.names[one]))
    return tuple(MethodUse(table.methods.names[place], uses[place]) for place in best[:limit])
