"""The pages of officials: the same figures, as JSON, CSV or XLSX."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import Permission, require_permission
from dashboards.api.serializers import PageSerializer, page_document
from dashboards.figures import Filters, Page, UnableToReadFilters
from dashboards.selectors.editions import UnableToFindEdition
from dashboards.selectors.pages import UnableToFindPage, page_of
from dashboards.selectors.query import Query
from dashboards.selectors.scope import scope_of
from dashboards.services.exports import UnableToExport, export_take
from dashboards.views.exports import taken_response
from diagnosis.api.diagnoses import person
from diagnosis.api.serializers import ProblemSerializer
from diagnosis.report.template import language_now

FORMATS = ("json", "csv", "xlsx")


class _JsonUnlessAsked(BaseContentNegotiation):
    """Answer in JSON: `format` is a parameter of ours, not DRF's."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        return next(iter(parsers), None)

    def select_renderer(  # type: ignore[override]  # the stub knows classes only
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type or "application/json"


class PageDetail(APIView):
    content_negotiation_class = _JsonUnlessAsked

    @extend_schema(
        operation_id="dashboards_retrieve",
        parameters=[
            *(OpenApiParameter(name, OpenApiTypes.STR) for name in Filters.__dataclass_fields__),
            OpenApiParameter("format", OpenApiTypes.STR, enum=FORMATS),
            OpenApiParameter("table", OpenApiTypes.STR, description="With `csv`: which table of the page."),
        ],
        responses={200: PageSerializer, 400: ProblemSerializer, 403: ProblemSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, name: str) -> Response | HttpResponse:
        """Show the figures of a page within what your office may see; as a file it is written down."""
        user, ending = person(request), request.query_params.get("format", "json")
        if ending not in FORMATS:
            raise ValidationError({"format": [f"One of {', '.join(FORMATS)}."]})
        require_permission(user, Permission.DASHBOARDS_VIEW if ending == "json" else Permission.DASHBOARDS_EXPORT)
        scope, now = scope_of(user), timezone.now()
        page = self._page(request, name, Query(self._filters(request).within(scope), scope, language_now(), now))
        if ending == "json":
            return Response(page_document(page))
        table = request.query_params.get("table", "")
        try:
            taken = export_take(page=page, ending=ending, table=table, scope=scope, by=user, now=now)
        except UnableToExport as error:
            raise ValidationError({"table": [str(error)]}) from error
        response = taken_response(taken, ending)
        add_never_cache_headers(response)
        return response

    def _filters(self, request: Request) -> Filters:
        try:
            return Filters.read(request.query_params.dict())
        except UnableToReadFilters as error:
            raise ValidationError({error.name: [str(error)]}) from error

    def _page(self, request: Request, name: str, query: Query) -> Page:
        try:
            return page_of(name, query)
        except UnableToReadFilters as error:
            raise ValidationError({error.name: [str(error)]}) from error
        except (UnableToFindPage, UnableToFindEdition) as error:
            raise NotFound(f"There is no page {name[:40]!r} for these filters.") from error
