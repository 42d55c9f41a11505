"""What the API tells about a plan. Numbers are as they are displayed; texts are in the reader's language."""

from collections.abc import Mapping

from rest_framework import serializers

from diagnosis.api.result_serializers import RecommendedCaseSerializer, case_document
from diagnosis.priorities import Point
from diagnosis.report.facts import CaseNote, PointFact, ResultFacts, StepFact
from diagnosis.report.plan_facts import TaskFact
from diagnosis.selectors.plans import PlanState
from qmplatform.statistics import round_half_up

Anything = serializers.Serializer[object]


class TaskSerializer(Anything):
    """Who does a measure, until when, and how it stands."""

    owner = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    status = serializers.CharField(help_text="todo, doing, done, dropped")
    note = serializers.CharField()


class StepSerializer(Anything):
    number = serializers.IntegerField()
    measure = serializers.CharField()
    title = serializers.CharField()
    reasons = serializers.JSONField(help_text="Questions it lifts: code, title, change.")
    needs = serializers.JSONField(help_text="Measures it needs first: code, title, is_met.")
    months = serializers.FloatField()
    cost = serializers.CharField()
    first_step = serializers.CharField()
    helpers = serializers.JSONField(help_text="Who helps: name, note.")
    priority = serializers.FloatField()
    starts_quarter = serializers.IntegerField(help_text="0 is the coming quarter.")
    quarters = serializers.IntegerField()
    starts = serializers.CharField()
    is_quick_win = serializers.BooleanField()
    is_candidate = serializers.BooleanField()
    is_robust = serializers.BooleanField(help_text="Among the five worth most in 80 % of draws or more.")
    robust_percent = serializers.IntegerField(allow_null=True)
    people_months = serializers.FloatField(help_text="Own staff.")
    money = serializers.FloatField(help_text="Outside the company, KRW million.")
    task = TaskSerializer(allow_null=True)
    cases = RecommendedCaseSerializer(many=True, help_text="Cases that did what the measure asks for.")


class PointSerializer(Anything):
    code = serializers.CharField()
    title = serializers.CharField()
    importance = serializers.FloatField()
    performance = serializers.FloatField()
    quadrant = serializers.CharField()
    priority = serializers.FloatField(help_text="100 × weight × impact × gap.")
    weight = serializers.FloatField(help_text="Against the heaviest question, 0-1.")
    impact = serializers.FloatField(help_text="The three factors by the weights of the horizon, 0-1.")
    gap = serializers.FloatField(help_text="The way to the target as a share of five levels, 0-1.")
    cost_factor = serializers.FloatField()
    kpi_factor = serializers.FloatField()
    proximity = serializers.FloatField()
    level = serializers.FloatField(help_text="0-5.")
    target = serializers.FloatField(help_text="0-5.")
    target_reason = serializers.CharField()
    is_robust = serializers.BooleanField()
    robust_percent = serializers.IntegerField(allow_null=True)


class RoadmapSerializer(Anything):
    """The company's newest plan; revision 0 is the proposal of the diagnosis."""

    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    inputs = serializers.JSONField(help_text="Horizon, cost shares, key figures, targets, people, money, quarters.")
    weights = serializers.ListField(
        child=serializers.FloatField(), help_text="How cost, key figures and the lag behind the peers count."
    )
    expected_score = serializers.FloatField(allow_null=True, help_text="Once all the plan promises is reached.")
    quarters = serializers.ListField(child=serializers.CharField())
    steps = StepSerializer(many=True)
    points = PointSerializer(many=True)


def roadmap_document(
    facts: ResultFacts,
    state: PlanState,
    tasks: tuple[TaskFact, ...],
    cases: Mapping[str, tuple[CaseNote, ...]],
) -> dict[str, object]:
    """Return the plan as the API tells it; ``cases`` by measure."""
    taken = {task.measure: task for task in tasks}
    points = {point.code: point for point in state.plan.points}
    return {
        "revision": state.number,
        "saved_at": state.revision.created_at if state.revision else None,
        "inputs": state.inputs.as_dict(),
        "weights": list(state.inputs.weights),
        "expected_score": None if state.forecast is None else _rounded(state.forecast, 1),
        "quarters": list(facts.quarters),
        "steps": [_step(step, taken.get(step.code), cases.get(step.code, ())) for step in facts.all_steps],
        "points": [_point(point, points[point.code]) for point in facts.points],
    }


def _step(step: StepFact, task: TaskFact | None, cases: tuple[CaseNote, ...]) -> dict[str, object]:
    names = ("number", "title", "months", "cost", "priority", "starts_quarter", "quarters", "starts")
    flags = ("is_quick_win", "is_candidate", "is_robust", "robust_percent", "people_months", "money")
    return {name: getattr(step, name) for name in (*names, *flags)} | {
        "measure": step.code,
        "first_step": step.first_week,
        "reasons": [{"code": r.code, "title": r.title, "change": r.change} for r in step.reasons],
        "needs": [{"code": n.code, "title": n.title, "is_met": n.is_met} for n in step.needs],
        "helpers": [{"name": h.name, "note": h.note} for h in step.helpers],
        "task": None if task is None else _task(task),
        "cases": [case_document(case) for case in cases],
    }


def _task(task: TaskFact) -> dict[str, object]:
    return {name: getattr(task, name) for name in ("owner", "due_on", "status", "note")}


def _point(fact: PointFact, point: Point) -> dict[str, object]:
    names = ("code", "title", "importance", "performance", "quadrant", "priority")
    figures = ("weight", "impact", "gap", "cost_factor", "kpi_factor", "proximity", "level", "target")
    return {
        **{name: getattr(fact, name) for name in names},
        **{name: _rounded(getattr(point, name), 4) for name in figures},
        "target_reason": point.target_reason,
        "is_robust": point.is_robust,
        "robust_percent": None if point.robust_share is None else round(100 * point.robust_share),
    }


def _rounded(value: float, digits: int) -> float:
    return float(round_half_up(value, digits))
