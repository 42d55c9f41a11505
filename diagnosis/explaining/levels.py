"""Which cut and which gate decided the level."""

from __future__ import annotations

from dataclasses import dataclass

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring import ScoreSheet, displayed


@dataclass(frozen=True, slots=True)
class GateStep:
    """A least score of one group; `value` is as displayed. Not asked of a group that does not apply."""

    code: str
    least: float
    value: float | None
    asked: bool

    @property
    def is_met(self) -> bool:
        return not self.asked or (self.value is not None and self.value >= self.least)


@dataclass(frozen=True, slots=True)
class LevelStep:
    """One level of the ladder: its cut, its gates, and whether the score reaches it."""

    level: int
    cut: float
    value: float
    gates: tuple[GateStep, ...]

    @property
    def meets_cut(self) -> bool:
        return self.value >= self.cut

    @property
    def is_met(self) -> bool:
        return self.meets_cut and all(gate.is_met for gate in self.gates)


def ladder(model: AssessmentModel, sheet: ScoreSheet, code: str) -> tuple[LevelStep, ...]:
    """Return the levels in the order of the file, each with what it asks and what was there.

    Gates are asked of the overall score only. Empty where the group has no value, or the model no levels, or where the
    group adds points.
    """
    group = model.groups()[code]
    value = sheet.nodes[code].value
    is_root = code == model.root.code
    if value is None or (group.mean == "sum" and not is_root):
        return ()
    shown = displayed(model, value)
    return tuple(
        LevelStep(
            level.level,
            level.from_score,
            shown,
            tuple(_gate(model, sheet, gate, least) for gate, least in level.gates.items()) if is_root else (),
        )
        for level in model.levels
    )


def _gate(model: AssessmentModel, sheet: ScoreSheet, code: str, least: float) -> GateStep:
    node = sheet.nodes[code]
    value = None if node.value is None else displayed(model, node.value)
    return GateStep(code, least, value, asked=node.applicable > 0)
