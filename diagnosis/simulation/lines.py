"""Writes synthetic companies as lines of an answers file, quickly, each marked as fictional."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import numpy as np

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Item, NumberItem
from diagnosis.scoring.answers import Answer, AnswerState, Profile
from diagnosis.simulation.batches import NA_REASON, SyntheticBatch
from diagnosis.simulation.drawing import ANSWERED, NA_CLAIMED, UNKNOWN
from diagnosis.simulation.inverse import ticks

# How the id of a fictional company begins, so that files of answers and results tell it.
SYNTHETIC_ID: Final = "synthetic-"


def answers_lines(batch: SyntheticBatch) -> Iterator[str]:
    """Yield one line of JSON a company, without line ends: what `as_line` says, put together column by column."""
    items = list(batch.model.items().values())
    columns = [_column(item, batch, row) for row, item in enumerate(items)]
    heads = _heads(batch)
    for head, *given in zip(heads, *columns, strict=True):
        yield f"{head}{', '.join(filter(None, given))}}}}}"


def as_line(number: int, profile: Profile, answers: dict[str, Answer], *, years_back: int = 0) -> dict[str, Any]:
    """Return one company as the data of a line of an answers file; id and `synthetic` say that it is fictional.

    Earlier years of a company carry the year in their id, so that ids stay unique in a file.
    """
    parts = {key: getattr(profile, key) for key in ("sector", "size", "region", "year")}
    return {
        "id": _id(number, profile.year or 0, years_back),
        "synthetic": True,
        "profile": {key: value for key, value in parts.items() if value is not None},
        "answers": {code: _as_json(answer) for code, answer in answers.items()},
    }


def _id(number: int, year: int, years_back: int) -> str:
    return f"{SYNTHETIC_ID}{number:07d}-{year}" if years_back else f"{SYNTHETIC_ID}{number:07d}"


def _as_json(answer: Answer) -> Any:
    if answer.state is AnswerState.UNKNOWN:
        return "unknown"
    if answer.state is AnswerState.NA_CLAIMED:
        return {"na": answer.na_reason}
    if isinstance(answer.value, tuple):
        return list(answer.value)
    if answer.confidence != "usual":
        return {"value": answer.value, "confidence": answer.confidence}
    return answer.value


def _heads(batch: SyntheticBatch) -> list[str]:
    kinds = [
        "".join(f'"{key}": "{value}", ' for key in ("sector", "size") if (value := getattr(kind, key)) is not None)
        for kind in batch.kinds
    ]
    regions = [f'"region": "{code}", ' for code in batch.regions] or [""] * len(batch)
    return [
        f'{{"id": "{_id(number, batch.year, batch.years_back)}", "synthetic": true, '
        f'"profile": {{{kinds[kind]}{region}"year": {batch.year}}}, "answers": {{'
        for number, kind, region in zip(batch.numbers.tolist(), batch.kind.tolist(), regions, strict=True)
    ]


def _column(item: Item, batch: SyntheticBatch, row: int) -> list[str]:
    """Return what one item contributes to each line; an empty text where it is left out."""
    values, states = batch.values[row].tolist(), batch.states[row].tolist()
    confidences = batch.confidence[row].tolist()
    name = json.dumps(item.code)
    plain, told, closed = _phrases(name)
    if isinstance(item, NumberItem):
        texts = [repr(value) for value in values]
    else:
        known = {value: _text(batch.model, item.code, value) for value in np.unique(batch.values[row]).tolist()}
        texts = [known.get(value, "") for value in values]
    if isinstance(item, ChecklistItem):
        confidences = [1] * len(values)
    return [
        (f"{plain}{text}" if confidence == 1 else f"{told}{text}{closed[confidence]}")
        if state == ANSWERED
        else _unanswered(name, state)
        for text, state, confidence in zip(texts, states, confidences, strict=True)
    ]


def _phrases(name: str) -> tuple[str, str, dict[int, str]]:
    return f"{name}: ", f'{name}: {{"value": ', {0: ', "confidence": "sure"}', 2: ', "confidence": "estimate"}'}


@lru_cache(maxsize=4096)
def _text(model: AssessmentModel, code: str, value: float) -> str:
    if value != value:  # noqa: PLR0124 - NaN: the item was not answered
        return ""
    item = model.items()[code]
    return json.dumps(list(ticks(item, value))) if isinstance(item, ChecklistItem) else str(int(value))


def _unanswered(name: str, state: int) -> str:
    if state == UNKNOWN:
        return f'{name}: "unknown"'
    return f"{name}: {json.dumps({'na': NA_REASON}, ensure_ascii=False)}" if state == NA_CLAIMED else ""
