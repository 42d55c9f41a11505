"""What the award office works on: the files of a cycle, one file as it was handed in, and what waits for an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission, require_permission
from awards.application_states import STATE_LABELS, StateLabel
from awards.catalog import AwardCategory, Cycle
from awards.catalog.conditions import FactValue
from awards.catalog.cycle import Fact, Stage
from awards.catalog.eligibility import Finding, eligibility
from awards.models import Appeal, ApplicationFact, AwardApplication, AwardFile, StageChange, TeamChallenge
from awards.selectors.access import applications_for_office
from awards.selectors.calendar import Window, windows
from awards.selectors.dossier import latest_submission
from awards.selectors.eligibility import fact_value, official_facts
from awards.selectors.files import cycle_of
from awards.selectors.review_log import cycle_for
from qmplatform.models import AuditEntry

State = AwardApplication.State
PAGE_SIZE: Final = 50
_SECOND: Final = timedelta(seconds=1)
# What the office acts on comes first.
_STATE_ORDER: Final = (
    State.SUBMITTED, State.COMPLETION, State.ELIGIBLE, State.REVIEW, State.CONSENSUS, State.SHORTLIST, State.VISIT,
    State.JUDGING, State.DECIDED, State.REFUSED, State.WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateCount:
    label: StateLabel
    number: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OfficeLine:
    application: AwardApplication
    category: AwardCategory
    label: StateLabel
    receipt_number: str
    handed_in_at: datetime | None


@dataclass(frozen=True)
class OfficeList:
    """The files of a cycle as the office lists them; of drafts only how many."""

    page: Page[Any]
    lines: list[OfficeLine]
    states: list[StateCount]
    categories: list[tuple[AwardCategory, int]]
    drafts: int
    total: int


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A fact of the office's with what is known of it, and where it was looked up."""

    fact: Fact
    row: ApplicationFact | None

    @property
    def is_known(self) -> bool:
        return self.row is not None and self.row.value is not None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of what happened to a file: a code of the audit trail, who and when."""

    at: datetime
    action: str
    who: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage with its published times and those that hold now."""

    stage: Stage
    published_first: datetime
    published_last: datetime
    held: Window
    changes: tuple[StageChange, ...]

    @property
    def last(self) -> datetime:
        return self.held.ends_at - _SECOND

    @property
    def is_changed(self) -> bool:
        return bool(self.changes)


def office_list(
    user: User, cycle_row: AwardFile, *, state: str = "", category: str = "", query: str = "", page: str = ""
) -> OfficeList:
    """Return the files of a cycle that were handed in, filtered; counts are of the whole cycle.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    """
    cycle = cycle_of(cycle_row)
    everything = _handed_in(user, cycle.key)
    by_state = Counter(everything.order_by().values_list("state", flat=True))
    by_category = Counter(everything.order_by().values_list("category", flat=True))
    found = everything
    if state in STATE_LABELS:
        found = found.filter(state=state)
    if category in by_category:
        found = found.filter(category=category)
    if words := query.strip():
        found = found.filter(
            Q(company__name__icontains=words)
            | Q(company__business_number__startswith=words.replace("-", ""))
            | Q(submissions__receipt_number__icontains=words)
            | Q(team_name__icontains=words)
        ).distinct()
    held = Paginator(found.prefetch_related("submissions"), PAGE_SIZE).get_page(page)
    lines = []
    for row in held:
        submissions = sorted(row.submissions.all(), key=lambda one: one.number)
        last = submissions[-1] if submissions else None
        lines.append(
            OfficeLine(
                row,
                cycle.category(row.category),
                STATE_LABELS[row.state],
                last.receipt_number if last else "",
                last.submitted_at if last else None,
            )
        )
    return OfficeList(
        page=held,
        lines=lines,
        states=[StateCount(STATE_LABELS[one], by_state[one], one == state) for one in _STATE_ORDER if by_state[one]],
        categories=[(one, by_category[one.code]) for one in cycle.categories if by_category[one.code]],
        drafts=AwardApplication.objects.filter(cycle_key=cycle.key, state=State.DRAFT).count(),
        total=sum(by_state.values()),
    )


def screening_facts(application: AwardApplication) -> dict[str, FactValue]:
    """Return the facts the office decides on: those that were handed in, and what it looked up since."""
    cycle, submission = cycle_for(application), latest_submission(application)
    held = cycle.facts_by_key
    told = submission.facts if submission else {}
    facts = {key: fact_value(held[key], data) for key, data in told.items() if key in held}
    official = {fact.key for fact in official_facts(cycle)}
    facts = {key: value for key, value in facts.items() if key not in official}
    for row in ApplicationFact.objects.filter(application=application, key__in=official):
        facts[row.key] = fact_value(held[row.key], row.value)
    return facts


def screening_findings(application: AwardApplication) -> list[Finding]:
    """Return what every rule says of what was handed in."""
    return eligibility(cycle_for(application), screening_facts(application))


def looked_up(application: AwardApplication) -> list[LookedUp]:
    """Return every fact the office looks up, with what is known."""
    rows = {row.key: row for row in application.facts.select_related("said_by")}
    return [LookedUp(fact, rows.get(fact.key)) for fact in official_facts(cycle_for(application))]


def may_be_screened(application: AwardApplication, now: datetime) -> bool:
    """Tell whether it waits for the office: handed in, or a completion that did not come in time."""
    due = application.completion_due_at
    return application.state == State.SUBMITTED or (
        application.state == State.COMPLETION and due is not None and now >= due
    )


def history_of(application: AwardApplication) -> list[HistoryLine]:
    """Return the audit trail of a file once it was handed in, the latest first; drafting stays the applicant's."""
    rows = AuditEntry.objects.filter(subject=f"award_application:{application.pk}").order_by("-sequence")
    first = rows.filter(action="award_application_submitted").last()
    if first is not None:
        rows = rows.filter(sequence__gte=first.sequence)
    entries = list(rows[:200])
    people = {str(user.pk): str(user) for user in User.objects.filter(pk__in={one.by for one in entries if one.by})}
    return [HistoryLine(one.at, one.action, people.get(one.by, ""), one.details) for one in entries]


def office_appeals(user: User) -> QuerySet[Appeal]:
    """Return every objection and correction, what waits first.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    """
    require_permission(user, Permission.AWARDS_MANAGE)
    rows = Appeal.objects.select_related("application__company", "application__cycle", "asked_by", "answered_by")
    return rows.order_by("answered_at", "asked_at", "pk")


def office_challenges(user: User) -> QuerySet[TeamChallenge]:
    """Return every request to replace an examiner, what waits first.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    """
    require_permission(user, Permission.AWARDS_MANAGE)
    rows = TeamChallenge.objects.select_related(
        "application__company", "application__cycle", "examiner__user", "asked_by", "answered_by"
    )
    return rows.order_by("answered_at", "asked_at", "pk")


def waiting_answers(user: User) -> int:
    """Return how many objections, corrections and challenges wait for the office."""
    return office_appeals(user).filter(upheld=None).count() + office_challenges(user).filter(upheld=None).count()


def calendar_lines(cycle: Cycle) -> list[StageLine]:
    """Return the stages of a cycle, each with its published times, its present ones and every change."""
    held, changes = windows(cycle), _changes(cycle)
    lines = []
    for code, stage in cycle.stages.items():
        first, end = cycle.stage_window(code)
        lines.append(StageLine(stage, first, end - _SECOND, held[code], tuple(changes.get(code, ()))))
    return lines


def _handed_in(user: User, cycle_key: str) -> QuerySet[AwardApplication]:
    rows = applications_for_office(user).filter(cycle_key=cycle_key, submissions__isnull=False)
    return rows.distinct().order_by("created_at", "pk")


def _changes(cycle: Cycle) -> dict[str, list[StageChange]]:
    found: dict[str, list[StageChange]] = {}
    for change in StageChange.objects.filter(cycle_key=cycle.key).select_related("created_by").order_by("-pk"):
        found.setdefault(change.stage, []).append(change)
    return found
