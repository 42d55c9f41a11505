"""Who examines and what is examined, as far as assigning needs to know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Size = Literal["micro", "small", "medium", "mid", "large", "public"]
Evidence = Literal["declared", "employment_history", "business_ties", "co_editing", "earlier_assignments", "challenge"]
SME_SIZES: frozenset[Size] = frozenset({"micro", "small", "medium"})


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company by its business number; `group` is the number of its head company, empty where it has none."""

    number: str
    group: str = ""

    @property
    def family(self) -> str:
        """The number all companies of a group have in common: that of its head."""
        return self.group or self.number


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of an examiner to an organisation.

    Attributes
    ----------
    relation
        The relation a conflict rule names, `employment` among them.
    since, until
        First and last day, both included. None: unknown start, and no end known, which counts as still holding.
    listed, share
        Of a shareholding: whether the company is listed and the share held, 0 to 1; None where it is not known.
    evidence
        Where it is known from.
    """

    relation: str
    organisation: Organisation
    since: date | None = None
    until: date | None = None
    listed: bool = False
    share: float | None = None
    evidence: Evidence = "declared"


@dataclass(frozen=True, slots=True)
class PastReview:
    """An earlier assignment that ended on a day, in the cycle of a year."""

    organisation: Organisation
    cycle_year: int
    ended_on: date


@dataclass(frozen=True, slots=True)
class Declaration:
    """The examiner signed the declaration for one application on a day; it holds for no other."""

    application: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """Someone of the pool.

    Attributes
    ----------
    cycles
        Award cycles examined in before this one; 0 is a first time.
    employer
        Key of the present employer, empty for the self-employed: two of them never have the same employer.
    files_elsewhere
        Files of this cycle that are held already and are no part of what is to be assigned.
    recused_from
        Applications the examiner stepped back from.
    """

    key: str
    cycles: int = 0
    employer: str = ""
    city: str = ""
    sectors: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    sme_experience: bool = False
    is_judge: bool = False
    calibrated: bool = True
    files_elsewhere: int = 0
    ties: tuple[Tie, ...] = ()
    past_reviews: tuple[PastReview, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    recused_from: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Partner:
    """A lead company or main business partner of the applicant, with the first and last day of the business."""

    organisation: Organisation
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """The applicant asked that an examiner be replaced; `told_on` is the day the team was made known to it."""

    examiner: str
    told_on: date
    asked_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A file to examine.

    Attributes
    ----------
    seats
        The size its team should have, None for the cycle's default.
    allies
        Other companies that apply together with it, as suppliers of one team: a tie to one is a tie to the file.
    """

    key: str
    company: Organisation
    cycle_year: int
    size: Size = "medium"
    sector: str = ""
    group: str = ""
    city: str = ""
    seats: int | None = None
    allies: tuple[Organisation, ...] = ()
    competitors: tuple[Organisation, ...] = ()
    partners: tuple[Partner, ...] = ()
    challenges: tuple[Challenge, ...] = ()

    @property
    def applicants(self) -> tuple[Organisation, ...]:
        """The company and those that apply with it."""
        return (self.company, *self.allies)

    @property
    def is_sme(self) -> bool:
        return self.size in SME_SIZES


@dataclass(frozen=True, slots=True)
class Seat:
    """An examiner on the team of an application."""

    application: str
    examiner: str
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Clearance:
    """The chair looked at what a rule found and lets the examiner take the file all the same."""

    application: str
    examiner: str
    rule: str
