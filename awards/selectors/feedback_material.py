"""Gathers what a report is made from: the team's word, the dossier, the company's own diagnosis, cases, last year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accounts.models import User
from awards.catalog import Criteria, Cycle
from awards.catalog.circle_parts import Medal
from awards.comments.loader import read_guide
from awards.dossier import Dossier, from_data
from awards.feedback import Benchmark, CaseLink, Content, Head, Material, PeerRow, Stamp
from awards.feedback.building import weak_items
from awards.feedback.content import Basis, Outcome
from awards.models import (
    ApplicationStep,
    ApplicationSubmission,
    AwardApplication,
    Decision,
    JudgeVote,
    PanelMeeting,
    ReviewEvent,
    Seat,
    VisitEvidence,
)
from awards.scoring import ApplicantCopy, ConsensusState, Phase, applicant_copy
from awards.scoring.from_catalog import percent_scale
from awards.selectors.comment_rows import comment_of
from awards.selectors.consensus import agreed_comments, theme_of, themes
from awards.selectors.feedback import content_of, earlier_report, is_rated
from awards.selectors.judging import honour_named
from awards.selectors.review_log import criteria_for, cycle_for, review_state, scheme_for
from cases.models import Case
from cases.recommending import ThemeNeed, read_shelf, recommendable_cases
from diagnosis.models import Result
from diagnosis.report import CaseNote, ResultFacts
from diagnosis.report.facts import NodeFact
from diagnosis.selectors.results import case_note, result_by_id, result_facts
from qmplatform.korean.formats import KST

ITEMS_WITH_CASES: Final = 4
CASES_AN_ITEM: Final = 2
State = AwardApplication.State


@dataclass(frozen=True)
class Own:
    """The company's own diagnosis as a report needs it."""

    values: dict[str, float]
    titles: dict[str, str]
    peers: dict[str, PeerRow]
    measures: dict[str, tuple[str, ...]]
    benchmark: Benchmark


def feedback_material(
    application: AwardApplication, language: str, *, edition: int, correction: str, now: datetime
) -> Material:
    """Return all the report of an application is made from, cases left aside; `language` must be the one in use."""
    cycle, criteria = cycle_for(application), criteria_for(application)
    submission = application.submissions.latest("number")
    dossier = from_data(submission.content)
    is_read = is_rated(application)
    state = review_state(application)
    comments = agreed_comments(application) if is_read else []
    scheme = scheme_for(application)
    own = own_diagnosis(application, language)
    before = earlier_report(application, language, now)
    guide = read_guide()
    return Material(
        language=language,
        head=_head(
            application,
            submission=submission,
            dossier=dossier,
            cycle=cycle,
            criteria=criteria,
            state=state,
            language=language,
        ),
        stamp=_stamp(application, submission, cycle, criteria, language, edition=edition, correction=correction),
        criteria=criteria,
        points={item.code: int(item.points) for item in scheme.items},
        scale=percent_scale(criteria),
        dossier=dossier,
        guide=guide,
        copy=copy_of(application, state) if is_read else None,
        bands=scheme.bands,
        comments=[comment_of(row) for row in comments],
        themes=[theme_of(row) for row in themes(application)] if is_read else [],
        own=own.values if own else {},
        titles=own.titles if own else {},
        peers=own.peers if own else {},
        benchmark=own.benchmark if own else None,
        measures=own.measures if own else {},
        before=content_of(before) if before else None,
    )


def copy_of(application: AwardApplication, state: ConsensusState) -> ApplicantCopy:
    """Return what may be told of the scores that were agreed: the only way they go from here into a report."""
    return applicant_copy(scheme_for(application), percent_scale(criteria_for(application)), state.percents)


def people_behind(application: AwardApplication) -> list[str]:
    """Return the names that must not stand in a report: everybody who judged or looked after this file."""
    ids: set[uuid.UUID] = set()
    ids.update(Seat.objects.filter(application=application).values_list("examiner__user_id", flat=True))
    for event in ReviewEvent.objects.filter(application=application).exclude(by=None):
        ids.update([event.by_id] if event.by_id else [])
    ids.update(JudgeVote.objects.filter(question__application=application).values_list("judge__user_id", flat=True))
    ids.update(Decision.objects.filter(application=application).values_list("decided_by_id", flat=True))
    people = User.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True)
    return [name for name in people if name.strip()]


def as_of(application: AwardApplication, submission: ApplicationSubmission) -> datetime:
    """Return the last moment that went into a report: the file carries it, whenever it is made."""
    moments: list[datetime | None] = [
        submission.submitted_at,
        ReviewEvent.objects.filter(application=application).order_by("-number").values_list("at", flat=True).first(),
        Decision.objects.filter(application=application).order_by("-pk").values_list("decided_at", flat=True).first(),
    ]
    return max(moment for moment in moments if moment is not None)


def _head(
    application: AwardApplication,
    *,
    submission: ApplicationSubmission,
    dossier: Dossier,
    cycle: Cycle,
    criteria: Criteria,
    state: ConsensusState,
    language: str,
) -> Head:
    visited = state.phase is Phase.FINAL and VisitEvidence.objects.filter(application=application).exists()
    basis: Basis = "none" if not is_rated(application) else ("visit" if visited else "consensus")
    honour = _honour(application, language)
    outcome: Outcome = "awarded" if honour else "not_awarded"
    if application.state in (State.REFUSED, State.WITHDRAWN):
        outcome = "refused" if application.state == State.REFUSED else "withdrawn"
    field = next(
        (one.name_in(cycle.year).in_(language) for one in criteria.fields if one.code == application.field_code), ""
    )
    stage = cycle.stages.get(application.left_stage)
    return Head(
        company=dossier.applicant.name,
        team=application.team_name,
        cycle=cycle.cycle.title.in_(language),
        category=cycle.category(application.category).title.in_(language),
        field=field,
        year=cycle.year,
        receipt_number=submission.receipt_number,
        submitted_on=submission.submitted_at.astimezone(KST).date().isoformat(),
        written_in="ko" if dossier.language == "ko" else "en",
        basis=basis,
        outcome=outcome,
        honour=honour,
        stage=stage.title.in_(language) if stage else "",
        reasons=_reasons(application),
        readers=len(state.members) if basis != "none" else 0,
        is_synthetic=dossier.applicant.is_synthetic or application.company.is_synthetic,
    )


def _honour(application: AwardApplication, language: str) -> str:
    """Return what the judges granted, in words; empty for nothing."""
    rows = Decision.objects.filter(application=application, question__meeting__kind=PanelMeeting.Kind.HONOURS)
    found = rows.order_by("-pk").first()
    if found is None or not found.is_granted or not found.honour:
        return ""
    named = honour_named(application, found.honour)
    if named is None:
        return found.honour
    return (named.text if isinstance(named, Medal) else named.title).in_(language)


def _reasons(application: AwardApplication) -> tuple[str, ...]:
    """Return what the office said when it refused."""
    if application.state != State.REFUSED:
        return ()
    rows = ApplicationStep.objects.filter(application=application, kind=ApplicationStep.Kind.REFUSED)
    said = rows.order_by("-pk").values_list("reason", flat=True).first()
    return (said,) if said else ()


def _stamp(
    application: AwardApplication,
    submission: ApplicationSubmission,
    cycle: Cycle,
    criteria: Criteria,
    language: str,
    *,
    edition: int,
    correction: str,
) -> Stamp:
    guide, status, appeal = read_guide(), criteria.status, cycle.appeals.fact_correction
    return Stamp(
        edition=edition,
        correction=correction,
        application=str(application.pk),
        submission_checksum=submission.checksum,
        cycle=cycle.key,
        cycle_checksum=cycle.checksum,
        criteria=f"{criteria.key}@{criteria.version}",
        criteria_checksum=criteria.checksum,
        variant=application.variant,
        guide=f"{guide.key}@{guide.version}",
        as_of=as_of(application, submission).isoformat(),
        points_label=status.points_label.in_(language),
        points_verified=status.points == "official" and all(status.verified.values()),
        correction_days=appeal.days,
        correction_words=appeal.message.in_(language),
        bands_words=guide.bands_note.in_(language),
    )


def own_diagnosis(application: AwardApplication, language: str) -> Own | None:
    """Return the company's latest diagnosis, None where it has none."""
    rows = Result.objects.filter(submission__diagnosis__company=application.company, is_bulk=False)
    latest = rows.order_by("-submission__diagnosis__reference_year", "-created_at", "-pk").values_list("pk", flat=True)
    found = latest.first()
    if found is None:
        return None
    facts = result_facts(result_by_id(found), language)
    nodes = {node.code: node for node in _nodes((*facts.domains, *facts.modules))}
    peers = {code: row for code, node in nodes.items() if (row := _peer_row(node)) is not None}
    stood = [node.standing for code, node in nodes.items() if code in peers and node.standing is not None]
    return Own(
        values={code: float(node.value) for code, node in nodes.items() if node.value is not None},
        titles={code: str(node.title) for code, node in nodes.items()},
        peers=peers,
        measures=_measures(facts, nodes),
        benchmark=Benchmark(
            rows=(),
            year=facts.year,
            receipt_number=facts.receipt_number,
            snapshot=facts.stamp.snapshot,
            as_of=max((one.as_of for one in stood), default=facts.stamp.computed_at.astimezone(KST).date()).isoformat(),
            is_synthetic=any(one.is_synthetic for one in stood),
        ),
    )


def _nodes(nodes: Iterable[NodeFact]) -> Iterable[NodeFact]:
    for node in nodes:
        yield node
        yield from _nodes(node.dimensions)


def _peer_row(node: NodeFact) -> PeerRow | None:
    standing = node.standing
    if standing is None or standing.is_published_value:
        return None
    return PeerRow(
        code=node.code,
        title=str(node.title),
        value=None if node.value is None else float(node.value),
        median=None if standing.median is None else float(standing.median),
        q1=None if standing.q1 is None else float(standing.q1),
        q3=None if standing.q3 is None else float(standing.q3),
        quarter=standing.quarter,
        n=standing.n,
        peers=str(standing.peers),
        items=(),
    )


def _measures(facts: ResultFacts, nodes: dict[str, NodeFact]) -> dict[str, tuple[str, ...]]:
    """Return the measures of the company's roadmap by the dimension whose questions they lift."""
    found: dict[str, list[str]] = {}
    of_item = {item.code: code for code, node in nodes.items() if not node.dimensions for item in node.items}
    for step in facts.all_steps:
        for code in dict.fromkeys(of_item[reason.code] for reason in step.reasons if reason.code in of_item):
            found.setdefault(code, []).append(str(step.title))
    return {code: tuple(titles) for code, titles in found.items()}


def with_cases(content: Content, application: AwardApplication) -> Content:
    """Return the report with cases of winners that tell of its weak items; no case stands twice.

    Notes
    -----
    What is asked for are the themes of the items on the agenda: no percent goes into it, so none comes out of it.
    """
    criteria = criteria_for(application)
    shelf = read_shelf()
    company = application.company
    shown: set[str] = set(recommendable_cases().filter(is_award=False).values_list("pk", flat=True))
    chosen: list[tuple[str, str, str]] = []
    for item in weak_items(content, ITEMS_WITH_CASES):
        hits = shelf.recommend(
            needs=[ThemeNeed(theme, 1.0) for theme in criteria.items[item.code].themes],
            sector_code=company.sector_code or "",
            size_code=company.size_code or "",
            limit=CASES_AN_ITEM,
            without=shown,
        )
        shown |= {hit.case_id for hit in hits}
        chosen += [(hit.case_id, hit.reason(content.language), item.number) for hit in hits]
    rows = recommendable_cases().defer("search_text", "search_title").in_bulk([one for one, _, _ in chosen])
    links = [
        _case_link(rows[key], case_note(rows[key], reason, content.language), item)
        for key, reason, item in chosen
        if key in rows
    ]
    return replace(content, cases=tuple(links))


def _case_link(case: Case, note: CaseNote, item: str) -> CaseLink:
    return CaseLink(
        case_id=case.id,
        title=str(note.title),
        title_language=str(note.title_lang or ""),
        organisation=str(note.organisation),
        facts=tuple(str(fact) for fact in note.facts),
        summary=str(note.summary),
        summary_language=str(note.summary_lang or ""),
        reason=str(note.reason),
        change=str(note.change),
        short_address=str(note.short_address),
        source_url=str(note.source_url or ""),
        source_host=str(note.source_host or ""),
        items=(item,),
        is_synthetic=bool(note.is_synthetic),
    )
