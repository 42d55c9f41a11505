"""How one number of a result came about, as the page and the API tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnosis.catalog import Group, Item
from diagnosis.explaining import Part, account_of_answer, account_of_group, ladder
from diagnosis.report import formulas, peers, wording
from diagnosis.report.answers import say, shown
from diagnosis.report.facts import ResultFacts, Standing
from diagnosis.report.intervals import node_interval
from diagnosis.report.material import Material
from diagnosis.report.nodes import Tree
from diagnosis.report.widening import Widening, widening_of
from diagnosis.scoring import Answer, Profile, matching_profiles
from qmplatform.statistics import round_half_up


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFact:
    """A child on the way into its parent. `value` is as displayed; `exact`, `share`, `contribution` are unrounded."""

    number: int
    code: str
    title: str
    value: float | None
    exact: float | None
    weight: float
    multiplier: float
    asked_share: float
    share: float
    contribution: float | None
    filled: float
    term: float | None
    counts: bool
    why_out: str
    weight_reasons: tuple[str, ...]

    @property
    def share_percent(self) -> float:
        return float(round_half_up(100 * self.share, 1))

    @property
    def moved_percent(self) -> float:
        return float(round_half_up(100 * max(0.0, self.share - self.asked_share), 1))

    @property
    def asked_percent(self) -> float:
        return float(round_half_up(100 * self.asked_share, 1))


@dataclass(frozen=True, slots=True)
class GateFact:
    title: str
    least: float
    value: float | None
    is_met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class LadderFact:
    """One level with what it asks: reached or not, and by what it is held back."""

    level: int
    name: str
    cut: float
    is_met: bool
    is_own: bool
    meets_cut: bool
    gates: tuple[GateFact, ...]


@dataclass(frozen=True, slots=True)
class StepUp:
    """One group above an item or group: its share in it, 0-1, and what it adds to it in points."""

    code: str
    title: str
    share: float
    contribution: float | None

    @property
    def share_percent(self) -> float:
        return 100 * self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One number and how it came about.

    `value` is as displayed, `exact` unrounded. `parts` are those of a group, `formula` the lines of an answer's way to
    its value; `up` leads from here to the overall score.
    """

    code: str
    kind: str
    title: str
    question: str
    value: float | None
    exact: float | None
    base_value: float | None
    why_none: str
    mean: str
    adds_up: bool
    formula: tuple[str, ...]
    parts: tuple[PartFact, ...]
    total: float | None
    coverage_percent: int | None
    least_percent: int | None
    left_out_percent: float
    answer: str
    note: str
    ladder: tuple[LadderFact, ...]
    low: float | None
    high: float | None
    interval: tuple[float, float] | None
    widening: Widening | None
    standing: Standing | None
    place: str
    mean_of_peers: str
    shift: str
    up: tuple[StepUp, ...]

    @property
    def out(self) -> tuple[PartFact, ...]:
        """Return the parts that do not count."""
        return tuple(part for part in self.parts if not part.counts)

    @property
    def with_reasons(self) -> tuple[PartFact, ...]:
        """Return the parts whose weight is explained."""
        return tuple(part for part in self.parts if part.weight_reasons)

    @property
    def shows_multipliers(self) -> bool:
        return any(part.multiplier != 1 for part in self.parts)


class UnableToExplain(LookupError):
    """The result has no such number."""


def codes_of(material: Material) -> tuple[str, ...]:
    """Return the codes of everything a result can explain, in the order of the model."""
    roots = [material.model.root, *(m for m in material.model.modules if m.code in material.subject.modules)]
    return tuple(node.code for root in roots for node in root.walk())


def explain(
    material: Material, facts: ResultFacts, profile: Profile, answers: Mapping[str, Answer], code: str
) -> Explanation:
    """Tell how one number of a result came about.

    Parameters
    ----------
    material, facts : of one result, in the language now in use.
    profile, answers : of its submission.
    code : of a group, a module or a question.

    Raises
    ------
    UnableToExplain
        If the result has no number of that code.
    """
    if code not in codes_of(material):
        raise UnableToExplain(code)
    tree = Tree(material, facts.language)
    if code in material.model.groups():
        return _group(material, tree, profile, answers, material.model.groups()[code])
    return _item(material, tree, profile, answers, material.model.items()[code])


def _group(
    material: Material, tree: Tree, profile: Profile, answers: Mapping[str, Answer], group: Group
) -> Explanation:
    fact, scored = tree.node(group), material.sheet.nodes[group.code]
    account = account_of_group(material.model, profile, material.sheet, group.code)
    return Explanation(
        **_shared(material, tree, profile, group.code, fact.standing),
        kind="group",
        title=fact.title,
        question=fact.intro,
        value=fact.value,
        exact=scored.value,
        base_value=shown(scored.base_value),
        why_none=fact.why_none,
        mean=formulas.mean_words(group.mean),
        adds_up=account.adds_up,
        formula=() if account.adds_up else formulas.mean_lines(account),
        parts=tuple(
            _part(
                material,
                number,
                part,
                say(node.title, tree.language),
                _weight_reasons(material, profile, node, tree.language),
            )
            for number, (part, node) in enumerate(zip(account.parts, group.children, strict=True), start=1)
        ),
        total=account.total,
        coverage_percent=fact.coverage_percent,
        least_percent=None if group.min_share is None else int(round_half_up(100 * group.min_share, 0)),
        left_out_percent=float(round_half_up(100 * account.left_out, 1)),
        answer="",
        note="",
        ladder=_ladder(material, tree, group.code, scored.level),
        low=fact.low,
        high=fact.high,
        interval=fact.interval,
        widening=widening_of(material, group, answers, tree.language),
    )


def _item(material: Material, tree: Tree, profile: Profile, answers: Mapping[str, Answer], item: Item) -> Explanation:
    fact, scored = tree.items[item.code], material.sheet.items[item.code]
    answer = answers.get(item.code)
    account = account_of_answer(item, answer) if answer is not None else None
    return Explanation(
        **_shared(material, tree, profile, item.code, fact.standing),
        kind="item",
        title=fact.title,
        question=say(item.question, tree.language),
        value=fact.value,
        exact=scored.value,
        base_value=None,
        why_none="" if account else wording.state_sentence(scored.state),
        mean="",
        adds_up=False,
        formula=() if account is None else formulas.answer_lines(item, account, tree.language),
        parts=(),
        total=None,
        coverage_percent=None,
        least_percent=None,
        left_out_percent=0.0,
        answer=fact.answer,
        note=fact.note,
        ladder=(),
        low=None,
        high=None,
        interval=node_interval(material.interval, item.code),
        widening=None,
    )


def _shared(material: Material, tree: Tree, profile: Profile, code: str, standing: Standing | None) -> dict[str, Any]:
    return {
        "code": code,
        "standing": standing,
        "place": peers.place_words(standing) if standing else "",
        "mean_of_peers": peers.mean_words(standing) if standing else "",
        "shift": peers.shift_words(standing) if standing else "",
        "up": _up(material, tree, profile, code),
    }


def _up(material: Material, tree: Tree, profile: Profile, code: str) -> tuple[StepUp, ...]:
    """Return the groups above, the nearest first, with the share in each as it counts."""
    found, below, share = [], code, 1.0
    roots = {material.model.root.code, *(module.code for module in material.model.modules)}
    arithmetic = True
    while below not in roots:
        parent = material.model.parent_of(below)
        account = account_of_group(material.model, profile, material.sheet, parent.code)
        part = next(part for part in account.parts if part.code == below)
        share *= part.share
        arithmetic = arithmetic and parent.mean == 1
        own = _exact(material, code)
        told = arithmetic and own is not None and account.value is not None
        contribution = share * own if told and own is not None else None
        found.append(StepUp(parent.code, say(parent.title, tree.language), share, contribution))
        below = parent.code
    return tuple(found)


def _exact(material: Material, code: str) -> float | None:
    sheet = material.sheet
    return sheet.nodes[code].value if code in sheet.nodes else sheet.items[code].value


def _part(material: Material, number: int, part: Part, title: str, reasons: tuple[str, ...]) -> PartFact:
    return PartFact(
        number=number,
        code=part.code,
        title=title,
        value=shown(part.value),
        exact=part.value,
        weight=part.weight,
        multiplier=part.multiplier,
        asked_share=part.asked_share,
        share=part.share,
        contribution=part.contribution,
        filled=part.filled,
        term=part.term,
        counts=part.counts,
        why_out="" if part.counts else _why_out(material, part.code),
        weight_reasons=reasons,
    )


def _weight_reasons(material: Material, profile: Profile, node: Group | Item, language: str) -> tuple[str, ...]:
    """Say why a child weighs what it weighs: the file's reason, and those of the rules for the kind of company."""
    told = [say(node.weight_reason, language)]
    told += [
        say(rule.reasons.get(node.code), language)
        for rule in matching_profiles(material.model, profile)
        if rule.weights.get(node.code, 1.0) != 1.0
    ]
    return tuple(reason for reason in told if reason)


def _why_out(material: Material, code: str) -> str:
    sheet = material.sheet
    if code in sheet.items:
        return wording.state_word(sheet.items[code].state)
    node = sheet.nodes[code]
    return wording.why_none_words(node.invalid_reason, node.answered, node.applicable)


def _ladder(material: Material, tree: Tree, code: str, own: int | None) -> tuple[LadderFact, ...]:
    groups = material.model.groups()
    return tuple(
        LadderFact(
            level=step.level,
            name=tree.level_names[step.level],
            cut=step.cut,
            is_met=step.is_met,
            is_own=step.level == own,
            meets_cut=step.meets_cut,
            gates=tuple(
                GateFact(
                    say(groups[gate.code].title, tree.language),
                    gate.least,
                    gate.value,
                    gate.is_met,
                    formulas.gate_words(say(groups[gate.code].title, tree.language), gate),
                )
                for gate in step.gates
            ),
        )
        for step in ladder(material.model, material.sheet, code)
    )
