"""Reads what an examiner posts of one item. What cannot be read counts as not there; the service checks the rest."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awards.comments.model import Comment
from awards.selectors.evidence import ids_in
from awards.services.reviewing import IMPORTANCES, ItemDraft


@dataclass(frozen=True)
class PostedItem:
    """An item as posted.

    Attributes
    ----------
    revision
        The revision the page was made from, or for autosave the new one.
    """

    draft: ItemDraft
    revision: int


class LockForm(forms.Form):
    """The examiner says that the review is the examiner's own and final."""

    final = forms.BooleanField(
        label=_("This is my own judgement. I know that I cannot change it after locking."),
        error_messages={"required": _("Tick this to lock your review.")},
    )


def read_item(data: QueryDict, item: str, factors: Sequence[str]) -> PostedItem:
    """Return an item as it was posted; comments marked as removed and those nobody wrote in are left out."""
    comments = (_comment(data, item, key) for key in dict.fromkeys(data.getlist("comment")))
    draft = ItemDraft(
        factors={code: value for code in factors if (value := data.get(f"f-{code}", "").strip())},
        range_code=data.get("range", "").strip(),
        percent=_whole(data.get("percent", "")),
        notes=_text(data, "notes"),
        visit_question=_text(data, "visit"),
        comments=tuple(one for one in comments if one is not None and is_written(one)),
    )
    return PostedItem(draft, _whole(data.get("revision", "")) or 0)


def is_written(comment: Comment) -> bool:
    """Tell whether somebody wrote anything in a comment: the kind and the factor alone are how it was begun."""
    return bool(comment.ko.strip() or comment.en.strip() or comment.cited or comment.key_factor)


def _comment(data: QueryDict, item: str, key: str) -> Comment | None:
    try:
        own = str(uuid.UUID(key))
    except ValueError:
        return None
    name = f"c-{key}-"
    if data.get(f"{name}remove"):
        return None
    kind = data.get(f"{name}kind", "").strip()
    is_absence = bool(data.get(f"{name}absence"))
    cited = tuple(
        dict.fromkeys((*data.getlist(f"{name}evidence"), *ids_in(data.get(f"{name}elsewhere", ""))))
    )  # each once, those of the item first
    return Comment(
        id=own,
        item=item,
        kind=kind,
        factor=data.get(f"{name}factor", "").strip(),
        importance=_importance(kind, data.get(f"{name}weight", "")),
        ko=_text(data, f"{name}ko"),
        en=_text(data, f"{name}en"),
        # A point about something missing names the places that were searched.
        evidence=() if is_absence else cited,
        absence=is_absence,
        looked_in=cited if is_absence else (),
        key_factor=data.get(f"{name}key_factor", "").strip() or None,
    )


def _importance(kind: str, weight: str) -> str:
    signs: Mapping[str, tuple[str, str]] = IMPORTANCES
    return signs[kind][1 if weight == "2" else 0] if kind in signs else ""


def _text(data: QueryDict, name: str) -> str:
    return data.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None
