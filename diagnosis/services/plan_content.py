"""What a plan says: a function of a stored result and the company's inputs, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diagnosis.catalog.links import read_links
from diagnosis.models import Result
from diagnosis.priorities import Plan, PlanInputs, inputs_fitted
from diagnosis.report.material import stored_parts
from diagnosis.scoring import seed_of
from diagnosis.selectors.catalog import model_of
from diagnosis.services.planning import plan_of, standings_of
from diagnosis.services.scoring import answers_from, profile_from
from diagnosis.services.what_if import forecast_of

# What a revision keeps beside the inputs: how the company's people compared with the estimates when it was saved.
EFFORT_RATIO: Final = "effort_ratio"


def stored_inputs(inputs: PlanInputs, effort_ratio: float = 1.0) -> dict[str, Any]:
    """Return inputs as a revision keeps them."""
    return {**inputs.as_dict(), EFFORT_RATIO: effort_ratio}


def inputs_from(stored: Mapping[str, Any]) -> tuple[PlanInputs, float]:
    """Return the inputs of a revision, and its ratio of people taken to people estimated."""
    names = {name: value for name, value in stored.items() if name != EFFORT_RATIO}
    return PlanInputs.from_dict(names), float(stored.get(EFFORT_RATIO, 1.0))


def plan_content(result: Result, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a plan revision: the plan, and the score once all it promises is reached.

    The same result and inputs give the same content.

    Parameters
    ----------
    result
        Stored; its score sheet and positions are read, the benchmark is not looked up again.
    stored
        What the company chose, as a revision keeps it.

    Raises
    ------
    diagnosis.priorities.UnableToPlan
        The inputs name what the model or the result does not have.
    """
    inputs, effort_ratio = inputs_from(stored)
    plan = computed_plan(result, inputs, effort_ratio)
    return {"plan": plan.as_dict(), "forecast": forecast_of(result, plan)}


def computed_plan(result: Result, inputs: PlanInputs, effort_ratio: float = 1.0) -> Plan:
    """Return the plan of a result by these inputs."""
    submission = result.submission
    model = model_of(submission.diagnosis.model_version)
    parts = stored_parts(result.content)
    return plan_of(
        model,
        profile_from(submission.profile),
        parts["sheet"],
        parts["positions"],
        inputs=inputs,
        answers=answers_from(submission.answers),
        effort_ratio=effort_ratio,
        seed=seed_of(result.snapshot_id, submission.pk),
    )


def fitted_plan(result: Result, stored: Mapping[str, Any]) -> tuple[PlanInputs, Plan]:
    """Return inputs that were made for another result as far as they fit this one, and the plan they give."""
    inputs, effort_ratio = inputs_from(stored)
    model = model_of(result.submission.diagnosis.model_version)
    parts = stored_parts(result.content)
    items = standings_of(model, parts["sheet"], parts["positions"])
    fitted = inputs_fitted(inputs, links=read_links(model.key), items=items)
    return fitted, computed_plan(result, fitted, effort_ratio)
