"""Entries of benchmarks: written with each result, and read back as the one row each company counts with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db.models import Max, QuerySet

from accounts.models import Company
from diagnosis.benchmark import PeerTable
from diagnosis.catalog import AssessmentModel
from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot, Diagnosis, ModelVersion, Result, Submission
from diagnosis.scoring import ScoreSheet
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.entry_decisions import last_decision, left_out
from diagnosis.services.entry_arrays import TENTHS, company_key_of, entry_arrays, entry_codes, has_benchmarks

WINDOW_YEARS: Final = 3
# Companies are read in ranges of their key that hold about this many entries.
_ENTRIES_AT_ONCE: Final = 20_000
# By company, then from the entry that counts first to the one that counts last.
ENTRY_ORDER: Final = ("company_key", "-reference_year", "-verified", "-submitted_at", "-scored_at", "-pk")
_FIRST_KEY: Final = -(2**63)
_ALL_BITS: Final = 2**64 - 1
_COLUMNS: Final = (
    "company_key", "reference_year", "is_valid", "is_comparable", "is_synthetic", "submission_id",
    "sector", "group", "size", "business_group", "own", "base",
)  # fmt: skip


def benchmark_entry(
    *, result: Result, submission: Submission, is_valid: bool, is_comparable: bool, own: bytes, base: bytes
) -> BenchmarkEntry:
    """Return the entry of a result, not yet saved; ``submission`` comes with its diagnosis and company."""
    diagnosis: Diagnosis = submission.diagnosis
    profile = submission.profile
    return BenchmarkEntry(
        result=result,
        model_version_id=diagnosis.model_version_id,
        company_id=diagnosis.company_id,
        company_key=company_key_of(diagnosis.company_id),
        submission_id=submission.pk,
        reference_year=diagnosis.reference_year,
        sector=_text(profile.get("sector")),
        group=_text(profile.get("group")),
        size=_text(profile.get("size")),
        region=_text(profile.get("region")),
        business_group=diagnosis.company.business_group_number,
        submitted_at=submission.submitted_at,
        scored_at=result.created_at,
        engine_version=result.engine_version,
        is_synthetic=bool(profile.get("is_synthetic")),
        is_valid=is_valid,
        is_comparable=is_comparable,
        own=own,
        base=base,
    )


def benchmark_entry_record(*, result: Result, sheet: ScoreSheet, submission: Submission) -> BenchmarkEntry:
    """Write what a benchmark needs of a result; belongs into the transaction that writes the result."""
    model = model_of(submission.diagnosis.model_version)
    own, base = entry_arrays(
        model,
        values={code: row.value for rows in (sheet.nodes, sheet.items) for code, row in rows.items()},
        base_values={code: row.base_value for code, row in sheet.nodes.items()},
    )
    entry = benchmark_entry(
        result=result,
        submission=submission,
        is_valid=sheet.score is not None and has_benchmarks(model),
        is_comparable=sheet.comparable,
        own=own,
        base=base,
    )
    entry.save(force_insert=True)
    return entry


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class EntryRules:
    """Which entries may enter: of one model version, scored by a moment, of a range of reference years.

    ``with_anchors`` says whether published values of another survey stand beside them. Submissions that officials have
    left out, by the decisions up to ``last_decision``, are as if they had never been handed in.
    """

    model_version_id: int
    as_of: datetime
    first_year: int
    last_year: int
    with_anchors: bool = False
    last_decision: int = 0

    def rows(self) -> QuerySet[BenchmarkEntry]:
        rows = BenchmarkEntry.objects.filter(
            model_version_id=self.model_version_id,
            scored_at__lte=self.as_of,
            reference_year__range=(self.first_year, self.last_year),
        )
        return rows.exclude(submission_id__in=left_out(up_to=self.last_decision)) if self.last_decision else rows


def rules_of(
    model_version: ModelVersion, *, now: datetime, window_years: int = WINDOW_YEARS, with_anchors: bool = False
) -> EntryRules:
    """Return the rules of a build of this moment.

    Notes
    -----
    ``as_of`` is the moment of the latest result, and the window ends with the latest reference year there is: without
    new results and decisions the same rules hold tomorrow, and so the same snapshot. A result that is left out moves
    neither back: an edition is never older than the one before it.
    """
    rows = BenchmarkEntry.objects.filter(model_version=model_version, scored_at__lte=now)
    latest = rows.aggregate(as_of=Max("scored_at"), year=Max("reference_year"))
    year = latest["year"] or now.year
    as_of = latest["as_of"] or model_version.published_at or now
    decision = last_decision(model_version, now=now)
    return EntryRules(model_version.pk, as_of, year - window_years + 1, year, with_anchors, decision)


def rules_of_snapshot(snapshot: BenchmarkSnapshot) -> EntryRules | None:
    """Return the rules a snapshot was built by; None for one of before entries were kept."""
    if not snapshot.entries:
        return None
    return EntryRules(
        snapshot.model_version_id,
        snapshot.as_of,
        snapshot.entries["first_year"],
        snapshot.entries["last_year"],
        # Which companies enter does not hang on anchors.
        last_decision=snapshot.entries.get("last_decision", 0),
    )


def key_range(part: int, parts: int) -> tuple[int, int]:
    """Return the first and the last company key of a part: the same companies in the same part, every time."""
    bounds = [_FIRST_KEY + (2**64 * edge) // parts for edge in (part, part + 1)]
    return bounds[0], bounds[1] - 1


def peer_tables(rules: EntryRules, model: AssessmentModel, *, part: int = 0, parts: int = 1) -> Iterator[PeerTable]:
    """Yield the companies of a part, each once, in tables of bounded size.

    Notes
    -----
    Of each company and reference year counts what an examiner checked before what the company says of itself, then the
    latest submission, then its latest scoring. Without a valid overall score that year is none. Of what is left the
    latest year counts; if that may not be compared (too much declared not applicable), the company is left out. What an
    official left out is not looked at: what the company handed in before counts in its place.
    """
    first, last = key_range(part, parts)
    rows = rules.rows().filter(company_key__range=(first, last))
    # Ranges of the key hold whole companies, so that none is met twice and no more than a range is held in memory.
    ranges = max(1, -(-rows.count() // _ENTRIES_AT_ONCE))
    for number in range(ranges):
        low = first + (last - first + 1) * number // ranges
        high = first + (last - first + 1) * (number + 1) // ranges - 1
        table = _table(rows.filter(company_key__range=(low, high)), model)
        if len(table):
            yield table


def _table(rows: QuerySet[BenchmarkEntry], model: AssessmentModel) -> PeerTable:
    found = list(rows.order_by(*ENTRY_ORDER).values_list(*_COLUMNS))
    columns: dict[str, tuple[Any, ...]] = dict.fromkeys(_COLUMNS, ())
    if found:
        columns = dict(zip(_COLUMNS, zip(*found, strict=True), strict=True))
    kept = who_enters(
        np.array(columns["company_key"], dtype=np.int64),
        np.array(columns["reference_year"], dtype=np.int64),
        np.array(columns["is_valid"], dtype=bool),
        np.array(columns["is_comparable"], dtype=bool),
    )
    codes, groups = entry_codes(model), len(model.groups())
    return PeerTable(
        codes=codes,
        own=_arrays(columns["own"], kept, len(codes)),
        base=_arrays(columns["base"], kept, groups),
        **{name: _texts(columns[name])[kept] for name in ("sector", "group", "size", "business_group")},
        member=_members(columns["company_key"], columns["submission_id"])[kept],
        synthetic=np.array(columns["is_synthetic"], dtype=bool)[kept],
    )


def who_enters(
    key: npt.NDArray[np.int64], year: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_], fit: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Return which rows enter, of rows in `ENTRY_ORDER`.

    Parameters
    ----------
    key, year, valid, fit
        Of each row the company key, the reference year, whether its overall score is valid, and whether it may be
        compared.
    """
    places = np.arange(len(key))
    places = places[_first_of_each(key, year)]
    places = places[valid[places]]
    places = places[_first_of_each(key[places])]
    return places[fit[places]]


def _first_of_each(*columns: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    first = np.ones(len(columns[0]), dtype=bool)
    if len(first) > 1:
        first[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return first


def _arrays(rows: tuple[bytes, ...], kept: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int16]:
    joined = b"".join(rows[place] for place in kept.tolist())
    return np.frombuffer(joined, dtype=TENTHS).reshape(len(kept), width)


def _texts(values: tuple[str, ...]) -> npt.NDArray[np.object_]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _members(companies: tuple[int, ...], submissions: tuple[UUID, ...]) -> npt.NDArray[np.object_]:
    """Return who each row is, ``company:submission`` in hexadecimal: another submission is another member."""
    column = np.empty(len(companies), dtype=object)
    pairs = zip(companies, submissions, strict=True)
    column[:] = [f"{company & _ALL_BITS:016x}:{submission.hex[:16]}" for company, submission in pairs]
    return column


def entry_inside(rules: EntryRules, company: Company, model: AssessmentModel) -> PeerTable:
    """Return what a company itself put into a benchmark: a table of one row or of none."""
    return _table(rules.rows().filter(company=company), model)
