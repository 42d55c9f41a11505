"""How the numbers of a result came about, as the page and the API read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from diagnosis.models import BenchmarkSnapshot, Result
from diagnosis.report import build_facts
from diagnosis.report.explained import Explanation, explain
from diagnosis.report.facts import ResultFacts
from diagnosis.scoring import seed_of
from diagnosis.selectors.results import result_material
from diagnosis.services.scoring import answers_from, profile_from


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a number rests on, whole, so that it can be computed again."""

    receipt_number: str
    submission: str
    submission_checksum: str
    model: str
    model_checksum: str
    engine: str
    snapshot: str
    snapshot_as_of: datetime
    result: str
    computed_at: datetime
    seed: str


def result_explanation(result: Result, code: str, language: str) -> tuple[ResultFacts, Explanation]:
    """Return the facts of a result and how one of its numbers came about, in the language now in use.

    Raises
    ------
    UnableToExplain
        If the result has no number of that code.
    """
    material = result_material(result, language)
    facts = build_facts(material, language)
    submission = result.submission
    return facts, explain(material, facts, profile_from(submission.profile), answers_from(submission.answers), code)


def provenance_of(result: Result) -> Provenance:
    """Return what a result was computed from."""
    submission = result.submission
    version = submission.diagnosis.model_version
    return Provenance(
        receipt_number=submission.receipt_number,
        submission=str(submission.pk),
        submission_checksum=submission.checksum,
        model=f"{version.key} {version.version}",
        model_checksum=result.model_checksum,
        engine=result.engine_version,
        snapshot=result.snapshot_id,
        snapshot_as_of=BenchmarkSnapshot.objects.values_list("as_of", flat=True).get(pk=result.snapshot_id),
        result=result.checksum,
        computed_at=result.created_at,
        seed=seed_words(result),
    )


def seed_words(result: Result) -> str:
    """Return the seed of the draws behind the interval; empty where the result has none."""
    if not result.content.get("interval"):
        return ""
    return str(seed_of(result.snapshot_id, result.submission_id))
