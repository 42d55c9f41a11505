"""Keeps the vectors of the optional search by meaning beside the cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from cases.indexing.embedding import Embedder, embedder
from cases.indexing.semantic import MOST_CASES
from cases.indexing.vectors import MEANT, digest_of, meaning_text, stored_form
from cases.models import Case, CaseVector, IndexBuild
from qmplatform.jobs import job_enqueue
from qmplatform.jobs.registry import ReportProgress

VECTORS_JOB = "cases.vectors"
# Written together: at some tenths of a second a case, what an interruption loses.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class VectorsUpdated:
    """How many vectors were made, how many were of the present text already, how many belonged to no published case."""

    made: int
    kept: int
    dropped: int


class UnableToEmbedSoMany(Exception):
    """The library is larger than search by meaning is for."""


def vectors_update(*, model: Embedder, report_progress: ReportProgress | None = None) -> VectorsUpdated:
    """Make the vectors of new and changed published cases, drop those of others; searches use each batch at once.

    Interrupted, it goes on where it was when called again. Vectors of other models are left alone.

    Raises
    ------
    UnableToEmbedSoMany
        There are more published cases than `MOST_CASES`; nothing is written.
    cases.indexing.embedding.UnableToEmbed
        The model fails; the batches before stay.
    """
    total = Case.published.count()
    if total > MOST_CASES:
        raise UnableToEmbedSoMany(f"{total} cases: search by meaning is for libraries of at most {MOST_CASES}.")
    stored = CaseVector.objects.filter(model=model.name)
    digests = dict(stored.values_list("case_id", "digest"))
    made = kept = 0
    for batch in _batches():
        texts = {case.pk: meaning_text(case) for case in batch}
        changed = {case_id: text for case_id, text in texts.items() if digests.pop(case_id, "") != digest_of(text)}
        if changed:
            _write(model, changed)
        made += len(changed)
        kept += len(batch) - len(changed)
        if report_progress is not None:
            report_progress(100 * (made + kept) // max(total, 1))
    if digests:
        with transaction.atomic():
            gone = list(digests)
            for at in range(0, len(gone), _BATCH):
                stored.filter(case_id__in=gone[at : at + _BATCH]).delete()
            _tell_readers()
    return VectorsUpdated(made, kept, len(digests))


def vectors_order(*, now: datetime) -> None:
    """Ask for the vectors of what the surrounding transaction writes; nothing while search by meaning is off."""
    if settings.QM_SEMANTIC_SEARCH != "off":
        job_enqueue(kind=VECTORS_JOB, subject=str(uuid4()), payload={}, by=None, now=now)


def vectors_job(_payload: Mapping[str, Any], _now: datetime, report_progress: ReportProgress) -> None:
    """Bring the vectors up to the library; where the model or the size forbids it, words alone are searched."""
    model = embedder()
    if model is not None and Case.published.count() <= MOST_CASES:
        vectors_update(model=model, report_progress=report_progress)


def _batches() -> Iterator[Sequence[Case]]:
    last = ""
    while batch := list(Case.published.filter(pk__gt=last).order_by("pk").only(*MEANT)[:_BATCH]):
        yield batch
        last = batch[-1].pk


def _write(model: Embedder, texts: Mapping[str, str]) -> None:
    vectors = stored_form(model.passages(list(texts.values())))
    rows = [
        CaseVector(case_id=case_id, model=model.name, digest=digest_of(text), vector=vector)
        for (case_id, text), vector in zip(texts.items(), vectors, strict=True)
    ]
    with transaction.atomic():
        CaseVector.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["case_id", "model"], update_fields=["digest", "vector"]
        )
        _tell_readers()


def _tell_readers() -> None:
    IndexBuild.objects.update(stamp=uuid4())
