"""One step of an application to another state, with its reason and its entry in the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from awards.models import ApplicationStep, AwardApplication
from awards.services.trail import application_audit


def step_take(
    application: AwardApplication,
    kind: str,
    *,
    by: User,
    now: datetime,
    state: str | None = None,
    left_stage: str = "",
    due_at: datetime | None = None,
    rule: str = "",
    reason: str = "",
    findings: list[dict[str, Any]] | None = None,
    details: dict[str, Any] | None = None,
) -> ApplicationStep:
    """Write a step down and move the application, whose row the caller has locked.

    Parameters
    ----------
    state
        Where it goes; None where it stays.
    due_at
        Of a completion: the first moment that no longer counts.
    """
    if state is not None:
        application.state, application.left_stage = state, left_stage
        application.completion_due_at, application.updated_at = due_at, now
        application.save(update_fields=["state", "left_stage", "completion_due_at", "updated_at"])
    step = ApplicationStep.objects.create(
        application=application, kind=kind, rule=rule, reason=reason, due_at=due_at, findings=findings or [],
        taken_at=now, taken_by=by,
    )  # fmt: skip
    application_audit(
        f"award_application_{kind}",
        application,
        by=by,
        now=now,
        details={"state": application.state, **({"rule": rule} if rule else {}), **(details or {})},
    )
    return step
