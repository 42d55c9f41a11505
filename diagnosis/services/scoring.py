"""Scores a submission: once for the same model, snapshot and engine, whoever asks and however often."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q
from numpy.typing import NDArray

from accounts.reference import UnableToFindSector, sector
from cases.recommending import ThemeNeed, read_shelf
from cases.services.companies import cases_recommended
from diagnosis.benchmark import Benchmark, PeerResult, Position, anchors_for
from diagnosis.catalog import AssessmentModel, NumberItem
from diagnosis.learning import codes_of, theme_needs, weak_level
from diagnosis.models import BenchmarkSnapshot, Diagnosis, Result, Submission
from diagnosis.priorities import Plan
from diagnosis.scoring import (
    ENGINE_VERSION,
    Answer,
    AnswerState,
    Profile,
    ScoreInterval,
    ScoreSheet,
    score,
    score_interval,
    seed_of,
)
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.diagnoses import REPORT_JOB
from diagnosis.services.benchmarks import benchmark_entry_record, benchmark_of, result_inside, snapshot_current
from diagnosis.services.planning import plan_of
from qmplatform.audit import audit_record
from qmplatform.jobs import job_enqueue

LANGUAGES: Final = ("ko", "en")
CASES_A_DIMENSION: Final = 2


def submission_score(*, submission_id: UUID, now: datetime) -> Result:
    """Score a submission against the benchmark of the moment, keep the result, and ask for its reports.

    Twice is harmless: the same submission, model, snapshot and engine give the same row.
    """
    rows = Submission.objects.select_related("diagnosis__model_version", "diagnosis__company")
    submission = rows.defer("diagnosis__model_version__source").get(pk=submission_id)
    version = submission.diagnosis.model_version
    snapshot = snapshot_current(model_version=version, now=now)
    identity: dict[str, Any] = {
        "submission": submission,
        "model_checksum": version.checksum,
        "snapshot": snapshot,
        "engine_version": ENGINE_VERSION,
        "is_bulk": False,
    }
    existing = Result.objects.filter(**identity).first()
    if existing is not None:
        return existing
    _score_earlier_years(submission, now)
    model = model_of(version)
    sheet = score(model, profile_from(submission.profile), answers_from(submission.answers))
    itself = result_inside(snapshot, submission.diagnosis.company)
    content = result_content(model, submission, sheet, snapshot, itself=itself, previous=_previous(submission))
    with transaction.atomic():
        result, is_new = Result.objects.get_or_create(
            **identity,
            defaults={
                "score": sheet.score,
                "base_score": sheet.base_score,
                "level": sheet.level,
                "coverage_ratio": sheet.coverage,
                "content": content,
                "checksum": content_checksum(content),
                "created_at": now,
            },
        )
        if is_new:
            benchmark_entry_record(result=result, sheet=sheet, submission=submission)
            _tell(result, submission, now)
    return result


def _tell(result: Result, submission: Submission, now: datetime) -> None:
    """Close the diagnosis, ask for the reports, write the trail."""
    Diagnosis.objects.filter(pk=submission.diagnosis_id, state=Diagnosis.State.SUBMITTED).update(
        state=Diagnosis.State.SCORED, updated_at=now
    )
    for language in LANGUAGES:
        payload = {"result_id": str(result.pk), "language": language}
        job_enqueue(kind=REPORT_JOB, subject=f"{result.pk}:{language}", payload=payload, by=None, now=now)
    case_ids = [entry["case_id"] for entries in result.content["cases"].values() for entry in entries]
    cases_recommended(company=submission.diagnosis.company, case_ids=case_ids, now=now)
    audit_record(
        action="diagnosis_score",
        by=None,
        subject=f"diagnosis:{submission.diagnosis_id}",
        company_id=submission.diagnosis.company_id,
        details={"result": result.checksum, "snapshot": result.snapshot_id, "engine": ENGINE_VERSION},
        now=now,
    )


def content_checksum(content: Mapping[str, Any]) -> str:
    """Return the identity of what was computed."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def profile_from(snapshot: Mapping[str, Any]) -> Profile:
    """Return the profile a submission kept, as scoring wants it."""
    return Profile(**{name: snapshot.get(name) for name in ("sector", "group", "size", "region", "year")})


def answers_from(frozen: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    """Return the answers a submission kept, as scoring wants them."""
    return {
        code: Answer(
            state=AnswerState(row["state"]),
            value=tuple(row["value"]) if isinstance(row["value"], list) else row["value"],
            unit=row["unit"],
            confidence=row["confidence"],
            na_reason=row["na_reason"],
        )
        for code, row in frozen.items()
    }


def result_content(
    model: AssessmentModel,
    submission: Submission,
    sheet: ScoreSheet,
    snapshot: BenchmarkSnapshot,
    *,
    itself: PeerResult | None,
    previous: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return all that the result page, the report and the API show of a result."""
    profile, benchmark = profile_from(submission.profile), benchmark_of(snapshot)
    interval = interval_of(model, submission, snapshot)
    positions = positions_of(benchmark, model, sheet, profile, itself=itself, draws=interval.scores)
    answers, seed = answers_from(submission.answers), seed_of(snapshot.pk, submission.pk)
    plan = plan_of(model, profile, sheet, positions, answers=answers, seed=seed)
    return {
        "sheet": sheet.as_dict(),
        "interval": interval.as_dict(),
        "positions": {code: position.as_dict() for code, position in positions.items()},
        "anchors": [
            anchor.as_dict()
            for anchor in anchors_for(sheet.score, size=profile.size, survey_group=_survey_group(profile.sector))
        ],
        "plan": plan.as_dict(),
        "cases": _cases(model, profile, plan),
        "previous": previous,
    }


def _survey_group(sector_code: str | None) -> str | None:
    try:
        return sector(sector_code).survey_group if sector_code else None
    except UnableToFindSector:
        return None


def interval_of(model: AssessmentModel, submission: Submission, snapshot: BenchmarkSnapshot) -> ScoreInterval:
    """Return how far a submission's score could move; the same submission and snapshot always give the same."""
    profile = profile_from(submission.profile)
    return score_interval(
        model,
        profile,
        answers_from(submission.answers),
        seed=seed_of(snapshot.pk, submission.pk),
        donors=benchmark_of(snapshot).donors(sector=profile.sector, group=profile.group, size=profile.size),
        with_evidence={code for code, row in submission.answers.items() if row.get("evidence")},
    )


def positions_of(
    benchmark: Benchmark,
    model: AssessmentModel,
    sheet: ScoreSheet,
    profile: Profile,
    *,
    itself: PeerResult | None,
    draws: NDArray[np.float64] | None = None,
) -> dict[str, Position]:
    """Return the position of every group and item that has a value and peers; figures within the own sector only.

    ``itself`` is what the company put into the benchmark: it is no peer of its own. ``draws`` of the overall score
    widen the interval of its percentile.
    """
    values = {code: (node.value, node.base_value) for code, node in sheet.nodes.items()}
    values |= {code: (item.value, item.value) for code, item in sheet.items.items()}
    figures = {code for code, item in model.items().items() if isinstance(item, NumberItem)}
    found = {
        code: benchmark.position(
            code,
            value=own,
            base_value=base,
            sector=profile.sector,
            group=profile.group,
            size=profile.size,
            within_sector=code in figures,
            itself=itself,
            draws=draws if code == model.root.code and draws is not None and len(draws) else None,
        )
        for code, (own, base) in values.items()
    }
    return {code: position for code, position in found.items() if position is not None}


def _cases(model: AssessmentModel, profile: Profile, plan: Plan) -> dict[str, list[dict[str, str]]]:
    """Return, for each weak dimension, the cases that solved it; no case stands twice."""
    shelf = read_shelf()
    shown: set[str] = set()
    found: dict[str, list[dict[str, str]]] = {}
    for gap in plan.gaps:
        recommended = shelf.recommend(
            needs=[ThemeNeed(theme, weight) for theme, weight in theme_needs(model, plan, gap.code).items()],
            sector_code=profile.sector or "",
            size_code=profile.size or "",
            level=weak_level(plan, codes_of(model, gap.code)),
            limit=CASES_A_DIMENSION,
            without=shown,
        )
        shown |= {hit.case_id for hit in recommended}
        found[gap.code] = [
            {"case_id": hit.case_id, "reason_ko": hit.reason_ko, "reason_en": hit.reason_en} for hit in recommended
        ]
    return found


def _earlier(submission: Submission) -> Q:
    """Return which submissions are of the company's earlier years and may share a trend line with this one."""
    diagnosis = submission.diagnosis
    version = diagnosis.model_version
    return Q(
        diagnosis__company_id=diagnosis.company_id,
        diagnosis__model_version__key=version.key,
        diagnosis__model_version__version__in={version.version, *model_of(version).comparable_with},
        diagnosis__reference_year__lt=diagnosis.reference_year,
    )


def _score_earlier_years(submission: Submission, now: datetime) -> None:
    """Score what an earlier year still waits for, so that the trend does not hang on the order of the queue."""
    waiting = Submission.objects.filter(_earlier(submission)).exclude(results__is_bulk=False)
    for earlier in waiting.order_by("diagnosis__reference_year").values_list("pk", flat=True):
        submission_score(submission_id=earlier, now=now)


def _previous(submission: Submission) -> dict[str, Any] | None:
    """Return the company's last earlier result whose scores may share a trend line."""
    earlier = (
        Result.objects.filter(submission__in=Submission.objects.filter(_earlier(submission)), is_bulk=False)
        .select_related("submission__diagnosis")
        .defer("submission__answers")
        .order_by("-submission__diagnosis__reference_year", "-created_at")
        .first()
    )
    if earlier is None:
        return None
    sheet = ScoreSheet.from_dict(earlier.content["sheet"])
    return {
        "score": sheet.score,
        "level": sheet.level,
        "reference_year": earlier.submission.diagnosis.reference_year,
        "nodes": {code: node.value for code, node in sheet.nodes.items() if node.value is not None},
        "intervals": earlier.content.get("interval", {}).get("nodes", {}),
    }
