"""What the score and the place among the peers would be with some questions a level higher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from diagnosis.benchmark import Position
from diagnosis.models import Result
from diagnosis.priorities import Plan, steps_planned, what_if
from diagnosis.report.material import stored_parts
from diagnosis.scoring import ScoreSheet, score
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmarks import benchmark_of, result_inside
from diagnosis.services.scoring import answers_from, positions_of, profile_from

MOST_RAISED: Final = 5


@dataclass(frozen=True, slots=True)
class Outlook:
    """Score and place now and then; a place is None where too few companies allow one.

    The score now is the stored one; the score then is made by the present engine from the raised answers.
    """

    before: float | None
    after: float | None
    place_before: Position | None
    place_after: Position | None

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


def outlook_of(result: Result, raised: Mapping[str, int]) -> Outlook:
    """Return what some questions so many levels higher would make of a result.

    Parameters
    ----------
    raised
        Item code -> levels up.

    Raises
    ------
    diagnosis.priorities.UnableToPlan
        With every item that cannot go up so far.
    """
    submission = result.submission
    model = model_of(submission.diagnosis.model_version)
    profile = profile_from(submission.profile)
    parts = stored_parts(result.content)
    then = _raised_sheet(result, raised)
    itself = result_inside(result.snapshot, submission.diagnosis.company)
    placed = positions_of(benchmark_of(result.snapshot), model, then, profile, itself=itself)
    root = model.root.code
    return Outlook(parts["sheet"].score, then.score, parts["positions"].get(root), placed.get(root))


def forecast_of(result: Result, plan: Plan) -> float | None:
    """Return the score once all that a plan promises is reached; None where it promises nothing."""
    raised = steps_planned(plan.planned)
    return _raised_sheet(result, raised).score if raised else None


def _raised_sheet(result: Result, raised: Mapping[str, int]) -> ScoreSheet:
    submission = result.submission
    model = model_of(submission.diagnosis.model_version)
    return score(model, profile_from(submission.profile), what_if(model, answers_from(submission.answers), raised))
