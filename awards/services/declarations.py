"""The examiner's declaration on one applicant, signed before its dossier opens."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from awards.assignment import Conflict
from awards.models import ExaminerDeclaration, Seat
from awards.selectors.examiners import conflicts_of
from awards.selectors.pool import today
from awards.selectors.review_log import cycle_for
from awards.services.trail import application_audit


class UnableToDeclare(Exception):
    """The platform knows a tie to this applicant, or the examiner was not asked; carries what stands between."""

    def __init__(self, conflicts: tuple[Conflict, ...] = ()) -> None:
        super().__init__(", ".join(one.rule for one in conflicts))
        self.conflicts = conflicts


@transaction.atomic
def declaration_sign(*, seat: Seat, language: str, by: User, now: datetime) -> ExaminerDeclaration:
    """Sign the declaration on the applicant of a place. Signing twice changes nothing.

    Parameters
    ----------
    language
        In which the words were shown; they are kept as they were signed.

    Raises
    ------
    UnableToDeclare
        A rule on conflicts stands between examiner and applicant, or the place has ended.
    """
    if seat.examiner.user_id != by.pk:
        raise PermissionDenied
    fresh = Seat.objects.select_for_update().get(pk=seat.pk)
    if fresh.state == Seat.State.ENDED:
        raise UnableToDeclare
    application = seat.application
    signed = ExaminerDeclaration.objects.filter(examiner=seat.examiner, application=application).first()
    if signed is not None:
        return signed
    if found := conflicts_of(seat.examiner, application, on=today(now)):
        raise UnableToDeclare(tuple(found))
    words = cycle_for(application).conflict_of_interest.declaration_text.in_(language)
    signed = ExaminerDeclaration.objects.create(
        examiner=seat.examiner, application=application, text=f"{words}\n{application.company.name}", signed_at=now
    )
    application_audit("award_declaration_sign", application, by=by, now=now, details={"examiner": seat.examiner_id})
    return signed
