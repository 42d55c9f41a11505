"""Reads what companies handed in into columns, one reference year at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db.models import Max

from dashboards.survey.year import MODULES, SurveyYear, asked_states, joined
from diagnosis.models import Diagnosis, EntryDecision, ModelVersion, Submission
from diagnosis.scoring.engine import score_table
from diagnosis.scoring.table import ANSWERED, AnswerTable, UnableToReadRows
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.entry_decisions import left_out
from diagnosis.services.benchmark_entries import EntryRules
from diagnosis.services.scoring import profile_from

_CHUNK: Final = 2048
_READ: Final = ("pk", "profile", "answers", "flags")


def survey_years(
    model_version: ModelVersion, rules: EntryRules, *, until: datetime
) -> Iterator[tuple[int, SurveyYear]]:
    """Yield the years a benchmark would look at, the latest first, with everybody who handed in for it up to a moment.

    Decisions up to that of the rules are known. One year is held in memory at a time.
    """
    out, kept = set(left_out(up_to=rules.last_decision)), _kept(rules.last_decision)
    for year in range(rules.last_year, rules.first_year - 1, -1):
        rows = Submission.objects.filter(
            diagnosis__model_version=model_version, diagnosis__reference_year=year, submitted_at__lte=until
        ).exclude(diagnosis__state=Diagnosis.State.CANCELLED)
        found = rows.order_by("submitted_at", "pk").values_list(*_READ).iterator(_CHUNK)
        parts = [_part(model_version, chunk, out, kept) for chunk in _chunks(found)]
        if parts:
            yield year, joined(parts)


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _kept(up_to: int) -> set[UUID]:
    """Return the submissions that officials looked at and kept."""
    newest = EntryDecision.objects.filter(pk__lte=up_to).values("submission_id").annotate(newest=Max("pk"))
    kept = EntryDecision.objects.filter(pk__in=newest.values("newest"), is_left_out=False)
    return set(kept.values_list("submission_id", flat=True))


def _part(model_version: ModelVersion, chunk: Sequence[tuple[Any, ...]], out: set[UUID], kept: set[UUID]) -> SurveyYear:
    model = model_of(model_version)
    rows, table = _table(model_version, chunk)
    answered = table.states == ANSWERED
    values = np.where(answered, score_table(table).item_values, np.nan).astype(np.float32)
    rubric = [hasattr(item, "levels") for item in model.items().values()]
    values[rubric] = table.values[rubric]
    hits = np.zeros((len(model.rules), len(rows)), dtype=bool)
    for place, row in enumerate(rows):
        for flag in row[3]:
            if flag["rule"] < len(model.rules):
                hits[flag["rule"], place] = True
    return SurveyYear(
        model=model,
        submissions=tuple(row[0] for row in rows),
        values=values,
        states=asked_states(table, [row[1].get(MODULES) or () for row in rows]),
        sizes=[row[1].get("size") or "" for row in rows],
        evidence=np.array([_evidence(row[2]) for row in rows], dtype=np.int64),
        rules=hits,
        left_out=np.array([row[0] in out for row in rows], dtype=bool),
        kept=np.array([row[0] in kept for row in rows], dtype=bool),
        synthetic=any(bool(row[1].get("is_synthetic")) for row in rows),
    )


def _table(
    model_version: ModelVersion, chunk: Sequence[tuple[Any, ...]]
) -> tuple[Sequence[tuple[Any, ...]], AnswerTable]:
    """Return the answers in columns, and the rows they are of: an answer that cannot be read leaves its row out."""
    model = model_of(model_version)
    try:
        return chunk, AnswerTable.of_frozen(model, [profile_from(row[1]) for row in chunk], (row[2] for row in chunk))
    except UnableToReadRows as error:
        bad = {place for place, _fault in error.faults}
        kept = [row for place, row in enumerate(chunk) if place not in bad]
        return kept, AnswerTable.of_frozen(model, [profile_from(row[1]) for row in kept], (row[2] for row in kept))


def _evidence(answers: dict[str, dict[str, Any]]) -> int:
    return sum(1 for answer in answers.values() if (answer.get("evidence") or "").strip())
