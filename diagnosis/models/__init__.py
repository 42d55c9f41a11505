"""Rows of the self-diagnosis."""

from diagnosis.models.benchmark import BenchmarkBuild, BenchmarkEntry, BenchmarkPart, EntryDecision, SnapshotPublication
from diagnosis.models.catalog import ModelVersion
from diagnosis.models.diagnosis import Answer, Diagnosis, Submission
from diagnosis.models.plan import ImprovementTask, PlanRevision
from diagnosis.models.result import BenchmarkSnapshot, Report, Result

__all__ = [
    "Answer",
    "BenchmarkBuild",
    "BenchmarkEntry",
    "BenchmarkPart",
    "BenchmarkSnapshot",
    "Diagnosis",
    "EntryDecision",
    "ImprovementTask",
    "ModelVersion",
    "PlanRevision",
    "Report",
    "Result",
    "SnapshotPublication",
    "Submission",
]
