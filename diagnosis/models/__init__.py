"""Rows of the self-diagnosis."""

from diagnosis.models.catalog import ModelVersion
from diagnosis.models.diagnosis import Answer, Diagnosis, Submission
from diagnosis.models.result import BenchmarkSnapshot, Report, Result

__all__ = ["Answer", "BenchmarkSnapshot", "Diagnosis", "ModelVersion", "Report", "Result", "Submission"]
