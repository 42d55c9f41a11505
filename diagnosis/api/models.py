"""Published assessment models, for anyone."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from diagnosis.api.serializers import ModelDetailSerializer, ModelSerializer, ProblemSerializer
from diagnosis.catalog import ChecklistItem, Group, Item, NumberItem, RubricItem, Text
from diagnosis.models import ModelVersion
from diagnosis.selectors.catalog import UnableToFindModel, model_of, published_model_version, published_versions


class ModelList(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="models_list", responses=ModelSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the published models, newest first."""
        return Response([_row(version) for version in published_versions()])


class ModelDetail(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="models_retrieve", responses={200: ModelDetailSerializer, 404: ProblemSerializer})
    def get(self, request: Request, key: str, version: str) -> Response:
        """Show one published model with its groups and questions."""
        try:
            row = published_model_version(key, version)
        except UnableToFindModel as error:
            raise NotFound(str(error)) from error
        model = model_of(row)
        tree = {"tree": _node(model.root), "modules": [_node(module) for module in model.modules]}
        return Response(_row(row) | tree)


def _row(version: ModelVersion) -> dict[str, Any]:
    return {
        "key": version.key,
        "version": version.version,
        "title": version.title,
        "checksum": version.checksum,
        "published_at": version.published_at,
    }


def _node(node: Group | Item) -> dict[str, Any]:
    if isinstance(node, Group):
        return {"code": node.code, "title": _text(node.title), "children": [_node(child) for child in node.children]}
    texts = {"title": _text(node.title), "question": _text(node.question)}
    return {"code": node.code, "type": node.type} | texts | _kind(node)


def _kind(item: Item) -> dict[str, Any]:
    if isinstance(item, RubricItem):
        return {"levels": [{"level": level.level, **_text(level.text)} for level in item.levels]}
    if isinstance(item, ChecklistItem):
        return {"options": [{"code": option.code, **_text(option.text)} for option in item.options]}
    if isinstance(item, NumberItem):
        bounds = {"min": item.bounds.min, "max": item.bounds.max} if item.bounds else None
        return {"unit": item.unit, "bounds": bounds, "formula": _text(item.formula), "period": _text(item.period)}
    return {}


def _text(text: Text | None) -> dict[str, str]:
    return {} if text is None else {"ko": text.ko, "en": text.en}
