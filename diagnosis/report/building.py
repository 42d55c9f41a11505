"""All facts of one result."""

from __future__ import annotations

from django.utils.translation import gettext as _

from diagnosis.catalog import NumberItem
from diagnosis.priorities import Highlight
from diagnosis.report import wording
from diagnosis.report.answers import indicator_fact, say
from diagnosis.report.facts import (
    AnchorFact,
    CaseGroup,
    FlagFact,
    HighlightFact,
    IndicatorFact,
    LevelFact,
    NodeFact,
    ResultFacts,
    Stamp,
)
from diagnosis.report.intervals import interval_fact
from diagnosis.report.material import Material
from diagnosis.report.nodes import Tree
from diagnosis.report.steps import point_facts, quarter_labels, step_facts
from diagnosis.scoring import AnswerState
from qmplatform.korean.formats import number1, plain_number
from qmplatform.statistics import round_half_up

_SHORT = 12


def build_facts(material: Material, language: str) -> ResultFacts:
    """Return the facts of a result.

    Parameters
    ----------
    material : Material
        The stored result and what it speaks of.
    language : str
        ``ko`` or ``en``; must be the language now in use, for the sentences come from the catalogues.
    """
    tree = Tree(material, language)
    model, sheet, subject = material.model, material.sheet, material.subject
    total = tree.node(model.root)
    modules = tuple(tree.node(module) for module in model.modules if module.code in subject.modules)
    dimensions = {node.code: node for domain in total.dimensions for node in (domain.dimensions or (domain,))}
    strengths = tuple(_highlight(entry, dimensions, is_strength=True) for entry in material.plan.strengths)
    gaps = tuple(_highlight(entry, dimensions, is_strength=False) for entry in material.plan.gaps)
    steps = step_facts(material, language)
    asked = [tree.items[code] for code in (*model.core_items(), *_module_codes(material)) if code in tree.items]
    return ResultFacts(
        language=language,
        title=say(model.title, language),
        company=subject.company,
        company_line=tuple(part for part in (subject.sector, subject.size, subject.region) if part),
        year=subject.year,
        is_synthetic=subject.is_synthetic,
        receipt_number=subject.receipt_number,
        submitted_at=subject.submitted_at,
        total=total,
        domains=total.dimensions,
        modules=modules,
        levels=_levels(material, language),
        next_level=_next_level(material, total, language),
        sentence=wording.standing_sentence(total.standing, total.value),
        finding=wording.finding_sentence(strengths[0].title if strengths else "", gaps[0].title if gaps else ""),
        balance_ratio=None if sheet.balance_ratio is None else float(round_half_up(sheet.balance_ratio, 2)),
        balanced=None if sheet.balanced is None else float(round_half_up(sheet.balanced, 1)),
        balance=wording.balance_words(sheet.balance_ratio, total.dimensions),
        strengths=strengths,
        gaps=gaps,
        steps=tuple(step for step in steps if not step.is_candidate),
        candidates=tuple(step for step in steps if step.is_candidate),
        quarters=quarter_labels(material) if steps else (),
        points=point_facts(material, language),
        cases=_cases(material, dimensions),
        indicators=_indicators(material, tree, language),
        flags=_flags(material, tree, language),
        unmeasured=tuple(item for item in asked if item.state in (AnswerState.UNKNOWN, AnswerState.MISSING)),
        not_applicable=tuple(item for item in asked if item.state in (AnswerState.NA_CLAIMED, AnswerState.NA_PROFILE)),
        anchors=_anchors(material, language),
        previous_year=material.previous.reference_year if material.previous else None,
        change_sentence=wording.change_words(
            total.change, material.previous.reference_year if material.previous else None, total.is_change_clear
        ),
        interval=interval_fact(material, tree.level_names),
        stamp=_stamp(material, total),
    )


def _module_codes(material: Material) -> list[str]:
    chosen = [module for module in material.model.modules if module.code in material.subject.modules]
    return [node.code for module in chosen for node in module.walk() if node.code in material.model.items()]


def _highlight(entry: Highlight, dimensions: dict[str, NodeFact], *, is_strength: bool) -> HighlightFact:
    node = dimensions[entry.code]
    sentence = wording.highlight_words(entry.reason, node.standing, node.gap)
    told = [item for item in node.items if item.level is not None]
    if told:
        chosen = max(told, key=lambda i: i.value or 0.0) if is_strength else min(told, key=lambda i: i.value or 0.0)
        sentence = f"{sentence} {chosen.title} {chosen.answer}."
    return HighlightFact(node.code, node.title, node.value or 0.0, sentence)


def _cases(material: Material, dimensions: dict[str, NodeFact]) -> tuple[CaseGroup, ...]:
    """Return the recommended cases, the widest gap first: a database may keep them in another order."""
    places = {gap.code: place for place, gap in enumerate(material.plan.gaps)}
    told = [code for code in dimensions if material.cases.get(code)]
    told.sort(key=lambda code: places.get(code, len(places)))
    return tuple(CaseGroup(code, dimensions[code].title, material.cases[code]) for code in told)


def _levels(material: Material, language: str) -> tuple[LevelFact, ...]:
    groups = material.model.groups()
    return tuple(
        LevelFact(
            level.level,
            say(level.title, language),
            level.from_score,
            say(level.description, language),
            tuple(f"{say(groups[code].title, language)} {plain_number(least)}" for code, least in level.gates.items()),
        )
        for level in material.model.levels
    )


def _next_level(material: Material, total: NodeFact, language: str) -> str:
    """Say what is missing to the next level: points, or a domain below the gate."""
    above = [level for level in material.model.levels if total.level is None or level.level > total.level]
    if total.value is None or not above:
        return ""
    following = above[0]
    name = f"{following.level} {say(following.title, language)}"
    missing = following.from_score - total.value
    if missing > 0:
        return _("%(points)s points to level %(level)s.") % {"points": number1(missing), "level": name}
    groups, nodes = material.model.groups(), material.sheet.nodes
    short = [
        f"{say(groups[code].title, language)} {number1(nodes[code].value or 0.0)} ({plain_number(least)})"
        for code, least in following.gates.items()
        if (nodes[code].value or 0.0) < least
    ]
    return _("The score reaches level %(level)s; below its gate: %(domains)s.") % {
        "level": name,
        "domains": ", ".join(short),
    }


def _indicators(material: Material, tree: Tree, language: str) -> tuple[IndicatorFact, ...]:
    found = []
    for code, item in material.model.core_items().items():
        fact = tree.items.get(code)
        if isinstance(item, NumberItem) and fact is not None and fact.state != AnswerState.NA_PROFILE:
            found.append(indicator_fact(item, fact, material.answers.get(code, {}), language))
    return tuple(fact for fact in found if fact is not None)


def _flags(material: Material, tree: Tree, language: str) -> tuple[FlagFact, ...]:
    return tuple(
        FlagFact(
            flag.severity,
            say(material.model.rules[flag.rule].message, language),
            tuple((code, tree.items[code].title) for code in flag.codes if code in tree.items),
        )
        for flag in material.sheet.flags
    )


def _anchors(material: Material, language: str) -> tuple[AnchorFact, ...]:
    return tuple(
        AnchorFact(
            say(anchor.label, language),
            float(round_half_up(anchor.value, 1)),
            float(round_half_up(anchor.gap, 1)),
            say(anchor.note, language),
        )
        for anchor in material.anchors
    )


def _stamp(material: Material, total: NodeFact) -> Stamp:
    subject = material.subject
    return Stamp(
        model=f"{material.model.key} {material.model.version}",
        model_checksum=_short(subject.model_checksum),
        snapshot=_short(subject.snapshot_id),
        engine=subject.engine_version,
        result=_short(subject.result_checksum),
        computed_at=subject.computed_at,
        coverage_percent=total.coverage_percent,
    )


def _short(checksum: str) -> str:
    return checksum.removeprefix("sha256:")[:_SHORT]
