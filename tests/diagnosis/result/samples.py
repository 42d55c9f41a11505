"""A finished diagnosis with a stored result, as scoring leaves it: real model, drawn answers, made-up peers."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import diagnosis.catalog
from accounts.models import Company, User
from diagnosis.benchmark import Position, anchors_for
from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.catalog.library import read_library
from diagnosis.models import BenchmarkSnapshot, Diagnosis, ModelVersion, Result, Submission
from diagnosis.priorities import Dimension, ItemStanding, make_plan
from diagnosis.scoring import ENGINE_VERSION, Answer, AnswerState, Profile, ScoreSheet, score, score_interval
from diagnosis.services.start import diagnosis_start
from diagnosis.simulation import simulate_answers
from tests.factories import NOW

MODEL_FILE = Path(diagnosis.catalog.__file__).parent / "models" / "dqm" / "2026.1.yaml"
CASES = ("one", "two", "three")


@cache
def model() -> AssessmentModel:
    return parse_model(MODEL_FILE.read_bytes())


def profile_of(company: Company) -> Profile:
    group = model().group_of_sector(company.sector_code)
    return Profile(company.sector_code, group, company.size_code, company.region_code, 2026)


def answers(company: Company, *, ability: float = 52, seed: int = 7) -> dict[str, Answer]:
    return simulate_answers(model(), profile_of(company), ability=ability, seed=seed)


def without(given: Mapping[str, Answer], prefix: str) -> dict[str, Answer]:
    """Return the answers with everything below a group not known."""
    return {c: Answer(AnswerState.UNKNOWN) if c.startswith(prefix) else a for c, a in given.items()}


def frozen(answer: Answer) -> dict[str, Any]:
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    return {
        "state": answer.state.value,
        "value": value,
        "unit": answer.unit,
        "confidence": answer.confidence,
        "na_reason": answer.na_reason,
        "note": "",
        "evidence": "",
    }


def positions(sheet: ScoreSheet, profile: Profile) -> dict[str, Position]:
    """Make up peers around 46 points; a node's own code moves them, so that charts are not flat."""
    found = {}
    values = {code: node.value for code, node in sheet.nodes.items()}
    values |= {code: item.value for code, item in sheet.items.items()}
    for code, value in values.items():
        if value is None:
            continue
        median = 38.0 + sum(map(ord, code)) % 17
        percentile = min(96.0, max(4.0, 50 + 2.2 * (value - median)))
        found[code] = Position(
            node=code,
            peers="sector-size",
            sector=profile.sector,
            size=profile.size,
            group=None,
            n=40,
            mean=median + 1.2,
            q1=median - 11,
            median=median,
            q3=median + 12.5,
            percentile=percentile,
            percentile_low=max(0.0, percentile - 9),
            percentile_high=min(100.0, percentile + 9),
            top_percent=max(1, round(100 - percentile)),
            synthetic=True,
            as_of="2026-10-01T00:00:00+09:00",
            low=median - 3.1,
            high=median + 5.4,
            own_share=0.72,
            quarter=1 + sum(value >= bound for bound in (median - 11, median, median + 12.5)),
            telling="plain",
            path=({"peers": "sector-size", "n": 40, "used": True, "why": ""},),
        )
    return found


def content(
    company: Company,
    given: Mapping[str, Answer],
    *,
    with_peers: bool = True,
    with_interval: bool = True,
    cases: tuple[str, ...] = (),
    previous: dict[str, Any] | None = None,
) -> dict[str, Any]:
    profile = profile_of(company)
    sheet = score(model(), profile, given)
    placed = positions(sheet, profile) if with_peers else {}
    core = model().core_items()
    standings = []
    for code in core:
        item = sheet.items.get(code)
        if item is None or item.state not in (AnswerState.ANSWERED, AnswerState.UNKNOWN):
            continue
        level = (item.value or 0.0) / 20
        peers = placed.get(code)
        standings.append(
            ItemStanding(
                code,
                model().parent_of(code).code,
                level,
                item.state == AnswerState.ANSWERED,
                item.base_weight_share,
                peers.mean / 20 if peers else None,
                peers.q3 / 20 if peers and peers.q3 else None,
            )
        )
    dimensions = []
    for group in model().dimensions():
        value, at = sheet.nodes[group.code].value, placed.get(group.code)
        if value is not None:
            dimensions.append(Dimension(group.code, value, *((at.q1, at.median, at.q3) if at else ())))
    plan = make_plan(
        items=standings,
        dimensions=dimensions,
        measures=read_library().measures,
        measures_of_item={code: item.measures for code, item in core.items()},
    )
    return {
        "sheet": sheet.as_dict(),
        "positions": {code: position.as_dict() for code, position in placed.items()},
        "anchors": [a.as_dict() for a in anchors_for(sheet.score, size=profile.size, survey_group=None)],
        "plan": plan.as_dict(),
        "cases": {
            gap.code: [
                {
                    "case_id": c,
                    "reason_ko": "같은 약점(데이터), 같은 업종; 불량률 3.1% → 0.7%",
                    "reason_en": "Same weakness (data)",
                }
                for c in cases
            ]
            for gap in plan.gaps[:3]
        },
        "previous": previous,
        "interval": score_interval(model(), profile, given, seed=7).as_dict() if with_interval else None,
    }


def published_version() -> ModelVersion:
    """Return the real model as a published row; written at once, for reading its file again takes long."""
    row, _created = ModelVersion.objects.get_or_create(
        key=model().key,
        version=model().version,
        defaults={
            "title": {"ko": model().title.ko, "en": model().title.en},
            "source": MODEL_FILE.read_text(encoding="utf-8"),
            "checksum": model().checksum,
            "status": ModelVersion.Status.PUBLISHED,
            "loaded_at": NOW,
            "published_at": NOW,
        },
    )
    return row


def make_draft(company: Company, by: User, *, year: int = 2026, modules: tuple[str, ...] = ()) -> Diagnosis:
    return diagnosis_start(
        company=company,
        model_version=published_version(),
        reference_year=year,
        modules=list(modules),
        by=by,
        now=NOW,
    )


def make_submission(
    company: Company, by: User, given: Mapping[str, Answer], *, year: int = 2026, modules: tuple[str, ...] = ()
) -> Submission:
    diagnosis_row = make_draft(company, by, year=year, modules=modules)
    Diagnosis.objects.filter(pk=diagnosis_row.pk).update(state=Diagnosis.State.SUBMITTED)
    profile = profile_of(company)
    return Submission.objects.create(
        diagnosis=diagnosis_row,
        receipt_number=f"{year}-QM-{Submission.objects.count() + 1:06d}",
        profile={
            "sector": profile.sector,
            "group": profile.group,
            "size": profile.size,
            "region": profile.region,
            "year": year,
            "name": company.name,
            "employees": company.employees,
            "sales_krw": company.sales_krw,
            "certificates": [],
            "is_synthetic": company.is_synthetic,
            "modules": list(modules),
        },
        answers={code: frozen(answer) for code, answer in given.items()},
        checksum="sha256:" + "1" * 64,
        submitted_at=NOW,
        submitted_by=by,
    )


def make_result(
    company: Company,
    by: User,
    *,
    given: Mapping[str, Answer] | None = None,
    year: int = 2026,
    modules: tuple[str, ...] = ("DNA", "SVC", "ESG"),
    **parts: Any,
) -> Result:
    """Store a finished diagnosis of the company."""
    given = answers(company) if given is None else given
    chosen = {m.code for m in model().modules if m.code not in modules}
    given = {c: a for c, a in given.items() if not any(c.startswith(code) for code in chosen)}
    submission = make_submission(company, by, given, year=year, modules=modules)
    version = submission.diagnosis.model_version
    snapshot, _created = BenchmarkSnapshot.objects.get_or_create(
        id="sha256:" + "2" * 64,
        defaults={
            "model_version": version,
            "as_of": NOW - timedelta(days=40),
            "content": {"cells": []},
            "companies": 800,
            "is_synthetic": True,
        },
    )
    told = content(company, given, **parts)
    sheet = told["sheet"]
    Diagnosis.objects.filter(pk=submission.diagnosis_id).update(state=Diagnosis.State.SCORED)
    return Result.objects.create(
        submission=submission,
        model_checksum=version.checksum,
        snapshot=snapshot,
        engine_version=ENGINE_VERSION,
        score=sheet["score"],
        base_score=sheet["base_score"],
        level=sheet["level"],
        coverage_ratio=sheet["coverage"],
        content=told,
        checksum="sha256:" + "3" * 64,
        created_at=NOW + timedelta(seconds=30),
    )
