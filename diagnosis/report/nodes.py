"""The whole, its domains and dimensions, and the modules."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from diagnosis.benchmark import Position
from diagnosis.catalog import Group, Item
from diagnosis.report import wording
from diagnosis.report.answers import item_fact, say, shown
from diagnosis.report.facts import ItemFact, NodeFact, Standing
from diagnosis.report.intervals import is_node_change_clear, node_interval
from diagnosis.report.material import Material
from diagnosis.report.peers import way_facts
from qmplatform.korean.formats import KST
from qmplatform.statistics import round_half_up


class Tree:
    """Builds the facts of groups and questions, in one language."""

    def __init__(self, material: Material, language: str) -> None:
        self.material = material
        self.language = language
        self.level_names = {level.level: say(level.title, language) for level in material.model.levels}

    @cached_property
    def items(self) -> dict[str, ItemFact]:
        """Return every question the sheet knows, by code."""
        found = {}
        for code, scored in self.material.sheet.items.items():
            item = self.material.model.items()[code]
            answer = self.material.answers.get(code, {})
            found[code] = item_fact(item, scored, answer, self.standing(code), self.language)
        return found

    def standing(self, code: str) -> Standing | None:
        position = self.material.positions.get(code)
        if position is None:
            return None
        return Standing(
            peers=wording.peers_words(position, self.material.size_names, self.language),
            n=position.n,
            mean=float(round_half_up(position.mean, 1)),
            q1=shown(position.q1),
            median=shown(position.median),
            q3=shown(position.q3),
            top_percent=position.top_percent,
            top_range=_top_range(position),
            is_synthetic=position.synthetic,
            as_of=datetime.fromisoformat(position.as_of).astimezone(KST).date(),
            low=shown(position.low),
            high=shown(position.high),
            own_percent=_percent(position.own_share),
            quarter=position.quarter,
            shift=shown(position.shift),
            way=way_facts(position.path),
            telling="words" if position.telling == "words" else "plain",
            is_anchored=position.anchored,
        )

    def node(self, group: Group) -> NodeFact:
        """Tell one group with all that is below it."""
        scored = self.material.sheet.nodes[group.code]
        below = [node for node in group.walk() if isinstance(node, Item) and node.code in self.material.sheet.items]
        shares = [self.material.sheet.items[item.code] for item in below]
        standing, value = self.standing(group.code), shown(scored.value)
        median = standing.median if standing else None
        previous = shown(self.material.previous.nodes.get(group.code)) if self.material.previous else None
        change = _difference(value, previous)
        contributions = [share.contribution for share in shares if share.contribution is not None]
        return NodeFact(
            code=group.code,
            title=say(group.title, self.language),
            intro=say(group.intro, self.language),
            value=value,
            why_none=wording.why_none_words(scored.invalid_reason, scored.answered, scored.applicable),
            level=scored.level,
            level_name=self.level_names.get(scored.level, "") if scored.level is not None else "",
            low=shown(scored.low),
            high=shown(scored.high),
            coverage_percent=int(round_half_up(100 * scored.coverage, 0)),
            answered=scored.answered,
            applicable=scored.applicable,
            share_percent=float(round_half_up(100 * sum(share.weight_share for share in shares), 1)),
            contribution=shown(sum(contributions)) if contributions else None,
            standing=standing,
            gap=_difference(value, median),
            text=self._text(group.code, scored.level),
            previous=previous,
            change=change,
            interval=node_interval(self.material.interval, group.code),
            is_change_clear=is_node_change_clear(self.material, group.code, change),
            dimensions=tuple(self.node(child) for child in group.child_groups()),
            items=tuple(self.items[item.code] for item in group.child_items() if item.code in self.items),
        )

    def _text(self, code: str, level: int | None) -> str:
        texts = self.material.model.interpretations.get(code, ())
        return next((say(entry.text, self.language) for entry in texts if entry.level == level), "")


def _difference(value: float | None, other: float | None) -> float | None:
    """Subtract displayed numbers, so that the reader can check the difference."""
    return None if value is None or other is None else float(round_half_up(value - other, 1))


def _percent(share: float | None) -> int | None:
    return None if share is None else int(round_half_up(100 * share, 0))


def _top_range(position: Position) -> tuple[int, int] | None:
    if position.percentile_low is None or position.percentile_high is None:
        return None
    ends = (100 - position.percentile_high, 100 - position.percentile_low)
    low, high = (max(1, int(round_half_up(end, 0))) for end in ends)
    return low, high
