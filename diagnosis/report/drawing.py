"""The charts of a result, described; page and PDF draw the same descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diagnosis.report.facts import IndicatorFact, NodeFact, ResultFacts, StepFact
from diagnosis.report.plan_facts import TaskFact
from diagnosis.scoring import AnswerState
from qmplatform.charts import Absent, Band, ChartSpec
from qmplatform.korean.formats import number1

_ABSENT = {
    AnswerState.UNKNOWN.value: Absent.UNKNOWN,
    AnswerState.MISSING.value: Absent.UNKNOWN,
    AnswerState.NA_CLAIMED.value: Absent.NOT_APPLICABLE,
    AnswerState.NA_PROFILE.value: Absent.NOT_APPLICABLE,
}
LEAST_FOR_RADAR = 3


def gauge(facts: ResultFacts, node: NodeFact) -> ChartSpec:
    """Describe one score on the ruler, with the levels' bounds."""
    standing = node.standing
    return ChartSpec(
        kind="gauge",
        title=node.title,
        summary=_gauge_summary(node),
        labels=[node.title],
        own=[node.value],
        absent=[Absent.INVALID],
        benchmark=[standing.median] if standing and standing.median is not None else (),
        q1=[standing.q1] if standing and standing.q1 is not None else (),
        q3=[standing.q3] if standing and standing.q3 is not None else (),
        interval=[_interval(node)],
        bands=[Band(level.from_score, f"{level.level} {level.name}") for level in facts.levels],
        language=facts.language,
    )


def _interval(node: NodeFact) -> tuple[float, float] | None:
    """Return the 90 % interval; in results made before it, the hard one where answers are missing."""
    if node.value is not None and node.interval is not None:
        return node.interval
    if node.value is None or node.low is None or node.high is None or node.low == node.high:
        return None
    return node.low, node.high


def _gauge_summary(node: NodeFact) -> str:
    if node.value is None:
        return _("%(title)s has no score. %(why)s") % {"title": node.title, "why": node.why_none}
    said = _("%(title)s: %(score)s points.") % {"title": node.title, "score": number1(node.value)}
    if node.level is not None:
        level = {"level": node.level, "name": node.level_name}
        said += " " + _("Level %(level)d, %(name)s.") % level
    if node.interval is not None:
        ends = {"low": number1(node.interval[0]), "high": number1(node.interval[1])}
        said += " " + _("90%% interval %(low)s to %(high)s.") % ends
    if node.standing is not None and node.standing.median is not None:
        said += " " + _("Median of the peers: %(median)s.") % {"median": number1(node.standing.median)}
    return said


def radar(facts: ResultFacts, nodes: Sequence[NodeFact]) -> ChartSpec | None:
    """Describe the dimensions at one glance; None where there are too few for a radar."""
    if len(nodes) < LEAST_FOR_RADAR:
        return None
    title = _("%(count)d dimensions at a glance") % {"count": len(nodes)}
    return _scores("radar", facts, nodes, title)


def bars(facts: ResultFacts, nodes: Sequence[NodeFact], title: str) -> ChartSpec:
    """Describe the scores of some groups, one under the other."""
    return _scores("bars", facts, nodes, title)


def _scores(kind: str, facts: ResultFacts, nodes: Sequence[NodeFact], title: str) -> ChartSpec:
    has_peers = any(node.standing and node.standing.median is not None for node in nodes)
    return ChartSpec(
        kind="radar" if kind == "radar" else "bars",
        title=title,
        summary=scores_summary(nodes, title),
        labels=[node.title for node in nodes],
        own=[node.value for node in nodes],
        absent=[Absent.INVALID if node.value is None else None for node in nodes],
        benchmark=[node.standing.median if node.standing else None for node in nodes] if has_peers else (),
        q1=[node.standing.q1 if node.standing else None for node in nodes] if has_peers else (),
        q3=[node.standing.q3 if node.standing else None for node in nodes] if has_peers else (),
        language=facts.language,
    )


def scores_summary(nodes: Sequence[NodeFact], title: str) -> str:
    """Say what a chart of scores shows."""
    scored = [node for node in nodes if node.value is not None]
    if not scored:
        return _("%(title)s: no scores.") % {"title": title}
    best, worst = max(scored, key=lambda n: n.value or 0), min(scored, key=lambda n: n.value or 0)
    said = _("%(title)s. Highest: %(best)s %(high)s. Lowest: %(worst)s %(low)s.") % {
        "title": title,
        "best": best.title,
        "high": number1(best.value or 0),
        "worst": worst.title,
        "low": number1(worst.value or 0),
    }
    behind = [node for node in scored if node.is_behind]
    if behind:
        said += " " + _("Below the median: %(count)d of %(all)d.") % {"count": len(behind), "all": len(scored)}
    return said


def levels(facts: ResultFacts, node: NodeFact) -> ChartSpec | None:
    """Describe the levels of a dimension's questions; None where it has none with levels."""
    told = [item for item in node.items if item.high and item.state != AnswerState.NA_PROFILE]
    if not told:
        return None
    return ChartSpec(
        kind="levels",
        title=node.title,
        summary=_("Levels of the questions of %(title)s.") % {"title": node.title},
        labels=[item.title for item in told],
        own=[item.level for item in told],
        absent=[_ABSENT.get(item.state) for item in told],
        domain=(min(item.low for item in told) + 1, max(item.high for item in told)),
        language=facts.language,
    )


def indicators(facts: ResultFacts, told: Sequence[IndicatorFact]) -> ChartSpec | None:
    """Describe the numbers, each between its own goalposts."""
    if not told:
        return None
    return ChartSpec(
        kind="bullet",
        title=_("Key figures"),
        summary=_("Key figures, each between its worst and its best value."),
        labels=[figure.title for figure in told],
        own=[figure.own for figure in told],
        absent=[_ABSENT.get(figure.state) for figure in told],
        goalposts=[(figure.worst, figure.best) for figure in told],
        logarithmic=[figure.is_logarithmic for figure in told],
        units=[figure.unit for figure in told],
        language=facts.language,
    )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A measure in the matrix: the mean of the questions it lifts, 0-100 both ways."""

    number: int
    title: str
    importance: float
    performance: float
    is_candidate: bool


def matrix_rows(facts: ResultFacts) -> tuple[MatrixRow, ...]:
    points = {point.code: point for point in facts.points}
    highest = max((point.importance for point in facts.points), default=0.0) or 1.0
    rows = []
    for step in facts.all_steps:
        lifted = [points[reason.code] for reason in step.reasons if reason.code in points]
        if lifted:
            importance = 100 * sum(point.importance for point in lifted) / len(lifted) / highest
            performance = sum(point.performance for point in lifted) / len(lifted)
            rows.append(MatrixRow(step.number, step.title, importance, performance, step.is_candidate))
    return tuple(rows)


def matrix(facts: ResultFacts) -> ChartSpec | None:
    """Describe the plan's measures by importance and present level; the cross stands at the means of all questions."""
    rows = matrix_rows(facts)
    if not rows:
        return None
    highest = max(point.importance for point in facts.points) or 1.0
    across = sum(point.performance for point in facts.points) / len(facts.points)
    up = sum(point.importance for point in facts.points) / len(facts.points) / highest
    first = ", ".join(row.title for row in rows if not row.is_candidate)
    return ChartSpec(
        kind="matrix",
        title=_("Priority matrix"),
        summary=_("Measures by importance and present level. The next ones: %(titles)s.") % {"titles": first},
        labels=[row.title for row in rows],
        own=[row.performance for row in rows],
        importance=[row.importance / 100 for row in rows],
        focus=[not row.is_candidate for row in rows],
        crosshair=(across, up),
        quadrants=(_("Improve first"), _("Keep up"), _("Later"), _("Enough")),
        axes=(_("Present level"), _("Importance")),
        language=facts.language,
    )


def item_matrix(facts: ResultFacts, most: int) -> ChartSpec | None:
    """Describe the questions most worth improving by importance and present level; the cross stands at all's means."""
    told = [point for point in facts.points if point.priority > 0][:most]
    if not told:
        return None
    highest = max(point.importance for point in facts.points) or 1.0
    across = sum(point.performance for point in facts.points) / len(facts.points)
    up = sum(point.importance for point in facts.points) / len(facts.points) / highest
    focus = [point.quadrant == "improve" for point in told]
    first = ", ".join(point.title for point, is_first in zip(told, focus, strict=True) if is_first)
    return ChartSpec(
        kind="matrix",
        title=_("Importance and present level"),
        summary=_("Questions by importance and present level. To improve first: %(titles)s.")
        % {"titles": first or "-"},
        labels=[point.title for point in told],
        own=[point.performance for point in told],
        importance=[point.importance / highest for point in told],
        focus=focus,
        crosshair=(across, up),
        quadrants=(_("Improve first"), _("Keep up"), _("Later"), _("Enough")),
        axes=(_("Present level"), _("Importance")),
        language=facts.language,
    )


def trend(facts: ResultFacts) -> ChartSpec | None:
    """Describe the overall score of the two last diagnoses."""
    if facts.previous_year is None or facts.total.previous is None or facts.total.value is None:
        return None
    values = {"old": number1(facts.total.previous), "new": number1(facts.total.value)}
    return ChartSpec(
        kind="trend",
        title=_("Overall score by year"),
        summary=_("Overall score: %(old)s, then %(new)s.") % values,
        labels=[str(facts.previous_year), str(facts.year)],
        own=[facts.total.previous, facts.total.value],
        language=facts.language,
    )


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A row of the timetable: empty quarters before, the bar's length, empty quarters after, and the task it became."""

    step: StepFact
    before: tuple[int, ...]
    length: int
    after: tuple[int, ...]
    task: TaskFact | None = None


def gantt_rows(facts: ResultFacts, tasks: Sequence[TaskFact] = ()) -> tuple[GanttRow, ...]:
    """Return the timetable, the earliest first."""
    count = len(facts.quarters)
    taken = {task.measure: task for task in tasks}
    rows = []
    for step in sorted(facts.all_steps, key=lambda s: (s.is_candidate, s.starts_quarter, s.number)):
        end = step.starts_quarter + step.quarters
        before, after = tuple(range(step.starts_quarter)), tuple(range(end, count))
        rows.append(GanttRow(step, before, step.quarters, after, taken.get(step.code)))
    return tuple(rows)
