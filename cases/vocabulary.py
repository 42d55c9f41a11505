"""The words cases are sorted by: awards, sectors, themes, countries, sizes. Read from the files in cases/data/."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accounts.reference import regions
from qmplatform.korean.normalise import nfc

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


@dataclass(frozen=True, slots=True)
class AwardName(Term):
    """What an award was called from one year to another, both included; None where it is not known or goes on."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Award(Term):
    """An award or programme of cases/data/awards.json, under the name it has today.

    Parameters
    ----------
    country : str
        Of the awarding body; empty where it is international.
    body_ko, body_en : str
        Who awards it; empty where that was not verified.
    level : str
        ``national``, ``forerunner`` (no longer given), ``programme`` (no award) or ``international``.
    parent : str
        Code of the family it belongs to, or empty.
    valid_from, valid_to : int or None
        First and last year it was given; None where not known or still given.
    names : tuple of AwardName
        Only where it had more than one: all of them, dated, none overlapping.
    aliases : tuple of str
        Other ways files and people write it.
    ladder : tuple of Term
        Its prizes from the highest down, where known.
    """

    country: str
    body_ko: str
    body_en: str
    level: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    names: tuple[AwardName, ...]
    aliases: tuple[str, ...]
    ladder: tuple[Term, ...]

    def name_on(self, year: int | None) -> Term:
        """Return what it was called in a year; today's name where the year is unknown or no other name is."""
        for one in self.names:
            if year is not None and (one.first or year) <= year <= (one.last or year):
                return one
        return self


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
def awards() -> Mapping[str, Award]:
    return {code: _award(code, row) for code, row in _read("awards").items()}


def _award(code: str, row: Mapping[str, Any]) -> Award:
    return Award(
        code,
        row["ko"],
        row["en"],
        country=row["country"],
        body_ko=row.get("body_ko", ""),
        body_en=row.get("body_en", ""),
        level=row["level"],
        parent=row.get("parent", ""),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        names=tuple(AwardName(code, one["ko"], one["en"], one["from"], one["to"]) for one in row.get("names", ())),
        aliases=tuple(row.get("aliases", ())),
        ladder=tuple(Term(code, one["ko"], one["en"]) for one in row.get("ladder", ())),
    )


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


def award_code_of(name: str) -> str:
    """Return the code of an award by any name it has or had, in Korean or English, or nothing."""
    return _award_codes().get(_award_key(name), "")


def award_name_then(code: str, year: int | None) -> Term | None:
    """Return what an award was called in a year where that is another name than today's, else None."""
    award = awards().get(code)
    then = award.name_on(year) if award else None
    return then if award and then and then.ko != award.ko else None


@cache
def _award_codes() -> Mapping[str, str]:
    return {
        _award_key(name): award.code
        for award in awards().values()
        for name in (*(name for one in (award, *award.names) for name in (one.ko, one.en)), *award.aliases)
    }


def _award_key(name: str) -> str:
    """Names are written with and without spaces: 품질분임조 경진대회."""
    return "".join(nfc(name).casefold().split())


def theme_name(code: str, language: str) -> str:
    return themes()[code].name(language) if code in themes() else code


def method_name(code: str, language: str) -> str:
    return methods()[code].name(language) if code in methods() else code


def country_name(code: str, language: str) -> str:
    return countries()[code].name(language) if code in countries() else code
