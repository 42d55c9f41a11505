"""The content libraries beside the models: improvement measures and the glossary. Reads its own data, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from typing import Final

from diagnosis.catalog.document import Cursor, Fields, read_document
from diagnosis.catalog.faults import Fault, UnableToReadModel
from diagnosis.catalog.model import Text

COST_BANDS: Final = ("₩", "₩₩", "₩₩₩")


@dataclass(frozen=True, slots=True)
class Helper:
    """Who can help with a measure; the note says how old the information is."""

    name: Text
    note: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An improvement measure: `effort_months` until it runs, `capacity` in person-months of the firm's own staff."""

    code: str
    title: Text
    what: Text
    first_week: Text
    pitfalls: Text
    prerequisites: tuple[str, ...]
    effort_months: float
    cost_band: str
    capacity: float
    helps: tuple[str, ...]
    who_helps: tuple[Helper, ...]
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    id: str
    name: Text
    definition: Text
    standard: str | None
    group: str


@dataclass(frozen=True, eq=False)
class Library:
    measures: dict[str, Measure]
    terms: dict[str, Term]

    def measures_in_order(self) -> tuple[Measure, ...]:
        """Return the measures so that each comes after its prerequisites, otherwise in the order of the file."""
        order = TopologicalSorter({code: measure.prerequisites for code, measure in self.measures.items()})
        return tuple(self.measures[code] for code in order.static_order())


@cache
def read_library() -> Library:
    """Return the libraries shipped with the product.

    Raises
    ------
    UnableToReadModel
        If a library file has faults; all of them at once.
    """
    folder = resources.files("diagnosis.catalog").joinpath("library")
    return Library(
        measures=parse_measures(folder.joinpath("measures.yaml").read_bytes(), source="measures.yaml"),
        terms=parse_terms(folder.joinpath("glossary.yaml").read_bytes(), source="glossary.yaml"),
    )


def parse_measures(data: str | bytes, *, source: str = "<measures>") -> dict[str, Measure]:
    """Return the measures of a library file by code; raises `UnableToReadModel` with every fault."""
    top, faults = read_document(data, source=source)
    entries = top.fields(("measures",)).require("measures")
    cursors = entries.sequence() if entries else []
    measures: dict[str, Measure] = {}
    for cursor in cursors:
        measure = _measure(cursor)
        if measure.code in measures:
            cursor.fault(f"`{measure.code}` is written twice", f"`{measure.code}`을(를) 두 번 적었습니다")
        measures[measure.code] = measure
    _check_prerequisites(top, measures)
    _raise_if_any(faults, source)
    return measures


def _measure(cursor: Cursor) -> Measure:
    fields = cursor.fields(Measure.__slots__)
    band = fields.require("cost_band")
    return Measure(
        code=fields.required_string("code"),
        title=fields.required_text("title"),
        what=fields.required_text("what"),
        first_week=fields.required_text("first_week"),
        pitfalls=fields.required_text("pitfalls"),
        prerequisites=fields.strings("prerequisites"),
        effort_months=fields.positive("effort_months", 1.0),
        cost_band=band.choice(COST_BANDS) if band else COST_BANDS[0],
        capacity=fields.positive("capacity", 1.0),
        helps=fields.strings("helps"),
        who_helps=tuple(_helper(entry) for entry in _entries(fields, "who_helps")),
        standards=fields.strings("standards"),
    )


def _helper(cursor: Cursor) -> Helper:
    fields = cursor.fields(("ko", "en", "note"))
    return Helper(fields.both_languages(), fields.text("note"))


def _entries(fields: Fields, key: str) -> Iterable[Cursor]:
    cursor = fields.get(key)
    return cursor.sequence() if cursor else ()


def _check_prerequisites(top: Cursor, measures: dict[str, Measure]) -> None:
    for measure in measures.values():
        for code in measure.prerequisites:
            if code not in measures:
                top.fault(f"`{measure.code}` needs the unknown measure `{code}`", f"`{code}`은(는) 없는 과제입니다")
    try:
        TopologicalSorter({code: measure.prerequisites for code, measure in measures.items()}).prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        top.fault(f"the prerequisites go in a circle: {circle}", f"선행 과제가 제자리로 돌아옵니다: {circle}")


def parse_terms(data: str | bytes, *, source: str = "<glossary>") -> dict[str, Term]:
    """Return the terms of a glossary file by id; raises `UnableToReadModel` with every fault."""
    top, faults = read_document(data, source=source)
    entries = top.fields(("version", "terms")).require("terms")
    terms: dict[str, Term] = {}
    for cursor in entries.sequence() if entries else []:
        term = _term(cursor)
        if term.id in terms:
            cursor.fault(f"`{term.id}` is written twice", f"`{term.id}`을(를) 두 번 적었습니다")
        terms[term.id] = term
    _raise_if_any(faults, source)
    return terms


def _term(cursor: Cursor) -> Term:
    fields = cursor.fields(("id", "ko", "en", "definition", "standard", "group"))
    standard = fields.get("standard")
    return Term(
        id=fields.required_string("id"),
        name=fields.both_languages(),
        definition=fields.required_text("definition"),
        standard=standard.string() if standard and not standard.is_null() else None,
        group=fields.required_string("group"),
    )


def _raise_if_any(faults: list[Fault], source: str) -> None:
    if faults:
        raise UnableToReadModel(tuple(sorted(faults, key=lambda fault: fault.line)), source=source)
