"""Cases in columns: ten thousand of them take a few megabytes and are counted in milliseconds. Pure."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cases.dam.criteria import DamCriteria
from cases.dam.facts import Fact

Codes = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DamCase:
    """What the data dam knows of one case."""

    id: str
    organisation_ko: str
    organisation_en: str
    year: int | None
    sector: str
    size: str
    award: str
    country: str
    themes: Sequence[str]
    methods: Sequence[str]
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Column:
    """A code for each case; `names[values[i]]` is the code of case i, an empty one where it is not known."""

    names: tuple[str, ...]
    values: Codes


@dataclass(frozen=True, slots=True)
class Marks:
    """Which of several codes each case has: `has[i, k]` tells whether case i has `names[k]`."""

    names: tuple[str, ...]
    has: Flags


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Cases in columns, all of the same length. Year 0 is not known.

    `facts` carry the number of their case; `owners` holds id, Korean and English name of those that have a fact.
    """

    owners: Mapping[int, tuple[str, str, str]]
    years: Codes
    sectors: Column
    sizes: Column
    awards: Column
    countries: Column
    themes: Marks
    methods: Marks
    facts: tuple[tuple[int, Fact], ...]

    def chosen(self, criteria: DamCriteria) -> Flags:
        """Return which cases a choice takes; a code that no case has takes none."""
        taken = np.ones(len(self.years), dtype=bool)
        for column, code in ((self.sectors, criteria.sector), (self.countries, criteria.country)):
            if code:
                taken &= column.values == column.names.index(code) if code in column.names else False
        if criteria.theme:
            names = self.themes.names
            taken &= self.themes.has[:, names.index(criteria.theme)] if criteria.theme in names else False
        if criteria.first is not None or criteria.last is not None:
            known = [year for year in set(self.years.tolist()) if criteria.takes_year(year or None)]
            taken &= np.isin(self.years, known)
        return taken


def table_of(cases: Iterable[DamCase]) -> CaseTable:
    """Lay cases out in columns, in the order given; each is read once and not kept."""
    years = array("h")
    sectors, sizes, awards, countries = (_Codes() for _column in range(4))
    themes, methods = _Codes(), _Codes()
    owners: dict[int, tuple[str, str, str]] = {}
    facts: list[tuple[int, Fact]] = []
    for place, case in enumerate(cases):
        years.append(case.year or 0)
        for column, code in (
            (sectors, case.sector),
            (sizes, case.size),
            (awards, case.award),
            (countries, case.country),
        ):
            column.add(place, code)
        for marks, codes in ((themes, case.themes), (methods, case.methods)):
            for code in codes:
                marks.add(place, code)
        if case.facts:
            owners[place] = (case.id, case.organisation_ko, case.organisation_en or case.organisation_ko)
            facts += ((place, fact) for fact in case.facts)
    return CaseTable(
        owners=owners,
        years=np.array(years, dtype=np.int16),
        sectors=sectors.column(),
        sizes=sizes.column(),
        awards=awards.column(),
        countries=countries.column(),
        themes=themes.marks(len(years)),
        methods=methods.marks(len(years)),
        facts=tuple(facts),
    )


class _Codes:
    """Collects pairs of a case's number and a code, as numbers."""

    def __init__(self) -> None:
        self.cases = array("i")
        self.codes = array("h")
        self.places: dict[str, int] = {}

    def add(self, case: int, code: str) -> None:
        self.cases.append(case)
        self.codes.append(self.places.setdefault(code, len(self.places)))

    def column(self) -> Column:
        """Return one code a case."""
        return Column(tuple(self.places), np.array(self.codes, dtype=np.int16))

    def marks(self, cases: int) -> Marks:
        """Return any number of codes a case."""
        has = np.zeros((cases, len(self.places)), dtype=bool)
        has[np.array(self.cases, dtype=np.intp), np.array(self.codes, dtype=np.intp)] = True
        return Marks(tuple(self.places), has)
