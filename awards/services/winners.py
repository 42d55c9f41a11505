"""Winners become drafts of cases: only with their consent, and published only once they have read the text."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import Permission, require_permission
from awards.models import AwardApplication, Decision, PanelMeeting, WinnerTextCheck
from awards.selectors.applications import decisions_are_told
from awards.selectors.review_log import cycle_for
from awards.selectors.winners import award_of, case_content, case_key, case_of, category_name, is_same_text, winner_of
from awards.services.review_log import application_lock
from awards.services.trail import application_audit
from cases.editions import edition_of
from cases.models import Case
from cases.services.proposals import award_case_draft


class UnableToTellWinner(Exception):
    """Why a winner's case cannot be drafted, or its text not be checked, as a code that the page words.

    `no_winner`, `not_told`, `no_consent`, `no_case`, `newer`, `note_missing`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def winner_case_draft(*, application: AwardApplication, by: User, now: datetime) -> Case:
    """Make the draft of a winner's case; the same winner gives the same draft.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    UnableToTellWinner
        It was granted no honour, honours are not told yet, or the winner did not agree, or agrees no more.
    LookupError
        The library does not know the award.
    """
    require_permission(by, Permission.AWARDS_MANAGE)
    row = application_lock(application)
    winner = winner_of(_granted(row))
    cycle = cycle_for(row)
    if not decisions_are_told(cycle, now):
        raise UnableToTellWinner("not_told")
    if not winner.has_consent:
        raise UnableToTellWinner("no_consent")
    case = award_case_draft(
        application_key=case_key(row),
        organisation_ko=row.company.name,
        award_code=award_of(row),
        category=category_name(row),
        year=cycle.year,
        consent=winner.has_consent,
        by=by,
        now=now,
        content=case_content(row),
    )
    application_audit("award_winner_case", row, by=by, now=now, details={"case": case.pk})
    return case


@transaction.atomic
def winner_text_check(
    *, application: AwardApplication, revision: int, agreed: bool, note: str, by: User, now: datetime
) -> WinnerTextCheck:
    """Record what the winner says to the text of its case.

    Parameters
    ----------
    revision
        Number of the text that was read.
    note
        What is wrong; needed where the text may not go out.

    Raises
    ------
    PermissionDenied
        A member without the right to write applications.
    django.http.Http404
        The person has nothing to do with the company.
    UnableToTellWinner
        There is no text, another one stands meanwhile, or what is wrong is not said.
    """
    require_permission(by, Permission.AWARDS_APPLY, company=application.company)
    row = application_lock(application)
    case = case_of(row)
    if case is None:
        raise UnableToTellWinner("no_case")
    if not is_same_text(edition_of(case), revision):
        raise UnableToTellWinner("newer")
    if not agreed and not note.strip():
        raise UnableToTellWinner("note_missing")
    found = WinnerTextCheck.objects.create(
        application=row, revision=revision, agreed=agreed, note=note.strip(), checked_at=now, checked_by=by
    )
    application_audit(
        "award_winner_text", row, by=by, now=now, details={"case": case.pk, "revision": revision, "agreed": agreed}
    )
    return found


def _granted(application: AwardApplication) -> Decision:
    rows = Decision.objects.filter(
        application=application, is_granted=True, question__meeting__kind=PanelMeeting.Kind.HONOURS
    )
    found = rows.select_related("application__company", "application__cycle", "application__criteria").last()
    if found is None:
        raise UnableToTellWinner("no_winner")
    return found
