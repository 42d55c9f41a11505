"""What may happen between independent review and final percents: the events of a log, and the state they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from awards.scoring.percents import PercentScale, Rating
from awards.scoring.spreads import Spread, SpreadRules


class Phase(StrEnum):
    """Where the review of one application stands."""

    NEW = "new"
    INDEPENDENT = "independent"
    CONSENSUS = "consensus"
    VISIT = "visit"
    FINAL = "final"


class Path(StrEnum):
    """How an item came, or is to come, to its percent."""

    WAITING = "waiting"  # independent reviews are not in
    MEDIAN = "median"
    DISCUSSION = "discussion"
    LEAD_TO_DECIDE = "lead_to_decide"
    LEAD_DECIDED = "lead_decided"


@dataclass(frozen=True, slots=True)
class ConsensusRules:
    """The cycle's rules; none has a default, for a cycle is data.

    Attributes
    ----------
    max_rounds
        Rounds of discussion before the lead decides.
    rationale_min_chars
        Least length of a rationale by language, in characters without superfluous white space.
    cap_ranges
        How many ranges a percent may lie above the lowest sub-rating.
    visit_max_ranges
        How many ranges a site visit may move an item.
    min_examiners
        Fewest examiners whose reviews make a consensus.
    """

    spread: SpreadRules
    max_rounds: int
    rationale_min_chars: Mapping[str, int]
    cap_ranges: int
    visit_max_ranges: int
    min_examiners: int


@dataclass(frozen=True, slots=True)
class ConsensusSetup:
    """What the log is read against: scale, rules, and every item with its sub-ratings, in the criteria's order."""

    scale: PercentScale
    rules: ConsensusRules
    factors: Mapping[str, tuple[str, ...]]


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class TeamNamed:
    """An official names the examiners and which of them leads."""

    by: str
    lead: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewLocked:
    """An examiner locks an independent review: one rating for every item, never changed afterwards."""

    by: str
    ratings: Mapping[str, Rating]


@dataclass(frozen=True, slots=True)
class ExaminerJoined:
    """An official puts a replacement into a team that is still reviewing."""

    by: str
    examiner: str


@dataclass(frozen=True, slots=True)
class ExaminerRemoved:
    """An official takes an examiner out, or the examiner steps back: by which conflict rule, and why."""

    by: str
    examiner: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeadNamed:
    """An official names another lead."""

    by: str
    examiner: str


@dataclass(frozen=True, slots=True)
class ConsensusOpened:
    """The lead lays the locked reviews side by side."""

    by: str


@dataclass(frozen=True, slots=True)
class RoundLogged:
    """The lead logs a discussion: everyone's new rating beside the old one, and why, by language.

    Sub-ratings that a new rating leaves empty stay as they were.
    """

    by: str
    item: str
    ratings: Mapping[str, Rating]
    rationale: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeadDecided:
    """The lead decides an item that the rounds left open; `minority` has the notes of those who differ."""

    by: str
    item: str
    percent: int
    rationale: Mapping[str, str]
    minority: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ConsensusClosed:
    """The lead closes the consensus: every item has a percent."""

    by: str


@dataclass(frozen=True, slots=True)
class VisitRecorded:
    """A member records what the site visit found for an item, and whether its percent moves."""

    by: str
    item: str
    before: int
    after: int
    evidence: tuple[str, ...]
    finding: str


@dataclass(frozen=True, slots=True)
class Finalised:
    """The lead hands the percents to the judges, after a site visit or without one."""

    by: str


Event = (
    TeamNamed
    | ReviewLocked
    | ExaminerJoined
    | ExaminerRemoved
    | LeadNamed
    | ConsensusOpened
    | RoundLogged
    | LeadDecided
    | ConsensusClosed
    | VisitRecorded
    | Finalised
)


# ---------------------------------------------------------------- state


@dataclass(frozen=True, slots=True)
class Round:
    """One round: new percents with their spread, the ratings they come from, and why."""

    number: int
    ratings: Mapping[str, Rating]
    spread: Spread
    rationale: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """The lead's decision and the notes of those who differ."""

    by: str
    percent: int
    rationale: Mapping[str, str]
    minority: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetAside:
    """What an item had come to before an examiner was taken out; kept, no longer counted."""

    removed: str
    independent: Spread
    rounds: tuple[Round, ...]
    decision: Decision | None
    agreed: int | None
    visits: tuple[VisitRecorded, ...]


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item.

    Attributes
    ----------
    independent
        Spread of the locked reviews that count; None before the consensus is opened.
    agreed
        Percent of the consensus; None while it is open.
    """

    path: Path = Path.WAITING
    independent: Spread | None = None
    rounds: tuple[Round, ...] = ()
    decision: Decision | None = None
    agreed: int | None = None
    visits: tuple[VisitRecorded, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    @property
    def percent(self) -> int | None:
        """Return the percent as it stands: what the last visit left, else what was agreed."""
        return self.visits[-1].after if self.visits else self.agreed

    @property
    def latest(self) -> Spread | None:
        """Return the spread of the last round, else of the independent reviews."""
        return self.rounds[-1].spread if self.rounds else self.independent


@dataclass(frozen=True, slots=True)
class ConsensusState:
    """What a log adds up to.

    Attributes
    ----------
    members
        Examiners who count, in alphabetical order.
    lead
        One of them; None after the lead was taken out.
    reviews
        Locked ratings by examiner and item, also of examiners who were taken out; those no longer count.
    """

    phase: Phase = Phase.NEW
    members: tuple[str, ...] = ()
    lead: str | None = None
    reviews: Mapping[str, Mapping[str, Rating]] = field(default_factory=dict)
    removed: tuple[ExaminerRemoved, ...] = ()
    items: Mapping[str, ItemState] = field(default_factory=dict)

    @property
    def percents(self) -> dict[str, int | None]:
        """Return the percent of every item as it stands, None while it is open."""
        return {code: item.percent for code, item in self.items.items()}
