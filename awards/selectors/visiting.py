"""The site visit: questions item by item, open points that ask for one, evidence, and what moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from awards.catalog import Item
from awards.models import AgreedComment, AwardApplication, Seat, VisitIssue
from awards.scoring import ItemState, Phase
from awards.selectors.calendar import Window
from awards.selectors.consensus import agreed_comments
from awards.selectors.consensus_checks import Seen, visit_evidence
from awards.selectors.consensus_log import Table, consensus_window, visit_window
from awards.selectors.review_log import criteria_for, cycle_for, examiner_key
from awards.selectors.reviewing import locked_reviews

State = AwardApplication.State


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something that asks to be looked into on site.

    Attributes
    ----------
    why
        ``asked``: an examiner wants to; ``absence``: the team found nothing; ``weighty``: a comment of great weight
        rests on the dossier alone; ``decided``: the team could not agree.
    """

    item: str
    kind: str
    why: str
    text: str
    who: str = ""
    comment: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitItem:
    """One item of the visit."""

    code: str
    item: Item
    state: ItemState
    issues: tuple[VisitIssue, ...]
    points: tuple[OpenPoint, ...]
    room_left: int


@dataclass(frozen=True)
class Visit:
    """The whole visit.

    Attributes
    ----------
    may_plan, may_record
        Whether questions may be put on the list now, and whether what was seen may be recorded.
    """

    table: Table
    items: tuple[VisitItem, ...]
    evidence: tuple[Seen, ...]
    window: Window
    most: int
    may_plan: bool
    may_record: bool

    @property
    def issues(self) -> tuple[VisitIssue, ...]:
        return tuple(issue for one in self.items for issue in one.issues)

    @property
    def closed(self) -> int:
        return sum(issue.is_closed for issue in self.issues)

    @property
    def moved(self) -> tuple[VisitItem, ...]:
        return tuple(one for one in self.items if one.state.visits)

    @property
    def open_points(self) -> tuple[OpenPoint, ...]:
        return tuple(point for one in self.items for point in one.points if one.room_left)


def visit_of(table: Table, seat: Seat, now: datetime) -> Visit:
    """Return the site visit as a member of the team sees it."""
    application = table.application
    most = cycle_for(application).consensus.site_visit.max_issues_per_item
    rows = list(VisitIssue.objects.filter(application=application).select_related("saved_by", "comment"))
    points = list(open_points(table, seat, rows))
    items = []
    for code, item in criteria_for(application).items.items():
        issues = tuple(row for row in rows if row.item == code)
        own = tuple(point for point in points if point.item == code)
        items.append(VisitItem(code, item, table.state.items[code], issues, own, max(most - len(issues), 0)))
    found = visit_window(application)
    is_visited = application.state == State.VISIT
    if table.state.phase is Phase.CONSENSUS:
        may_plan = consensus_window(application).is_open(now)
    else:
        may_plan = is_visited and now < found.ends_at
    return Visit(
        table=table,
        items=tuple(items),
        evidence=tuple(visit_evidence(application)),
        window=found,
        most=most,
        may_plan=may_plan,
        may_record=is_visited and found.is_open(now),
    )


def open_points(table: Table, seat: Seat, issues: list[VisitIssue]) -> Iterator[OpenPoint]:
    """Yield what asks for a visit and is not on the list yet: members' questions first, then the team's comments."""
    asked = {(row.item, " ".join(row.question.split())) for row in issues}
    taken = {row.comment_id for row in issues if row.comment_id}
    for review in locked_reviews(table.application, seat):
        for item, text in review.visit_questions.items():
            if text.strip() and (item, " ".join(text.split())) not in asked and item in table.state.items:
                yield OpenPoint(item, VisitIssue.Kind.VERIFY, "asked", text.strip(), review.name)
    for row in agreed_comments(table.application):
        if row.pk in taken or row.is_resolved:
            continue
        if row.absence:
            yield _of_comment(row, VisitIssue.Kind.CLARIFY, "absence")
        elif row.importance in ("++", "--"):
            yield _of_comment(row, VisitIssue.Kind.VERIFY, "weighty")
    for code, state in table.state.items.items():
        if state.decision is not None and not any(row.item == code for row in issues):
            text = next((text for text in state.decision.rationale.values() if text), "")
            yield OpenPoint(code, VisitIssue.Kind.CLARIFY, "decided", text)


def may_finalise(visit: Visit, seat: Seat) -> bool:
    """Tell whether the person is the one who hands the file on, and the time is right."""
    return visit.may_record and visit.table.state.lead == examiner_key(seat.examiner_id)


def _of_comment(row: AgreedComment, kind: str, why: str) -> OpenPoint:
    return OpenPoint(row.item, kind, why, row.ko or row.en, comment=row.pk)
