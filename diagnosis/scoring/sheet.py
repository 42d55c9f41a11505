"""What scoring one submission gives: plain data, safe to store as JSON and to read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from diagnosis.catalog.model import Severity
from diagnosis.scoring.answers import AnswerState

ENGINE_VERSION: Final = "2.0.0"
MOST_CLAIMED_SHARE: Final = 0.30
MOST_CLAIMED_DROP: Final = 0.05


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule of the model, by its place from 0, that the answers do not keep."""

    rule: int
    severity: Severity
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeScore:
    """One group. `value` is None where `invalid_reason` says why; `answered` of `applicable` items have an answer."""

    code: str
    value: float | None
    base_value: float | None
    coverage: float
    answered: int
    applicable: int
    low: float | None
    high: float | None
    level: int | None
    invalid_reason: str


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item. The shares are of its root (overall or module); `contribution` is None where the root has no value."""

    code: str
    value: float | None
    state: AnswerState
    weight_share: float
    base_weight_share: float
    contribution: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """One scored submission; numbers are unrounded and in the model's scale (docs/method.md).

    `base_score` uses the weights all companies have in common and is the one to compare across sectors.
    `claimed_share` is the largest share of a domain's weight the company declared not applicable, `claimed_drop` how
    much of the scale the overall would lose if those items counted 0.
    """

    model: str
    engine: str
    score: float | None
    base_score: float | None
    level: int | None
    coverage: float
    bounds: tuple[float, float]
    balanced: float | None
    balance_ratio: float | None
    claimed_share: float
    claimed_drop: float
    nodes: dict[str, NodeScore]
    items: dict[str, ItemScore]
    flags: tuple[Flag, ...]

    @property
    def comparable(self) -> bool:
        """Return whether the score may enter a benchmark: not too much was declared not applicable."""
        return self.claimed_share <= MOST_CLAIMED_SHARE and self.claimed_drop <= MOST_CLAIMED_DROP

    def as_dict(self) -> dict[str, Any]:
        """Return the sheet as JSON-safe data, unrounded."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        data["bounds"] = list(self.bounds)
        data["nodes"] = {code: _plain(node) for code, node in self.nodes.items()}
        data["items"] = {code: {**_plain(item), "state": str(item.state)} for code, item in self.items.items()}
        data["flags"] = [{**_plain(flag), "codes": list(flag.codes)} for flag in self.flags]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ScoreSheet:
        """Return the sheet that `as_dict` wrote."""
        low, high = data["bounds"]
        return cls(
            **{
                **data,
                "bounds": (low, high),
                "nodes": {code: NodeScore(**node) for code, node in data["nodes"].items()},
                "items": {
                    code: ItemScore(**{**item, "state": AnswerState(item["state"])})
                    for code, item in data["items"].items()
                },
                "flags": tuple(Flag(**{**flag, "codes": tuple(flag["codes"])}) for flag in data["flags"]),
            }
        )


def _plain(value: NodeScore | ItemScore | Flag) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
