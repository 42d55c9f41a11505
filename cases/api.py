"""The library in the API. Anyone may read it."""

from typing import Any

from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.cards import case_story
from cases.criteria import FACETS, SORTS, read_criteria
from cases.models import Case
from cases.search.highlighting import UNMARKED, marker_of
from cases.selectors.library import case_by_id
from cases.selectors.search import case_search, query_understood
from cases.selectors.suggest import case_suggestions
from cases.serializers import CaseDetailSerializer, CasePageSerializer, SuggestionsSerializer, page_data, story_data

_QUERY = OpenApiParameter(
    "q", OpenApiTypes.STR, description="Words in Korean, English or both; spacing does not matter."
)
_TYPED = OpenApiParameter("q", OpenApiTypes.STR, description="What was typed so far; initial consonants alone will do.")
_GONE = OpenApiResponse(OpenApiTypes.OBJECT, "It was taken down; `reason` says why.")
_MARKED = OpenApiParameter("q", OpenApiTypes.STR, description="Words to mark in the sections.")


class Withdrawn(APIException):
    """The case was public and was taken down; ``reason`` says why."""

    status_code = 410
    default_code = "withdrawn"
    default_detail = "This case was taken down."

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.extra = {"reason": reason}


class CaseListAPI(APIView):
    """Search of the library."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="cases_search",
        parameters=[
            _QUERY,
            *(OpenApiParameter(facet, OpenApiTypes.STR, many=True, description="May be repeated.") for facet in FACETS),
            OpenApiParameter(
                "literal", OpenApiTypes.BOOL, description="`1`: search the letters as typed, mend nothing."
            ),
            OpenApiParameter("sort", OpenApiTypes.STR, enum=SORTS),
            OpenApiParameter("page", OpenApiTypes.INT),
        ],
        responses=CasePageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Find cases, with highlights and facet counts; what cannot be understood is left out of the search."""
        criteria, language = read_criteria(request.query_params), get_language() or "ko"
        found = case_search(criteria=criteria, on=timezone.localdate())
        return Response(CasePageSerializer(page_data(found, language)).data)


class CaseDetailAPI(APIView):
    """One case."""

    permission_classes = [AllowAny]

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Keep browsers from holding on to a 410: they would still show it once the case is back."""
        done = super().finalize_response(request, response, *args, **kwargs)
        if done.status_code == Withdrawn.status_code:
            add_never_cache_headers(done)
        return done

    @extend_schema(operation_id="cases_read", parameters=[_MARKED], responses={200: CaseDetailSerializer, 410: _GONE})
    def get(self, request: Request, case_id: str) -> Response:
        """Return a case in the language asked for; 410 with the reason for one that was taken down."""
        case = case_by_id(case_id=case_id)
        if case.state == Case.State.WITHDRAWN:
            raise Withdrawn(case.withdrawn_reason)
        asked = read_criteria(request.query_params)
        marker = (
            marker_of(query_understood(query=asked.query, is_literal=asked.is_literal)) if asked.query else UNMARKED
        )
        story = case_story(case, get_language() or "ko", marker)
        return Response(CaseDetailSerializer(story_data(story, request.build_absolute_uri)).data)


class CaseSuggestAPI(APIView):
    """Suggestions while typing."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="cases_suggest", parameters=[_TYPED], responses=SuggestionsSerializer)
    def get(self, request: Request) -> Response:
        """Return words, themes, methods, awards and organisations that what was typed may become."""
        found = case_suggestions(query=request.query_params.get("q", ""), language=get_language() or "ko")
        return Response(SuggestionsSerializer({"suggestions": found}).data)
