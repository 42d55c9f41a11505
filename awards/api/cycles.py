"""Published award cycles, for anyone."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from awards.api.serializers import CycleDetailSerializer, CycleSerializer
from awards.catalog import Cycle
from awards.models import AwardFile
from awards.selectors.files import UnableToFindAwardFile, cycle_of, published_cycle_named, published_cycles
from diagnosis.api.serializers import ProblemSerializer
from diagnosis.catalog.model import Text


class CycleList(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="award_cycles_list", responses=CycleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the published award cycles, the newest year first."""
        return Response([_row(row) for row in published_cycles()])


class CycleDetail(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="award_cycles_retrieve", responses={200: CycleDetailSerializer, 404: ProblemSerializer})
    def get(self, request: Request, key: str) -> Response:
        """Show one published award cycle: calendar, categories, honours, rules, consents; unverified facts marked."""
        try:
            row = published_cycle_named(key)
        except UnableToFindAwardFile as error:
            raise NotFound(str(error)) from error
        return Response(_row(row) | _content(cycle_of(row)))


def _row(row: AwardFile) -> dict[str, Any]:
    return {
        "key": row.key,
        "year": int(row.version),
        "title": row.title,
        "checksum": row.checksum,
        "published_at": row.published_at,
    }


def _content(cycle: Cycle) -> dict[str, Any]:
    return {
        "is_provisional": cycle.calendar.provisional,
        "criteria": cycle.cycle.criteria_files,
        "stages": _stages(cycle),
        "categories": [
            {
                "code": one.code,
                "parent": one.parent,
                "kind": one.kind,
                "title": _text(one.title),
                "criteria": one.criteria,
                "is_open": one.open,
                "is_verified": one.verified,
            }
            for one in cycle.categories
        ],
        "honours": [
            {"code": one.code, "order": one.order, "title": _text(one.title), "kinds": list(one.kinds)}
            for one in cycle.honours
        ],
        "rules": [
            {
                "code": one.code,
                "type": one.type,
                "effect": one.effect,
                "message": _text(one.message),
                "is_verified": one.verified,
            }
            for one in cycle.rules
        ],
        "consents": [
            {"code": one.code, "is_required": one.required, "message": _text(one.message)} for one in cycle.consents
        ],
    }


def _stages(cycle: Cycle) -> list[dict[str, Any]]:
    found = []
    for track, stages in (("", cycle.calendar.stages), *cycle.calendar.tracks.items()):
        for stage in stages:
            start, end = cycle.stage_window(stage.code)
            line = {"code": stage.code, "track": track, "title": _text(stage.title), "is_verified": stage.verified}
            found.append(line | {"starts_at": start, "ends_at": end})
    return found


def _text(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}
