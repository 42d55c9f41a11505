"""Who examines what: conflicts of interest, proposed teams, changes by hand, workload. Pure."""

from awards.assignment.changes import Candidate, Change, Verdict, check_change, forbidden, replacements
from awards.assignment.conflicts import Conflict, challenge_state, conflict_table, conflicts, standing_conflicts
from awards.assignment.figures import Load, Pair, Workload, hours_per_file, workload
from awards.assignment.people import (
    Application,
    Challenge,
    Clearance,
    Declaration,
    Examiner,
    Organisation,
    Partner,
    PastReview,
    Seat,
    Tie,
)
from awards.assignment.problem import Released
from awards.assignment.proposal import Member, Proposal, Team, Unmet, propose
from awards.assignment.standing import TeamStanding, standings

__all__ = [
    "Application",
    "Candidate",
    "Challenge",
    "Change",
    "Clearance",
    "Conflict",
    "Declaration",
    "Examiner",
    "Load",
    "Member",
    "Organisation",
    "Pair",
    "Partner",
    "PastReview",
    "Proposal",
    "Released",
    "Seat",
    "Team",
    "TeamStanding",
    "Tie",
    "Unmet",
    "Verdict",
    "Workload",
    "challenge_state",
    "check_change",
    "conflict_table",
    "conflicts",
    "forbidden",
    "hours_per_file",
    "propose",
    "replacements",
    "standing_conflicts",
    "standings",
    "workload",
]
