"""Applications that have left, as the services leave them: the worked demo's team, comments, themes and percents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from accounts.models import Company, User
from awards.dossier import Dossier, Evidence, Figure, KeyFactor, Paragraph, Section
from awards.models import AgreedComment, AwardApplication, AwardFile, ExaminerProfile, KeyTheme, VisitEvidence
from awards.scoring import ConsensusClosed, Finalised
from awards.selectors.review_log import examiner_key
from awards.services.review_log import review_event_append
from tests.awards.rows import (
    hand_in,
    lock,
    make_application,
    make_dossier,
    make_examiner,
    name_team,
    open_consensus,
    ratings,
)
from tests.factories import NOW

State = AwardApplication.State


@cache
def demo() -> Mapping[str, Any]:
    """Return the worked demo of the award."""
    text = resources.files("awards.demo").joinpath("demo-2026.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def demo_dossier(application: AwardApplication) -> Dossier:
    """Return the demo's dossier; items it leaves out say what test dossiers say."""
    plain = make_dossier(application)
    told = {one["item"]: _section(one) for one in demo()["dossier"]}
    factors = tuple(KeyFactor(one["id"], one["ko"]) for one in demo()["applicant"]["key_factors"])
    sections = tuple(told.get(section.code, section) for section in plain.sections)
    return Dossier(
        applicant=plain.applicant, category=plain.category, field_code="", language="ko", sections=sections,
        key_factors=factors,
    )  # fmt: skip


def _section(one: Mapping[str, Any]) -> Section:
    figures = tuple(
        Figure(
            chart["id"], chart["title"]["ko"], chart["unit"], chart["direction"], dict(chart["values"]),
            dict(chart.get("target") or {}),
        )
        for chart in one["charts"]
    )  # fmt: skip
    evidence = tuple(Evidence(e["id"], e["ko"], "", "file.pdf", "pdf", 1000, "0" * 64) for e in one["evidence"])
    return Section(one["item"], tuple(Paragraph(p["id"], p["ko"]) for p in one["paragraphs"]), figures, evidence)


def make_team(cycle: AwardFile, *, mark: str = "") -> list[ExaminerProfile]:
    """Return three examiners whose names are no words."""
    del cycle
    names = ("구심사", "남평가", "도합의")
    return [make_examiner(f"examiner{mark}{n}@example.com", name=name) for n, name in enumerate(names, start=1)]


def make_left(
    company: Company,
    cycle: AwardFile,
    owner: User,
    official: User,
    *,
    team: list[ExaminerProfile] | None = None,
    percents: Mapping[str, int] | None = None,
    texts: Mapping[str, str] | None = None,
    without: tuple[str, ...] = (),
    visited: bool = True,
    **fields: Any,
) -> AwardApplication:
    """Return a decided application that was visited and not awarded, with the demo's comments and themes.

    Parameters
    ----------
    percents
        Of items, in place of the demo's.
    texts
        Korean texts in place of the demo's, by the demo's comment id.
    without
        Comments left out, by the demo's id.
    """
    application = make_application(company, cycle, **({"key_factors": _key_factors()} | fields))
    hand_in(application, owner, dossier=demo_dossier(application))
    people = team or make_team(cycle, mark=str(application.pk)[:8])
    seats = name_team(application, people, official)
    final = {**demo()["final_percents"], **(percents or {})}
    for seat in seats:
        lock(seat, ratings(application, 50, **{code.replace(".", "_"): value for code, value in final.items()}))
    open_consensus(application, seats[0])
    lead = examiner_key(people[0])
    agree(application, texts or {}, without)
    review_event_append(application=application, event=ConsensusClosed(lead), by=people[0].user, now=NOW)
    if visited:
        VisitEvidence.objects.create(
            application=application, number=1, item="AWD6.1", text="관리계획서 11건을 확인함", seen_on=NOW.date(),
            recorded_at=NOW, recorded_by=people[0].user,
        )  # fmt: skip
        review_event_append(application=application, event=Finalised(lead), by=people[0].user, now=NOW)
    application.state = State.DECIDED
    application.left_stage = "JUDGE" if visited else "SHORTLIST"
    application.save(update_fields=["state", "left_stage"])
    return application


def _key_factors() -> list[dict[str, str]]:
    return [{"id": one["id"], "text": one["ko"]} for one in demo()["applicant"]["key_factors"]]


def agree(application: AwardApplication, texts: Mapping[str, str], without: tuple[str, ...]) -> None:
    """Write down the demo's comments and themes as the team's."""
    rows: dict[str, AgreedComment] = {}
    for place, one in enumerate(demo()["feedback_report"]["final_comments"]):
        if one["id"] in without:
            continue
        rows[one["id"]] = AgreedComment.objects.create(
            application=application, item=one["item"], kind=one["kind"], factor=one["factor"],
            importance=one["importance"], ko=texts.get(one["id"], one["ko"]), en=one["en"],
            evidence=["V1" if key.startswith("SV") else key for key in one["evidence"]],
            absence=bool(one.get("absence")), looked_in=one.get("looked_in", []),
            key_factor=one.get("key_factor") or "", position=place, saved_at=NOW,
        )  # fmt: skip
    for place, one in enumerate(demo()["feedback_report"]["key_themes"]):
        KeyTheme.objects.create(
            application=application, kind=one["kind"],
            comments=[str(rows[key].pk) for key in one["comments"] if key in rows],
            ko=texts.get(one["template"], one["ko"]), en=one["en"], position=place, saved_at=NOW,
        )  # fmt: skip


def make_refused(company: Company, cycle: AwardFile, owner: User, **fields: Any) -> AwardApplication:
    """Return an application that was refused before anybody read it."""
    application = make_application(company, cycle, **fields)
    hand_in(application, owner, state=State.REFUSED)
    application.left_stage = "SCREEN"
    application.save(update_fields=["left_stage"])
    return application
