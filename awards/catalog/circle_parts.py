"""What criteria of circles and of the competitiveness award hold beside the tree: fields, contest, team, selection."""

from __future__ import annotations

from dataclasses import dataclass, field

from awards.catalog.schema import INLINE, bounded
from diagnosis.catalog.model import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryType:
    code: str
    title: Text
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedName:
    """A name with the years it is valid; `seen` lists the years it was read in a source."""

    text: Text = field(metadata=INLINE)
    valid_from: int | None = bounded(1900, 2200)
    valid_to: int | None = bounded(1900, 2200)
    seen: tuple[int, ...] = ()
    verified: bool = True
    note: Text | None = None

    def valid_in(self, year: int) -> bool:
        """Tell whether the name may be used in a year; an unknown first year does not bar."""
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleField:
    code: str
    story: str
    names: tuple[DatedName, ...]
    aliases: tuple[str, ...] = ()

    def name_in(self, year: int) -> Text:
        """Return the name valid in a year, else the first written."""
        return next((name.text for name in self.names if name.valid_in(year)), self.names[0].text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medal:
    code: str
    text: Text = field(metadata=INLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    code: str
    title: Text
    weight: dict[str, float]
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    names: tuple[DatedName, ...]
    aliases: tuple[str, ...] = ()
    medals: tuple[Medal, ...]
    reference_volume: dict[str, dict[str, int]] = field(default_factory=dict)
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """How many members a circle has; an unknown end is None."""

    min: int | None
    max: int | None
    verified: bool
    source: str | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrants:
    text: Text = field(metadata=INLINE)
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    members: Members
    small_firm_members: Members
    may_enter: Entrants


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A limit that may not have been found yet: `value` None."""

    value: int | None
    verified: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HallOfFame:
    selections_min: int = bounded(1)
    verified: bool
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Selected at `threshold_points` or more."""

    threshold_points: int = bounded(0)
    grade: int = bounded(1)
    verified: bool
    other_grade_cuts: Cut
    sme_threshold: Cut
    hall_of_fame: HallOfFame


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    code: str
    title: Text
    note: Text
