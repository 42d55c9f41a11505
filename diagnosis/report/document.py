"""The printed report's parts: the facts with every picture drawn for paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from diagnosis.report import drawing, peers, wording
from diagnosis.report.facts import CaseNote, IndicatorFact, ItemFact, NodeFact, ResultFacts
from diagnosis.report.plan_facts import MOST_PRIORITIES, PlanFacts
from diagnosis.report.plan_words import quarter_heads
from diagnosis.report.short_links import qr_svg
from diagnosis.scoring import AnswerState
from qmplatform.charts import ChartSpec, to_row_svgs, to_svg

_COVER_WIDTH = 640.0
_RADAR_WIDTH = 370.0
_MATRIX_WIDTH = 330.0
_STRIP_WIDTH = 250.0
_METER_WIDTH = 66.0
_MODULE_STRIP_WIDTH = 300.0
_CASES_A_DIMENSION = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A group and its bar."""

    node: NodeFact
    strip: SafeString


@dataclass(frozen=True, slots=True)
class QuestionRow:
    item: ItemFact
    meter: SafeString


@dataclass(frozen=True, slots=True)
class DimensionPart:
    node: NodeFact
    questions: tuple[QuestionRow, ...]
    figures: tuple[IndicatorFact, ...]


@dataclass(frozen=True, slots=True)
class DomainPart:
    """What the report says of one domain."""

    node: NodeFact
    rows: tuple[Row, ...]
    dimensions: tuple[DimensionPart, ...]
    standing_words: str

    @property
    def has_questions(self) -> bool:
        return any(dimension.questions for dimension in self.dimensions)

    @property
    def has_figures(self) -> bool:
        return any(dimension.figures for dimension in self.dimensions)


def document_context(facts: ResultFacts, plan: PlanFacts | None = None) -> dict[str, Any]:
    """Return what the report's template needs; in the language now in use."""
    radar = drawing.radar(facts, facts.dimensions or facts.domains)
    matrix = drawing.matrix(facts)
    items = drawing.item_matrix(facts, MOST_PRIORITIES) if plan else None
    return {
        "facts": facts,
        "ruler": _ruler(),
        "cover": _svg(drawing.gauge(facts, facts.total), _COVER_WIDTH, on_plate=True),
        "radar": _svg(radar, _RADAR_WIDTH) if radar else "",
        "matrix": _svg(matrix, _MATRIX_WIDTH) if matrix else "",
        "domains": _rows(facts, facts.domains, _STRIP_WIDTH),
        **_told_of_peers(facts.total),
        "parts": tuple(_domain(facts, domain) for domain in facts.domains),
        "modules": tuple(
            (module, _rows(facts, module.dimensions or (module,), _MODULE_STRIP_WIDTH)) for module in facts.modules
        ),
        "gantt": drawing.gantt_rows(facts, plan.tasks if plan else ()),
        "quarter_heads": quarter_heads(facts.stamp.computed_at, len(facts.quarters)),
        "plan": plan,
        "cases": _cases(facts),
        "items_matrix": _svg(items, _MATRIX_WIDTH) if items else "",
    }


def _cases(facts: ResultFacts) -> tuple[tuple[str, tuple[tuple[CaseNote, SafeString], ...]], ...]:
    """Return the recommended cases by dimension, each with the picture of its short address."""
    return tuple(
        (group.title, tuple((case, qr_svg(case.short_address)) for case in group.cases[:_CASES_A_DIMENSION]))
        for group in facts.cases
    )


def _told_of_peers(node: NodeFact) -> dict[str, str]:
    """Return the sentences on the peers of the overall score."""
    standing = node.standing
    if standing is None or standing.is_published_value:
        return {}
    return {
        "place": peers.place_words(standing),
        "mean_of_peers": peers.mean_words(standing),
        "shift": peers.shift_words(standing),
    }


def _ruler() -> SafeString:
    """Draw the cover's edge: a tick each 2 mm, a long one each 20 mm."""
    ticks = "".join(f"M{2 * k} 0V{7 if k % 10 == 0 else 3.5}" for k in range(1, 105))
    path = f'<path d="{ticks}" stroke="#b1cefb" stroke-width="0.25"/>'
    return mark_safe(f'<svg aria-hidden="true" viewBox="0 0 210 7" width="794" height="26">{path}</svg>')  # noqa: S308


def _svg(spec: ChartSpec, width: float, *, on_plate: bool = False) -> SafeString:
    return mark_safe(to_svg(spec, for_print=True, on_plate=on_plate, width=width))  # noqa: S308


def _rows(facts: ResultFacts, nodes: tuple[NodeFact, ...], width: float) -> tuple[Row, ...]:
    if not nodes:
        return ()
    strips = to_row_svgs(drawing.bars(facts, nodes, _("Scores")), for_print=True, width=width)
    return tuple(Row(node, mark_safe(strip)) for node, strip in zip(nodes, strips, strict=True))  # noqa: S308


def _domain(facts: ResultFacts, domain: NodeFact) -> DomainPart:
    nodes = domain.dimensions or (domain,)
    return DomainPart(
        node=domain,
        rows=_rows(facts, nodes, _STRIP_WIDTH),
        dimensions=tuple(_dimension(facts, node) for node in nodes),
        standing_words=_standing_words(domain),
    )


def _standing_words(node: NodeFact) -> str:
    """Say how sure a score is and where it stands, as far as is known."""
    said = []
    if node.interval is not None:
        said.append(wording.interval_words(*node.interval))
    if node.standing is not None and not node.standing.is_published_value:
        said += [peers.place_words(node.standing), peers.mean_words(node.standing)]
    return " ".join(said)


def _dimension(facts: ResultFacts, node: NodeFact) -> DimensionPart:
    spec = drawing.levels(facts, node)
    told = [item for item in node.items if item.high and item.state != AnswerState.NA_PROFILE]
    meters = to_row_svgs(spec, for_print=True, width=_METER_WIDTH) if spec else ()
    figures = {figure.code: figure for figure in facts.indicators}
    return DimensionPart(
        node=node,
        questions=tuple(QuestionRow(i, mark_safe(meter)) for i, meter in zip(told, meters, strict=True)),  # noqa: S308
        figures=tuple(figures[item.code] for item in node.items if item.code in figures),
    )
