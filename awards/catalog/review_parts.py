"""The parameters of a cycle's review as immutable data: conflicts of interest, assignment, consensus, judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from awards.catalog.schema import bounded
from diagnosis.catalog.model import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareThreshold:
    """When a holding counts: any of an unlisted company, or this share (0-1) of a listed one."""

    any_unlisted: bool
    listed_share_ratio: float = bounded(0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRule:
    """One tie between examiner and applicant; `lookback_years` 0 means a tie that holds today."""

    code: str
    kind: Literal["exclusion", "recusal", "challenge"]
    effect: Literal["block", "chair_review"]
    lookback_years: int = bounded(0, 20)
    relation: str
    extends_to: tuple[Literal["group_companies"], ...] = ()
    threshold: ShareThreshold | None = None
    deadline_days: int | None = bounded(1, default=None)
    message: Text
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictOfInterest:
    terms: Text
    declare_before: Literal["dossier_opens"]
    declaration_text: Text
    declaration_validity: Literal["per_application"]
    rules: tuple[ConflictRule, ...]
    platform_detects: tuple[str, ...]
    detect_note: Text
    after_lock_discovery: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSize:
    min: int = bounded(1)
    default: int = bounded(1)
    max: int = bounded(1)
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    required: bool
    min_cycles_experience: int = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorMatch:
    min_per_team: int = bounded(0)
    by: tuple[Literal["sector", "group"], ...]
    weight: float = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeMatch:
    sme_files_need_sme_experience: int = bounded(0)
    weight: float = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCover:
    must_cover: tuple[str, ...]
    weight: float = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRule:
    avoid_same_city: bool
    weight: float = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPass:
    """Mean absolute deviation in percent points at most, share of agreeing ranges (0-1) at least."""

    mean_abs_deviation_max: float = bounded(0, 100)
    range_agreement_min: float = bounded(0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    required: bool
    case: str
    pass_if: CalibrationPass
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityMonitor:
    model: Literal["additive"]
    show_to: tuple[str, ...]
    never_changes_scores: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    metric: str
    good_from: float = bounded(0, 1)
    poor_below: float = bounded(0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBudget:
    """Hours of an examiner."""

    first_read: float = bounded(0)
    per_item: float = bounded(0)
    consensus_preparation: float = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    if_overdue_days: int = bounded(0)
    action: Literal["officer_reassigns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    examiners_per_file: TeamSize
    judges_may_examine: bool
    lead: Lead
    max_files_per_examiner: int = bounded(1)
    max_same_employer_per_team: int = bounded(1)
    min_team_experienced: int = bounded(0)
    max_team_first_time: int = bounded(0)
    sector_match: SectorMatch
    size_match: SizeMatch
    skill_cover: SkillCover
    region: RegionRule
    blind_first_pass: bool
    hide_self_diagnosis_until_lock: bool
    calibration: Calibration
    double_blind_share: float = bounded(0, 1)
    severity_monitor: SeverityMonitor
    reliability: Reliability
    time_budget_hours: TimeBudget
    reminders_days_before_due: tuple[int, ...] = bounded(0)
    replacement: Replacement


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeIf:
    """Spread in percent points; both limits included."""

    max_spread: int = bounded(0, 100)
    max_ranges_apart: int = bounded(0, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussIf:
    spread_over: int = bounded(0, 100)
    or_ranges_apart_from: int = bounded(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedValue:
    method: Literal["median"]
    round_to: int = bounded(1, 50)
    half: Literal["up", "even"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RationaleLength:
    """Characters a reason must have at least, by language."""

    ko: int = bounded(0)
    en: int = bounded(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    who: Literal["lead"]
    minority_note: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HighRangeRule:
    from_range: str
    forbids: Literal["unresolved_double_minus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVisit:
    max_ranges_moved: int = bounded(0, 5)
    needs_evidence_id: bool
    issues: tuple[Literal["verify", "clarify"], ...]
    max_issues_per_item: int = bounded(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantCopy:
    show_ranges_not_percent: bool
    hide_examiner_names: bool
    hide_individual_scores: bool
    hide_minority_notes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    every_change: bool
    reason_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus:
    inputs: Literal["locked_independent_reviews_only"]
    agree_if: AgreeIf
    agreed_value: AgreedValue
    discuss_if: DiscussIf
    max_rounds: int = bounded(1, 9)
    rationale_min_chars: RationaleLength
    keep_old_scores: bool
    unresolved: Unresolved
    lowest_factor_cap_ranges: int = bounded(0, 5)
    comment_rules: str
    high_range_rule: HighRangeRule
    order_of_discussion: Literal["widest_spread_first"]
    meeting_pack: tuple[str, ...]
    site_visit: SiteVisit
    applicant_copy: ApplicantCopy
    publish_after: tuple[str, ...]
    audit: Audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    decides: tuple[Literal["shortlist", "honours"], ...]
    may_change_percent: bool
    quorum: int = bounded(1)
    recusal_uses: Literal["conflict_of_interest"]
    record: Literal["minutes_with_reasons"]
