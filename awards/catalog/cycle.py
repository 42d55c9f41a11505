"""An award cycle (a year) as immutable data: categories, facts, rules, calendar, bonus, review parameters, consents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

from awards.catalog.conditions import Condition, FactType, Operator
from awards.catalog.criteria import Source
from awards.catalog.review_parts import Assignment, ConflictOfInterest, Consensus, Judges
from awards.catalog.schema import INLINE, bounded, computed
from diagnosis.catalog.model import Text

ApplicantKind = Literal["organisation", "team", "individual"]
Effect = Literal["block", "officer", "warn"]
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An authority; `valid_from` is a year or a month such as 2025-10."""

    text: Text = field(metadata=INLINE)
    valid_from: str | None = None
    verified: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleHeader:
    """`criteria_files`: criteria key -> name of the criteria file without its ending."""

    key: str
    year: int = bounded(1975, 2100)
    title: Text
    basis: Text
    host: Body
    operator: Body
    ministry: Body
    sources: tuple[Source, ...]
    criteria_files: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCategory:
    """`verified`: the name was read in a source; `open`: applications are taken in this cycle."""

    code: str
    parent: str | None
    kind: ApplicantKind
    title: Text
    valid_from: int | None = bounded(1900, 2200)
    valid_to: int | None = bounded(1900, 2200)
    aliases: tuple[str, ...]
    criteria: str | None
    fields_from: str | None = None
    open: bool
    source: str
    verified: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """A rank of honour; order 1 is the highest."""

    code: str
    order: int = bounded(1)
    title: Text
    kinds: tuple[ApplicantKind, ...]
    since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something conditions may ask, and who says it."""

    key: str
    type: FactType
    values: tuple[str, ...] = ()
    by: Literal["declared", "platform", "official", "examiner"]
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionLanguage:
    note: Text
    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`require`: the condition must hold; `exclude`: it must not. `when` says for whom, None for all."""

    code: str
    type: Literal["require", "exclude"]
    effect: Effect
    when: Condition | None = None
    condition: Condition
    message: Text
    source: str
    verified: bool
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceCalendar:
    year: int
    application: tuple[date, date]
    ceremony: date
    verified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage from the start of its first day to the hour its last day ends, unless it names other hours."""

    code: str
    order: int = bounded(1)
    title: Text
    starts_on: date
    ends_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    actor: Literal["officer", "applicant", "examiner", "team", "judge", "region"]
    output: Text | None = None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    reference: ReferenceCalendar | None = None
    provisional: bool
    timezone: str
    day_starts_at: time
    day_ends_at: time
    note: Text
    stages: tuple[Stage, ...]
    tracks: dict[str, tuple[Stage, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageExtension:
    """A deadline moves by the length of the outage and these hours."""

    add_outage: bool
    plus_hours: int = bounded(0, 240)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    late_submission: Literal["refuse"]
    system_outage: OutageExtension
    completion_request_days: int = bounded(0, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusPart:
    code: str
    max: int = bounded(0)
    title: Text
    looks_for: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalePoint:
    points: int = bounded(0)
    text: Text = field(metadata=INLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusRule:
    """A bonus in points, at most `cap`, for whom the condition holds; shown apart from the base."""

    code: str
    title: Text
    cap: int = bounded(0)
    condition: Condition
    message: Text
    parts: tuple[BonusPart, ...]
    part_scale: tuple[ScalePoint, ...]
    prefill: tuple[str, ...] = ()
    no_double_count: Text
    source: str
    verified: dict[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceValue:
    """What a preference grants; which of these is set goes by its kind."""

    dossier_factor_from: str | None = None
    core_prompts_only: bool = False
    use_sme_notes: bool = False
    separate_ranking: str | None = None
    wildcards_per_field: int | None = bounded(0, default=None)
    sme_share_min: float | None = bounded(0, 1, default=None)
    order: Literal["smaller_first"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A preference of small firms; `applies` by `size` and `category`, `basis` says what of it was read in a source."""

    code: str
    kind: Literal["form", "ranking", "quota", "target", "tie_break"]
    applies: dict[str, tuple[str, ...]]
    value: PreferenceValue
    message: Text
    source: str
    verified: bool
    basis: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    order_always_visible: bool
    total_formula: Literal["base + min(bonus, cap)"]
    rules: tuple[BonusRule, ...]
    sme_preference: tuple[Preference, ...]
    tie_breaks_organisation: tuple[str, ...]
    tie_breaks_message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Least points of each category; None where the judges have not set one."""

    verified: bool
    note: Text
    values: dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    days: int = bounded(1)
    by: Literal["applicant"]
    about: str
    answered_by: Literal["officer"]
    message: Text
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeals:
    fact_correction: Appeal
    eligibility_objection: Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    code: str
    required: bool
    message: Text


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One version of a cycle; told apart by `checksum`."""

    cycle: CycleHeader
    categories: tuple[AwardCategory, ...]
    categories_note: Text
    honours: tuple[Honour, ...]
    facts: tuple[Fact, ...]
    condition_language: ConditionLanguage
    rules: tuple[Rule, ...]
    rules_note: Text
    calendar: Calendar
    extensions: Extensions
    bonus: Bonus
    conflict_of_interest: ConflictOfInterest
    assignment: Assignment
    consensus: Consensus
    judges: Judges
    award_thresholds: Thresholds
    appeals: Appeals
    consents: tuple[Consent, ...]
    checksum: str = computed()

    @property
    def key(self) -> str:
        return self.cycle.key

    @property
    def year(self) -> int:
        return self.cycle.year

    @cached_property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar.timezone)

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """Every stage by code, the main line first and then the tracks."""
        tracks = [stage for track in self.calendar.tracks.values() for stage in track]
        return {stage.code: stage for stage in (*self.calendar.stages, *tracks)}

    @cached_property
    def facts_by_key(self) -> dict[str, Fact]:
        return {fact.key: fact for fact in self.facts}

    def category(self, code: str) -> AwardCategory:
        """Return a category.

        Raises
        ------
        KeyError
            If the cycle has no such category.
        """
        return {one.code: one for one in self.categories}[code]

    def criteria_of(self, category: str) -> str | None:
        """Return the name of the criteria file of a category; None where it is not scored.

        Raises
        ------
        KeyError
            If the cycle has no such category.
        """
        key = self.category(category).criteria
        return None if key is None else self.cycle.criteria_files[key]

    def subcategories(self, code: str | None) -> tuple[AwardCategory, ...]:
        """Return what stands directly under a category, or at the top for None."""
        return tuple(one for one in self.categories if one.parent == code)

    def stage_window(self, code: str, *, outage: timedelta = timedelta(0)) -> tuple[datetime, datetime]:
        """Return when a stage begins and when it is over, aware, in the time zone of the cycle.

        The window is half-open, ``start <= moment < end``: with an end of 18:00:00 the last second that counts is
        17:59:59.

        Parameters
        ----------
        outage
            How long the system was down within the window; the end moves by it and the hours the file adds.

        Raises
        ------
        KeyError
            If the cycle has no such stage.
        ValueError
            If the outage is negative.
        """
        if outage < timedelta(0):
            raise ValueError("an outage cannot be negative")
        stage = self.stages[code]
        start = datetime.combine(stage.starts_on, stage.starts_at or self.calendar.day_starts_at, self.timezone)
        end = datetime.combine(stage.ends_on, stage.ends_at or self.calendar.day_ends_at, self.timezone)
        extra = timedelta(0)
        if outage:
            rule = self.extensions.system_outage
            extra = (outage if rule.add_outage else timedelta(0)) + timedelta(hours=rule.plus_hours)
        return start, end + extra

    def is_open(self, code: str, moment: datetime, *, outage: timedelta = timedelta(0)) -> bool:
        """Tell whether an aware moment lies in the window of a stage.

        Raises
        ------
        KeyError
            If the cycle has no such stage.
        ValueError
            If the moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("the moment must know its time zone")
        start, end = self.stage_window(code, outage=outage)
        return start <= moment < end
