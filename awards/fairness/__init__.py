"""Fair and measured: what officials see of how a cycle was judged. Pure; no score is ever changed by it."""

from awards.fairness.agreement import Agreement, RangeAgreement, Reading, Thresholds, Verdict, agreement, agreement_by
from awards.fairness.board import (
    Exclusion,
    RuleCount,
    StageCount,
    Standing,
    Task,
    TimeBudget,
    Workload,
    exclusions_by_rule,
    progress,
    workloads,
)
from awards.fairness.calibration import Calibration, ItemDeviation, PassRule, Shortfall, calibrate
from awards.fairness.estimates import Estimate
from awards.fairness.flags import Flag, FlagCode, FlagRules, flags
from awards.fairness.gaps import Gap, SelfAndAssessor, self_assessor_gaps
from awards.fairness.habits import Habits, habits
from awards.fairness.ratings import RANGES, Range, Rating
from awards.fairness.severity import ExaminerSeverity, SeverityReport, severity_report

__all__ = [
    "RANGES",
    "Agreement",
    "Calibration",
    "Estimate",
    "ExaminerSeverity",
    "Exclusion",
    "Flag",
    "FlagCode",
    "FlagRules",
    "Gap",
    "Habits",
    "ItemDeviation",
    "PassRule",
    "Range",
    "RangeAgreement",
    "Rating",
    "Reading",
    "RuleCount",
    "SelfAndAssessor",
    "SeverityReport",
    "Shortfall",
    "StageCount",
    "Standing",
    "Task",
    "Thresholds",
    "TimeBudget",
    "Verdict",
    "Workload",
    "agreement",
    "agreement_by",
    "calibrate",
    "exclusions_by_rule",
    "flags",
    "habits",
    "progress",
    "self_assessor_gaps",
    "severity_report",
    "workloads",
]
