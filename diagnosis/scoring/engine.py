"""Scoring submissions, one or many: item values, group values, interval, level, flags. The method is docs/method.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Answer, AnswerState, Profile, UnableToReadAnswer
from diagnosis.scoring.columns import Floats, ItemColumns
from diagnosis.scoring.items import Reader, reader_for
from diagnosis.scoring.layout import Layout, layout_for
from diagnosis.scoring.levels import overall_levels
from diagnosis.scoring.reading import check_claim
from diagnosis.scoring.rollup import Standing, Weights, balance, ends, roll_up, standing, weights_of
from diagnosis.scoring.rules import broken_rules
from diagnosis.scoring.scores import ScoreTable
from diagnosis.scoring.sheet import ScoreSheet
from diagnosis.scoring.table import ANSWERED, NA_CLAIMED, NA_PROFILE, AnswerTable

# How many submissions are worked on at once: so many that their columns stay in the processor's cache.
BLOCK: Final = 16_384
PART: Final = 512
_T = TypeVar("_T", np.float64, np.uint8)
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
    scores = ScoreTable.empty(table)
    layouts = [layout_for(table.model, profile) for profile in table.kinds]
    for start in range(0, len(table), BLOCK):
        block = slice(start, min(start + BLOCK, len(table)))
        x = _item_columns(table, block)
        if worth is not None:
            np.copyto(x, worth[:, block], where=~np.isnan(worth[:, block]))
        for layout, rows in _by_layout(layouts, table.kind[block]):
            for first in range(0, len(rows), PART):
                part = rows[first : first + PART]
                factors = None if weights is None else weights[:, start + part]
                _Part(layout, table.states[:, block], x, part, factors).write(scores, start + part)
        if with_flags:
            scores.flags[:, block] = _broken_rules(table, block)
    _finish(table, scores)
    return scores


def _by_layout(layouts: list[Layout], kind: NDArray[np.intp]) -> Iterator[tuple[Layout, NDArray[np.intp]]]:
    """Yield each layout with the places of the submissions it is for."""
    distinct = list(dict.fromkeys(layouts))
    number = {layout: index for index, layout in enumerate(distinct)}
    group = np.array([number[layout] for layout in layouts], np.intp)[kind]
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(len(distinct) + 1))
    for layout, begin, end in zip(distinct, bounds[:-1], bounds[1:], strict=True):
        if begin < end:
            yield layout, order[begin:end]


def _item_columns(table: AnswerTable, block: slice) -> Floats:
    """Return the values of a block's items on 0-100."""
    ticks = {place: ticked[:, block] for place, ticked in table.ticks.items()}
    known = table.states[:, block] == ANSWERED
    return columns_of(table.model).worth(table.values[:, block], known, ticks)


def _broken_rules(table: AnswerTable, block: slice) -> NDArray[np.bool_]:
    """Return (rules, n) which rules of the model a block's answers do not keep."""
    model, columns = table.model, columns_of(table.model)
    values, states = table.values[:, block], table.states[:, block]
    ticks = {place: ticked[:, block] for place, ticked in table.ticks.items()}
    places = {code: place for place, code in enumerate(model.items())}
    return broken_rules(
        model,
        values.shape[1],
        lambda code: columns.rule_values(places[code], values, states[places[code]] == ANSWERED, ticks),
        lambda code: states[places[code]] == ANSWERED,
    )


class _Part:
    """Some submissions of one layout, few enough for the cache."""

    def __init__(
        self, layout: Layout, states: NDArray[np.uint8], x: Floats, rows: NDArray[np.intp], factors: Floats | None
    ) -> None:
        self.layout = layout
        self.weights: Weights = weights_of(layout, factors)
        given = _chosen(states, layout.items, rows)
        self.x = _chosen(x, layout.items, rows)
        self.known = (given == ANSWERED).astype(np.float64)
        self.claimed = given == NA_CLAIMED
        self.applies = ((given != NA_PROFILE) & ~self.claimed).astype(np.float64)
        self.stand = standing(layout, self.weights, self.applies, self.known)
        self.values = roll_up(layout, self.weights.own, self.x, self.stand.holds)

    def write(self, scores: ScoreTable, rows: NDArray[np.intp]) -> None:
        layout, stand = self.layout, self.stand
        base = self.values
        if layout.has_own_weights:
            base = roll_up(layout, self.weights.base, self.x, stand.holds)
        limits = ends(layout, self.weights, stand, self.x, self.known)
        for stage in layout.stages:
            holds, applies = stand.holds[stage.groups] > 0, stand.applies[stage.groups] > 0
            value = self.values[stage.groups]
            low, high = limits.low[stage.groups], limits.high[stage.groups]
            low = np.where(holds, np.minimum(low, value), low)
            high = np.where(holds, np.maximum(high, value), high)
            where = np.ix_(stage.out, rows)
            for target, found, has in (
                (scores.values, value, holds),
                (scores.base_values, base[stage.groups], holds),
                (scores.low, low, applies),
                (scores.high, high, applies),
            ):
                target[where] = np.where(has, cleaned(stage.low + found * stage.factor), np.nan)
            scores.coverage[where] = stand.coverage[stage.groups]
            scores.reasons[where] = stand.reasons[stage.groups]
            scores.applicable[where] = stand.applicable[stage.groups]
            scores.answered[where] = stand.answered[stage.groups]
        items = np.ix_(layout.items, rows)
        value = cleaned(layout.item_low + self.x * layout.item_factor)
        scores.item_values[items] = np.where(stand.holds[layout.leaves] > 0, value, np.nan)
        self._write_overall(scores, rows)

    def _write_overall(self, scores: ScoreTable, rows: NDArray[np.intp]) -> None:
        layout = self.layout
        geometric, ratio = balance(layout, self.values, self.stand.holds)
        root = layout.tree.root
        scores.balanced[rows] = cleaned(root.low + geometric * root.factor)
        scores.balance_ratio[rows] = cleaned(ratio)
        some = np.flatnonzero(self.claimed.any(axis=0))
        if len(some):
            share, drop = self._claims(some)
            scores.claimed_share[rows[some]] = share
            scores.claimed_drop[rows[some]] = drop

    def _claims(self, some: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Return what was declared not applicable: the largest share of a domain, and what the overall owes to it."""
        layout, root = self.layout, self.layout.root
        own = tuple(weight if weight.shape[1] == 1 else weight[:, some] for weight in self.weights.own)
        weights = Weights(own, own)
        claimed = self.claimed[:, some].astype(np.float64)
        asked, known = self.applies[:, some] + claimed, self.known[:, some] + claimed
        # A share of weight declared not applicable is the "coverage" there would be if just that were answered.
        shares = standing(layout, weights, asked, claimed).coverage[layout.domains]
        largest = shares[0]
        for row in shares[1:]:
            largest = np.maximum(largest, row)
        nought: Standing = standing(layout, weights, asked, known)
        without = roll_up(layout, own, self.x[:, some], nought.holds)[root]
        both = (self.stand.holds[root, some] > 0) & (nought.holds[root] > 0)
        drop = np.maximum(0.0, self.values[root, some] - without) / 100.0
        return cleaned(largest), np.where(both, cleaned(drop), 0.0)


def _chosen(columns: NDArray[_T], items: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[_T]:
    return np.take(np.take(columns, items, axis=0), rows, axis=1)


def cleaned(values: Floats) -> Floats:
    """Return values rounded to twelve decimals: so that 57.25 is 57.25 in whatever order it was summed."""
    return np.asarray(np.rint(values * _UNIT) / _UNIT)


def _finish(table: AnswerTable, scores: ScoreTable) -> None:
    model = table.model
    place = {code: index for index, code in enumerate(model.groups())}
    gates = {code for level in model.levels for code in level.gates}
    seen = {code: (scores.values[place[code]], scores.applicable[place[code]] > 0) for code in gates}
    scores.levels[:] = overall_levels(model, scores.values[place[model.root.code]], seen)
