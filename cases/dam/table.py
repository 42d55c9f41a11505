"""Cases in columns: ten thousand of them take a few megabytes and are counted in milliseconds. Pure."""

from collections.abc import Iterable, Sequence
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
    """Cases in columns, all of the same length; `facts` carry the number of their case. Year 0 is not known."""

    ids: tuple[str, ...]
    names_ko: tuple[str, ...]
    names_en: tuple[str, ...]
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
        taken = np.ones(len(self.ids), dtype=bool)
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
    """Lay cases out in columns, in the order given."""
    rows = list(cases)
    return CaseTable(
        ids=tuple(row.id for row in rows),
        names_ko=tuple(row.organisation_ko for row in rows),
        names_en=tuple(row.organisation_en or row.organisation_ko for row in rows),
        years=np.array([row.year or 0 for row in rows], dtype=np.int16),
        sectors=_column([row.sector for row in rows]),
        sizes=_column([row.size for row in rows]),
        awards=_column([row.award for row in rows]),
        countries=_column([row.country for row in rows]),
        themes=_marks([row.themes for row in rows]),
        methods=_marks([row.methods for row in rows]),
        facts=tuple((place, fact) for place, row in enumerate(rows) for fact in row.facts),
    )


def _column(values: Sequence[str]) -> Column:
    names = tuple(sorted(set(values)))
    places = {name: place for place, name in enumerate(names)}
    return Column(names, np.array([places[value] for value in values], dtype=np.int16))


def _marks(values: Sequence[Sequence[str]]) -> Marks:
    names = tuple(sorted({name for row in values for name in row}))
    places = {name: place for place, name in enumerate(names)}
    has = np.zeros((len(values), len(names)), dtype=bool)
    for row, held in enumerate(values):
        has[row, [places[name] for name in held]] = True
    return Marks(names, has)
