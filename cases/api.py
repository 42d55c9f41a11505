"""The library in the API. Anyone may read it."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.cards import case_row, case_story
from cases.criteria import FACETS, SORTS, read_criteria
from cases.facets import facets_of
from cases.models import Case
from cases.selectors.library import case_search, case_suggestions
from cases.serializers import (
    CaseDetailSerializer,
    CasePageSerializer,
    SuggestionsSerializer,
    facet_data,
    hit_data,
    story_data,
)

_QUERY = OpenApiParameter("q", OpenApiTypes.STR, description="Words that must all be found, whatever their spacing.")


class CaseListAPI(APIView):
    """Search of the library."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="cases_search",
        parameters=[
            _QUERY,
            *(OpenApiParameter(facet, OpenApiTypes.STR, many=True, description="May be repeated.") for facet in FACETS),
            OpenApiParameter("sort", OpenApiTypes.STR, enum=SORTS),
            OpenApiParameter("page", OpenApiTypes.INT),
        ],
        responses=CasePageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Find cases, with highlights and facet counts; what cannot be understood is left out of the search."""
        criteria, language = read_criteria(request.query_params), get_language() or "ko"
        found = case_search(criteria=criteria, on=timezone.localdate())
        content = {
            "count": found.total,
            "page": found.page.number,
            "pages": found.page.paginator.num_pages,
            "results": [hit_data(case_row(case, language, criteria.terms)) for case in found.cases],
            "facets": [facet_data(facet) for facet in facets_of(criteria, found.counts, language)],
            "did_you_mean": None,
        }
        return Response(CasePageSerializer(content).data)


class CaseDetailAPI(APIView):
    """One case."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="cases_read", responses=CaseDetailSerializer)
    def get(self, request: Request, case_id: str) -> Response:
        """Return a case in the language asked for."""
        case = get_object_or_404(Case.objects.defer("search_text", "search_title"), pk=case_id)
        return Response(CaseDetailSerializer(story_data(case_story(case, get_language() or "ko"))).data)


class CaseSuggestAPI(APIView):
    """Suggestions while typing."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="cases_suggest", parameters=[_QUERY], responses=SuggestionsSerializer)
    def get(self, request: Request) -> Response:
        """Return themes, awards and organisations whose name holds what was typed."""
        query = request.query_params.get("q", "")
        found = case_suggestions(query=query, language=get_language() or "ko")
        return Response(SuggestionsSerializer({"suggestions": found}).data)
