"""What the pages of a team have in common: who may sit at the table, and why a step was not taken."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.views.requests import UserRequest
from awards.comments.model import Finding
from awards.models import Seat
from awards.reason_words import reasons_text
from awards.scoring import Phase, Refused
from awards.selectors.access import open_seat_of
from awards.selectors.bonuses import cycle_bonus
from awards.selectors.consensus_log import Table, may_edit, table_of
from awards.selectors.review_log import cycle_for, examiner_key
from awards.services.agreed_comments import UnableToOverwrite, UnableToPass, UnableToResolve
from awards.services.consensus import UnableToActNow, UnableToClose, UnableToKeepUp
from awards.services.review_log import UnableToChangeReview
from awards.services.visiting import UnableToAddIssue, UnableToChangeIssue, UnableToCite, UnableToFinish
from awards.templatetags.awards_text import said

# Everything a step of the team may be refused with; what is none of these is a fault of ours.
Refusal = (
    Refused,
    UnableToActNow,
    UnableToKeepUp,
    UnableToClose,
    UnableToPass,
    UnableToResolve,
    UnableToChangeReview,
    UnableToAddIssue,
    UnableToChangeIssue,
    UnableToCite,
    UnableToFinish,
)
_PASS: Final[dict[str, str | Promise]] = {
    "not-lead": gettext_lazy("Only the lead passes a finding."),
    "no-reason": gettext_lazy("Give a reason of ten characters at least."),
    "not-allowed": gettext_lazy("This finding cannot be passed. Change the text instead."),
    "nothing-found": gettext_lazy("The text has changed: this is not found any more."),
}


def at_table(request: UserRequest, application_id: uuid.UUID) -> tuple[Seat, Table]:
    """Return the person's seat and how the review stands.

    Raises
    ------
    django.http.Http404
        The person is not on the team, or does not count any more.
    django.core.exceptions.PermissionDenied
        No examiner; or the declaration on this applicant is not signed.
    """
    seat = open_seat_of(request.user, application_id)
    table = table_of(seat.application)
    if examiner_key(seat.examiner_id) not in table.state.members:
        raise Http404
    return seat, table


def at_open_table(request: UserRequest, application_id: uuid.UUID) -> tuple[Seat, Table]:
    """Return as `at_table`, once the reviews lie side by side; before, there is nothing to be found here.

    Raises
    ------
    django.http.Http404, django.core.exceptions.PermissionDenied
        As `at_table`; and before the consensus is opened.
    """
    seat, table = at_table(request, application_id)
    if not table.is_open:
        raise Http404
    return seat, table


def frame(request: UserRequest, seat: Seat, table: Table, *, here: str) -> dict[str, Any]:
    """Return what every page of the team shows at its head."""
    key = examiner_key(seat.examiner_id)
    application = table.application
    return {
        "application": application,
        "category": cycle_for(application).category(application.category),
        "table": table,
        "seat": seat,
        "here": here,
        "is_lead": table.state.lead == key,
        "own_key": key,
        "may_edit": may_edit(table, timezone.now()),
        # Before the consensus is closed there is no base the bonus could stand beside.
        "has_bonus": table.state.phase in (Phase.VISIT, Phase.FINAL) and cycle_bonus(application) is not None,
    }


def refusal_texts(error: Exception, table: Table) -> list[str]:
    """Return why a step was not taken, in sentences."""
    if isinstance(error, Refused):
        return reasons_text(error.reasons, names=table.names)
    return [_sentence(error, table)]


def tell_on(form: forms.Form, error: Exception, table: Table) -> None:
    """Show above a form why its step was not taken."""
    for text in refusal_texts(error, table):
        form.add_error(None, text)


def tell(request: UserRequest, error: Exception, table: Table) -> None:
    """Show on the next page why a step was not taken."""
    for text in refusal_texts(error, table):
        messages.error(request, text)


def person(user: User | None) -> str:
    """Return how a member of the team is called on its pages."""
    return (user.name or str(user)) if user else _("The platform")


def _sentence(error: Exception, table: Table) -> str:
    match error:
        case UnableToActNow(stage=stage):
            title = cycle_for(table.application).stages[stage].title
            return _("This belongs to the stage “%(stage)s”, which is not open now.") % {"stage": said(title)}
        case UnableToOverwrite(current=current):
            return _("%(who)s saved meanwhile. Look at both texts, then save again.") % {
                "who": person(current.saved_by)
            }
        case UnableToClose(findings=findings):
            return _blocked(findings)
        case UnableToPass(cause=cause):
            return str(_PASS[cause])
        case UnableToResolve():
            return _("Only an opportunity is settled by the visit, with evidence such as V1.")
        case UnableToAddIssue(most=most):
            return _("An item has %(number)s questions at most.") % {"number": most}
        case UnableToChangeIssue():
            return _("A question is closed with a finding and evidence; what was answered stays on the list.")
        case UnableToCite(unknown=unknown):
            return _("Nothing was recorded as %(names)s.") % {"names": ", ".join(unknown)}
        case UnableToFinish(issues=issues):
            number = len(issues)
            return ngettext(
                "%(number)d question of the visit is open.", "%(number)d questions of the visit are open.", number
            ) % {"number": number}
        case UnableToChangeReview():
            return _("The application is no longer under review.")
        case _:
            return _("Somebody of the team was quicker. Look at how it stands now.")


def _blocked(findings: tuple[Finding, ...]) -> str:
    number = len(findings)
    return ngettext(
        "%(number)d finding blocks. Mend it, or let the lead pass it.",
        "%(number)d findings block. Mend them, or let the lead pass them.",
        number,
    ) % {"number": number}
