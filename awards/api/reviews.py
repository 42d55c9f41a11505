"""Independent reviews and consensus, for those who examine, judge or look after the award."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from awards.api.application_serializers import ConsensusSerializer, ReviewSerializer
from awards.comments.model import Comment
from awards.models import AwardApplication, PanelQuestion, Seat
from awards.scoring import ConsensusState, PercentScale, Phase, Rating
from awards.selectors.access import Viewpoint, application_seen_by, judge_of, open_seat_of, viewpoint_of
from awards.selectors.comment_rows import comment_from, comment_of
from awards.selectors.consensus import agreed_comments, themes
from awards.selectors.judging import may_judge
from awards.selectors.review_log import review_state, setup_for
from awards.selectors.reviewing import locked_reviews
from diagnosis.api.diagnoses import person
from diagnosis.api.serializers import ProblemSerializer

# From here on the percents and comments are the team's: what each member gave alone stays in the team.
_OPENED: Final = (Phase.CONSENSUS, Phase.VISIT, Phase.FINAL)
_CLOSED: Final = (Phase.VISIT, Phase.FINAL)


class ReviewList(APIView):
    @extend_schema(
        operation_id="award_reviews_list",
        responses={200: ReviewSerializer(many=True), 403: ProblemSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, application_id: uuid.UUID) -> Response:
        """Show independent reviews.

        An examiner of the team sees the own one once it is locked, and everybody's once the consensus is opened. The
        award office sees who has locked, and what was locked. Nobody else sees any of it.
        """
        user = person(request)
        row = application_seen_by(user, application_id)
        seen_as = viewpoint_of(user, row)
        if seen_as is Viewpoint.TEAM:
            return Response(_of_team(row, open_seat_of(user, row.pk)))
        if seen_as is Viewpoint.OFFICE:
            return Response(_of_office(row))
        raise PermissionDenied


class ConsensusDetail(APIView):
    @extend_schema(
        operation_id="award_consensus_retrieve",
        responses={200: ConsensusSerializer, 403: ProblemSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, application_id: uuid.UUID) -> Response:
        """Show what the team agreed so far.

        For the team once the consensus is opened, for the award office and for judges called to decide on it once it
        is closed.
        """
        user = person(request)
        row = application_seen_by(user, application_id)
        state = review_state(row)
        if state.phase not in _phases(user, row):
            return Response({"phase": state.phase.value, "items": [], "comments": [], "themes": []})
        scale = setup_for(row).scale
        return Response(
            {
                "phase": state.phase.value,
                "items": [_item(state, code, scale) for code in state.items],
                "comments": [_comment(comment_of(one)) for one in agreed_comments(row)],
                "themes": [
                    {"kind": one.kind, "text": {"ko": one.ko, "en": one.en}, "comments": [str(c) for c in one.comments]}
                    for one in themes(row)
                ],
            }
        )


def _phases(user: User, row: AwardApplication) -> tuple[Phase, ...]:
    """Return in which phases a person may read what was agreed.

    Raises
    ------
    PermissionDenied
        A member of the company, or an examiner without the declaration.
    Http404
        A judge who may not decide on it.
    """
    seen_as = viewpoint_of(user, row)
    if seen_as is Viewpoint.TEAM:
        open_seat_of(user, row.pk)
        return _OPENED
    if seen_as is Viewpoint.JUDGE:
        _require_judge(user, row)
        return _CLOSED
    if seen_as is Viewpoint.OFFICE:
        return _CLOSED
    raise PermissionDenied


def _require_judge(user: User, row: AwardApplication) -> None:
    judge = judge_of(user)
    questions = PanelQuestion.objects.filter(application=row, meeting__judges=judge).select_related(
        "meeting", "application"
    )
    if not any(may_judge(one, judge, timezone.now()) for one in questions):
        raise Http404


def _of_team(row: AwardApplication, seat: Seat) -> list[dict[str, Any]]:
    scale = setup_for(row).scale
    return [
        {
            "examiner": one.name,
            "is_own": one.is_own,
            "is_lead": one.seat.is_lead,
            "locked_at": one.locked_at,
            "ratings": [_rating(item, rating, scale) for item, rating in one.ratings.items()],
            "comments": [_comment(comment) for comment in one.comments],
            "visit_questions": dict(one.visit_questions),
        }
        for one in locked_reviews(row, seat)
    ]


def _of_office(row: AwardApplication) -> list[dict[str, Any]]:
    scale = setup_for(row).scale
    seats = row.seats.filter(state=Seat.State.NAMED).select_related("examiner__user", "locked").order_by("pk")
    return [_seat(seat, scale) for seat in seats]


def _seat(seat: Seat, scale: PercentScale) -> dict[str, Any]:
    locked = getattr(seat, "locked", None)
    content: Mapping[str, Any] = locked.content if locked is not None else {}
    ratings = {
        item: Rating(one["percent"], one["factors"], one["range_code"])
        for item, one in content.get("ratings", {}).items()
    }
    return {
        "examiner": str(seat.examiner),
        "is_own": False,
        "is_lead": seat.is_lead,
        "locked_at": locked.locked_at if locked is not None else None,
        "ratings": [_rating(item, rating, scale) for item, rating in ratings.items()],
        "comments": [_comment(comment_from(one)) for one in content.get("comments", ())],
        "visit_questions": dict(content.get("visit_questions", {})),
    }


def _rating(item: str, rating: Rating, scale: PercentScale) -> dict[str, Any]:
    return {
        "item": item,
        "percent": rating.percent,
        "range": scale.range_of(rating.percent).code,
        "factors": dict(rating.factors),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "item": comment.item,
        "kind": comment.kind,
        "factor": comment.factor,
        "importance": comment.importance,
        "text": {"ko": comment.ko, "en": comment.en},
        "evidence": _texts(comment.evidence),
    }


def _texts(values: Iterable[object]) -> list[str]:
    return [str(one) for one in values]


def _item(state: ConsensusState, code: str, scale: PercentScale) -> dict[str, Any]:
    item = state.items[code]
    latest = item.latest
    return {
        "item": code,
        "path": item.path.value,
        "percent": item.percent,
        "range": None if item.percent is None else scale.range_of(item.percent).code,
        "lowest": latest.low if latest else None,
        "highest": latest.high if latest else None,
        "rounds": len(item.rounds),
        "visits": len(item.visits),
    }
