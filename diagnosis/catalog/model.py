"""The assessment model as immutable data; `parse` reads it from a file, `diagnosis.scoring` scores with it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from diagnosis.catalog.expressions import Expression

GROUPS: Final = ("MANUFACTURING", "SERVICE", "CONSTRUCTION", "PUBLIC")
SIZES: Final = ("micro", "small", "medium", "mid", "large", "public")

Mean = float | Literal["min", "sum"]
Transform = Literal["identity", "log10", "ratio_defect"]
Missing = Literal["diagnostic", "strict"]
Severity = Literal["block", "warn", "info"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages of the product."""

    ko: str
    en: str

    def in_(self, language: str) -> str:
        return self.ko if language.startswith("ko") else self.en


@dataclass(frozen=True, slots=True)
class LevelText:
    """One level of a rubric; `x` replaces the even spacing when the file states it (0-100)."""

    level: int
    text: Text
    x: float | None = None


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    text: Text
    weight: float = 1.0
    needs: tuple[str, ...] = ()
    exclusive: bool = False
    scores: bool = True


@dataclass(frozen=True, slots=True)
class Goalposts:
    worst: float
    best: float


@dataclass(frozen=True, slots=True)
class Target:
    value: float
    tolerance: float


@dataclass(frozen=True, slots=True)
class Bounds:
    min: float
    max: float


@dataclass(frozen=True, slots=True)
class Soft:
    """The range beyond which a value is questioned, not refused; an open end is None."""

    min: float | None
    max: float | None
    message: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every question carries, whatever its type."""

    code: str
    type: str
    title: Text
    question: Text | None = None
    why: Text | None = None
    help: Text | None = None
    example: Text | None = None
    evidence: tuple[Text, ...] = ()
    weight: float = 1.0
    weight_reason: Text | None = None
    points: float | None = None
    themes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    na: Literal["not_allowed"] | tuple[Text, ...] | None = None
    min_role: Text | None = None
    quick: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem(Item):
    levels: tuple[LevelText, ...]

    @property
    def low(self) -> int:
        return self.levels[0].level

    @property
    def high(self) -> int:
        return self.levels[-1].level


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Item):
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentItem(Item):
    """An assessor's percentage, 0-100 in steps of 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberItem(Item):
    unit: str | None = None
    unit_label: Text | None = None
    transform: Transform = "identity"
    goalposts: Goalposts | None = None
    target: Target | None = None
    floor: float | None = None
    bounds: Bounds | None = None
    soft: Soft | None = None
    direction: Literal["higher", "lower", "nominal"] = "higher"
    formula: Text | None = None
    numerator: Text | None = None
    denominator: Text | None = None
    period: Text | None = None
    origin: Text | None = None
    accepts_estimate: bool = False
    trend: bool = False  # answered by year; goalposts are slopes a year on the scale of the transform


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    code: str
    title: Text
    intro: Text | None = None
    weight: float = 1.0
    weight_reason: Text | None = None
    mean: Mean = 1.0
    min_share: float | None = None
    min_answered: int | None = None
    children: tuple[Group | Item, ...] = ()

    def child_groups(self) -> tuple[Group, ...]:
        return tuple(child for child in self.children if isinstance(child, Group))

    def child_items(self) -> tuple[Item, ...]:
        return tuple(child for child in self.children if isinstance(child, Item))

    def walk(self) -> Iterator[Group | Item]:
        """Yield this group and everything below it in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Group):
                yield from child.walk()
            else:
                yield child


@dataclass(frozen=True, slots=True)
class When:
    """Which companies a profile rule is for; an empty tuple means all."""

    group: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    size: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRule:
    when: When
    title: Text | None = None
    weights: dict[str, float] = field(default_factory=dict)
    applies: dict[str, bool] = field(default_factory=dict)
    measures_off: tuple[str, ...] = ()
    reasons: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level is reached at the score `from_score` if every gate group has its own least score."""

    level: int
    from_score: float
    title: Text
    description: Text | None = None
    gates: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where `if_` holds, `then` is expected to hold as well."""

    if_: Expression
    then: Expression
    severity: Severity
    message: Text


@dataclass(frozen=True, slots=True)
class Interpretation:
    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: Text
    url: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class AssessmentModel:
    """One version of an assessment model; compared and hashed by identity, told apart by `checksum`."""

    key: str
    version: str
    title: Text
    root: Group
    checksum: str
    scale: tuple[float, float] = (0.0, 100.0)
    missing: Missing = "diagnostic"
    comparable_with: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    modules: tuple[Group, ...] = ()
    sector_groups: dict[str, str] = field(default_factory=dict)
    profiles: tuple[ProfileRule, ...] = ()
    levels: tuple[Level, ...] = ()
    levels_origin: Text | None = None
    interpretations: dict[str, tuple[Interpretation, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    @cached_property
    def _nodes(self) -> dict[str, Group | Item]:
        return {node.code: node for root in (self.root, *self.modules) for node in root.walk()}

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {code: node for code, node in self._nodes.items() if isinstance(node, Item)}

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {code: node for code, node in self._nodes.items() if isinstance(node, Group)}

    @cached_property
    def _parents(self) -> dict[str, Group]:
        return {child.code: group for group in self._groups.values() for child in group.children}

    def items(self) -> dict[str, Item]:
        """Return every item by code in document order, the core first and then the modules."""
        return self._items

    def core_items(self) -> dict[str, Item]:
        return {node.code: node for node in self.root.walk() if isinstance(node, Item)}

    def groups(self) -> dict[str, Group]:
        """Return every group by code in document order, roots included."""
        return self._groups

    def parent_of(self, code: str) -> Group:
        """Return the group that holds `code`; KeyError for a root or an unknown code."""
        return self._parents[code]

    def domains(self) -> tuple[Group, ...]:
        return self.root.child_groups()

    def dimensions(self) -> tuple[Group, ...]:
        """Return the groups of the core that hold items."""
        return tuple(node for node in self.root.walk() if isinstance(node, Group) and node.child_items())

    def module(self, code: str) -> Group:
        """Return one module by code; KeyError if the model has none of that code."""
        for module in self.modules:
            if module.code == code:
                return module
        raise KeyError(code)

    def group_of_sector(self, sector: str | None) -> str | None:
        return self.sector_groups.get(sector) if sector else None

    @property
    def digits(self) -> int:
        """Return the decimals a score is shown with: one on 0-100, three on 0-1, none on 0-1000."""
        return max(0, 3 - math.ceil(math.log10(self.scale[1] - self.scale[0])))
