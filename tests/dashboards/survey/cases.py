"""A model of twenty rubric items, years of answers in columns, and submissions as the survey would have left them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import numpy as np

from accounts.models import Company
from dashboards.survey.year import SurveyYear
from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.models import Diagnosis, ModelVersion, Submission
from diagnosis.scoring.table import ANSWERED, MISSING, NA_PROFILE
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from tests.factories import NOW, make_user

GROUPS = ("INF1", "INF2", "ORG1", "ORG2")
_SPACE = UUID(int=6)


def _group(code: str) -> str:
    items = "".join(f"\n      - {{code: {code}.{n}, type: rubric, range: [0, 5]}}" for n in range(1, 6))
    return f"\n    - code: {code}\n      children:{items}"


MODEL = f"""
model: {{key: twenty, version: "1"}}
tree:
  code: TOTAL
  children:
  - code: INF
    children:{_group("INF1")}{_group("INF2")}
  - code: ORG
    children:{_group("ORG1")}{_group("ORG2")}
  - code: PER
    children:
    - {{code: PER1, type: percent}}
modules:
- code: DNA
  children:
  - {{code: DNA1, type: rubric, range: [0, 5]}}
  - {{code: DNA2, type: rubric, range: [0, 5]}}
groups: {{MANUFACTURING: [FOOD]}}
levels:
- {{level: 0, from: 0}}
- {{level: 3, from: 50}}
rules:
- {{if: "INF1.1 >= 3", then: "ORG1.1 >= 3", severity: warn, message: {{ko: "규칙 하나", en: "rule one"}}}}
"""
RUBRIC = tuple(f"{group}.{n}" for group in GROUPS for n in range(1, 6))


def twenty() -> AssessmentModel:
    return parse_model(MODEL)


def make_year(n: int, seed: int = 5, *, in_module: int = 0) -> SurveyYear:
    """Return careful respondents; the first so many chose the module."""
    model, rng = twenty(), np.random.default_rng(seed)
    scales = rng.normal(2.5, 0.8, (n, 1)) + rng.normal(0, 0.9, (n, 4))
    levels = np.clip(np.round(np.repeat(scales, 5, axis=1) + rng.normal(0, 0.6, (n, 20))), 0, 5)
    percents = np.clip(20 * levels.mean(axis=1) + rng.normal(0, 10, n), 0, 100)
    module = np.clip(np.round(rng.normal(2.5, 1.2, (n, 2))), 0, 5)
    module[in_module:] = np.nan
    values = np.column_stack([levels, percents, module]).T.astype(np.float32)
    states = np.where(np.isnan(values), NA_PROFILE, ANSWERED).astype(np.uint8)
    return SurveyYear(
        model=model,
        submissions=tuple(uuid5(_SPACE, str(at)) for at in range(n)),
        values=values,
        states=states,
        sizes=["small"] * n,
        evidence=np.ones(n, dtype=np.int64),
        rules=np.zeros((1, n), dtype=bool),
        left_out=np.zeros(n, dtype=bool),
        kept=np.zeros(n, dtype=bool),
        synthetic=False,
    )


def silence(year: SurveyYear, code: str, rows: slice) -> None:
    """Let some respondents leave one item out."""
    year.values[year.place(code), rows] = np.nan
    year.states[year.place(code), rows] = MISSING


def twenty_version() -> ModelVersion:
    row = model_version_load(text=MODEL, by=None, now=NOW - timedelta(days=900))
    return model_version_publish(model_version=row, by=None, now=NOW - timedelta(days=900))


def hand_in(
    company: Company,
    version: ModelVersion,
    levels: list[int | None],
    *,
    year: int = 2026,
    evidence: str = "",
    flags: tuple[int, ...] = (),
    modules: tuple[str, ...] = (),
    days: int = 0,
) -> Submission:
    """Return a submission with these levels; None is no answer."""
    at = NOW - timedelta(days=365 * (2026 - year)) + timedelta(days=days)
    diagnosis = Diagnosis.objects.create(
        company=company, model_version=version, reference_year=year, state=Diagnosis.State.SUBMITTED,
        created_at=at, updated_at=at,
    )  # fmt: skip
    answers: dict[str, Any] = {
        code: {
            "state": "answered", "value": level, "unit": None, "confidence": "usual", "na_reason": "",
            "note": "", "evidence": evidence,
        }
        for code, level in zip(RUBRIC, levels, strict=True)
        if level is not None
    }  # fmt: skip
    answers["PER1"] = {"state": "answered", "value": 50, "unit": None, "confidence": "usual", "na_reason": ""}
    return Submission.objects.create(
        diagnosis=diagnosis,
        receipt_number=f"{year}-QM-{Submission.objects.count():06d}",
        profile={
            "sector": "FOOD", "group": "MANUFACTURING", "size": "small", "region": "41", "year": year,
            "name": company.name, "is_synthetic": False, "modules": list(modules),
        },
        answers=answers,
        flags=[{"rule": rule, "severity": "warn", "codes": ["INF1.1", "ORG1.1"]} for rule in flags],
        checksum="sha256:0",
        submitted_at=at,
        submitted_by=make_user(f"{company.business_number}-{year}@example.com"),
    )  # fmt: skip
