"""What an applicant may say against the office, and the answer: a restriction, and facts of the feedback report."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from awards.models import Appeal, ApplicationStep, AwardApplication
from awards.selectors.applications import correction_window, objection_until
from awards.selectors.review_log import criteria_for
from awards.services.review_log import application_lock
from awards.services.steps import step_take
from awards.services.trail import application_audit

State = AwardApplication.State
Kind = Appeal.Kind


class UnableToAppeal(Exception):
    """`why`: ``kind`` there is nothing to appeal against, ``late`` the days are over, ``waiting`` one waits for its
    answer, ``text`` nothing is said, ``about`` the report has no such part."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnableToAnswer(Exception):
    """`why`: ``answered`` it is answered already, ``text`` nothing is said, ``own`` whoever refused may not answer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def appeal_file(
    *, application: AwardApplication, kind: str, text: str, by: User, now: datetime, about: str = ""
) -> Appeal:
    """Object to a restriction, or ask that a fact of the feedback report be corrected.

    Parameters
    ----------
    about
        Of a correction: the item of the criteria it is about.

    Raises
    ------
    UnableToAppeal
        With why.
    """
    row = application_lock(application)
    if not text.strip():
        raise UnableToAppeal("text")
    if kind == Kind.ELIGIBILITY:
        until = objection_until(row)
        about = ""
    else:
        window = correction_window(row, now)
        until = window[1] if window else None
        if about and about not in criteria_for(row).items:
            raise UnableToAppeal("about")
    if until is None:
        raise UnableToAppeal("kind")
    if now >= until:
        raise UnableToAppeal("late")
    if row.appeals.filter(kind=kind, about=about, upheld=None).exists():
        raise UnableToAppeal("waiting")
    appeal = Appeal.objects.create(
        application=row, kind=kind, about=about, text=text.strip(), asked_at=now, asked_by=by
    )
    _audit("award_appeal_file", appeal, by=by, now=now)
    return appeal


@transaction.atomic
def appeal_answer(*, appeal: Appeal, upheld: bool, answer: str, by: User, now: datetime) -> Appeal:
    """Answer; an objection that is upheld opens the application again, and it is screened anew.

    Raises
    ------
    UnableToAnswer
        With why. Whoever restricted the application does not answer the objection to it.
    """
    row = application_lock(appeal.application)
    found = Appeal.objects.select_for_update().get(pk=appeal.pk)
    if found.upheld is not None:
        raise UnableToAnswer("answered")
    if not answer.strip():
        raise UnableToAnswer("text")
    if found.kind == Kind.ELIGIBILITY:
        refusal = row.steps.filter(kind=ApplicationStep.Kind.REFUSED).order_by("-pk").first()
        if refusal is not None and refusal.taken_by_id == by.pk:
            raise UnableToAnswer("own")
    found.upheld, found.answer, found.answered_at, found.answered_by = upheld, answer.strip(), now, by
    found.save(update_fields=["upheld", "answer", "answered_at", "answered_by"])
    if upheld and found.kind == Kind.ELIGIBILITY and row.state == State.REFUSED:
        step_take(row, ApplicationStep.Kind.REOPENED, by=by, now=now, state=State.SUBMITTED, reason=found.answer)
    _audit("award_appeal_answer", found, by=by, now=now, upheld=upheld)
    return found


def _audit(action: str, appeal: Appeal, *, by: User, now: datetime, **more: object) -> None:
    application_audit(
        action, appeal.application, by=by, now=now, details={"appeal": appeal.pk, "kind": appeal.kind, **more}
    )
