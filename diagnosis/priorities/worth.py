"""What each measure is worth to a company, what it needs first, and what is in place already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from diagnosis.catalog.library import Measure
from diagnosis.priorities.inputs import MONEY_OF_BAND
from diagnosis.priorities.items import ItemStanding, Point
from diagnosis.priorities.selection import Action
from diagnosis.priorities.steps import Reason

# A prerequisite counts as in place when what it helps stands at this level on average.
IN_PLACE_LEVEL: Final = 3.0
# The first measure named by an item helps it most.
RANK_WEIGHTS: Final = (1.0, 0.6, 0.4)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The measures there are for a kind of company, and which of them each item names, the most helpful first.

    ``effort_ratio`` multiplies the people the library estimates: what a company took over what was planned.
    """

    measures: Mapping[str, Measure]
    measures_of_item: Mapping[str, Sequence[str]]
    off: frozenset[str] = frozenset()
    effort_ratio: float = 1.0

    def named(self, item: str) -> list[str]:
        """Return the measures of an item that count, the most helpful first."""
        codes = [code for code in self.measures_of_item.get(item, ()) if code in self.measures]
        return codes[: len(RANK_WEIGHTS)]

    def helped(self, code: str, items: Iterable[str]) -> list[str]:
        """Return those of the items that a measure helps."""
        return [item for item in items if any(_within(item, target) for target in self.measures[code].helps)]


@dataclass(slots=True)
class Worth:
    """What the measures are worth, by the priorities of the items that name them."""

    items: Sequence[ItemStanding]
    points: Sequence[Point]
    catalogue: Catalogue
    of: dict[str, float] = field(init=False)
    reasons: dict[str, list[Reason]] = field(init=False)

    def __post_init__(self) -> None:
        standing = {item.code: item for item in self.items}
        self.of, self.reasons = {}, {}
        for point in self.points:
            item = standing[point.code]
            if point.priority <= 0:
                continue
            for rank, code in enumerate(self.catalogue.named(item.code)):
                self.of[code] = self.of.get(code, 0.0) + RANK_WEIGHTS[rank] * point.priority
                reason = Reason(item.code, item.level, point.target, item.known, point.priority)
                self.reasons.setdefault(code, []).append(reason)

    def ranked(self) -> list[str]:
        """Return the measures that bring something, those worth most first."""
        return sorted((c for c in self.of if c not in self.catalogue.off), key=lambda c: (-self.of[c], c))

    def in_place(self, code: str) -> bool:
        """Tell whether a measure need not be done: it makes no sense here, or what it helps stands well."""
        if code in self.catalogue.off:
            return True
        helped = set(self.catalogue.helped(code, (item.code for item in self.items)))
        levels = [item.level for item in self.items if item.code in helped]
        return bool(levels) and sum(levels) / len(levels) >= IN_PLACE_LEVEL

    def missing_needs(self, code: str) -> list[str]:
        """Return the measures a measure needs and that are not in place."""
        return [need for need in self.catalogue.measures[code].prerequisites if not self.in_place(need)]

    def with_needs(self, codes: Iterable[str]) -> list[str]:
        """Return the measures in their order, each after all it needs that is not in place."""
        taken: list[str] = []
        for code in codes:
            self._take(code, taken)
        return taken

    def _take(self, code: str, taken: list[str]) -> None:
        if code in taken:
            return
        for need in self.missing_needs(code):
            self._take(need, taken)
        taken.append(code)

    def needed_first(self, leading: int) -> frozenset[str]:
        """Return the items that the prerequisites of the measures worth most help."""
        first = self.ranked()[:leading]
        needs = {need for code in first for need in self.with_needs([code]) if need != code}
        items = [item.code for item in self.items]
        return frozenset(item for need in needs for item in self.catalogue.helped(need, items))

    def actions(self) -> tuple[Action, ...]:
        """Return the measures to choose from, with all they need; those in place only where nothing else is left."""
        todo = self.ranked()
        codes = self.with_needs([code for code in todo if not self.in_place(code)] or todo)
        return tuple(self.action(code) for code in codes)

    def action(self, code: str) -> Action:
        """Return a measure as an action: its worth, its people and money, and what it needs first."""
        measure = self.catalogue.measures[code]
        return Action(
            code=code,
            worth=self.of.get(code, 0.0),
            effort=measure.capacity * self.catalogue.effort_ratio,
            money=MONEY_OF_BAND[measure.cost_band],
            months=measure.effort_months,
            needs=tuple(self.missing_needs(code)),
        )


def _within(item: str, target: str) -> bool:
    """Tell whether an item is the target, or lies in the dimension or domain it names."""
    return item == target or item.startswith(f"{target}.") or (target.isalpha() and item.startswith(target))
