"""What waits for an official: submissions that show two signs of careless answering or more, without their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery

from dashboards.models import CarelessFlag, CarelessRun
from dashboards.selectors.signs import Sign, signs_of
from diagnosis.models import EntryDecision

WAITING: Final = "waiting"
KEPT: Final = "kept"
LEFT_OUT: Final = "left_out"
STATES: Final = (WAITING, KEPT, LEFT_OUT)
_ON_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Case:
    """A submission that a run found: a number in place of a name, its signs, and what was decided so far.

    Attributes
    ----------
    state
        One of `STATES`.
    decisions
        The newest first; only of a case that is looked at alone.
    """

    flag: CarelessFlag
    year: int
    signs: tuple[Sign, ...]
    state: str
    decisions: tuple[EntryDecision, ...] = ()

    @property
    def number(self) -> int:
        """Return what the case is called."""
        return self.flag.pk

    @property
    def last_decision(self) -> int:
        """Return the id of the decision that holds, 0 without one."""
        return self.decisions[0].pk if self.decisions else 0


@dataclass(frozen=True, slots=True)
class Queue:
    """Cases of one state, a page of them, and how many there are of each state."""

    cases: tuple[Case, ...]
    page: Page[CarelessFlag]
    state: str
    numbers: dict[str, int]
    ran_at: datetime | None


class UnableToFindCase(LookupError):
    """There is no such case."""


def review_queue(state: str = WAITING, *, page: str = "1") -> Queue:
    """Return the cases of the newest run of each model version, those with the most signs first."""
    numbers = {name: _of_state(name).count() for name in STATES}
    chosen = state if state in STATES else WAITING
    found = Paginator(_of_state(chosen).order_by("pk"), _ON_PAGE).get_page(page)
    ran_at = CarelessRun.objects.aggregate(at=Max("ran_at"))["at"]
    return Queue(tuple(_case(flag, chosen) for flag in found), found, chosen, numbers, ran_at)


def review_case(number: int) -> Case:
    """Return one case, of an older run too, with its decisions.

    Raises
    ------
    UnableToFindCase
        There is none of this number.
    """
    flag = CarelessFlag.objects.filter(pk=number).annotate(year=_YEAR).select_related("run").first()
    if flag is None:
        raise UnableToFindCase(number)
    rows = EntryDecision.objects.filter(submission_id=flag.submission_id).select_related("decided_by")
    decisions = tuple(rows.order_by("-pk"))
    return _case(flag, _state(decisions[0].is_left_out if decisions else None), decisions)


_YEAR: Final = F("submission__diagnosis__reference_year")


def _of_state(state: str) -> QuerySet[CarelessFlag]:
    newer = CarelessRun.objects.filter(model_version=OuterRef("run__model_version"), pk__gt=OuterRef("run_id"))
    decided = EntryDecision.objects.filter(submission=OuterRef("submission")).order_by("-pk")
    rows = CarelessFlag.objects.filter(~Exists(newer)).select_related("run")
    marked = rows.annotate(year=_YEAR, out=Subquery(decided.values("is_left_out")[:1]))
    return marked.filter(out={WAITING: None, KEPT: False, LEFT_OUT: True}[state])


def _state(is_out: bool | None) -> str:
    return WAITING if is_out is None else LEFT_OUT if is_out else KEPT


def _case(flag: CarelessFlag, state: str, decisions: tuple[EntryDecision, ...] = ()) -> Case:
    year: int = flag.year  # type: ignore[attr-defined]  # annotated
    return Case(flag, year, tuple(signs_of(flag.signs)), state, decisions)
