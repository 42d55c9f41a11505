"""Scores chunks of lines of an answers file: pure, so that any number of processes can share a file.

The usual answer goes into the columns as it stands; whatever is unusual about a line is read again by
`read_submission`, which says all that is wrong with it.
"""

from __future__ import annotations

import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from diagnosis.benchmark import Benchmark, percentiles
from diagnosis.catalog import AssessmentModel
from diagnosis.management.lines import Line, UnableToReadLine, document_of
from diagnosis.scoring import (
    NO_LEVEL,
    Answer,
    AnswerTable,
    Profile,
    ScoreTable,
    UnableToReadAnswer,
    UnableToReadRows,
    score_table,
)
from diagnosis.scoring.sheet import ENGINE_VERSION
from diagnosis.scoring.submissions import PROFILE_KEYS, UnableToReadSubmission, read_answer, read_submission

MOST_PROCESSES: Final = 64
CHUNK_LINES: Final = 1024
_CHUNK_BYTES: Final = 4 * 1024 * 1024
Frozen: TypeAlias = dict[str, Mapping[str, Any]]
_KEYS: Final = frozenset({"id", "profile", "answers", "synthetic"})
_MISSING: Final = {"state": "missing"}
_CONFIDENCES: Final = ("sure", "usual", "estimate")
_UNKNOWN: Final = {"state": "unknown"}
_MOST_PROFILES: Final = 100_000


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """The result lines of a chunk, in order, and what is wrong with the lines that have none."""

    results: bytes
    scored: int
    faults: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    id: str | int
    profile: Profile
    answers: Frozen
    document: object


class LineScorer:
    """Scores lines by one model, with percentiles where a benchmark is given."""

    def __init__(self, model: AssessmentModel, benchmark: Benchmark | None = None) -> None:
        self.model, self.benchmark = model, benchmark
        self._profiles: dict[tuple[object, ...], Profile] = {}

    def score(self, lines: list[Line]) -> ScoredChunk:
        """Return the results of some lines."""
        faults: list[tuple[int, str]] = []
        rows = [row for line in lines if (row := self._row(line, faults)) is not None]
        table, kept = self._table(rows, faults)
        results = "".join(self._results(kept, table)).encode()
        return ScoredChunk(results, len(kept), tuple(sorted(faults)))

    def _row(self, line: Line, faults: list[tuple[int, str]]) -> _Row | None:
        try:
            document = document_of(line, self.model.items())
            return self._quickly(line.number, document) or self._thoroughly(line.number, document)
        except (UnableToReadLine, UnableToReadSubmission) as error:
            faults.append((line.number, str(error)))
            return None

    def _quickly(self, number: int, document: object) -> _Row | None:
        """Return a line of which nothing is unusual; None sends it to be read thoroughly."""
        if type(document) is not dict or not _KEYS.issuperset(document):
            return None
        name, answers = document.get("id"), document.get("answers")
        if type(name) is not str or not name or not name.isprintable() or type(answers) is not dict:
            return None
        profile = self._profile(document.get("profile"))
        if profile is None:
            return None
        try:
            frozen = {code: _frozen(code, raw) for code, raw in answers.items()}
        except UnableToReadAnswer:
            return None
        return _Row(number, name, profile, frozen, document)

    def _profile(self, raw: object) -> Profile | None:
        """Return a profile that was read before, or is without fault."""
        if type(raw) is not dict:
            return None
        key = tuple((name, type(value), value) for name, value in raw.items() if not isinstance(value, dict | list))
        if len(key) < len(raw):
            return None
        found = self._profiles.get(key)
        if found is None:
            try:
                found = read_submission({"id": "-", "profile": raw, "answers": {}}, self.model).profile
            except UnableToReadSubmission:
                return None
            if len(self._profiles) < _MOST_PROFILES:
                self._profiles[key] = found
        return found

    def _thoroughly(self, number: int, document: object) -> _Row:
        submission = read_submission(document, self.model)
        try:
            str(submission.id).encode()
        except UnicodeEncodeError:
            raise UnableToReadLine("`id` holds half a character") from None
        frozen = {code: _as_frozen(answer) for code, answer in submission.answers.items()}
        return _Row(number, submission.id, submission.profile, frozen, document)

    def _table(self, rows: list[_Row], faults: list[tuple[int, str]]) -> tuple[AnswerTable, list[_Row]]:
        """Return the answers in columns, and the rows that are in them: those without a fault."""
        try:
            return self._columns(rows), rows
        except UnableToReadRows as error:
            refused: dict[int, list[str]] = {}
            for place, fault in error.faults:
                refused.setdefault(place, []).append(str(fault))
        for place, told in refused.items():
            row = rows[place]
            faults.append((row.number, self._all_faults(row) or "; ".join(told)))
        kept = [row for place, row in enumerate(rows) if place not in refused]
        return self._columns(kept), kept

    def _all_faults(self, row: _Row) -> str:
        try:
            self._thoroughly(row.number, row.document)
        except (UnableToReadLine, UnableToReadSubmission) as error:
            return str(error)
        return ""

    def _columns(self, rows: list[_Row]) -> AnswerTable:
        return AnswerTable.of_frozen(self.model, [row.profile for row in rows], (row.answers for row in rows))

    def _results(self, rows: list[_Row], table: AnswerTable) -> Iterator[str]:
        scores = score_table(table)
        columns = _Columns(scores)
        benchmark = self.benchmark
        for place, row in enumerate(rows):
            told = {"id": row.id, "profile": _told(row.profile), **columns.numbers(place)}
            percentile = None
            if benchmark is not None:
                percentile = percentiles(benchmark, self.model, row.profile, scores.sheet(place))
            made_of = {
                "percentile": percentile,
                "model": self.model.checksum,
                "benchmark": None if benchmark is None else benchmark.id,
                "engine": ENGINE_VERSION,
            }
            yield json.dumps({**told, **made_of}, ensure_ascii=False, allow_nan=False) + "\n"


def _frozen(code: str, raw: object) -> Mapping[str, Any]:
    """Return an answer as `AnswerTable.of_frozen` takes it; the usual ones without a detour."""
    kind = type(raw)
    if kind is int or kind is float:
        return {"state": "answered", "value": raw}
    if raw is None:
        return _MISSING
    if kind is dict:
        assert isinstance(raw, dict)
        value = type(raw.get("value"))
        if (value is int or value is float) and raw.get("confidence", "usual") in _CONFIDENCES:
            if len(raw) == 2 and "confidence" in raw:
                return {"state": "answered", "value": raw["value"]}
            if type(raw.get("unit")) is str and len(raw) == 2 + ("confidence" in raw):
                return {"state": "answered", "value": raw["value"], "unit": raw["unit"]}
    if raw == "unknown":
        return _UNKNOWN
    return _as_frozen(read_answer(code, raw))


def _as_frozen(answer: Answer) -> Mapping[str, Any]:
    told = {"value": answer.value, "unit": answer.unit, "na_reason": answer.na_reason}
    return {"state": answer.state.value, **told}


def _told(profile: Profile) -> dict[str, str | int]:
    return {key: value for key in PROFILE_KEYS if (value := getattr(profile, key)) is not None}


class _Columns:
    """The numbers of a table of scores, row by row, as `result_document` tells those of a sheet."""

    def __init__(self, scores: ScoreTable) -> None:
        model = scores.table.model
        self.root = scores.group_codes.index(model.root.code)
        self.scale = model.scale
        self.groups, self.items = scores.group_codes, scores.item_codes
        self.values, self.base = _rows(scores.values), _rows(scores.base_values)
        self.item_values = _rows(scores.item_values)
        self.coverage = scores.coverage[self.root].tolist()
        self.low, self.high = _column(scores.low[self.root]), _column(scores.high[self.root])
        self.levels = scores.levels.tolist()
        self.balanced, self.ratio = _column(scores.balanced), _column(scores.balance_ratio)
        self.comparable = scores.comparable.tolist()
        self.flags = scores.flags.T
        self.severities = [str(rule.severity) for rule in model.rules]

    def numbers(self, row: int) -> dict[str, Any]:
        values, base, level = self.values[row], self.base[row], self.levels[row]
        low, high = self.low[row], self.high[row]
        return {
            "score": values[self.root],
            "level": None if level == NO_LEVEL else level,
            "coverage": self.coverage[row],
            "bounds": [self.scale[0] if low is None else low, self.scale[1] if high is None else high],
            "nodes": dict(zip(self.groups, values, strict=True)),
            "items": dict(zip(self.items, self.item_values[row], strict=True)),
            "flags": [
                {"rule": rule, "severity": self.severities[rule]} for rule in np.flatnonzero(self.flags[row]).tolist()
            ],
            "base_score": base[self.root],
            "base_nodes": dict(zip(self.groups, base, strict=True)),
            "balanced": self.balanced[row],
            "balance_ratio": self.ratio[row],
            "comparable": self.comparable[row],
        }


def _rows(values: npt.NDArray[np.float64]) -> list[list[float | None]]:
    """Return (n, …) the numbers of each row, None for NaN."""
    turned = values.T.astype(object)
    turned[np.isnan(values.T)] = None
    return turned.tolist()  # type: ignore[no-any-return]


def _column(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - NaN


def chunked(lines: Iterable[Line], *, most_lines: int | None = None) -> Iterator[list[Line]]:
    """Yield lines in chunks that are small in number and in bytes."""
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += line.size
        if len(chunk) >= (most_lines or CHUNK_LINES) or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


@contextmanager
def chunk_scorer(
    scorer: LineScorer, processes: int
) -> Iterator[Callable[[Iterable[list[Line]]], Iterator[ScoredChunk]]]:
    """Give the function that scores chunks in order: here, or shared out among processes that end with the block."""
    if processes == 1:
        yield lambda chunks: map(scorer.score, chunks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start_worker, (scorer,)) as pool:
        yield lambda chunks: _shared_out(pool, chunks, 2 * processes)


def _shared_out(pool: ProcessPoolExecutor, chunks: Iterable[list[Line]], ahead: int) -> Iterator[ScoredChunk]:
    """Yield the chunks' results in order, with only so many read ahead: memory does not grow with the file."""
    waiting: deque[Future[ScoredChunk]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(_score_in_worker, chunk))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


# A worker process keeps its scorer from one chunk to the next.
_scorer: LineScorer | None = None


def _start_worker(scorer: LineScorer) -> None:
    global _scorer  # noqa: PLW0603 - the one thing a worker process is for
    _scorer = scorer


def _score_in_worker(lines: list[Line]) -> ScoredChunk:
    assert _scorer is not None
    return _scorer.score(lines)
