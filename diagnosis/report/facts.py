"""The facts of a result. Numbers are as they are displayed; texts are in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class WayFact:
    """One step from the narrowest peers to the widest: who, about how many, and why they were used or not."""

    peers: str
    n: int | None
    is_used: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a value stands. `n` is a multiple of five; a number is None where too few companies allow it.

    `low` and `high` are the 90 % interval of the peers' mean, `own_percent` the part of that mean which rests on these
    peers themselves, `telling` whether a place is told plainly or, of ten to nineteen companies, only as a range in
    words, `shift` what was added to wider peers to make them comparable, `quarter` 1 (lowest) to 4.
    """

    peers: str
    n: int
    mean: float
    q1: float | None
    median: float | None
    q3: float | None
    top_percent: int | None
    top_range: tuple[int, int] | None
    is_synthetic: bool
    as_of: date
    low: float | None = None
    high: float | None = None
    own_percent: int | None = None
    quarter: int | None = None
    shift: float | None = None
    way: tuple[WayFact, ...] = ()
    is_anchored: bool = False
    telling: str = "plain"

    @property
    def is_published_value(self) -> bool:
        """Return whether it is no company's score that stands here, but a value of another survey."""
        return self.n == 0


@dataclass(frozen=True, slots=True)
class LikelihoodFact:
    """How likely the true level is at least this one, in whole per cent."""

    level: int
    name: str
    percent: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalFact:
    """What the score could be, the answers being what they are: nine of ten draws lie between `low` and `high`."""

    low: float
    high: float
    median: float
    draws: int
    likelihoods: tuple[LikelihoodFact, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """One question: what was answered, what that scores, and what the next level looks like."""

    code: str
    title: str
    type: str
    state: str
    state_word: str
    value: float | None
    answer: str
    note: str
    level: int | None
    low: int
    high: int
    own_text: str
    next_level: int | None
    next_text: str
    evidence: tuple[str, ...]
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFact:
    """A question answered by a number, on its own scale."""

    code: str
    title: str
    state: str
    answer: str
    value: float | None
    unit: str
    own: float | None
    worst: float
    best: float
    is_logarithmic: bool
    goalposts: str
    period: str
    formula: str
    peers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFact:
    """The whole, a domain, a dimension or a module.

    `low` and `high` are the ends it cannot leave whatever the missing answers are; `interval` is the 90 % interval.
    """

    code: str
    title: str
    intro: str
    value: float | None
    why_none: str
    level: int | None
    level_name: str
    low: float | None
    high: float | None
    coverage_percent: int
    answered: int
    applicable: int
    share_percent: float
    contribution: float | None
    standing: Standing | None
    gap: float | None
    text: str
    previous: float | None
    change: float | None
    interval: tuple[float, float] | None = None
    is_change_clear: bool | None = None
    dimensions: tuple[NodeFact, ...] = ()
    items: tuple[ItemFact, ...] = ()

    @property
    def is_behind(self) -> bool:
        return self.gap is not None and self.gap < 0


@dataclass(frozen=True, slots=True)
class LevelFact:
    level: int
    name: str
    from_score: float
    description: str
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HighlightFact:
    code: str
    title: str
    value: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """A question that a measure lifts: `change` is "1 → 3", `planned` what the plan promises of it."""

    code: str
    title: str
    dimension: str
    change: str
    planned: str = ""


@dataclass(frozen=True, slots=True)
class NeedFact:
    code: str
    title: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class HelperFact:
    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFact:
    """One measure of the plan."""

    number: int
    code: str
    title: str
    what: str
    first_week: str
    pitfalls: str
    reasons: tuple[ReasonFact, ...]
    needs: tuple[NeedFact, ...]
    months: float
    effort: str
    cost: str
    capacity: str
    helpers: tuple[HelperFact, ...]
    standards: tuple[str, ...]
    priority: float
    starts_quarter: int
    quarters: int
    starts: str
    is_quick_win: bool
    is_candidate: bool
    is_robust: bool = False
    robust_percent: int | None = None
    people_months: float = 0.0
    money: float = 0.0

    @property
    def open_needs(self) -> tuple[NeedFact, ...]:
        return tuple(need for need in self.needs if not need.is_met)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNote:
    """An award case as a result recommends it."""

    case_id: str
    title: str
    title_lang: str
    organisation: str
    facts: tuple[str, ...]
    summary: str
    summary_lang: str
    reason: str
    change: str
    source_url: str
    source_host: str
    # Printed, and in the picture beside it: leads to the case for as long as it is published.
    short_address: str
    is_synthetic: bool

    @property
    def short_text(self) -> str:
        """Return the short address as people write it."""
        return self.short_address.removeprefix("https://").removeprefix("http://")


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """The cases recommended for one weak dimension."""

    code: str
    title: str
    cases: tuple[CaseNote, ...]


@dataclass(frozen=True, slots=True)
class FlagFact:
    """Answers that seem not to fit together."""

    severity: str
    message: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnchorFact:
    label: str
    value: float
    gap: float
    note: str


@dataclass(frozen=True, slots=True)
class PointFact:
    """A question in the importance-performance matrix."""

    code: str
    title: str
    importance: float
    performance: float
    quadrant: str
    quadrant_name: str
    priority: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Everything that makes the result repeatable."""

    model: str
    model_checksum: str
    snapshot: str
    engine: str
    result: str
    computed_at: datetime
    coverage_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """A result, ready to be shown."""

    language: str
    title: str
    company: str
    company_line: tuple[str, ...]
    year: int
    is_synthetic: bool
    receipt_number: str
    submitted_at: datetime
    total: NodeFact
    domains: tuple[NodeFact, ...]
    modules: tuple[NodeFact, ...]
    levels: tuple[LevelFact, ...]
    next_level: str
    sentence: str
    finding: str
    balance_ratio: float | None
    balanced: float | None
    balance: str
    strengths: tuple[HighlightFact, ...]
    gaps: tuple[HighlightFact, ...]
    steps: tuple[StepFact, ...]
    candidates: tuple[StepFact, ...]
    quarters: tuple[str, ...]
    points: tuple[PointFact, ...]
    cases: tuple[CaseGroup, ...]
    indicators: tuple[IndicatorFact, ...]
    flags: tuple[FlagFact, ...]
    unmeasured: tuple[ItemFact, ...]
    not_applicable: tuple[ItemFact, ...]
    anchors: tuple[AnchorFact, ...]
    previous_year: int | None
    change_sentence: str
    interval: IntervalFact | None
    stamp: Stamp

    @property
    def dimensions(self) -> tuple[NodeFact, ...]:
        return tuple(dimension for domain in self.domains for dimension in domain.dimensions)

    @property
    def all_steps(self) -> tuple[StepFact, ...]:
        return (*self.steps, *self.candidates)
