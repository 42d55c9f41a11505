"""Comments as rows and as stored data, in the shape the pure checks work with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from awards.comments.model import Comment
from awards.models import AgreedComment, ReviewComment


def comment_of(row: AgreedComment | ReviewComment) -> Comment:
    """Return a row as the checks of comments read it."""
    return Comment(
        id=str(row.pk),
        item=row.item,
        kind=row.kind,
        factor=row.factor,
        importance=row.importance,
        ko=row.ko,
        en=row.en,
        evidence=tuple(row.evidence),
        absence=row.absence,
        looked_in=tuple(row.looked_in),
        key_factor=row.key_factor or None,
        resolved=isinstance(row, AgreedComment) and row.is_resolved,
    )


def comment_from(data: Mapping[str, Any]) -> Comment:
    """Return a comment of a locked review's content."""
    return Comment(
        id=str(data["id"]),
        item=str(data["item"]),
        kind=str(data["kind"]),
        factor=str(data.get("factor", "")),
        importance=str(data.get("importance", "")),
        ko=str(data.get("ko", "")),
        en=str(data.get("en", "")),
        evidence=tuple(data.get("evidence", ())),
        absence=bool(data.get("absence", False)),
        looked_in=tuple(data.get("looked_in", ())),
        key_factor=str(data.get("key_factor") or "") or None,
    )


def comment_to_data(comment: Comment) -> dict[str, Any]:
    """Return a comment as a locked review's content holds it."""
    return {
        "id": comment.id,
        "item": comment.item,
        "kind": comment.kind,
        "factor": comment.factor,
        "importance": comment.importance,
        "ko": comment.ko,
        "en": comment.en,
        "evidence": list(comment.evidence),
        "absence": comment.absence,
        "looked_in": list(comment.looked_in),
        "key_factor": comment.key_factor or "",
    }
