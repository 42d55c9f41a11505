"""The words cases are sorted by: awards, sectors, themes, countries, sizes. Read from the files in cases/data/."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.reference import regions

_FOLDER = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Term:
    """A code with its name in both languages."""

    code: str
    ko: str
    en: str

    def name(self, language: str) -> str:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Kpi(Term):
    """A family of measures: its unit, and whether ``lower`` or ``higher`` is better."""

    unit: str
    better: str


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def _terms(name: str) -> Mapping[str, Term]:
    return {code: Term(code, row["ko"], row["en"]) for code, row in _read(name).items()}


@cache
def themes() -> Mapping[str, Term]:
    return _terms("themes")


@cache
def methods() -> Mapping[str, Term]:
    """Return what companies used to solve it: statistical tools, ways of working, systems."""
    return _terms("methods")


@cache
def kpis() -> Mapping[str, Kpi]:
    """Return the families of measures that results are compared in."""
    return {code: Kpi(code, row["ko"], row["en"], row["unit"], row["better"]) for code, row in _read("kpis").items()}


@cache
def awards() -> Mapping[str, Term]:
    return _terms("awards")


@cache
def countries() -> Mapping[str, Term]:
    return _terms("countries")


@cache
def sector_words() -> Mapping[str, str]:
    """Return the sector code of each word that import files use for a sector."""
    return _read("sector_words")


@cache
def region_codes() -> Mapping[str, str]:
    """Return the region code of each Korean region's full and short name, past ones too."""
    return {name: one.code for one in regions() for name in (one.short_ko, one.name_ko)}


def award_code_of(award_ko: str) -> str:
    """Return the code of an award's Korean name, or nothing."""
    return next((term.code for term in awards().values() if term.ko == award_ko), "")


def theme_name(code: str, language: str) -> str:
    return themes()[code].name(language) if code in themes() else code


def method_name(code: str, language: str) -> str:
    return methods()[code].name(language) if code in methods() else code


def country_name(code: str, language: str) -> str:
    return countries()[code].name(language) if code in countries() else code
