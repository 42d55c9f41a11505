"""Consents of an application: each given and taken back on its own, every decision kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from awards.models import ApplicationConsent, AwardApplication
from awards.selectors.applications import WRITABLE
from awards.selectors.dossier import consents_of
from awards.selectors.review_log import cycle_for
from awards.services.review_log import application_lock
from awards.services.trail import application_audit

State = AwardApplication.State
_OVER = (State.WITHDRAWN, State.REFUSED)


class UnableToDecideConsent(Exception):
    """`why`: ``unknown`` the cycle asks for no such consent, ``over`` the application is over, ``required`` it cannot
    be taken back while the application is in: it would have to be withdrawn."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def consent_decide(
    *, application: AwardApplication, code: str, given: bool, by: User, now: datetime
) -> ApplicationConsent | None:
    """Give a consent or take it back; the same decision again writes nothing and gives None.

    Raises
    ------
    UnableToDecideConsent
        With why.
    """
    row = application_lock(application)
    held = {one.code: one for one in cycle_for(row).consents}
    if code not in held:
        raise UnableToDecideConsent("unknown")
    if row.state in _OVER:
        raise UnableToDecideConsent("over")
    if held[code].required and not given and row.state not in WRITABLE:
        raise UnableToDecideConsent("required")
    if consents_of(row).get(code) == given:
        return None
    decision = ApplicationConsent.objects.create(application=row, code=code, given=given, decided_at=now, decided_by=by)
    application_audit("award_consent_decide", row, by=by, now=now, details={"consent": code, "given": given})
    return decision
