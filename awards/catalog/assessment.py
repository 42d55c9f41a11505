"""Criteria as an assessment model, so that what scores and shows models works on award criteria as well."""

from __future__ import annotations

from typing import Any

import yaml

from awards.catalog.criteria import Category, Criteria, Node
from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.catalog.model import Text


def model_text(criteria: Criteria, *, variant: str | None = None) -> str:
    """Return the part of criteria that an assessment model knows, as a model file (``docs/model-format.md``).

    Parameters
    ----------
    variant
        Code of the variant whose points are written; None for the base points. Its code is added to the key.

    Raises
    ------
    KeyError
        If the criteria have no such variant.
    """
    points = criteria.points(variant)
    model: dict[str, Any] = {
        "key": criteria.key if variant is None else f"{criteria.key}-{variant}",
        "version": criteria.version,
        "title": _both(criteria.model.title),
        "scale": list(criteria.model.scale),
        "missing": criteria.model.missing,
        "comparable_with": list(criteria.model.comparable_with),
        "sources": [
            {"id": one.id, "title": _both(one.title), **({"url": one.url} if one.url else {})}
            for one in criteria.model.sources
        ],
    }
    levels = [{"level": one.level, "from": one.from_, "title": _both(one.title)} for one in criteria.levels]
    content = {"model": model, "tree": _node(criteria.tree, points), **({"levels": levels} if levels else {})}
    return yaml.dump(content, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=120)


def assessment_model(criteria: Criteria, *, variant: str | None = None) -> AssessmentModel:
    """Return criteria as an assessment model of percent items with points.

    Raises
    ------
    KeyError
        If the criteria have no such variant.
    """
    return parse_model(model_text(criteria, variant=variant), source=f"{criteria.key}-{criteria.version}")


class _PlainDumper(yaml.SafeDumper):
    """Writes every value out: model files know no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _both(text: Text) -> dict[str, str]:
    return {"ko": text.ko, "en": text.en}


def _node(node: Node, points: dict[str, int]) -> dict[str, Any]:
    if isinstance(node, Category):
        return {
            "code": node.code,
            "mean": node.mean,
            **({} if node.min_share is None else {"min_share": node.min_share}),
            "title": _both(node.title),
            "children": [_node(child, points) for child in node.children],
        }
    return {
        "code": node.code,
        "type": node.type,
        "points": points[node.code],
        "title": _both(node.title),
        "help": _both(node.purpose),
        "evidence": [_both(one) for one in node.evidence],
        "themes": list(node.themes),
    }
