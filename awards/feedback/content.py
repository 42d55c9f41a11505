"""What a feedback report says, as immutable data in one language, and the same as JSON holds it.

There is no place in it for a percent, a point, an examiner or a vote: scores come in as `awards.scoring.ApplicantCopy`
alone, which cannot carry them either. Every value has exactly the type it is declared with: a subclass of `str` may
carry markup or a name behind its back, and `True` is a number too.
"""

from __future__ import annotations

import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Literal

# What the report rests on: nothing (it left before anybody read it), a consensus, a consensus and a site visit.
Basis = Literal["none", "consensus", "visit"]
Outcome = Literal["awarded", "not_awarded", "refused", "withdrawn"]
Kind = Literal["strength", "ofi"]
Section = Literal["total", "process", "results"]


class UnableToReadContent(ValueError):
    """Something stands in a report that has no place there, or something is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who is told, about which application, and how far it came.

    Attributes
    ----------
    written_in
        Language of the dossier: key factors and names of attachments stand in it.
    readers
        How many examiners read the dossier; 0 where nobody did.
    reasons
        Of a refusal: what the office said, by rule.
    """

    company: str
    team: str
    cycle: str
    category: str
    field: str
    year: int
    receipt_number: str
    submitted_on: str
    written_in: Literal["ko", "en"]
    basis: Basis
    outcome: Outcome
    honour: str
    stage: str
    readers: int
    reasons: tuple[str, ...] = ()
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BandNote:
    """The band of the whole or a part, among all bands of it; edges in points, both included."""

    section: Section
    number: int
    edges: tuple[tuple[int, int], ...]
    title: str
    text: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeNote:
    """A range of the criteria: where it lies and what it means; the meanings by kind of item."""

    code: str
    number: int
    low: int
    high: int
    title: str
    process: str
    results: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """What a remark rests on, by the name it has in the dossier."""

    id: str
    kind: Literal["paragraph", "figure", "evidence", "visit"]
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A strength or an opportunity for improvement of the team's.

    Attributes
    ----------
    number
        The name it has in this report: 4.1-S1, 4.1-O2.
    language
        Of its text; empty where it is the report's.
    is_vital
        Marked ++ or --.
    is_absence
        Something was not found; `cites` tells where it was looked for.
    next_step
        What the criteria say of this factor one range above the item's; the criteria's words, not the examiners'.
    themes
        Numbers of the key themes it belongs to.
    is_settled
        An opportunity that the site visit settled.
    """

    number: str
    item: str
    kind: Kind
    factor: str
    factor_title: str
    factor_question: str
    text: str
    language: str
    is_vital: bool
    is_absence: bool
    is_settled: bool
    key_factor: str
    cites: tuple[Cite, ...]
    next_step: str
    themes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeNote:
    number: int
    kind: Kind
    title: str
    text: str
    language: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """How the company saw itself on an item: the mean of the named dimensions and the range it would lie in.

    Attributes
    ----------
    apart
        Ranges the company lies above (below 0: under) what was agreed; None where nothing was.
    """

    value: float
    range_code: str
    range_number: int
    apart: int | None
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNote:
    """One item of the criteria.

    Attributes
    ----------
    range_code, range_number
        Empty and 0 where nobody rated it.
    measures
        Of the company's own roadmap, as it touches the same dimensions.
    """

    code: str
    number: str
    title: str
    kind: Literal["process", "results"]
    points: int
    purpose: str
    is_answered: bool
    range_code: str
    range_number: int
    next_meaning: str
    strengths: tuple[Remark, ...]
    opportunities: tuple[Remark, ...]
    own: OwnView | None
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryNote:
    code: str
    title: str
    points: int
    items: tuple[ItemNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRow:
    """A dimension of the self-diagnosis among its peers, and the items it is set beside."""

    code: str
    title: str
    value: float | None
    median: float | None
    q1: float | None
    q3: float | None
    quarter: int | None
    n: int
    peers: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    rows: tuple[PeerRow, ...]
    year: int
    receipt_number: str
    snapshot: str
    as_of: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """A winner's case, why it is shown, and which items it speaks to."""

    case_id: str
    title: str
    title_language: str
    organisation: str
    facts: tuple[str, ...]
    summary: str
    summary_language: str
    reason: str
    change: str
    short_address: str
    source_url: str
    source_host: str
    items: tuple[str, ...]
    is_synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """An item then and now; the range of then and of now by number, 0 where one is not known."""

    number: str
    title: str
    before: str
    before_number: int
    now: str
    now_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """An opportunity of the earlier report: its number and text then, its numbers now where it came back."""

    before: str
    text: str
    language: str
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since the report of an earlier year."""

    year: int
    receipt_number: str
    same_criteria: bool
    bands: tuple[tuple[Section, int, int], ...]
    items: tuple[ItemChange, ...]
    back: tuple[Returned, ...]
    gone: tuple[Returned, ...]

    @property
    def ups(self) -> int:
        return sum(0 < one.before_number < one.now_number for one in self.items)

    @property
    def downs(self) -> int:
        return sum(one.before_number > one.now_number > 0 for one in self.items)

    @property
    def sames(self) -> int:
        return sum(one.before_number == one.now_number > 0 for one in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """From what the report was made, so that anybody can make it again."""

    edition: int
    correction: str
    application: str
    submission_checksum: str
    cycle: str
    cycle_checksum: str
    criteria: str
    criteria_checksum: str
    variant: str
    guide: str
    as_of: str
    points_label: str
    points_verified: bool
    correction_days: int
    correction_words: str
    bands_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything the report says."""

    language: Literal["ko", "en"]
    head: Head
    stamp: Stamp
    bands: tuple[BandNote, ...]
    ranges: tuple[RangeNote, ...]
    themes: tuple[ThemeNote, ...]
    categories: tuple[CategoryNote, ...]
    benchmark: Benchmark | None
    cases: tuple[CaseLink, ...]
    changes: Changes | None
    # Numbers of the opportunities to begin with, in order.
    agenda: tuple[str, ...]

    def __post_init__(self) -> None:
        hints = typing.get_type_hints(type(self))
        for field in fields(self):
            _demand(hints[field.name], getattr(self, field.name), field.name)

    @property
    def items(self) -> tuple[ItemNote, ...]:
        return tuple(item for category in self.categories for item in category.items)

    @property
    def remarks(self) -> dict[str, Remark]:
        """Return every remark by its number, in the order of the report."""
        return {one.number: one for item in self.items for one in (*item.strengths, *item.opportunities)}

    @property
    def is_rated(self) -> bool:
        return self.head.basis != "none"


def to_data(content: Content) -> dict[str, Any]:
    """Return the content as JSON holds it."""
    return json.loads(json.dumps(asdict(content), ensure_ascii=False))  # type: ignore[no-any-return]


def from_data(data: Mapping[str, Any]) -> Content:
    """Return the content that data stands for, equal to the one that was written.

    Raises
    ------
    UnableToReadContent
        If a part is missing, unknown or of another type.
    """
    made: Content = _made(Content, data, "content")
    return made


def checksum(content: Content) -> str:
    """Return the identity of a content: the same report, the same checksum."""
    text = json.dumps(to_data(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _made(hint: Any, value: Any, place: str) -> Any:
    """Return JSON as the declared type, dataclasses and tuples built again."""
    if is_dataclass(hint) and isinstance(hint, type):
        hints = typing.get_type_hints(hint)
        if not isinstance(value, Mapping) or set(value) != {field.name for field in fields(hint)}:
            raise UnableToReadContent(f"{place}: other parts than {hint.__name__} has")
        made = {
            field.name: _made(hints[field.name], value[field.name], f"{place}.{field.name}") for field in fields(hint)
        }
        return hint(**made)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _made(next(one for one in inner if one is not type(None)), value, place)
    if origin is tuple and isinstance(value, list):
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) != len(value):
            raise UnableToReadContent(f"{place}: {len(kinds)} values were expected")
        return tuple(
            _made(kind, one, f"{place}[{at}]") for at, (kind, one) in enumerate(zip(kinds, value, strict=True))
        )
    _demand(hint, value, place)
    return value


def _demand(hint: Any, value: Any, place: str) -> None:
    """Let a value pass that is exactly what its place is declared for."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        fits = type(value) in (str, int) and value in inner
    elif origin in (types.UnionType, typing.Union):
        if value is None and type(None) in inner:
            return
        _demand(next(one for one in inner if one is not type(None)), value, place)
        return
    elif origin is tuple:
        fits = type(value) is tuple and (inner[-1] is Ellipsis or len(value) == len(inner))
        if fits:
            kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
            for at, (kind, one) in enumerate(zip(kinds, value, strict=True)):
                _demand(kind, one, f"{place}[{at}]")
    elif is_dataclass(hint):
        fits = type(value) is hint
        if fits:
            hints = typing.get_type_hints(hint)
            for field in fields(hint):
                _demand(hints[field.name], getattr(value, field.name), f"{place}.{field.name}")
    else:
        fits = type(value) is hint
    if not fits:
        raise UnableToReadContent(f"{place}: {type(value).__name__} has no place here")
