"""An examiner's own reviews: what is written, how far it is, and what others may read of it once it is locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final, Literal

from accounts.models import User
from awards.catalog import Criteria, Cycle, Item
from awards.comments.model import Comment
from awards.dossier import Dossier
from awards.models import (
    ApplicationSubmission,
    AwardApplication,
    ExaminerDeclaration,
    ItemReview,
    LockedReview,
    ReviewComment,
    Seat,
)
from awards.scoring import ConsensusSetup, Rating, Scheme, reviews_visible_to
from awards.selectors.access import has_declared, seats_of
from awards.selectors.calendar import Window, window
from awards.selectors.comment_rows import comment_from, comment_of
from awards.selectors.evidence import dossier_handed_in, submission_for
from awards.selectors.review_log import (
    criteria_for,
    cycle_for,
    examiner_id,
    examiner_key,
    review_state,
    scheme_for,
    setup_for,
)

State = AwardApplication.State
STAGE: Final = "REVIEW"
ItemState = Literal["todo", "doing", "done"]
FileState = Literal["declare", "early", "open", "late", "locked", "over"]


@dataclass(frozen=True)
class OwnItem:
    """What an examiner holds of one item, whether it is being written or was locked."""

    code: str
    item: Item
    points: float
    factors: Mapping[str, str] = field(default_factory=dict)
    range_code: str = ""
    percent: int | None = None
    notes: str = ""
    visit_question: str = ""
    comments: tuple[Comment, ...] = ()
    is_done: bool = False
    revision: int = 0
    saved_at: datetime | None = None

    @property
    def rating(self) -> Rating | None:
        """Return the rating, or None while there is no percent."""
        if self.percent is None:
            return None
        return Rating(self.percent, dict(self.factors), self.range_code or None)

    @property
    def is_begun(self) -> bool:
        written = (self.factors, self.range_code, self.notes.strip(), self.visit_question.strip(), self.comments)
        return self.percent is not None or any(written)

    @property
    def state(self) -> ItemState:
        return "done" if self.is_done else "doing" if self.is_begun else "todo"

    def of_kind(self, kind: str) -> tuple[Comment, ...]:
        return tuple(one for one in self.comments if one.kind == kind)

    @property
    def strengths(self) -> int:
        return len(self.of_kind("strength"))

    @property
    def ofis(self) -> int:
        return len(self.of_kind("ofi"))

    @property
    def earned(self) -> float | None:
        """Return the points the percent gives, unrounded."""
        return None if self.percent is None else self.points * self.percent / 100


@dataclass(frozen=True)
class ReviewFile:
    """One application as one of its examiners has it.

    Attributes
    ----------
    window
        When reviews are taken; its end is the first moment that no longer counts.
    """

    seat: Seat
    cycle: Cycle
    criteria: Criteria
    setup: ConsensusSetup
    scheme: Scheme
    submission: ApplicationSubmission
    window: Window
    locked: LockedReview | None
    items: tuple[OwnItem, ...]
    state: FileState

    @property
    def application(self) -> AwardApplication:
        return self.seat.application

    @cached_property
    def dossier(self) -> Dossier:
        return dossier_handed_in(self.submission)

    @property
    def can_write(self) -> bool:
        return self.state == "open"

    @cached_property
    def by_code(self) -> dict[str, OwnItem]:
        return {own.code: own for own in self.items}

    @property
    def done(self) -> int:
        return sum(own.is_done for own in self.items)

    @property
    def rated(self) -> int:
        return sum(own.percent is not None for own in self.items)

    @property
    def total(self) -> float:
        """Return the points so far; what is not rated yet counts nothing."""
        return sum(own.earned or 0.0 for own in self.items)

    @cached_property
    def groups(self) -> tuple[tuple[Any, tuple[OwnItem, ...]], ...]:
        """Return the items under the category of the criteria they stand in."""
        found = []
        for group in self.criteria.categories.values():
            own = tuple(self.by_code[child.code] for child in group.children if child.code in self.by_code)
            if own:
                found.append((group, own))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A line of an examiner's reviews.

    Attributes
    ----------
    hours
        What the cycle reckons a file takes, and what of it is left by the items that are done.
    """

    seat: Seat
    cycle: Cycle
    category: Any
    window: Window
    state: FileState
    done: int
    items: int
    hours: float
    hours_left: float

    @property
    def application(self) -> AwardApplication:
        return self.seat.application

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.items) if self.items else 0


@dataclass(frozen=True)
class LockedView:
    """A locked review as somebody of the team may read it."""

    seat: Seat
    key: str
    is_own: bool
    ratings: Mapping[str, Rating]
    comments: tuple[Comment, ...]
    visit_questions: Mapping[str, str]
    locked_at: datetime

    @property
    def name(self) -> str:
        return str(self.seat.examiner)

    def comments_of(self, item: str) -> tuple[Comment, ...]:
        return tuple(one for one in self.comments if one.item == item)


def my_reviews(user: User, now: datetime) -> list[ReviewRow]:
    """Return the files of an examiner: those still to do first, then by when they are due.

    Raises
    ------
    PermissionDenied
        The person is no examiner.
    """
    seats = list(seats_of(user).exclude(application__state=State.WITHDRAWN))
    declared = set(
        ExaminerDeclaration.objects.filter(examiner__user=user).values_list("application_id", flat=True)
    )  # of this examiner only
    locked = set(LockedReview.objects.filter(seat__in=seats).values_list("seat_id", flat=True))
    done: dict[int, int] = {}
    for seat_id in ItemReview.objects.filter(seat__in=seats, is_done=True).values_list("seat_id", flat=True):
        done[seat_id] = done.get(seat_id, 0) + 1
    windows: dict[str, Window] = {}
    rows = []
    for seat in seats:
        cycle, criteria = cycle_for(seat.application), criteria_for(seat.application)
        stage = windows.setdefault(cycle.key, window(cycle, STAGE))
        is_locked = seat.pk in locked
        state = _file_state(seat, stage, now, is_locked=is_locked, is_declared=seat.application_id in declared)
        number = len(criteria.items) if is_locked else done.get(seat.pk, 0)
        budget = cycle.assignment.time_budget_hours
        left = len(criteria.items) - number
        first = 0.0 if number else budget.first_read
        rows.append(
            ReviewRow(
                seat=seat,
                cycle=cycle,
                category=cycle.category(seat.application.category),
                window=stage,
                state=state,
                done=number,
                items=len(criteria.items),
                hours=budget.first_read + budget.per_item * len(criteria.items),
                hours_left=0.0 if is_locked else first + budget.per_item * left,
            )
        )
    order = ("declare", "open", "early", "late", "locked", "over")
    return sorted(rows, key=lambda row: (order.index(row.state), row.window.ends_at, str(row.application.pk)))


def review_file(seat: Seat, now: datetime) -> ReviewFile:
    """Return a file with everything its examiner wrote; a locked one as it was locked.

    Raises
    ------
    awards.selectors.evidence.UnableToFindSubmission
        Nothing was handed in.
    """
    application = seat.application
    cycle, criteria = cycle_for(application), criteria_for(application)
    stage = window(cycle, STAGE)
    locked = LockedReview.objects.select_related("submission").filter(seat=seat).first()
    scheme = scheme_for(application)
    points = {one.code: float(one.points) for one in scheme.items}
    own = _locked_items(locked, seat) if locked else _written_items(seat)
    items = tuple(
        OwnItem(code=code, item=item, points=points[code], **own.get(code, {})) for code, item in criteria.items.items()
    )
    return ReviewFile(
        seat=seat,
        cycle=cycle,
        criteria=criteria,
        setup=setup_for(application),
        scheme=scheme,
        submission=locked.submission if locked else submission_for(application),
        window=stage,
        locked=locked,
        items=items,
        state=_file_state(seat, stage, now, is_locked=locked is not None, is_declared=has_declared(seat)),
    )


def locked_reviews(application: AwardApplication, viewer: Seat) -> tuple[LockedView, ...]:
    """Return the locked reviews that an examiner of the team may read, the own one first, then by name.

    Nobody's but the own before the consensus is opened; nothing for someone who was taken out. Whose review was set
    aside is not among them.
    """
    own = examiner_key(viewer.examiner_id)
    visible = reviews_visible_to(review_state(application), own)
    rows = LockedReview.objects.filter(
        seat__application=application, seat__examiner_id__in=[examiner_id(key) for key in visible]
    ).select_related("seat__examiner__user")
    found = []
    # Somebody who was taken out and is on the team again would have two: the last one counts.
    for row in {one.seat.examiner_id: one for one in rows.order_by("locked_at", "pk")}.values():
        key = examiner_key(row.seat.examiner_id)
        found.append(
            LockedView(
                seat=row.seat,
                key=key,
                is_own=key == own,
                ratings=visible[key],
                comments=tuple(comment_from(one) for one in row.content["comments"]),
                visit_questions=dict(row.content["visit_questions"]),
                locked_at=row.locked_at,
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_own, one.name, one.key)))


def days_left(stage: Window, now: datetime) -> int:
    """Return how many whole days are left of a stage; 0 on its last day and after it."""
    return max((stage.ends_at - now) // timedelta(days=1), 0)


def _file_state(seat: Seat, stage: Window, now: datetime, *, is_locked: bool, is_declared: bool) -> FileState:
    if is_locked:
        return "locked"
    if seat.application.state != State.REVIEW:
        return "over"
    if not is_declared:
        return "declare"
    if now < stage.starts_at:
        return "early"
    return "open" if stage.is_open(now) else "late"


def _written_items(seat: Seat) -> dict[str, dict[str, Any]]:
    comments: dict[str, list[Comment]] = {}
    for row in ReviewComment.objects.filter(seat=seat).order_by("item", "position", "pk"):
        comments.setdefault(row.item, []).append(comment_of(row))
    reviews = {row.item: row for row in ItemReview.objects.filter(seat=seat)}
    found: dict[str, dict[str, Any]] = {}
    for code in {*reviews, *comments}:
        found[code] = {"comments": _ordered(comments.get(code, ()))}
        if (own := reviews.get(code)) is not None:
            found[code] |= {
                "factors": dict(own.factors),
                "range_code": own.range_code,
                "percent": own.percent,
                "notes": own.notes,
                "visit_question": own.visit_question,
                "is_done": own.is_done,
                "revision": own.revision,
                "saved_at": own.saved_at,
            }
    return found


def _locked_items(locked: LockedReview, seat: Seat) -> dict[str, dict[str, Any]]:
    """Return a review as it was locked; own notes stay with the examiner and are no part of it."""
    notes = dict(ItemReview.objects.filter(seat=seat).values_list("item", "notes"))
    comments: dict[str, list[Comment]] = {}
    for data in locked.content["comments"]:
        one = comment_from(data)
        comments.setdefault(one.item, []).append(one)
    return {
        code: {
            "factors": dict(rating["factors"]),
            "range_code": rating["range_code"] or "",
            "percent": rating["percent"],
            "notes": notes.get(code, ""),
            "visit_question": locked.content["visit_questions"].get(code, ""),
            "comments": _ordered(comments.get(code, ())),
            "is_done": True,
            "saved_at": locked.locked_at,
        }
        for code, rating in locked.content["ratings"].items()
    }


def _ordered(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Return strengths first, each kind in the order it was written."""
    return tuple(sorted(comments, key=lambda one: one.kind != "strength"))
