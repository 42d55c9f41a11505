"""Results as the page, the API and the PDF read them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Company
from cases.cards import case_story, region_name, sector_name, size_name
from cases.models import Case
from cases.recommending import recommendable_cases
from diagnosis.catalog.library import read_library
from diagnosis.models import Diagnosis, Report, Result
from diagnosis.priorities import Plan
from diagnosis.report import CaseNote, Material, ResultFacts, Subject, build_facts
from diagnosis.report.material import stored_parts
from diagnosis.report.template import TEMPLATE_VERSION
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.diagnoses import REPORT_JOB
from qmplatform.models import Job


@dataclass(frozen=True)
class ReportState:
    """Whether a result's report can be downloaded."""

    report: Report | None
    has_failed: bool
    is_asked: bool = True

    @property
    def size(self) -> str:
        """Say how large the file is, in megabytes."""
        return f"{max(self.report.size_bytes / 1_000_000, 0.1):.1f}MB" if self.report else ""


def result_of(diagnosis: Diagnosis) -> Result | None:
    """Return the diagnosis's newest result, with all that its page tells, or None."""
    return _results().filter(submission__diagnosis=diagnosis, is_bulk=False).order_by("-created_at", "-pk").first()


def result_by_id(result_id: uuid.UUID) -> Result:
    """Return one result, with all that its report tells."""
    return _results().get(pk=result_id)


def _results() -> QuerySet[Result]:
    rows = Result.objects.select_related("submission__diagnosis__company", "submission__diagnosis__model_version")
    return rows.defer("submission__diagnosis__model_version__source")


def result_facts(result: Result, language: str) -> ResultFacts:
    """Return the facts of a result in the language now in use."""
    return build_facts(result_material(result, language), language)


def report_state(result: Result, language: str) -> ReportState:
    """Return the report of a result in a language, or how it stands with its making."""
    rows = Report.objects.filter(result=result, plan__isnull=True, language=language, template_version=TEMPLATE_VERSION)
    jobs = Job.objects.filter(kind=REPORT_JOB, subject=report_subject(result, language))
    return state_of_report(rows.first(), jobs.only("state").first())


def state_of_report(report: Report | None, job: Job | None) -> ReportState:
    """Return how it stands with a report that a job makes."""
    if report is not None:
        return ReportState(report, has_failed=False)
    return ReportState(None, has_failed=job is not None and job.state == Job.State.FAILED, is_asked=job is not None)


def report_subject(result: Result, language: str) -> str:
    """Return what the job of making a report is for."""
    return f"{result.pk}:{language}"


def result_material(result: Result, language: str, *, plan: Plan | None = None) -> Material:
    """Return all that the facts of a result are built from, with another plan than the stored one if one is given."""
    parts = stored_parts(result.content)
    if plan is not None:
        parts["plan"] = plan
    submission = result.submission
    model = model_of(submission.diagnosis.model_version)
    return Material(
        subject=_subject(result, language),
        model=model,
        measures=read_library().measures,
        answers=submission.answers,
        cases=_cases(result.content["cases"], language),
        size_names={size.value: str(size.label) for size in Company.Size},
        **parts,
    )


def _subject(result: Result, language: str) -> Subject:
    submission = result.submission
    profile = submission.profile
    return Subject(
        company=profile["name"],
        sector=sector_name(profile["sector"] or "", language),
        size=size_name(profile["size"] or ""),
        region=region_name(profile["region"] or "", language),
        year=profile["year"],
        is_synthetic=bool(profile["is_synthetic"]),
        receipt_number=submission.receipt_number,
        submitted_at=submission.submitted_at,
        computed_at=result.created_at,
        modules=tuple(profile["modules"]),
        result_checksum=result.checksum,
        model_checksum=result.model_checksum,
        snapshot_id=result.snapshot_id,
        engine_version=result.engine_version,
    )


def _cases(chosen: Mapping[str, list[dict[str, Any]]], language: str) -> dict[str, tuple[CaseNote, ...]]:
    """Return the recommended cases by dimension; one that may not be recommended any more is left out."""
    known = cases_by_id({entry["case_id"] for entries in chosen.values() for entry in entries})
    return {
        code: tuple(
            case_note(known[e["case_id"]], e["reason_ko"] if language == "ko" else e["reason_en"], language)
            for e in entries
            if e["case_id"] in known
        )
        for code, entries in chosen.items()
    }


def cases_by_id(ids: Collection[str]) -> dict[str, Case]:
    """Return those of the cases that may be recommended; no query for none."""
    rows = recommendable_cases().defer("search_text", "search_title")
    return rows.in_bulk(list(ids)) if ids else {}


def case_note(case: Case, reason: str, language: str) -> CaseNote:
    """Return a case as a result tells it, with the reason in the reader's language."""
    story = case_story(case, language)
    body = next((text for text in (story.approach, story.summary, story.problem) if text), story.summary)
    told = next((figure for figure in story.figures if figure.before), None)
    change = f"{told.kpi} {told.before} → {told.after} {told.unit}".strip() if told else ""
    return CaseNote(
        case_id=case.id,
        title=story.title.text,
        title_lang=story.title.lang,
        organisation=story.organisation.text,
        facts=tuple(fact for fact in (story.sector, story.size, story.place, str(case.year or "")) if fact),
        summary=body.text,
        summary_lang=body.lang,
        reason=reason,
        change=change,
        source_url=case.source_url,
        source_host=story.source_host,
        short_address=settings.QM_SITE_URL.rstrip("/") + reverse("short-case", args=[case.short_code]),
        is_synthetic=case.is_synthetic,
    )
