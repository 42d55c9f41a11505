"""Keeps the rollup of a model version up to date: what new results and decisions change is added and taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max, QuerySet

from dashboards.models import RollupCell, RollupState
from dashboards.rollups import RollupKey, Sums, add_sums, column_count, pack_sums, sums_by_key, unpack_sums
from dashboards.services.entered import entered_of, entered_tables
from diagnosis.catalog import AssessmentModel
from diagnosis.models import BenchmarkEntry, ModelVersion
from diagnosis.selectors.catalog import model_of, published_versions
from diagnosis.selectors.entry_decisions import decided_between, last_decision, left_out
from diagnosis.services.entry_arrays import entry_codes

Counted = dict[RollupKey, tuple[int, Sums]]
# Beyond so many touched companies counting everything anew is quicker, and the statements shorter.
_MOST_TOUCHED: Final = 20_000
_ROWS_AT_ONCE: Final = 500
_KEY: Final = ("year", "sector", "group", "size", "region")


def rollups_refresh(*, now: datetime) -> None:
    """Bring the rollups of all published models up to date."""
    for version in published_versions():
        rollup_refresh(model_version=version, now=now)


def rollup_refresh(*, model_version: ModelVersion, now: datetime) -> RollupState:
    """Count the entries and decisions that came since the last time; two at once wait for each other.

    Notes
    -----
    For every company that a new entry or decision touches, what counted of it before is taken away and what counts now
    is put in. Nothing is kept of single companies: what counted before is read again from the entries up to the mark.
    """
    RollupState.objects.get_or_create(model_version=model_version, defaults={"refreshed_at": now})
    with transaction.atomic():
        # Whoever comes second waits here, and then finds nothing left to count.
        state = RollupState.objects.select_for_update().get(model_version=model_version)
        entries = BenchmarkEntry.objects.filter(model_version=model_version)
        entry_id = max(state.entry_id, entries.aggregate(newest=Max("pk"))["newest"] or 0)
        decision_id = max(state.decision_id, last_decision(model_version, now=now))
        if entries.filter(pk__lte=state.entry_id).count() != state.entries:
            # An entry written earlier was committed later: it lies below the mark and was never seen.
            return _rebuilt(state, model_version, entry_id, decision_id, now)
        touched = _touched(entries, state, entry_id, decision_id)
        if len(touched) > _MOST_TOUCHED or not state.entry_id:
            return _rebuilt(state, model_version, entry_id, decision_id, now)
        if touched:
            model = model_of(model_version)
            change: Counted = {}
            before = entered_of(_rows(entries, state.entry_id, state.decision_id), model, companies=touched)
            after = entered_of(_rows(entries, entry_id, decision_id), model, companies=touched)
            add_sums(change, sums_by_key(before), sign=-1)
            add_sums(change, sums_by_key(after))
            _write(model_version, change, columns_of(model))
            state.companies += len(after) - len(before)
        return _kept(state, entries, entry_id, decision_id, now)


def rollup_rebuild(*, model_version: ModelVersion, now: datetime) -> RollupState:
    """Count everything anew: the same rows as refreshing gives."""
    RollupState.objects.get_or_create(model_version=model_version, defaults={"refreshed_at": now})
    with transaction.atomic():
        state = RollupState.objects.select_for_update().get(model_version=model_version)
        newest = BenchmarkEntry.objects.filter(model_version=model_version).aggregate(newest=Max("pk"))["newest"] or 0
        return _rebuilt(state, model_version, newest, last_decision(model_version, now=now), now)


def columns_of(model: AssessmentModel) -> int:
    """Return how many columns the sums of a model have."""
    return column_count(len(entry_codes(model)), len(model.groups()))


def _rows(entries: QuerySet[BenchmarkEntry], entry_id: int, decision_id: int) -> QuerySet[BenchmarkEntry]:
    rows = entries.filter(pk__lte=entry_id)
    return rows.exclude(submission_id__in=left_out(up_to=decision_id)) if decision_id else rows


def _touched(entries: QuerySet[BenchmarkEntry], state: RollupState, entry_id: int, decision_id: int) -> set[int]:
    new = entries.filter(pk__gt=state.entry_id, pk__lte=entry_id)
    found = set(new.values_list("company_key", flat=True)[: _MOST_TOUCHED + 1])
    decided = decided_between(state.decision_id, decision_id)
    return found | set(entries.filter(submission_id__in=decided).values_list("company_key", flat=True))


def _rebuilt(
    state: RollupState, model_version: ModelVersion, entry_id: int, decision_id: int, now: datetime
) -> RollupState:
    model = model_of(model_version)
    entries = BenchmarkEntry.objects.filter(model_version=model_version)
    total: Counted = {}
    state.companies = 0
    for table in entered_tables(_rows(entries, entry_id, decision_id), model):
        add_sums(total, sums_by_key(table))
        state.companies += len(table)
    RollupCell.objects.filter(model_version=model_version).delete()
    _create(model_version, total.items())
    return _kept(state, entries, entry_id, decision_id, now)


def _kept(
    state: RollupState, entries: QuerySet[BenchmarkEntry], entry_id: int, decision_id: int, now: datetime
) -> RollupState:
    state.entry_id, state.decision_id, state.refreshed_at = entry_id, decision_id, now
    state.entries = entries.filter(pk__lte=entry_id).count()
    state.save()
    return state


def _write(model_version: ModelVersion, change: Counted, columns: int) -> None:
    """Bring the rows of changed cells up to date; a cell that nobody is left in goes."""
    changed = {key: value for key, value in change.items() if value[0] or value[1].any()}
    there = {RollupKey(*(getattr(row, name) for name in _KEY)): row for row in _cells(model_version, changed)}
    update: list[RollupCell] = []
    gone: list[RollupCell] = []
    new: list[tuple[RollupKey, tuple[int, Sums]]] = []
    for key, (companies, sums) in changed.items():
        row = there.get(key)
        if row is None:
            new.append((key, (companies, sums)))
            continue
        row.companies += companies
        row.sums = pack_sums(unpack_sums(bytes(row.sums), columns) + sums)
        (update if row.companies else gone).append(row)
    RollupCell.objects.bulk_update(update, ["companies", "sums"], batch_size=_ROWS_AT_ONCE)
    RollupCell.objects.filter(pk__in=[row.pk for row in gone]).delete()
    _create(model_version, new)


def _cells(model_version: ModelVersion, changed: Mapping[RollupKey, object]) -> list[RollupCell]:
    rows = RollupCell.objects.filter(model_version=model_version)
    years = {key.year for key in changed}
    # The index begins with the year; of those all keys are read, without the sums, to find which rows are meant.
    known = rows.filter(year__in=years).values_list("pk", *_KEY)
    wanted = [pk for pk, *key in known if RollupKey(*key) in changed]
    return [
        row
        for at in range(0, len(wanted), _ROWS_AT_ONCE)
        for row in rows.filter(pk__in=wanted[at : at + _ROWS_AT_ONCE])
    ]


def _create(model_version: ModelVersion, cells: Iterable[tuple[RollupKey, tuple[int, Sums]]]) -> None:
    RollupCell.objects.bulk_create(
        [
            RollupCell(model_version=model_version, **key._asdict(), companies=companies, sums=pack_sums(sums))
            for key, (companies, sums) in sorted(cells, key=lambda pair: pair[0])
        ],
        batch_size=_ROWS_AT_ONCE,
    )
