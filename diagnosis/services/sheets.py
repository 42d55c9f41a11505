"""The score sheet of a stored result, and whether scoring again gives the very same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from diagnosis.models import Result
from diagnosis.scoring import ENGINE_VERSION, AnswerTable, ScoreSheet, ScoreTable, score_table
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmarks import result_inside
from diagnosis.services.bulk_content import bulk_contents
from diagnosis.services.scoring import content_checksum, profile_from, result_content


class UnableToReadSheet(Exception):
    """A result written in bulk by another engine keeps no sheet, and this engine cannot score it again."""


def sheet_of(result: Result) -> ScoreSheet:
    """Return the whole score sheet of a result.

    Notes
    -----
    A result written in bulk keeps a digest of its sheet only: the submission is scored again, and the digest tells that
    it is the same to the last bit.

    Raises
    ------
    UnableToReadSheet
        The result was written in bulk, and scoring again does not give the same.
    """
    if not result.is_bulk:
        return ScoreSheet.from_dict(result.content["sheet"])
    if result.engine_version != ENGINE_VERSION:
        raise UnableToReadSheet(f"{result.pk}: scored by engine {result.engine_version}, this is {ENGINE_VERSION}")
    scores = _scored_again(result)
    if next(bulk_contents(scores)) != result.content:
        raise UnableToReadSheet(f"{result.pk}: scoring again does not give the same numbers")
    return scores.sheet(0)


def _scored_again(result: Result) -> ScoreTable:
    submission = result.submission
    model = model_of(submission.diagnosis.model_version)
    table = AnswerTable.of_frozen(model, [profile_from(submission.profile)], [submission.answers])
    return score_table(table)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether scoring a result's submission again gives the same, bit for bit.

    Attributes
    ----------
    is_same
        None where this installation cannot tell.
    why
        What differs, or why it cannot be told; '' where all is the same.
    """

    is_same: bool | None
    why: str = ""


# Made from what may change in the meantime: recommended cases. The year before is taken as the result recorded it.
_NOT_SCORED: Final = frozenset({"cases", "previous"})


def result_verify(result: Result) -> Verdict:
    """Score a stored submission again with the model, snapshot and engine its result recorded, and compare.

    ``result`` comes with its submission, diagnosis, company, model version and snapshot.
    """
    if content_checksum(result.content) != result.checksum:
        return Verdict(False, "its content is not what was written")
    version = result.submission.diagnosis.model_version
    if version.checksum != result.model_checksum:
        return Verdict(None, f"model {result.model_checksum} is not there")
    if result.engine_version != ENGINE_VERSION:
        return Verdict(None, f"engine {result.engine_version}; this is {ENGINE_VERSION}")
    found = next(bulk_contents(_scored_again(result))) if result.is_bulk else _content_again(result)
    differing = sorted(name for name, part in found.items() if _plain(part) != result.content.get(name))
    return Verdict(not differing, f"differs in {', '.join(differing)}" if differing else "")


def _content_again(result: Result) -> dict[str, Any]:
    sheet = _scored_again(result).sheet(0)
    if set(result.content) <= {"sheet"}:  # Synthetic companies of before results were written in bulk.
        return {"sheet": sheet.as_dict()}
    submission = result.submission
    content = result_content(
        model_of(submission.diagnosis.model_version),
        submission,
        sheet,
        result.snapshot,
        itself=result_inside(result.snapshot, submission.diagnosis.company),
        previous=result.content.get("previous"),
    )
    return {name: part for name, part in content.items() if name not in _NOT_SCORED}


def _plain(part: object) -> Any:
    """Return a part as it comes back from the database: lists for tuples, texts for keys."""
    return json.loads(json.dumps(part))
