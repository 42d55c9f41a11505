"""Dossiers and comments of the practice cycle as they are shipped, for a company and an examiner."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml

from awards.comments.model import Comment

_SPACE: Final = uuid.UUID("5f1a6f0e-6a4e-4c43-9b55-0d3f5b8b9a10")
KINDS: Final = ("strength", "ofi")
_SIGNS: Final = {"strength": "+", "ofi": "-"}


@dataclass(frozen=True)
class PracticeText:
    """What is written under one item: its paragraphs, and its figure where it has one."""

    text: str
    figure: Mapping[str, Any] | None


@lru_cache(maxsize=1)
def practice() -> Mapping[str, Any]:
    """Return the shipped file."""
    text = resources.files("awards.demo").joinpath("practice.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def profile_of(product: str) -> str:
    """Return the organisation profile of a company that makes something."""
    return str(practice()["profile"]).replace("{product}", product)


def text_of(item: str, product: str) -> PracticeText:
    """Return what a company writes under an item."""
    row = practice()["items"][item]
    return PracticeText("\n".join(row["text"]).replace("{product}", product), row.get("figure"))


def comments_of(item: str, *, file: str, examiner: int) -> tuple[Comment, ...]:
    """Return the strength and the opportunity an examiner writes about an item of a file; each draws another meaning.

    Parameters
    ----------
    file
        Tells one application from another, so that no two comments share an id.
    examiner
        Place on the team, the lead first.
    """
    return tuple(_comment(item, kind, file=file, examiner=examiner) for kind in KINDS)


def _comment(item: str, kind: str, *, file: str, examiner: int) -> Comment:
    found, meanings = practice()["items"][item][kind], practice()["meanings"][kind]
    place = (examiner + sum(item.encode())) % len(meanings)
    meaning = meanings[place]
    return Comment(
        id=str(uuid.uuid5(_SPACE, f"{file} {item} {kind} {examiner}")),
        item=item,
        kind=kind,
        factor=found["factor"],
        importance=_SIGNS[kind],
        ko=f"{found['ko']} {meaning['ko']}",
        en=f"{found['en']} {meaning['en']}",
        evidence=tuple(found["evidence"]),
    )
