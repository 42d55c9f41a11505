"""Courses, standards and support programmes: what a company can learn from, and until when that is known to hold."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final, TypeVar

from diagnosis.catalog.document import Cursor, Fields, read_document
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.model import Text

AUDIENCES: Final = ("executive", "practitioner")
AREAS: Final = ("strategy", "technology", "hardware", "software")
KINDS: Final = ("coaching", "certification", "equipment", "learning", "self-check", "contest")
EVIDENCE: Final = ("plan", "press")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands; `press` is not the operator's own notice."""

    code: str
    title: Text
    evidence: str


@dataclass(frozen=True, slots=True)
class Course:
    """A kind of course, for whom and in which area of the plan."""

    code: str
    audience: str
    area: str
    title: Text
    what: Text
    themes: tuple[str, ...]
    provider: Text
    source: Source


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard by number without edition; `sectors` empty: any."""

    code: str
    title: Text
    themes: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """A support programme; `sizes` and `regions` empty: any. After `valid_until` it is past."""

    code: str
    kind: str
    title: Text
    body: Text
    what: Text
    themes: tuple[str, ...]
    sizes: tuple[str, ...]
    regions: tuple[str, ...]
    source: Source
    valid_from: date
    valid_until: date

    def is_open(self, on: date) -> bool:
        """Tell whether the platform may still name it as open on a day."""
        return self.valid_from <= on <= self.valid_until


@dataclass(frozen=True, eq=False)
class LearningLibrary:
    """All of the file, each kind in its order."""

    courses: tuple[Course, ...]
    standards: tuple[Standard, ...]
    programmes: tuple[Programme, ...]


@cache
def read_learning() -> LearningLibrary:
    """Return the library shipped with the product.

    Raises
    ------
    UnableToReadModel
        If the file has faults; all of them at once.
    """
    path = resources.files("diagnosis.catalog").joinpath("library").joinpath("learning.yaml")
    return parse_learning(path.read_bytes(), source="learning.yaml")


def parse_learning(
    data: str | bytes, *, themes: Collection[str] | None = None, source: str = "<learning>"
) -> LearningLibrary:
    """Return the library of a file.

    Parameters
    ----------
    themes
        The themes that may be named, each by at least one course; None does not look.

    Raises
    ------
    UnableToReadModel
        With every fault: codes written twice, unknown sources, themes or kinds, missing languages, days out of order.
    """
    top, faults = read_document(data, source=source)
    fields = top.fields(("sources", "courses", "standards", "programmes"))
    sources = {one.code: one for one in _entries(fields, "sources", _source)}
    library = LearningLibrary(
        courses=_entries(fields, "courses", lambda cursor: _course(cursor, sources, themes)),
        standards=_entries(fields, "standards", lambda cursor: _standard(cursor, themes)),
        programmes=_entries(fields, "programmes", lambda cursor: _programme(cursor, sources, themes)),
    )
    taught = {theme for course in library.courses for theme in course.themes}
    for theme in sorted(set(themes or ()) - taught):
        top.fault(f"no course names the theme `{theme}`", f"`{theme}` 주제의 교육이 없습니다")
    if faults:
        raise UnableToReadModel(tuple(sorted(faults, key=lambda fault: fault.line)), source=source)
    return library


_Entry = TypeVar("_Entry", Source, Course, Standard, Programme)


def _entries(fields: Fields, key: str, read: Callable[[Cursor], _Entry]) -> tuple[_Entry, ...]:
    found: dict[str, _Entry] = {}
    cursor = fields.require(key)
    for entry in cursor.sequence() if cursor else ():
        one = read(entry)
        if one.code in found:
            entry.fault(f"`{one.code}` is written twice", f"`{one.code}`을(를) 두 번 적었습니다")
        found[one.code] = one
    return tuple(found.values())


def _source(cursor: Cursor) -> Source:
    fields = cursor.fields(Source.__slots__)
    return Source(fields.required_string("code"), fields.required_text("title"), _choice(fields, "evidence", EVIDENCE))


def _course(cursor: Cursor, sources: dict[str, Source], themes: Collection[str] | None) -> Course:
    fields = cursor.fields(Course.__slots__)
    return Course(
        code=fields.required_string("code"),
        audience=_choice(fields, "audience", AUDIENCES),
        area=_choice(fields, "area", AREAS),
        title=fields.required_text("title"),
        what=fields.required_text("what"),
        themes=_themes(fields, themes),
        provider=fields.required_text("provider"),
        source=_source_of(fields, sources),
    )


def _standard(cursor: Cursor, themes: Collection[str] | None) -> Standard:
    fields = cursor.fields(Standard.__slots__)
    return Standard(
        code=fields.required_string("code"),
        title=fields.required_text("title"),
        themes=_themes(fields, themes),
        sectors=fields.strings("sectors"),
    )


def _programme(cursor: Cursor, sources: dict[str, Source], themes: Collection[str] | None) -> Programme:
    fields = cursor.fields(Programme.__slots__)
    valid_from, valid_until = _day(fields, "valid_from"), _day(fields, "valid_until")
    if valid_until < valid_from:
        cursor.fault("`valid_until` lies before `valid_from`", "`valid_until`이 `valid_from`보다 앞섭니다")
    return Programme(
        code=fields.required_string("code"),
        kind=_choice(fields, "kind", KINDS),
        title=fields.required_text("title"),
        body=fields.required_text("body"),
        what=fields.required_text("what"),
        themes=_themes(fields, themes),
        sizes=fields.strings("sizes"),
        regions=fields.strings("regions"),
        source=_source_of(fields, sources),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _choice(fields: Fields, key: str, options: tuple[str, ...]) -> str:
    cursor = fields.require(key)
    return cursor.choice(options) if cursor else options[0]


def _day(fields: Fields, key: str) -> date:
    cursor = fields.require(key)
    try:
        return date.fromisoformat(cursor.string()) if cursor else date.min
    except ValueError:
        if cursor:
            cursor.fault("must be a day such as 2026-12-31", "2026-12-31과 같은 날짜여야 합니다")
        return date.min


def _themes(fields: Fields, known: Collection[str] | None) -> tuple[str, ...]:
    cursor = fields.require("themes")
    named = cursor.strings() if cursor else ()
    if cursor:
        for theme in named:
            if known is not None and theme not in known:
                cursor.fault(f"`{theme}` is no theme", f"`{theme}`은(는) 없는 주제입니다")
    return named


def _source_of(fields: Fields, sources: dict[str, Source]) -> Source:
    cursor = fields.require("source")
    code = cursor.string() if cursor else ""
    if cursor and code not in sources:
        cursor.fault(f"`{code}` is no source of this file", f"`{code}`은(는) 이 파일에 없는 출처입니다")
    return sources.get(code, Source(code, Text("", ""), EVIDENCE[0]))
