"""Chooses courses, standards and programmes for a company's weaknesses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Generic, Protocol, TypeVar

from diagnosis.catalog.learning import Course, LearningLibrary, Programme, Standard

STANDARDS_A_STEP = 2
PROGRAMMES = 4
# Of the most an entry could share with the weaknesses: what shares less speaks of something else.
LEAST_SHARE = 0.25


class _Themed(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def themes(self) -> tuple[str, ...]: ...


_Entry = TypeVar("_Entry", bound=_Themed)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A weak dimension and the weights (> 0) of the themes in which it is weak, the weightiest weakness first."""

    code: str
    themes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chosen(Generic[_Entry]):
    """Something chosen, and the weak dimensions it is for, in the order of the weaknesses."""

    entry: _Entry
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearningStep:
    """What to read for one weak dimension."""

    code: str
    themes: tuple[str, ...]
    standards: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class LearningPath:
    """The steps in the order of the weaknesses; courses and programmes that serve most of them first."""

    steps: tuple[LearningStep, ...]
    courses: tuple[Chosen[Course], ...]
    programmes: tuple[Chosen[Programme], ...]


def learning_path(
    weaknesses: Sequence[Weakness],
    *,
    library: LearningLibrary,
    audience: str,
    sector_code: str,
    size_code: str,
    region_code: str,
    on: date,
) -> LearningPath:
    """Return what a company can learn.

    Parameters
    ----------
    weaknesses : sequence of Weakness
        None twice; one without themes gets a step without standards.
    audience : str
        ``executive`` or ``practitioner``: whose courses are chosen.
    sector_code, size_code, region_code : str
        Of the company; where one is empty, only what is for all is chosen by it.
    on : date
        Programmes that are not open on this day are left out.

    Returns
    -------
    LearningPath
        An entry fits a weakness by the weight of the themes they share, divided by the square root of how many themes
        the entry names, so that one that names everything does not win. Ties stand in the order of the library.
    """
    courses = [one for one in library.courses if one.audience == audience]
    programmes = [
        one
        for one in library.programmes
        if one.is_open(on) and _is_for(one.sizes, size_code) and _is_for(one.regions, region_code)
    ]
    standards = [one for one in library.standards if _is_for(one.sectors, sector_code)]
    return LearningPath(
        steps=tuple(_step(weakness, standards) for weakness in weaknesses),
        courses=tuple(_chosen(courses, weaknesses)),
        programmes=tuple(_chosen(programmes, weaknesses)[:PROGRAMMES]),
    )


def _is_for(those: tuple[str, ...], one: str) -> bool:
    return not those or one in those


def _step(weakness: Weakness, standards: Iterable[Standard]) -> LearningStep:
    fitting = [(fit(one, weakness), one) for one in standards]
    best = sorted((pair for pair in fitting if pair[0] >= LEAST_SHARE), key=lambda pair: -pair[0])
    themes = sorted(weakness.themes, key=lambda theme: (-weakness.themes[theme], theme))
    return LearningStep(weakness.code, tuple(themes), tuple(one for _, one in best[:STANDARDS_A_STEP]))


def _chosen(entries: Iterable[_Entry], weaknesses: Sequence[Weakness]) -> list[Chosen[_Entry]]:
    found = []
    for entry in entries:
        fits = [(fit(entry, weakness), weakness.code) for weakness in weaknesses]
        serves = tuple(code for share, code in fits if share >= LEAST_SHARE)
        if serves:
            found.append((sum(share for share, _ in fits), Chosen(entry, serves)))
    return [chosen for _, chosen in sorted(found, key=lambda pair: -pair[0])]


def fit(entry: _Themed, weakness: Weakness) -> float:
    """Return how well an entry fits a weakness: 0 with no theme in common, 1 at most."""
    whole = sqrt(sum(weight * weight for weight in weakness.themes.values()))
    if not whole or not entry.themes:
        return 0.0
    shared = sum(weakness.themes.get(theme, 0.0) for theme in set(entry.themes))
    return shared / (whole * sqrt(len(set(entry.themes))))
