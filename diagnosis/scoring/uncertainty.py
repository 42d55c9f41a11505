"""How far one company's score could move: noise in its answers, what is missing, and the weights."""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel, Item, NumberItem, RubricItem
from diagnosis.scoring.answers import Answer, Confidence, Profile
from diagnosis.scoring.columns import Floats
from diagnosis.scoring.engine import columns_of, score_table
from diagnosis.scoring.scores import ScoreTable
from diagnosis.scoring.table import ANSWERED, MISSING, UNKNOWN, AnswerTable
from diagnosis.scoring.years import slopes, trend_values

# Item code -> the values on 0-100 that peers have there and how many peers each; None if there are too few.
Donors = Callable[[str], tuple[NDArray[Any], NDArray[Any]] | None]
_STEPS: Final[Mapping[Confidence, tuple[float, float, float]]] = {
    "sure": (0.90, 0.07, 0.03),
    "usual": (0.75, 0.18, 0.07),
    "estimate": (0.55, 0.32, 0.13),
}
_SPREADS: Final[Mapping[Confidence, float]] = {"sure": 0.02, "usual": 0.05, "estimate": 0.15}


@dataclass(frozen=True, slots=True)
class Noise:
    """How sure answers are and how sure the weights are; settings of ours until pairs of self and assessor exist.

    Attributes
    ----------
    draws : how many times the company is scored again.
    steps : by confidence, the chances that the true level is the one answered, one lower, one higher.
    spreads : by confidence, the standard deviation of the logarithm of a number.
    evidence : what is left of the chances of another level where a file of evidence is attached.
    weights : how far every weight may move either way, as a share of itself.
    least_donors : peers needed to draw a missing answer from theirs.
    """

    draws: int = 1000
    steps: Mapping[Confidence, tuple[float, float, float]] = field(default_factory=lambda: dict(_STEPS))
    spreads: Mapping[Confidence, float] = field(default_factory=lambda: dict(_SPREADS))
    evidence: float = 0.5
    weights: float = 0.25
    least_donors: int = 20


NOISE: Final = Noise()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreInterval:
    """Where the overall score lies with 90 % of the draws.

    Attributes
    ----------
    median, low, high : in the model's scale; the interval contains the score. None if the core asks nothing at all.
    level_shares : for each level of the model the share of draws that reach it or more, 0-1, gates included.
    nodes : for each group that has a value, its low and high; they contain the value.
    scores : (draws,) the overall scores, unsorted; not kept with a result.
    """

    draws: int
    median: float | None
    low: float | None
    high: float | None
    level_shares: dict[int, float]
    nodes: dict[str, tuple[float, float]]
    scores: Floats = field(default_factory=lambda: np.zeros(0), compare=False, repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the interval as JSON-safe data, without the draws."""
        return {
            "draws": self.draws,
            "median": self.median,
            "low": self.low,
            "high": self.high,
            "level_shares": {str(level): share for level, share in self.level_shares.items()},
            "nodes": {code: list(ends) for code, ends in self.nodes.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ScoreInterval:
        """Return the interval that `as_dict` wrote; its `scores` are empty."""
        return cls(
            draws=data["draws"],
            median=data["median"],
            low=data["low"],
            high=data["high"],
            level_shares={int(level): share for level, share in data["level_shares"].items()},
            nodes={code: (low, high) for code, (low, high) in data["nodes"].items()},
        )


def seed_of(snapshot_id: object, submission_id: object) -> int:
    """Return the seed of a submission's draws against a snapshot: the same pair always draws the same."""
    digest = hashlib.sha256(f"{snapshot_id}|{submission_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def score_interval(
    model: AssessmentModel,
    profile: Profile,
    answers: Mapping[str, Answer],
    *,
    seed: int,
    donors: Donors | None = None,
    with_evidence: Collection[str] = (),
    noise: Noise = NOISE,
) -> ScoreInterval:
    """Score a company many times over with what is not certain drawn anew.

    Parameters
    ----------
    model, profile, answers : as for `score`.
    seed : of the draws, 0 or more; see `seed_of`. The same inputs give the same bytes.
    donors : where to draw missing answers from; without them, or with too few, every level is as likely as another, and
        every value of 0-100 of an item without levels.
    with_evidence : codes of the items with a file of evidence.
    noise : how large the noise is.

    Raises
    ------
    UnableToReadAnswer
        As `score`.

    Notes
    -----
    A level that would leave the scale is drawn again, a number is held in its hard bounds; each year of a trend moves
    on its own. Ticks of checklists and assessors' percentages are taken as they are. In a strict model a missing answer
    stays worth 0. A module without any answer is left alone.
    """
    table = AnswerTable.of(model, [(profile, answers)])
    point = score_table(table)
    drawn = _Drawing(model, table, seed, noise)
    drawn.shake(answers, with_evidence)
    if model.missing == "diagnostic":
        drawn.fill(point, donors)
    return _summary(point, drawn.scores(), noise.draws)


class _Drawing:
    """One company many times; random numbers are drawn for every item, so that one answer moves no other's draws."""

    def __init__(self, model: AssessmentModel, table: AnswerTable, seed: int, noise: Noise) -> None:
        self.model, self.noise, self.seed = model, noise, seed
        rng = np.random.Generator(np.random.PCG64(seed))
        self.items = list(model.items().values())
        self.table = table.take(np.zeros(noise.draws, np.intp))
        self.worth = np.full(self.table.values.shape, np.nan)
        self.chances = rng.random(self.worth.shape)
        self.normals = {
            place: rng.standard_normal(noise.draws)
            for place, item in enumerate(self.items)
            if isinstance(item, NumberItem)
        }
        nodes = len(self.items) + len(model.groups())
        self.factors = rng.uniform(1 - noise.weights, 1 + noise.weights, (nodes, noise.draws))

    def shake(self, answers: Mapping[str, Answer], with_evidence: Collection[str]) -> None:
        """Move every answer by its noise."""
        values = self.table.values
        for place, item in enumerate(self.items):
            if self.table.states[place, 0] != ANSWERED:
                continue
            confidence = answers[item.code].confidence
            if isinstance(item, RubricItem):
                move = _step(item, values[place, 0], self.noise.steps[confidence], self._kept(item, with_evidence))
                values[place] += (self.chances[place] >= move[0]).astype(np.float64) - (self.chances[place] < move[1])
            elif isinstance(item, NumberItem):
                spread = self.noise.spreads[confidence]
                if item.trend:
                    values[place] = self._trend(place, item, answers[item.code], spread)
                else:
                    values[place] = _moved(item, values[place], spread * self.normals[place])

    def _trend(self, place: int, item: NumberItem, answer: Answer, spread: float) -> Floats:
        """Return the slopes of years that each move on their own."""
        years, numbers = trend_values(item, answer)
        rng = np.random.Generator(np.random.PCG64([self.seed, place]))  # however many years, no other item's draws move
        moves = spread * rng.standard_normal((len(years), self.noise.draws))
        found = slopes(item, years, _moved(item, numbers, moves))
        return np.where(np.isfinite(found), found, self.table.values[place])

    def _kept(self, item: Item, with_evidence: Collection[str]) -> float:
        return self.noise.evidence if item.code in with_evidence else 1.0

    def fill(self, point: ScoreTable, donors: Donors | None) -> None:
        """Draw every missing answer of the core and of the modules that were begun."""
        states = self.table.states
        begun = {code: point.answered[point.group_codes.index(code), 0] > 0 for code in self._roots()}
        begun[self.model.root.code] = True
        roots = {item: root for root, codes in self._roots().items() for item in codes}
        for place, item in enumerate(self.items):
            if states[place, 0] in (UNKNOWN, MISSING) and begun[roots[item.code]]:
                self.worth[place] = self._imputed(place, item, donors(item.code) if donors else None)
                self.table.values[place] = 0.0
                states[place] = ANSWERED

    def _roots(self) -> dict[str, list[str]]:
        roots = (self.model.root, *self.model.modules)
        return {root.code: [node.code for node in root.walk() if isinstance(node, Item)] for root in roots}

    def _imputed(self, place: int, item: Item, peers: tuple[NDArray[Any], NDArray[Any]] | None) -> Floats:
        chances: Floats = self.chances[place]
        if peers is not None and int(peers[1].sum()) >= self.noise.least_donors:
            values, counts = np.asarray(peers[0], np.float64), np.asarray(peers[1], np.int64)
            steps = np.cumsum(counts)
            return np.asarray(values[np.searchsorted(steps, np.floor(chances * steps[-1]), side="right")])
        if isinstance(item, RubricItem):
            worths = columns_of(self.model).level_worths(place)
            return np.take(worths, np.floor(chances * len(worths)).astype(np.intp))
        return np.multiply(chances, 100.0)

    def scores(self) -> ScoreTable:
        return score_table(self.table, weights=self.factors, worth=self.worth, with_flags=False)


def _moved(item: NumberItem, values: Floats, logarithms: Floats) -> Floats:
    """Return numbers times the exponential of their moves, held in the hard bounds."""
    low, high = (item.bounds.min, item.bounds.max) if item.bounds else (-math.inf, math.inf)
    with np.errstate(over="ignore"):
        moved = values * np.exp(logarithms)
    return np.clip(moved, max(low, -sys.float_info.max), min(high, sys.float_info.max))


def _step(item: RubricItem, level: float, steps: tuple[float, float, float], kept: float) -> tuple[float, float]:
    """Return above which chance the true level is one higher and below which one lower, the scale's ends respected."""
    lower = steps[1] * kept if level > item.low else 0.0
    higher = steps[2] * kept if level < item.high else 0.0
    whole = 1.0 - (steps[1] + steps[2]) * kept + lower + higher
    return 1.0 - higher / whole, lower / whole


def _summary(point: ScoreTable, scores: ScoreTable, draws: int) -> ScoreInterval:
    model = point.table.model
    low, median, high = np.quantile(scores.values, (0.05, 0.5, 0.95), axis=1)
    nodes = {
        code: (float(min(low[place], value)), float(max(high[place], value)))
        for place, code in enumerate(point.group_codes)
        if not np.isnan(value := point.values[place, 0])
    }
    root = point.group_codes.index(model.root.code)
    if np.isnan(median[root]):
        return ScoreInterval(draws=draws, median=None, low=None, high=None, level_shares={}, nodes=nodes)
    ends = nodes.get(model.root.code, (float(low[root]), float(high[root])))
    return ScoreInterval(
        draws=draws,
        median=float(median[root]),
        low=ends[0],
        high=ends[1],
        level_shares={level.level: float(np.mean(scores.levels >= level.level)) for level in model.levels},
        nodes=nodes,
        scores=scores.overall,
    )
