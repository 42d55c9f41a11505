"""What reports are made from, without a database: the demo's comments under the shipped criteria."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from awards.catalog.shipped import read_criteria
from awards.comments.loader import read_guide
from awards.comments.model import Comment, Theme
from awards.dossier import Applicant, Dossier, KeyFactor, Section, paragraphs
from awards.feedback import Head, Material, Stamp
from awards.scoring import applicant_copy
from awards.scoring.from_catalog import percent_scale, scheme
from tests.awards.feedback.samples import demo

_APPLICANT = Applicant("한빛도금", "1248100998", "", "FABMETAL", "", "small", "41", 32, 1, "2009-03-02")


@cache
def head() -> Head:
    return Head(
        company="한빛도금", team="", cycle="2026", category="SME", field="", year=2026, receipt_number="R-1",
        submitted_on="2026-04-20", written_in="ko", basis="visit", outcome="not_awarded", honour="", stage="VISIT",
        readers=3,
    )  # fmt: skip


@cache
def stamp() -> Stamp:
    return Stamp(
        edition=1, correction="", application="a", submission_checksum="sha256:" + "0" * 64, cycle="knqa-2026",
        cycle_checksum="sha256:1", criteria="knqa@2026.1", criteria_checksum="sha256:2", variant="", guide="g@1",
        as_of="2026-11-20T05:00:00+00:00", points_label="", points_verified=False, correction_days=14,
        correction_words="", bands_words="",
    )  # fmt: skip


def comments() -> list[Comment]:
    return [
        Comment(
            one["id"], one["item"], one["kind"], one["factor"], one["importance"], one["ko"], one["en"],
            tuple(one["evidence"]), bool(one.get("absence")), tuple(one.get("looked_in", ())), one.get("key_factor"),
        )
        for one in demo()["feedback_report"]["final_comments"]
    ]  # fmt: skip


def themes() -> list[Theme]:
    return [
        Theme(one["kind"], tuple(one["comments"]), one["ko"], one["en"])
        for one in demo()["feedback_report"]["key_themes"]
    ]


DEMO: dict[str, int] = {}


def material(percents: Mapping[str, int] | None = DEMO, *, language: str = "ko", **fields: Any) -> Material:
    """Return the demo's material with these percents in place of the demo's; None: nobody rated it."""
    criteria = read_criteria("knqa-2026")
    rules, scale = scheme(criteria), percent_scale(criteria)
    is_read = percents is not None
    final = {**demo()["final_percents"], **(percents or {})}
    factors = tuple(KeyFactor(one["id"], one["ko"]) for one in demo()["applicant"]["key_factors"])
    sections = tuple(Section(code, paragraphs(code, "방법을 쓴다.")) for code in criteria.items)
    values: dict[str, Any] = {
        "language": language,
        "head": head() if is_read else Head(**{**_values(head()), "basis": "none", "readers": 0}),
        "stamp": stamp(),
        "criteria": criteria,
        "points": {item.code: int(item.points) for item in rules.items},
        "scale": scale,
        "dossier": Dossier(_APPLICANT, "MGMT-SME", "", "ko", sections, factors),
        "guide": read_guide(),
        "copy": applicant_copy(rules, scale, final) if is_read else None,
        "bands": rules.bands,
        "comments": comments() if is_read else [],
        "themes": themes() if is_read else [],
    }
    return Material(**(values | fields))


def _values(one: Head) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Head.__slots__}
