"""The award office decides whether an application may go on: eligible, to be completed, or restricted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from awards.catalog import Cycle
from awards.catalog.eligibility import Finding, Outcome
from awards.models import ApplicationStep, AwardApplication
from awards.selectors.applications import apply_stage
from awards.selectors.calendar import window
from awards.selectors.eligibility import findings_data
from awards.selectors.review_log import cycle_for
from awards.selectors.screening import may_be_screened, screening_findings
from awards.services.notices import step_tell
from awards.services.review_log import application_lock
from awards.services.steps import step_take

State = AwardApplication.State
MAX_COMPLETION_DAYS = 30


class UnableToScreen(Exception):
    """`why`: ``state`` it does not wait for a decision, ``barred`` a rule bars it, ``open_questions`` rules wait for
    the office and there is no reason, ``reason`` there is none, ``rule`` no such rule stands against it, ``due`` the
    days are too few or too many. `rules` are the codes it is about."""

    def __init__(self, why: str, rules: tuple[str, ...] = ()) -> None:
        super().__init__(f"{why}: {', '.join(rules)}" if rules else why)
        self.why, self.rules = why, rules


@transaction.atomic
def application_find_eligible(
    *, application: AwardApplication, reason: str, by: User, now: datetime
) -> ApplicationStep:
    """Let an application go on to its team.

    Parameters
    ----------
    reason
        Needed where a rule asks the office to look, or a fact is not known: nothing passes unseen.

    Raises
    ------
    UnableToScreen
        With why.
    """
    row = _waiting(application, now)
    findings = screening_findings(row)
    barred = tuple(one.rule.code for one in findings if one.outcome is Outcome.BLOCK)
    if barred:
        raise UnableToScreen("barred", barred)
    open_rules = tuple(one.rule.code for one in findings if one.outcome in (Outcome.OFFICER, Outcome.UNKNOWN))
    if open_rules and not reason.strip():
        raise UnableToScreen("open_questions", open_rules)
    return step_take(
        row, ApplicationStep.Kind.ELIGIBLE, by=by, now=now, state=State.ELIGIBLE, reason=reason.strip(),
        findings=findings_data(findings), details={"open_rules": list(open_rules)},
    )  # fmt: skip


@transaction.atomic
def application_ask_completion(
    *, application: AwardApplication, reason: str, due_on: date, by: User, now: datetime
) -> ApplicationStep:
    """Hand an application back for some days: what is missing is added and handed in again.

    Parameters
    ----------
    due_on
        Last day in the time of the cycle; the hour is that at which its days end.

    Raises
    ------
    UnableToScreen
        With why.
    """
    row = _waiting(application, now)
    if not reason.strip():
        raise UnableToScreen("reason")
    cycle = cycle_for(row)
    earliest, latest = completion_days(cycle, now)
    if not earliest <= due_on <= latest:
        raise UnableToScreen("due")
    ends_at = datetime.combine(due_on, cycle.calendar.day_ends_at, cycle.timezone)
    # Nobody has less time than whoever has not handed in yet.
    ends_at = max(ends_at, window(cycle, apply_stage(cycle)).ends_at)
    step = step_take(
        row, ApplicationStep.Kind.COMPLETION, by=by, now=now, state=State.COMPLETION, reason=reason.strip(),
        due_at=ends_at, findings=findings_data(screening_findings(row)),
    )  # fmt: skip
    step_tell(step, by=by, now=now)
    return step


@transaction.atomic
def application_refuse(
    *, application: AwardApplication, rule: str, reason: str, by: User, now: datetime
) -> ApplicationStep:
    """Restrict an application by a rule that stands against it; what is only unknown refuses nobody.

    Raises
    ------
    UnableToScreen
        With why.
    """
    row = _waiting(application, now)
    if not reason.strip():
        raise UnableToScreen("reason")
    findings = screening_findings(row)
    if rule not in refusing_rules(findings):
        raise UnableToScreen("rule", (rule,))
    step = step_take(
        row, ApplicationStep.Kind.REFUSED, by=by, now=now, state=State.REFUSED, left_stage="SCREEN", rule=rule,
        reason=reason.strip(), findings=findings_data(findings),
    )  # fmt: skip
    step_tell(step, by=by, now=now)
    return step


def refusing_rules(findings: list[Finding]) -> dict[str, Finding]:
    """Return the findings a refusal may stand on, by code: those that bar, and those the office decides about."""
    return {one.rule.code: one for one in findings if one.outcome in (Outcome.BLOCK, Outcome.OFFICER)}


def completion_days(cycle: Cycle, now: datetime) -> tuple[date, date]:
    """Return the first and the last day a completion may be due: never fewer days than the cycle gives."""
    today = now.astimezone(cycle.timezone).date()
    days = cycle.extensions.completion_request_days
    return today + timedelta(days=days), today + timedelta(days=max(days, MAX_COMPLETION_DAYS))


def _waiting(application: AwardApplication, now: datetime) -> AwardApplication:
    row = application_lock(application)
    if not may_be_screened(row, now):
        raise UnableToScreen("state")
    return row
