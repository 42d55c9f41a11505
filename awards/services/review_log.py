"""Adds to the log of an application's review: one event at a time, checked against all that came before."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from awards.models import AwardApplication, Decision, PanelMeeting, ReviewEvent
from awards.scoring import ConsensusState, Event, Phase, apply
from awards.scoring.event_log import to_data
from awards.selectors.review_log import review_state, setup_for
from awards.services.trail import application_audit

State = AwardApplication.State
# Where the application stands once the log has come to a phase. CONSENSUS may come back: an examiner is taken out.
_STATE_OF: Final = {
    Phase.INDEPENDENT: State.REVIEW,
    Phase.CONSENSUS: State.CONSENSUS,
    Phase.FINAL: State.JUDGING,
}


class UnableToChangeReview(Exception):
    """The application is not under review: it was withdrawn, refused or decided."""


@transaction.atomic
def application_lock(application: AwardApplication) -> AwardApplication:
    """Return the application as it now stands, nobody else changing it until the transaction ends."""
    rows = AwardApplication.objects.select_for_update(of=("self",)).select_related("company", "cycle", "criteria")
    return rows.get(pk=application.pk)


@transaction.atomic
def review_event_append(
    *,
    application: AwardApplication,
    event: Event,
    by: User | None,
    now: datetime,
    details: dict[str, object] | None = None,
) -> ConsensusState:
    """Add one event to the log and return the state after it.

    The application's row is locked first: of two at once the second is checked against what the first left.

    Parameters
    ----------
    event
        Names people by `examiner_key` and `official_key` of `awards.selectors.review_log`.
    details
        For the audit trail, beside the kind and number of the event.

    Raises
    ------
    awards.scoring.Refused
        If the rules do not allow the event now, with every reason.
    UnableToChangeReview
        If the application is not under review.
    """
    row = application_lock(application)
    if row.state in (State.DRAFT, State.SUBMITTED, State.COMPLETION, State.REFUSED, State.DECIDED, State.WITHDRAWN):
        raise UnableToChangeReview(f"{row.pk} is {row.state}")
    state = apply(setup_for(row), review_state(row), event)
    number = ReviewEvent.objects.filter(application=row).count() + 1
    data = to_data(event)
    ReviewEvent.objects.create(application=row, number=number, data=data, at=now, by=by)
    after = _state_after(row, state.phase)
    if row.state != after:
        row.state, row.updated_at = after, now
        row.save(update_fields=["state", "updated_at"])
    application.state = row.state
    application_audit(
        f"award_review_{_snake(data['kind'])}", row, by=by, now=now, details={"number": number, **(details or {})}
    )
    return state


def _state_after(row: AwardApplication, phase: Phase) -> State:
    """Return where an application stands; what the judges granted holds when its consensus is closed a second time."""
    if phase is not Phase.VISIT:
        return _STATE_OF[phase]
    granted = Decision.objects.filter(
        application=row, is_granted=True, question__meeting__kind=PanelMeeting.Kind.SHORTLIST
    )
    return State.VISIT if row.state == State.VISIT or granted.exists() else State.SHORTLIST


def _snake(kind: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in kind).lstrip("_")
