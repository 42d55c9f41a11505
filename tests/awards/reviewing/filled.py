"""A file under review and what an examiner writes of it, as tests of this area use them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from awards.comments.model import Comment
from awards.dossier import item_number
from awards.models import AwardApplication, AwardFile, ItemReview, ReviewComment, Seat
from awards.selectors.files import published_criteria
from awards.selectors.review_log import criteria_for
from awards.selectors.reviewing import ReviewFile
from awards.services.reviewing import ItemDraft, item_review_save
from tests.awards.rows import hand_in, make_application, make_cycle, make_examiner, name_team
from tests.factories import NOW, People

STRENGTH = "방법을 12곳에서 쓰고 결과를 매월 살펴 개선으로 이어짐. 측정이 예방을 뒷받침하여 납기 지연의 위험이 줄어듦."
OFI = "두 지점의 결과가 나뉘어 보이지 않아 어느 곳이 늦는지 알기 어려움. 대응이 늦어질 위험이 남아 있음."


@dataclass(frozen=True)
class World:
    cycle: AwardFile
    application: AwardApplication
    seats: list[Seat]
    people: People

    @property
    def own(self) -> Seat:
        return self.seats[0]

    @property
    def user(self) -> Any:
        return self.own.examiner.user


def make_world(people: People, *, criteria: str = "", **fields: Any) -> World:
    """Return a file of the first company with a team of three who have signed; under other criteria by their name."""
    cycle = make_cycle()
    if criteria:
        fields["criteria"] = published_criteria(criteria)
    application = make_application(people.company, cycle, **fields)
    hand_in(application, people.owner)
    examiners = [make_examiner(f"reviewer{number}@example.com", name=f"위원갑{number}") for number in (1, 2, 3)]
    return World(cycle, application, name_team(application, examiners, people.official), people)


def comment(item: str, kind: str = "strength", **fields: Any) -> Comment:
    """Return a comment that nothing stands against."""
    is_process = not item.startswith("AWD7")
    values = Comment(
        id=str(uuid.uuid4()),
        item=item,
        kind=kind,
        factor=("A" if kind == "strength" else "D") if is_process else ("Le" if kind == "strength" else "T"),
        importance="+" if kind == "strength" else "-",
        ko=STRENGTH if kind == "strength" else OFI,
        en="",
        evidence=(f"{item_number(item)}-P1" if kind == "strength" else f"{item_number(item)}-P2",),
    )
    return replace(values, **fields)


def sound(item: str, *, percent: int = 50, range_code: str = "R4", **fields: Any) -> ItemDraft:
    """Return an item that can be locked."""
    factors = ("A", "D", "L", "I") if not item.startswith("AWD7") else ("Le", "T", "C", "I")
    values = ItemDraft(
        factors=dict.fromkeys(factors, range_code),
        range_code=range_code,
        percent=percent,
        comments=(comment(item), comment(item, "ofi")),
    )
    return replace(values, **fields)


def write(
    seat: Seat, item: str, draft: ItemDraft, revision: int = 1, *, now: datetime = NOW, finish: bool = False
) -> ReviewFile:
    return item_review_save(
        seat=seat, item=item, draft=draft, revision=revision, by=seat.examiner.user, now=now, finish=finish
    )


def write_all(seat: Seat, **changes: Any) -> None:
    """Lay rows for every item so that the review can be locked, as its saves would leave them."""
    for code in criteria_for(seat.application).items:
        draft = sound(code, **changes)
        ItemReview.objects.create(
            seat=seat, item=code, factors=dict(draft.factors), range_code=draft.range_code, percent=draft.percent,
            is_done=True, revision=1, saved_at=NOW,
        )  # fmt: skip
        ReviewComment.objects.bulk_create(
            ReviewComment(
                pk=one.id, seat=seat, item=code, kind=one.kind, factor=one.factor, importance=one.importance, ko=one.ko,
                evidence=list(one.evidence), position=place, saved_at=NOW,
            )
            for place, one in enumerate(draft.comments)
        )  # fmt: skip
