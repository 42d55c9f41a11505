"""The facts of a result, said in one language: the one source of the page, the API and the PDF."""

from diagnosis.report.building import build_facts
from diagnosis.report.facts import CaseNote, ResultFacts
from diagnosis.report.material import Material, Subject

__all__ = ["CaseNote", "Material", "ResultFacts", "Subject", "build_facts"]
