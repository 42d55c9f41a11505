"""Scoring submissions, one or many: item values, group values, interval, level, flags. The method is docs/method.md."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Answer, AnswerState, Profile, UnableToReadAnswer
from diagnosis.scoring.columns import Floats, ItemColumns
from diagnosis.scoring.items import Reader, reader_for
from diagnosis.scoring.layout import Layout, layout_of, own_weights
from diagnosis.scoring.levels import overall_levels
from diagnosis.scoring.reading import check_claim
from diagnosis.scoring.rollup import Weights, balance, ends, roll_up, share_of, standing
from diagnosis.scoring.rules import broken_rules
from diagnosis.scoring.scores import ScoreTable
from diagnosis.scoring.sheet import ScoreSheet
from diagnosis.scoring.table import ANSWERED, NA_CLAIMED, NA_PROFILE, AnswerTable
from diagnosis.scoring.tree import matching_rules

PART: Final = 1024  # submissions worked on at once: so many that their columns stay in the processor's cache
_UNIT: Final = 1e12  # twelve decimals: far below any use, and it takes away what the order of summation leaves


def score(model: AssessmentModel, profile: Profile, answers: Mapping[str, Answer]) -> ScoreSheet:
    """Return the score sheet of one submission: a table of one row.

    Parameters
    ----------
    model : an assessment model.
    profile : the kind of company; unknown parts are None and match no profile rule.
    answers : by item code; an item left out is missing. Answers to items that do not apply are ignored.

    Raises
    ------
    UnableToReadAnswer
        If an answer names no item of the model or is not one its item can take. Nothing is guessed or clamped.
    """
    return score_table(AnswerTable.of(model, [(profile, answers)])).sheet(0)


def check_answer(model: AssessmentModel, code: str, answer: Answer) -> None:
    """Raise `UnableToReadAnswer` unless the item can take this answer."""
    item = model.items().get(code)
    if item is None:
        raise UnableToReadAnswer(code, "is not an item of this model", "이 모형에 없는 문항입니다")
    if answer.state is AnswerState.NA_CLAIMED:
        check_claim(item, answer.na_reason)
    elif answer.state is AnswerState.ANSWERED:
        _readers_of(model)[code](answer)


@lru_cache(maxsize=64)
def _readers_of(model: AssessmentModel) -> dict[str, Reader]:
    return {code: reader_for(item) for code, item in model.items().items()}


@lru_cache(maxsize=64)
def columns_of(model: AssessmentModel) -> ItemColumns:
    """Return the items of a model made ready; the work is done once."""
    return ItemColumns(list(model.items().values()))


def score_table(
    table: AnswerTable, *, weights: Floats | None = None, worth: Floats | None = None, with_flags: bool = True
) -> ScoreTable:
    """Return the scores of many submissions.

    Parameters
    ----------
    table : the answers in columns.
    weights : (items + groups, n) positive factors on each node's weight in its group, items and groups in the order of
        the model, each submission with its own; on the common weights too. None leaves all weights as they are.
    worth : (items, n) values on 0-100 that take the place of what answers are worth; NaN leaves the answer.
    with_flags : whether to look for broken rules.

    Returns
    -------
    ScoreTable
        The same bits for a submission whatever the number, the order or the grouping of the others.
    """
    if len(table) > 1:
        _keep_freed_memory()
    scores = ScoreTable.empty(table)
    kinds = _Kinds(table)
    for start in range(0, len(table), PART):
        part = slice(start, min(start + PART, len(table)))
        states = table.states[:, part]
        x = _item_columns(table, part)
        if worth is not None:
            np.copyto(x, worth[:, part], where=~np.isnan(worth[:, part]))
        own, base = kinds.weights(part, None if weights is None else weights[:, part])
        _Part(kinds.layout, states, x, own, base).write(scores, part)
        if with_flags:
            scores.flags[:, part] = _broken_rules(table, part)
    _finish(table, scores)
    return scores


@lru_cache(maxsize=1)
def _keep_freed_memory() -> None:
    """Teach the C library to keep the columns' memory between parts; giving it back and asking anew halves the speed.

    glibc keeps up to twice the largest block it has seen freed, of 32 MB at most; one never written to costs nothing.
    """
    np.empty(31 * 2**20, np.uint8)


class _Kinds:
    """The kinds of company of a table: those that match the same profile rules weigh alike."""

    def __init__(self, table: AnswerTable) -> None:
        model = table.model
        self.layout = layout_of(model)
        found = [matching_rules(model, profile) for profile in table.kinds]
        distinct = {matching: place for place, matching in enumerate(dict.fromkeys(found))}
        by_kind = [own_weights(model, matching) for matching in distinct]
        self._own = [np.concatenate(columns, axis=1) for columns in zip(*by_kind, strict=True)]
        self._column = np.array([distinct[matching] for matching in found], np.intp)[table.kind]
        self._are_alike = len(distinct) == 1
        places = {code: place for place, code in enumerate((*model.items(), *model.groups()))}
        self._places = [np.array([places[code] for code in stage.codes], np.intp) for stage in self.layout.stages]

    def weights(self, part: slice, factors: Floats | None) -> tuple[Weights, Weights]:
        """Return the weights of the companies' own kinds and those all have in common, times the factors if any."""
        base = tuple(stage.weights for stage in self.layout.stages)
        own = tuple(self._own)
        if not self._are_alike:
            own = tuple(np.take(weights, self._column[part], axis=1) for weights in own)
        if factors is not None:
            drawn = [factors[places] for places in self._places]
            base = tuple(weights * factor for weights, factor in zip(base, drawn, strict=True))
            own = tuple(weights * factor for weights, factor in zip(own, drawn, strict=True))
        return own, base


def _item_columns(table: AnswerTable, part: slice) -> Floats:
    """Return the values of a part's items on 0-100."""
    ticks = {place: ticked[:, part] for place, ticked in table.ticks.items()}
    known = table.states[:, part] == ANSWERED
    return columns_of(table.model).worth(table.values[:, part], known, ticks)


def _broken_rules(table: AnswerTable, part: slice) -> NDArray[np.bool_]:
    """Return (rules, n) which rules of the model a part's answers do not keep."""
    model, columns = table.model, columns_of(table.model)
    values, states = table.values[:, part], table.states[:, part]
    ticks = {place: ticked[:, part] for place, ticked in table.ticks.items()}
    places = {code: place for place, code in enumerate(model.items())}
    return broken_rules(
        model,
        values.shape[1],
        lambda code: columns.rule_values(places[code], values, states[places[code]] == ANSWERED, ticks),
        lambda code: states[places[code]] == ANSWERED,
    )


class _Part:
    """Some submissions, few enough for the cache."""

    def __init__(self, layout: Layout, states: NDArray[np.uint8], x: Floats, own: Weights, base: Weights) -> None:
        self.layout, self.own, self.base = layout, own, base
        given = states[layout.items]
        self.item_x, self.x = x, x[layout.items]
        self.known = (given == ANSWERED).astype(np.float64)
        self.claimed = given == NA_CLAIMED
        self.applies = ((given != NA_PROFILE) & ~self.claimed).astype(np.float64)
        self.stand = standing(layout, own, self.applies, self.known)
        self.values = roll_up(layout, own, self.x, self.stand.holds)

    def write(self, scores: ScoreTable, rows: slice) -> None:
        """Put the scores where they belong."""
        layout, stand, groups = self.layout, self.stand, self.layout.groups
        base = roll_up(layout, self.base, self.x, stand.holds)
        limits = ends(layout, self.own, stand, self.x, self.known)
        holds, applies = stand.holds[groups] > 0, stand.applies[groups] > 0
        value, low, high = self.values[groups], limits.low[groups], limits.high[groups]
        scores.values[:, rows] = self._expressed(value, holds)
        scores.base_values[:, rows] = self._expressed(base[groups], holds)
        scores.low[:, rows] = self._expressed(np.where(holds, np.minimum(low, value), low), applies)
        scores.high[:, rows] = self._expressed(np.where(holds, np.maximum(high, value), high), applies)
        scores.coverage[:, rows] = stand.coverage[groups]
        scores.reasons[:, rows] = stand.reasons[groups]
        scores.applicable[:, rows] = stand.applicable[groups]
        scores.answered[:, rows] = stand.answered[groups]
        counts = np.empty(self.item_x.shape, np.bool_)
        counts[layout.items] = stand.holds[layout.leaves] > 0
        scores.item_values[:, rows] = np.where(
            counts, cleaned(layout.item_low + self.item_x * layout.item_factor), np.nan
        )
        geometric, ratio = balance(layout, self.own, self.values, stand.holds)
        overall = self._overall
        scores.balanced[rows] = cleaned(layout.group_low[overall] + geometric * layout.group_factor[overall])
        scores.balance_ratio[rows] = cleaned(ratio)
        scores.claimed_share[rows], scores.claimed_drop[rows] = self._claims()

    @property
    def _overall(self) -> int:
        return int(np.flatnonzero(self.layout.groups == self.layout.root)[0])

    def _expressed(self, x: Floats, has: NDArray[np.bool_]) -> Floats:
        """Return the groups' 0-100 values in the model's terms, NaN where there is none."""
        return np.where(has, cleaned(self.layout.group_low + x * self.layout.group_factor), np.nan)

    def _claims(self) -> tuple[Floats, Floats]:
        """Return what was declared not applicable: the largest share of a domain, and what the overall owes to it."""
        layout, root = self.layout, self.layout.root
        largest, drop = np.zeros(self.x.shape[1]), np.zeros(self.x.shape[1])
        some = np.flatnonzero(self.claimed.any(axis=0))
        if not len(some):
            return largest, drop
        own = tuple(weight if weight.shape[1] == 1 else weight[:, some] for weight in self.own)
        claimed = self.claimed[:, some].astype(np.float64)
        nought = standing(layout, own, self.applies[:, some] + claimed, self.known[:, some] + claimed)
        for row in share_of(layout, own, nought, claimed)[layout.domains]:
            largest[some] = np.maximum(largest[some], cleaned(row))
        without = roll_up(layout, own, self.x[:, some], nought.holds)[root]
        both = (self.stand.holds[root, some] > 0) & (nought.holds[root] > 0)
        drop[some] = np.where(both, cleaned(np.maximum(0.0, self.values[root, some] - without) / 100.0), 0.0)
        return largest, drop


def cleaned(values: Floats) -> Floats:
    """Return values rounded to twelve decimals: so that 57.25 is 57.25 in whatever order it was summed."""
    return np.asarray(np.rint(values * _UNIT) / _UNIT)


def _finish(table: AnswerTable, scores: ScoreTable) -> None:
    model = table.model
    place = {code: index for index, code in enumerate(model.groups())}
    gates = {code for level in model.levels for code in level.gates}
    seen = {code: (scores.values[place[code]], scores.applicable[place[code]] > 0) for code in gates}
    scores.levels[:] = overall_levels(model, scores.values[place[model.root.code]], seen)
