"""Changes to the calendar of a published cycle: longer, moved, or longer by an outage; each with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from accounts.models import User
from awards.catalog import Cycle
from awards.models import AwardFile, StageChange
from awards.selectors.calendar import Window, window
from qmplatform.audit import audit_record

Kind = StageChange.Kind
Why = Literal["stage", "reason", "shorter", "backwards", "begun", "outage", "passed"]


class UnableToChangeStage(Exception):
    """`why`: ``stage`` the cycle has no such stage, ``reason`` there is none, ``shorter`` an extension takes time away,
    ``backwards`` it ends before it begins, ``begun`` the start of a stage that runs cannot be moved, ``passed`` the new
    end has passed, ``outage`` the outage does not lie within the stage."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def stage_extend(*, cycle: Cycle, stage: str, ends_at: datetime, reason: str, by: User, now: datetime) -> StageChange:
    """Give a stage more time; nobody loses a second by it.

    Raises
    ------
    UnableToChangeStage
        With why.
    """
    held = _held(cycle, stage, reason)
    if ends_at <= held.ends_at:
        raise UnableToChangeStage("shorter")
    if ends_at <= now:
        raise UnableToChangeStage("passed")
    return _change(cycle, stage, Kind.EXTENSION, times=(held.starts_at, ends_at), reason=reason, by=by, now=now)


@transaction.atomic
def stage_outage(
    *, cycle: Cycle, stage: str, down_from: datetime, down_to: datetime, reason: str, by: User, now: datetime
) -> StageChange:
    """Add to a stage the time the system was down within it, and the hours the cycle grants on top.

    Raises
    ------
    UnableToChangeStage
        With why.
    """
    held, rule = _held(cycle, stage, reason), cycle.extensions.system_outage
    first, last = max(down_from, held.starts_at), min(down_to, held.ends_at)
    if first >= last or down_to > now:
        raise UnableToChangeStage("outage")
    more = (last - first if rule.add_outage else timedelta(0)) + timedelta(hours=rule.plus_hours)
    return _change(
        cycle, stage, Kind.OUTAGE, times=(held.starts_at, held.ends_at + more), reason=reason, by=by, now=now,
        outage=[first.isoformat(), last.isoformat()],
    )  # fmt: skip


@transaction.atomic
def stage_move(
    *, cycle: Cycle, stage: str, starts_at: datetime, ends_at: datetime, reason: str, by: User, now: datetime
) -> StageChange:
    """Move a stage. One that has begun keeps its start and may not end before now.

    Raises
    ------
    UnableToChangeStage
        With why.
    """
    held = _held(cycle, stage, reason)
    if starts_at >= ends_at:
        raise UnableToChangeStage("backwards")
    if held.starts_at <= now < held.ends_at and starts_at != held.starts_at:
        raise UnableToChangeStage("begun")
    if ends_at <= now:
        raise UnableToChangeStage("passed")
    return _change(cycle, stage, Kind.MOVE, times=(starts_at, ends_at), reason=reason, by=by, now=now)


def _held(cycle: Cycle, stage: str, reason: str) -> Window:
    # Two officials at once: the second sees what the first changed.
    list(AwardFile.objects.select_for_update().filter(kind="cycle", name=cycle.key).values_list("pk", flat=True))
    if stage not in cycle.stages:
        raise UnableToChangeStage("stage")
    if not reason.strip():
        raise UnableToChangeStage("reason")
    return window(cycle, stage)


def _change(
    cycle: Cycle, stage: str, kind: str, *, times: tuple[datetime, datetime], reason: str, by: User, now: datetime,
    **more: object,
) -> StageChange:  # fmt: skip
    starts_at, ends_at = times
    change = StageChange.objects.create(
        cycle_key=cycle.key, stage=stage, kind=kind, starts_at=starts_at, ends_at=ends_at, reason=reason.strip(),
        created_at=now, created_by=by,
    )  # fmt: skip
    audit_record(
        action="award_stage_change",
        by=by,
        subject=f"award_cycle:{cycle.key}",
        now=now,
        details={
            "stage": stage, "kind": kind, "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(),
            "reason": change.reason, **more,
        },
    )  # fmt: skip
    return change
