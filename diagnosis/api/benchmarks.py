"""Published benchmark snapshots, for anyone: what disclosure control lets through."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diagnosis.api.serializers import ProblemSerializer, SnapshotSerializer
from diagnosis.models import BenchmarkSnapshot
from diagnosis.selectors.statistics import (
    UnableToFindSnapshot,
    published_snapshot,
    published_snapshots,
    snapshot_document,
)


class BenchmarkList(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="benchmarks_list", responses=SnapshotSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the published benchmark snapshots, the one that holds now first."""
        return Response([_row(snapshot) for snapshot in published_snapshots()])


class BenchmarkDetail(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="benchmarks_retrieve", responses={200: OpenApiTypes.OBJECT, 404: ProblemSerializer})
    def get(self, request: Request, snapshot_id: str) -> Response:
        """Show one published snapshot as a benchmark file: counts to the nearest five, small cells suppressed."""
        try:
            snapshot = published_snapshot(snapshot_id)
        except UnableToFindSnapshot as error:
            raise NotFound(str(error)) from error
        return Response(_row(snapshot) | snapshot_document(snapshot))


def _row(snapshot: BenchmarkSnapshot) -> dict[str, Any]:
    return {
        "id": snapshot.pk,
        "model_version": str(snapshot.model_version),
        "as_of": snapshot.as_of,
        "published_at": snapshot.publication.published_at,
        "is_synthetic": snapshot.is_synthetic,
    }
