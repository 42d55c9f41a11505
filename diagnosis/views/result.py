"""The result of a diagnosis."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, has_permission
from accounts.views.requests import UserRequest
from cases.selectors.companies import listed_case_ids
from diagnosis.models import Diagnosis, Result
from diagnosis.report import ResultFacts, drawing
from diagnosis.report.facts import ItemFact, NodeFact
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get, submission_of
from diagnosis.selectors.results import report_state, result_facts, result_of
from qmplatform.charts import ChartSpec, to_plotly, to_row_svgs, to_svg, to_table


@dataclass(frozen=True)
class Drawn:
    """A chart as a page shows it: the picture, its table, and for what may be explored the figure."""

    spec: ChartSpec
    svg: SafeString
    table: Any
    strips: tuple[SafeString, ...] = ()
    figure: dict[str, Any] | None = None


@never_cache
@require_GET
def result(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    found = result_of(diagnosis)
    if found is None:
        return elsewhere(diagnosis)
    facts = result_facts(found, language_now())
    context = _context(diagnosis, found, facts) | {
        "may_keep": has_permission(request.user, Permission.CASES_KEEP, company=diagnosis.company),
        "listed": listed_case_ids(diagnosis.company),
    }
    return render(request, "diagnosis/result/result.html", context)


@never_cache
@require_GET
def report_progress(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show the report's button as it stands; htmx asks until the report is there."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    found = result_of(diagnosis)
    if found is None:
        return elsewhere(diagnosis)
    if not request.headers.get("HX-Request"):
        return redirect("diagnosis:result", diagnosis.pk)
    state = report_state(found, language_now())
    if state.report is None and not state.has_failed:
        return HttpResponse(status=204)
    context = {"diagnosis": diagnosis, "report": state, "language": language_now()}
    return render(request, "diagnosis/result/report_button.html", context)


def elsewhere(diagnosis: Diagnosis) -> HttpResponse:
    """Send on from a page that only a scored diagnosis has, to the one that says how it stands."""
    if diagnosis.state == Diagnosis.State.CANCELLED:
        return redirect("diagnosis:list")
    name = "diagnosis:progress" if submission_of(diagnosis) else "diagnosis:tasks"
    return redirect(name, diagnosis.pk)


def drawn(spec: ChartSpec | None, *, rows: bool = False, explore: bool = False) -> Drawn | None:
    """Draw a chart for a page; everything in it was escaped by the drawing."""
    if spec is None:
        return None
    strips = tuple(mark_safe(strip) for strip in to_row_svgs(spec)) if rows else ()  # noqa: S308
    picture = mark_safe("" if rows else to_svg(spec))  # noqa: S308
    return Drawn(spec, picture, to_table(spec), strips, to_plotly(spec) if explore else None)


def _context(diagnosis: Diagnosis, found: Result, facts: ResultFacts) -> dict[str, Any]:
    language = facts.language
    nodes = facts.dimensions or facts.domains
    return {
        "diagnosis": diagnosis,
        "facts": facts,
        "language": language,
        "report": report_state(found, language),
        "gauge": drawn(drawing.gauge(facts, facts.total)),
        "radar": drawn(drawing.radar(facts, nodes), explore=True),
        "scores": drawn(drawing.bars(facts, nodes, _("Scores of the dimensions")), explore=True),
        "domains": [_domain(facts, domain) for domain in facts.domains],
        "lacking": _lacking(facts),
        "modules": [(module, _bars(facts, module)) for module in facts.modules],
        "questions": [(node, _questions(facts, node)) for node in _with_questions(facts)],
        "indicators": _indicator_rows(facts),
        "trend": drawn(drawing.trend(facts)),
        "roadmap_url": reverse("diagnosis:roadmap", args=[diagnosis.pk]),
        "sections": _sections(facts),
    }


def _domain(facts: ResultFacts, domain: NodeFact) -> tuple[NodeFact, list[tuple[NodeFact, SafeString]]]:
    return domain, _bars(facts, domain)


def _bars(facts: ResultFacts, node: NodeFact) -> list[tuple[NodeFact, SafeString]]:
    nodes = node.dimensions or (node,)
    chart = drawn(drawing.bars(facts, nodes, node.title), rows=True)
    return list(zip(nodes, chart.strips if chart else (), strict=True))


def _with_questions(facts: ResultFacts) -> list[NodeFact]:
    modules = [part for module in facts.modules for part in (module.dimensions or (module,))]
    return [node for node in (*facts.dimensions, *modules) if node.items]


def _questions(facts: ResultFacts, node: NodeFact) -> list[tuple[ItemFact, SafeString]]:
    """Return a dimension's questions, each with the meter of its level where it has levels."""
    chart = drawn(drawing.levels(facts, node), rows=True)
    strips = dict(zip(chart.spec.labels, chart.strips, strict=True)) if chart else {}
    asked = [item for item in node.items if item.state != "na_profile"]
    return [(item, strips.get(item.title, mark_safe(""))) for item in asked]


def _indicator_rows(facts: ResultFacts) -> list[tuple[Any, SafeString]]:
    chart = drawn(drawing.indicators(facts, facts.indicators), rows=True)
    return list(zip(facts.indicators, chart.strips, strict=True)) if chart else []


def _lacking(facts: ResultFacts) -> list[NodeFact]:
    """Return the groups whose answers are too few for a score, as narrow as can be told."""
    return [
        node
        for domain in facts.domains
        if domain.value is None
        for node in ([d for d in domain.dimensions if d.value is None] or [domain])
    ]


def _sections(facts: ResultFacts) -> Sequence[tuple[str, str]]:
    """Return the in-page index: anchors and names, only of what the page has."""
    present = [
        ("overview", _("Overall score"), True),
        ("findings", _("What is strong and what is stuck"), True),
        ("scores", _("Scores of the dimensions"), True),
        ("next", _("Five things to do first"), bool(facts.steps)),
        ("modules", _("Optional modules"), bool(facts.modules)),
        ("figures", _("Key figures"), bool(facts.indicators)),
        ("check", _("Answers to look at again"), bool(facts.flags or facts.unmeasured)),
        ("made", _("How the score came about"), True),
        ("questions", _("Every question"), True),
    ]
    return [(anchor, name) for anchor, name, there in present if there]
