"""The fictional application and its comments, read once for all tests."""

from functools import cache
from pathlib import Path

import yaml

from awards.comments.context import Context, Source
from awards.comments.model import Comment, Theme

HERE = Path(__file__).parent
PEOPLE = ("김철수", "Jane Miller", "이사")


@cache
def read(name):
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def comment_of(entry):
    return Comment(
        id=entry["id"],
        item=entry["item"],
        kind=entry["kind"],
        factor=entry["factor"],
        importance=entry["importance"],
        ko=entry["text"].get("ko", ""),
        en=entry["text"].get("en", ""),
        evidence=tuple(entry.get("evidence", ())),
        absence=entry.get("absence", False),
        looked_in=tuple(entry.get("looked_in", ())),
        key_factor=entry.get("key_factor"),
        resolved=entry.get("resolved", False),
    )


def comments(name="comments"):
    return [comment_of(entry) for entry in read("demo")[name]]


def themes():
    return [Theme(one["kind"], tuple(one["comments"]), **one["text"]) for one in read("demo")["key_themes"]]


@cache
def application(people=()):
    demo = read("demo")
    sources = {
        one["id"]: Source(one["id"], one["item"], **one["text"], numbers=tuple(one.get("numbers", ())))
        for one in demo["sources"]
    }
    return Context(
        items=demo["items"],
        sources=sources,
        key_factors={one["id"]: " ".join(one["text"].values()) for one in demo["key_factors"]},
        profile=" ".join(demo["profile"].values()),
        people=people,
    )
