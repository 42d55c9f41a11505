"""Scores submissions by the thousand: answers in columns, results and benchmark entries out, memory flat."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from diagnosis.benchmark.tenths import Tenths, to_tenths
from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot, Diagnosis, ModelVersion, Result, Submission
from diagnosis.scoring import ENGINE_VERSION
from diagnosis.scoring.engine import score_table
from diagnosis.scoring.levels import NO_LEVEL
from diagnosis.scoring.scores import ScoreTable
from diagnosis.scoring.table import AnswerTable
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmarks import snapshot_current
from diagnosis.services.bulk_content import bulk_contents
from diagnosis.services.bulk_rows import rows_insert
from diagnosis.services.entry_arrays import NONE, TENTHS, company_key_of, has_benchmarks
from diagnosis.services.scoring import content_checksum, profile_from
from qmplatform.audit import audit_record

# Submissions of one transaction; a few MB of answers.
CHUNK: Final = 2048
_RESULT: Final = (
    "id", "submission_id", "model_checksum", "snapshot_id", "engine_version", "is_bulk", "score", "base_score", "level",
    "coverage_ratio", "content", "checksum", "created_at",
)  # fmt: skip
_ENTRY: Final = (
    "result_id", "model_version_id", "company_id", "company_key", "submission_id", "reference_year", "sector", "group",
    "size", "region", "business_group", "submitted_at", "scored_at", "engine_version", "is_synthetic", "is_valid",
    "is_comparable", "verified", "own", "base",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frozen:
    """What scoring in bulk needs of a submission and its company."""

    submission_id: uuid.UUID
    diagnosis_id: uuid.UUID
    company_id: uuid.UUID
    reference_year: int
    business_group: str
    profile: dict[str, Any]
    submitted_at: datetime


_READ: Final = (
    "pk", "diagnosis_id", "diagnosis__company_id", "diagnosis__reference_year",
    "diagnosis__company__business_group_number", "profile", "submitted_at", "answers",
)  # fmt: skip


def submissions_rescore(
    *,
    model_version: ModelVersion,
    since: datetime | None = None,
    by: User | None,
    now: datetime,
    part: int = 0,
    parts: int = 1,
) -> Iterator[int]:
    """Score, chunk by chunk, every submission that this engine has not scored yet; yield how many each chunk wrote.

    Parameters
    ----------
    since
        Only submissions of this moment or later.
    part, parts
        Which share of the submissions, for several processes at once.

    Notes
    -----
    Each chunk is one transaction: cut short and begun again, nothing is written twice.
    """
    snapshot = snapshot_current(model_version=model_version, now=now)
    model = model_of(model_version)
    for chunk in _chunks(_unscored(model_version, since), part, parts):
        table = AnswerTable.of_frozen(model, [profile_from(row[5]) for row in chunk], (row[7] for row in chunk))
        frozen = [Frozen(*row[:7]) for row in chunk]
        yield results_record(
            model_version=model_version, submissions=frozen, table=table, snapshot=snapshot, by=by, now=now
        )


def _unscored(model_version: ModelVersion, since: datetime | None) -> QuerySet[Submission]:
    scored = Result.objects.filter(
        submission=OuterRef("pk"), engine_version=ENGINE_VERSION, model_checksum=model_version.checksum
    )
    rows = Submission.objects.filter(~Exists(scored), diagnosis__model_version=model_version)
    return rows.filter(submitted_at__gte=since) if since is not None else rows


def _chunks(rows: QuerySet[Submission], part: int, parts: int) -> Iterator[list[tuple[Any, ...]]]:
    """Yield submissions in order of their id, a part being a range of it."""
    low, high = (uuid.UUID(int=min(2**128 - 1, (2**128 * edge) // parts)) for edge in (part, part + 1))
    rows = rows.filter(pk__lte=high) if part == parts - 1 else rows.filter(pk__lt=high)
    rows = rows.filter(pk__gte=low).order_by("pk")
    while chunk := list(rows.values_list(*_READ)[:CHUNK]):
        yield chunk
        rows = rows.filter(pk__gt=chunk[-1][0])


def results_record(
    *,
    model_version: ModelVersion,
    submissions: Sequence[Frozen],
    table: AnswerTable,
    snapshot: BenchmarkSnapshot,
    by: User | None,
    now: datetime,
) -> int:
    """Write result and benchmark entry of submissions whose answers stand in columns; return how many.

    Parameters
    ----------
    submissions, table
        The same submissions in the same order; none with a bulk result by this engine and snapshot.

    Notes
    -----
    One transaction. These results hold numbers only (`Result.is_bulk`): no positions, plan or cases, no report is made.
    """
    if len(submissions) != len(table):
        raise ValueError(f"{len(submissions)} submissions, but answers of {len(table)}")
    if not submissions:
        return 0
    writing = _Writing(model_version, snapshot, submissions, score_table(table), now)
    with transaction.atomic():
        rows_insert(Result, _RESULT, writing.results())
        rows_insert(BenchmarkEntry, _ENTRY, writing.entries())
        Diagnosis.objects.filter(
            pk__in=[row.diagnosis_id for row in submissions], state=Diagnosis.State.SUBMITTED
        ).update(state=Diagnosis.State.SCORED, updated_at=now)
        details = {"results": len(submissions), "snapshot": snapshot.pk, "engine": ENGINE_VERSION}
        audit_record(action="results_bulk", by=by, subject=str(model_version), details=details, now=now)
    return len(submissions)


class _Writing:
    """The rows of one transaction."""

    def __init__(
        self,
        model_version: ModelVersion,
        snapshot: BenchmarkSnapshot,
        submissions: Sequence[Frozen],
        scores: ScoreTable,
        now: datetime,
    ) -> None:
        self.model_version, self.snapshot, self.submissions = model_version, snapshot, submissions
        self.scores, self.now = scores, now
        self.ids = [uuid.uuid4() for _ in submissions]

    def results(self) -> Iterator[tuple[Any, ...]]:
        scores = self.scores
        root = scores.group_codes.index(scores.table.model.root.code)
        columns = (_numbers(scores.values[root]), _numbers(scores.base_values[root]), scores.levels.tolist())
        numbers = zip(*columns, scores.coverage[root].tolist(), bulk_contents(scores), strict=True)
        made_from = (self.model_version.checksum, self.snapshot.pk, ENGINE_VERSION, True)
        rows = zip(self.ids, self.submissions, numbers, strict=True)
        for result_id, row, (score, base, level, coverage, content) in rows:
            told = (score, base, None if level == NO_LEVEL else level, coverage, content, content_checksum(content))
            yield (result_id, row.submission_id, *made_from, *told, self.now)

    def entries(self) -> Iterator[tuple[Any, ...]]:
        own, base, valid = entry_columns(self.scores)
        rows = zip(self.ids, self.submissions, valid, self.scores.comparable.tolist(), own, base, strict=True)
        version = self.model_version.pk
        for result_id, row, is_valid, fits, own_row, base_row in rows:
            company, profile = row.company_id, row.profile
            facts = tuple(profile.get(name) or "" for name in ("sector", "group", "size", "region"))
            yield (
                result_id, version, company, company_key_of(company), row.submission_id, row.reference_year, *facts,
                row.business_group, row.submitted_at, self.now, ENGINE_VERSION, bool(profile.get("is_synthetic")),
                is_valid, fits, False, own_row.tobytes(), base_row.tobytes(),
            )  # fmt: skip


def _numbers(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def entry_columns(scores: ScoreTable) -> tuple[Tenths, Tenths, list[bool]]:
    """Return as entries hold them ``own`` (n, codes), ``base`` (n, groups), and whether the overall is valid (n,)."""
    model = scores.table.model
    both = np.vstack((scores.values, scores.item_values))
    if not has_benchmarks(model):
        own, base = (np.full(rows.T.shape, NONE, TENTHS) for rows in (both, scores.base_values))
        return own, base, [False] * len(scores)
    own, base = (to_tenths(rows).T.astype(TENTHS, order="C") for rows in (both, scores.base_values))
    root = scores.group_codes.index(model.root.code)
    return own, base, (own[:, root] != NONE).tolist()
