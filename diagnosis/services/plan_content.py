"""What a plan says: a function of a stored result and the company's inputs, and of nothing else."""

from __future__ import annotations

from typing import Any

from diagnosis.catalog.links import read_links
from diagnosis.models import Result
from diagnosis.priorities import Plan, PlanInputs, inputs_fitted
from diagnosis.report.material import stored_parts
from diagnosis.scoring import seed_of
from diagnosis.selectors.catalog import model_of
from diagnosis.services.planning import plan_of, standings_of
from diagnosis.services.scoring import profile_from
from diagnosis.services.what_if import forecast_of


def plan_content(result: Result, inputs: PlanInputs) -> dict[str, Any]:
    """Return the content of a plan revision: the plan, and the score once all it promises is reached.

    The same result and inputs give the same content.

    Parameters
    ----------
    result
        Stored; its score sheet and positions are read, the benchmark is not looked up again.
    inputs
        What the company chose.

    Raises
    ------
    diagnosis.priorities.UnableToPlan
        The inputs name what the model or the result does not have.
    """
    plan = computed_plan(result, inputs)
    return {"plan": plan.as_dict(), "forecast": forecast_of(result, plan)}


def computed_plan(result: Result, inputs: PlanInputs) -> Plan:
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
        seed=seed_of(result.snapshot_id, submission.pk),
    )


def fitted_plan(result: Result, inputs: PlanInputs) -> tuple[PlanInputs, Plan]:
    """Return inputs that were made for another result as far as they fit this one, and the plan they give."""
    model = model_of(result.submission.diagnosis.model_version)
    parts = stored_parts(result.content)
    items = standings_of(model, parts["sheet"], parts["positions"])
    fitted = inputs_fitted(inputs, links=read_links(model.key), items=items)
    return fitted, computed_plan(result, fitted)
