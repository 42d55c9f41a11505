"""The lines of a results file, from the scores of many submissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from diagnosis.scoring.columns import Floats
from diagnosis.scoring.levels import NO_LEVEL
from diagnosis.scoring.rules import flag_of
from diagnosis.scoring.scores import ScoreTable
from diagnosis.scoring.sheet import ENGINE_VERSION
from diagnosis.scoring.submissions import PROFILE_KEYS, Submission

Percentiles = Mapping[str, Mapping[str, Any]]


def result_lines(
    submissions: Sequence[Submission],
    scores: ScoreTable,
    *,
    percentiles: Sequence[Percentiles] | None = None,
    benchmark: str | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the result line of each submission: unrounded, null where not valid.

    Parameters
    ----------
    submissions, scores
        In the same order.
    percentiles
        By submission and group; None without a benchmark.
    benchmark
        Identity of the benchmark.
    """
    model = scores.table.model
    root = scores.group_codes.index(model.root.code)
    flags = [{"rule": f.rule, "severity": f.severity} for f in (flag_of(model, k) for k in range(len(model.rules)))]
    columns = {
        name: _numbers(column.T)
        for name, column in (
            ("nodes", scores.values), ("items", scores.item_values), ("base_nodes", scores.base_values)
        )
    }  # fmt: skip
    low, high = (_filled(ends[root], end) for ends, end in zip((scores.low, scores.high), model.scale, strict=True))
    coverage, levels = scores.coverage[root].tolist(), scores.levels.tolist()
    balanced, ratio = (_numbers(column[:, None]) for column in (scores.balanced, scores.balance_ratio))
    comparable, broken = scores.comparable.tolist(), scores.flags.T.tolist()
    for row, submission in enumerate(submissions):
        nodes, base = columns["nodes"][row], columns["base_nodes"][row]
        yield {
            "id": submission.id,
            "profile": {k: v for k in PROFILE_KEYS if (v := getattr(submission.profile, k)) is not None},
            "score": nodes[root],
            "level": None if levels[row] == NO_LEVEL else levels[row],
            "coverage": coverage[row],
            "bounds": [low[row], high[row]],
            "nodes": dict(zip(scores.group_codes, nodes, strict=True)),
            "items": dict(zip(scores.item_codes, columns["items"][row], strict=True)),
            "flags": [flag for flag, is_broken in zip(flags, broken[row], strict=True) if is_broken],
            "base_score": base[root],
            "base_nodes": dict(zip(scores.group_codes, base, strict=True)),
            "balanced": balanced[row][0],
            "balance_ratio": ratio[row][0],
            "comparable": comparable[row],
            "percentile": None if percentiles is None else percentiles[row],
            "model": model.checksum,
            "benchmark": benchmark,
            "engine": ENGINE_VERSION,
        }


def _numbers(rows: Floats) -> list[list[float | None]]:
    """Return rows of numbers, None where there is none."""
    return [[None if value != value else value for value in row] for row in rows.tolist()]  # noqa: PLR0124  NaN


def _filled(column: Floats, otherwise: float) -> list[float]:
    return [otherwise if value != value else value for value in column.tolist()]  # noqa: PLR0124  NaN
