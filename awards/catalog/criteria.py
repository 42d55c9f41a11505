"""Award criteria as immutable data: a tree of items with points, ranges, bands, variants and the fields of circles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from awards.catalog.circle_parts import CircleField, Contest, Selection, StoryType, Team, Use
from awards.catalog.schema import INLINE, bounded, computed
from diagnosis.catalog.model import Text

Kind = Literal["process", "results"]
BandKind = Literal["total", "process", "results"]
STEP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact stands."""

    id: str
    title: Text
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The `model` part, the same as in an assessment model."""

    key: str
    version: str
    title: Text
    scale: tuple[int, int]
    missing: Literal["diagnostic", "strict"]
    comparable_with: tuple[str, ...] = ()
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far the points are confirmed; `verified` tells it part by part."""

    points: Literal["official", "reference", "own_provisional"]
    points_label: Text
    points_note: Text | None = None
    provisional_label: Text | None = None
    banner: Text | None = None
    verified: dict[str, bool]
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsOfResults:
    default: int = bounded(1)
    preferred: int = bounded(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """How long a dossier may be; the factors multiply the character limit of every item."""

    count: str
    english_factor: float = bounded(1, 4)
    sme_factor: float = bounded(0.1, 1)
    charts_per_process_item: int = bounded(0, default=0)
    charts_per_results_item: int = bounded(0, default=0)
    years_of_results: YearsOfResults | None = None
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSection:
    """The organisation profile: no points, the yardstick of what is important."""

    code: str
    points: int
    title: Text
    character_limit: int = bounded(1)
    purpose: Text
    prompts: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One sub-rating: A, D, L, I of process items and Le, T, C, I of results items."""

    code: str
    key: str
    title: Text
    question: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    process: tuple[Factor, ...]
    results: tuple[Factor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A scoring range in percent, both ends included; descriptors by factor key, and `overall`."""

    code: str
    from_: int = bounded(0, 100)
    to: int = bounded(0, 100)
    title: Text
    process: dict[str, Text]
    results: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringRule:
    id: str
    rule: str
    text: Text = field(metadata=INLINE)
    max_ranges_above_lowest: int | None = bounded(0, 5, default=None)
    percent: int | None = bounded(0, 100, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareWithDiagnosis:
    visible_to_examiner: Literal["after_independent_lock"]
    signal_gap: int = bounded(0, 100)
    note: Text
    prefill_note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Score bands in whole points, both ends included, lowest first."""

    total: tuple[tuple[int, int], ...]
    process: tuple[tuple[int, int], ...]
    results: tuple[tuple[int, int], ...]
    verified: bool
    rounding: str

    def of(self, kind: BandKind) -> tuple[tuple[int, int], ...]:
        """Return the bands of a kind."""
        return {"total": self.total, "process": self.process, "results": self.results}[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    level: int
    from_: float
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade of an item in percent, both ends included, in steps of 5."""

    code: str
    from_: int = bounded(0, 100)
    to: int = bounded(0, 100)
    text: Text = field(metadata=INLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Codes of the self-diagnosis an item is drafted from and set beside, and its performance figures."""

    prefill: tuple[str, ...]
    compare: tuple[str, ...]
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item an examiner gives a percent to; `character_limit` counts Korean characters with spaces."""

    code: str
    type: Literal["percent"]
    kind: Kind
    points: int = bounded(1)
    name_status: Literal["confirmed", "provisional"] | None = None
    title: Text
    purpose: Text
    prompts: tuple[Text, ...]
    what_examiners_look_for: dict[str, Text] = field(default_factory=dict)
    evidence: tuple[Text, ...]
    character_limit: int = bounded(1)
    sme_core_prompts: tuple[int, ...] = bounded(1, default=())
    sme_note: Text
    links: Links
    themes: tuple[str, ...]

    def core_prompts(self) -> tuple[Text, ...]:
        """Return the prompts a small firm must answer; all of them where none are named."""
        numbers = self.sme_core_prompts or range(1, len(self.prompts) + 1)
        return tuple(self.prompts[number - 1] for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A group of the tree; its points are the sum of its children's."""

    code: str
    mean: Literal["sum"]
    min_share: float | None = None
    points: int = bounded(1)
    title: Text
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Category | Item]:
        """Yield this category and everything below it in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Category):
                yield from child.walk()
            else:
                yield child


Node = Category | Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Other points of the same items for whom `when` names, by industry, size or field."""

    code: str
    when: dict[str, tuple[str, ...]]
    verified: bool
    source: str
    points: dict[str, int]
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsRule:
    precedence: tuple[str, ...]
    text: Text = field(metadata=INLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TieBreak:
    order: int
    by: str
    text: Text = field(metadata=INLINE)


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """One version of the criteria of an award; told apart by `checksum`."""

    model: Header
    status: Status
    submission: Submission
    tree: Category
    profile_section: ProfileSection | None = None
    factors: Factors | None = None
    ranges: tuple[Range, ...] = ()
    scoring_rules: tuple[ScoringRule, ...] = ()
    compare_with_diagnosis: CompareWithDiagnosis | None = None
    bands: Bands | None = None
    levels: tuple[Level, ...] = ()
    grades: tuple[Grade, ...] = ()
    variants: tuple[Variant, ...] = ()
    variants_rule: VariantsRule | None = None
    tie_breaks: tuple[TieBreak, ...] = ()
    story_types: tuple[StoryType, ...] = ()
    contest: Contest | None = None
    team: Team | None = None
    fields: tuple[CircleField, ...] = ()
    fields_note: Text | None = None
    fields_count_history: dict[str, int] = field(default_factory=dict)
    selection: Selection | None = None
    uses: tuple[Use, ...] = ()
    checksum: str = computed()

    @property
    def key(self) -> str:
        return self.model.key

    @property
    def version(self) -> str:
        return self.model.version

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by code in document order."""
        return {node.code: node for node in self.tree.walk() if isinstance(node, Item)}

    @cached_property
    def categories(self) -> dict[str, Category]:
        """Every group by code in document order, the total first."""
        return {node.code: node for node in self.tree.walk() if isinstance(node, Category)}

    def variant(self, code: str) -> Variant:
        """Return a variant.

        Raises
        ------
        KeyError
            If the criteria have no such variant.
        """
        return {one.code: one for one in self.variants}[code]

    def variant_for(self, **profile: str) -> Variant | None:
        """Return the variant for a profile such as ``industry="service", size="small"``; None for the base points.

        Dimensions are tried in the order of `variants_rule`; variants never stack. A variant by size is for the
        industry of the base points (manufacturing) alone where industries have variants of their own.
        """
        order = self.variants_rule.precedence if self.variants_rule else tuple(profile)
        for dimension in order:
            if dimension in profile:
                for one in self.variants:
                    if profile[dimension] in one.when.get(dimension, ()):
                        return one
        return None

    def points(self, variant: str | None = None) -> dict[str, int]:
        """Return the points of every item, in the base or in a variant.

        Raises
        ------
        KeyError
            If the criteria have no such variant.
        """
        if variant is not None:
            return dict(self.variant(variant).points)
        return {code: item.points for code, item in self.items.items()}

    def character_limit(self, item: str, *, sme: bool = False, language: str = "ko") -> int:
        """Return how many characters, spaces included, an answer may have; rounded down.

        Raises
        ------
        KeyError
            If the criteria have no such item; the organisation profile counts as one.
        """
        if self.profile_section and item == self.profile_section.code:
            limit: float = self.profile_section.character_limit
        else:
            limit = self.items[item].character_limit
        factor = self.submission.sme_factor if sme else 1.0
        english = 1.0 if language.startswith("ko") else self.submission.english_factor
        # Six decimals take away what binary fractions add: 2,500 x 0.6 is 1,500 and not 1,499.
        return math.floor(round(limit * factor * english, 6))

    def range_of(self, percent: float) -> Range:
        """Return the range a percent lies in.

        Raises
        ------
        ValueError
            If the criteria have no ranges or the percent is no step of 5 in 0..100.
        """
        for one in self.ranges:
            if one.from_ <= percent <= one.to and percent % STEP == 0:
                return one
        raise ValueError(f"{percent} lies in no range of {self.key}")
