"""The tables of this app."""

from cases.models.companies import CompanyCase
from cases.models.library import Case, CaseImport, CaseRevision
from cases.models.search import CaseVector, IndexBuild, IndexedCase, IndexedTerm, Suggestion

__all__ = [
    "Case",
    "CaseImport",
    "CaseRevision",
    "CaseVector",
    "CompanyCase",
    "IndexBuild",
    "IndexedCase",
    "IndexedTerm",
    "Suggestion",
]
