"""What is written down about an application in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from awards.models import AwardApplication
from qmplatform.audit import audit_record


def application_audit(
    action: str,
    application: AwardApplication,
    *,
    by: User | None,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Record an action under its application and the company whose application it is."""
    audit_record(
        action=action,
        by=by,
        subject=f"award_application:{application.pk}",
        company_id=application.company_id,
        now=now,
        details=details,
    )
