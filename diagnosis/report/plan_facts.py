"""The facts of a company's plan. Numbers are as they are displayed; texts are in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from diagnosis.benchmark import Position
from diagnosis.catalog import Item
from diagnosis.catalog.links import Links, read_links
from diagnosis.models import ImprovementTask
from diagnosis.priorities import PlanInputs, Point
from diagnosis.report import wording
from diagnosis.report.answers import say
from diagnosis.report.facts import ResultFacts, Standing
from diagnosis.report.material import Material
from diagnosis.report.nodes import Tree
from diagnosis.report.plan_words import (
    budget_sentence,
    horizon_words,
    level_words,
    money_words,
    reason_words,
    status_words,
)
from qmplatform.statistics import round_half_up

_SCORE_OF_A_LEVEL = 20.0
MOST_PRIORITIES = 10


@dataclass(frozen=True, slots=True)
class ShareFact:
    """A cost group's part of the cost, as it was understood."""

    code: str
    title: str
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalFact:
    """Where one question stands, where its peers stand, and which level it aims at."""

    code: str
    title: str
    level: str
    level_at: float
    is_known: bool
    peers: str
    peers_at: float | None
    upper: str
    upper_at: float | None
    target_at: float
    target_text: str
    reason: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """The questions of one dimension."""

    code: str
    title: str
    goals: tuple[GoalFact, ...]

    @property
    def open_count(self) -> int:
        """Return how many questions aim higher than they stand."""
        return sum(goal.target_at > goal.level_at for goal in self.goals)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityFact:
    """A question to improve, with everything its priority was made from."""

    number: int
    code: str
    title: str
    dimension: str
    level: str
    target: str
    priority: float
    importance: float
    performance: float
    quadrant: str
    quadrant_name: str
    weight: float
    impact: float
    gap: float
    factors: tuple[tuple[str, float, float], ...]
    robust_percent: int | None
    is_robust: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFact:
    """A measure that the company has taken on."""

    measure: str
    title: str
    owner: str
    due_on: date | None
    is_late: bool
    status: str
    status_word: str
    note: str

    @property
    def is_open(self) -> bool:
        return self.status in ("todo", "doing")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the company chose, and what came of it: beside the facts of the result, whose measures are the plan's."""

    number: int
    saved_at: datetime
    horizon: str
    weights: tuple[tuple[str, int], ...]
    shares: tuple[ShareFact, ...]
    kpis: tuple[str, ...]
    own_targets: int
    forecast: float | None
    budget: str
    means: MeansFact
    priorities: tuple[PriorityFact, ...]
    goals: tuple[GoalGroup, ...]
    tasks: tuple[TaskFact, ...]


@dataclass(frozen=True, slots=True)
class MeansFact:
    """What the chosen measures take, and what was allowed; money in million won."""

    people_months: float
    money: float
    allowed_people_months: float | None
    allowed_money: float | None
    money_text: str
    allowed_money_text: str
    chosen: int
    ready: int


def plan_facts(
    *,
    material: Material,
    facts: ResultFacts,
    inputs: PlanInputs,
    forecast: float | None,
    number: int,
    saved_at: datetime,
    tasks: Iterable[ImprovementTask],
    today: date,
) -> PlanFacts:
    """Return the facts of a plan.

    Parameters
    ----------
    material
        With this plan's own measures in it.
    facts
        Built from it.
    """
    language = facts.language
    links = read_links(material.model.key)
    return PlanFacts(
        number=number,
        saved_at=saved_at,
        horizon=horizon_words()[inputs.horizon],
        weights=weight_facts(inputs),
        shares=share_facts(inputs, links, language),
        kpis=tuple(say(links.kpis[code].title, language) for code in inputs.kpis) if links else (),
        own_targets=len(inputs.targets),
        forecast=None if forecast is None else _rounded(forecast, 1),
        budget=budget_sentence(inputs, language),
        means=means_fact(facts, inputs),
        priorities=priority_facts(material, inputs, language),
        goals=goal_groups(material, language),
        tasks=task_facts(tasks, material, language, today=today),
    )


def means_fact(facts: ResultFacts, inputs: PlanInputs) -> MeansFact:
    """Return what the chosen measures take."""
    money = sum(step.money for step in facts.steps)
    allowed = inputs.people_months_a_quarter
    return MeansFact(
        people_months=_rounded(sum(step.people_months for step in facts.steps), 1),
        money=money,
        allowed_people_months=None if allowed is None else _rounded(allowed * inputs.quarters, 1),
        allowed_money=inputs.money,
        money_text=money_words(money, facts.language),
        allowed_money_text="" if inputs.money is None else money_words(inputs.money, facts.language),
        chosen=len(facts.steps),
        ready=sum(not step.open_needs and step.starts_quarter == 0 for step in facts.steps),
    )


def share_facts(inputs: PlanInputs, links: Links | None, language: str) -> tuple[ShareFact, ...]:
    """Return the cost shares as they were understood: together 100."""
    shares = inputs.shares()
    return tuple(
        ShareFact(group.code, say(group.title, language), float(round_half_up(100 * shares[group.code], 1)))
        for group in (links.cost_groups.values() if links else ())
        if group.code in shares
    )


def goal_groups(material: Material, language: str) -> tuple[GoalGroup, ...]:
    """Return where each question of the plan stands, by dimension in the model's order."""
    points = {point.code: point for point in material.plan.points}
    reasons = reason_words()
    groups: dict[str, list[GoalFact]] = {}
    for code, item in material.model.core_items().items():
        if code in points:
            goal = _goal(material, item, points[code], reasons, language)
            groups.setdefault(material.model.parent_of(code).code, []).append(goal)
    titles = material.model.groups()
    return tuple(GoalGroup(code, say(titles[code].title, language), tuple(goals)) for code, goals in groups.items())


def _goal(material: Material, item: Item, point: Point, reasons: dict[str, str], language: str) -> GoalFact:
    position = material.positions.get(point.code)
    known = material.sheet.items[point.code].value is not None
    peers = position.mean / _SCORE_OF_A_LEVEL if position else None
    upper = position.q3 / _SCORE_OF_A_LEVEL if position and position.q3 is not None else None
    return GoalFact(
        code=point.code,
        title=say(item.title, language),
        level=level_words(item, point.level) if known else _("not known"),
        level_at=point.level,
        is_known=known,
        peers=level_words(item, float(round_half_up(peers, 1))) if peers is not None else "",
        peers_at=peers,
        upper=level_words(item, float(round_half_up(upper, 1))) if upper is not None else "",
        upper_at=upper,
        target_at=point.target,
        target_text=level_words(item, point.target),
        reason=reasons.get(point.target_reason, ""),
        is_own=point.target_reason == "own",
    )


def priority_facts(material: Material, inputs: PlanInputs, language: str) -> tuple[PriorityFact, ...]:
    """Return the questions that are worth improving, the most urgent first, with what their priority is made from."""
    worth = [point for point in material.plan.points if point.priority > 0]
    ranked = sorted(worth, key=lambda point: (-point.priority, point.code))
    return tuple(_priority(n, point, material, inputs, language) for n, point in enumerate(ranked, start=1))


def _priority(number: int, point: Point, material: Material, inputs: PlanInputs, language: str) -> PriorityFact:
    item = material.model.items()[point.code]
    known = material.sheet.items[point.code].value is not None
    cost, kpi, nearness = inputs.weights
    return PriorityFact(
        number=number,
        code=point.code,
        title=say(item.title, language),
        dimension=say(material.model.parent_of(point.code).title, language),
        level=level_words(item, point.level) if known else _("not known"),
        target=level_words(item, point.target),
        priority=_rounded(point.priority, 1),
        importance=_rounded(point.importance, 1),
        performance=_rounded(point.performance, 1),
        quadrant=point.quadrant,
        quadrant_name=wording.quadrant_words()[point.quadrant],
        weight=_rounded(point.weight, 3),
        impact=_rounded(point.impact, 3),
        gap=_rounded(point.gap, 3),
        factors=(
            (_("Cost"), cost, _rounded(point.cost_factor, 3)),
            (_("Key figures"), kpi, _rounded(point.kpi_factor, 3)),
            (_("Lag behind the peers"), nearness, _rounded(point.proximity, 3)),
        ),
        robust_percent=None if point.robust_share is None else round(100 * point.robust_share),
        is_robust=point.is_robust,
    )


def _rounded(value: float, digits: int) -> float:
    return float(round_half_up(value, digits))


def task_facts(
    tasks: Iterable[ImprovementTask], material: Material, language: str, *, today: date
) -> tuple[TaskFact, ...]:
    """Return the tasks: the open ones first, the earliest due first."""
    words, order = status_words(), list(status_words())
    found = []
    for task in tasks:
        measure = material.measures.get(task.measure)
        owner = task.owner.name or task.owner.email if task.owner is not None else task.owner_name
        is_open = task.status in (ImprovementTask.Status.TODO, ImprovementTask.Status.DOING)
        fact = TaskFact(
            measure=task.measure,
            title=say(measure.title, language) if measure else task.measure,
            owner=owner,
            due_on=task.due_on,
            is_late=is_open and task.due_on is not None and task.due_on < today,
            status=task.status,
            status_word=words[task.status],
            note=task.note,
        )
        found.append(fact)
    return tuple(sorted(found, key=lambda t: (not t.is_open, t.due_on or date.max, order.index(t.status), t.measure)))


def standing_of(material: Material, position: Position | None, language: str) -> Standing | None:
    """Return where a score stands by a position that is not the stored one."""
    code = material.model.root.code
    return Tree(replace(material, positions={code: position} if position else {}), language).standing(code)


def weight_facts(inputs: PlanInputs) -> tuple[tuple[str, int], ...]:
    """Return how much each factor counts, in percent."""
    names = (_("Cost"), _("Key figures"), _("Lag behind the peers"))
    return tuple((name, round(100 * weight)) for name, weight in zip(names, inputs.weights, strict=True))
