"""When a dossier may be written: a draft within its window, or one handed back for completion until it is due."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from awards.models import AwardApplication
from awards.selectors.calendar import window
from awards.selectors.dossier import WRITABLE, dossier_codes
from awards.selectors.review_log import criteria_for, cycle_for
from awards.services.review_log import application_lock

Why = Literal["code", "state", "early", "late"]
APPLY: Final = "APPLY"


class UnableToWrite(Exception):
    """Nothing can be written there now.

    `why`: ``code`` the criteria have no such item, ``state`` it was handed in or withdrawn, ``early`` and ``late`` the
    window of applications is not open.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def writing_check(application: AwardApplication, *, now: datetime) -> None:
    """Do nothing where the application may be written at this moment.

    Raises
    ------
    UnableToWrite
        It may not.
    """
    if application.state not in WRITABLE:
        raise UnableToWrite("state")
    if application.state == AwardApplication.State.COMPLETION:
        due = application.completion_due_at
        if due is not None and now >= due:
            raise UnableToWrite("late")
        return
    open_ = window(cycle_for(application), APPLY)
    if now < open_.starts_at:
        raise UnableToWrite("early")
    if now >= open_.ends_at:
        raise UnableToWrite("late")


def writing_lock(application: AwardApplication, code: str | None = None, *, now: datetime) -> AwardApplication:
    """Return the application as it now stands, locked until the transaction ends, if it, or the item, may be written.

    Raises
    ------
    UnableToWrite
        It may not.
    """
    locked = application_lock(application)
    if code is not None and code not in dossier_codes(criteria_for(locked)):
        raise UnableToWrite("code")
    writing_check(locked, now=now)
    return locked
