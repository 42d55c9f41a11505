"""Tasks of a company: a measure taken on, by whom, until when, how it stands. The audit trail keeps every change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Membership, User
from diagnosis.catalog.library import read_library
from diagnosis.models import Diagnosis, ImprovementTask
from qmplatform.audit import audit_record


class UnableToSaveTask(Exception):
    """The measure is not of the library, or the owner is no member of the company."""


class UnableToOverwriteTask(Exception):
    """Somebody saved the task meanwhile; ``current`` is as it stands now."""

    def __init__(self, current: ImprovementTask) -> None:
        super().__init__(f"{current.measure}: revision {current.revision} is stored")
        self.current = current


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskContent:
    """What a person says of a task: `owner`, a member, or `owner_name`, somebody else."""

    owner: User | None
    owner_name: str
    due_on: date | None
    status: str
    note: str
    # Person-months it took.
    actual_effort: float | None = None


@transaction.atomic
def task_save(
    *, diagnosis: Diagnosis, measure: str, content: TaskContent, based_on: int, by: User, now: datetime
) -> ImprovementTask:
    """Take a measure on as a task, or change the task. The same content again stores nothing.

    Parameters
    ----------
    measure
        Code of a measure of the library.
    based_on
        Revision of the task the person saw; 0 where there was none.

    Raises
    ------
    UnableToSaveTask
        The measure is unknown, or the owner is no member.
    UnableToOverwriteTask
        Somebody saved another content meanwhile; nothing is stored.
    """
    if measure not in read_library().measures:
        raise UnableToSaveTask(f"{measure}: no such measure")
    members = Membership.objects.filter(company_id=diagnosis.company_id)
    if content.owner is not None and not members.filter(user=content.owner).exists():
        raise UnableToSaveTask(f"{content.owner.pk}: not a member")
    Diagnosis.objects.select_for_update().only("pk").get(pk=diagnosis.pk)
    task = ImprovementTask.objects.filter(diagnosis=diagnosis, measure=measure).first()
    changed = _changed(task, content)
    if task is not None and not changed:
        return task
    if task is not None and task.revision != based_on:
        raise UnableToOverwriteTask(task)
    if task is None:
        task = ImprovementTask(diagnosis=diagnosis, measure=measure, revision=0, created_at=now)
    for name in _FIELDS:
        setattr(task, name, getattr(content, name))
    task.revision += 1
    task.updated_at, task.updated_by = now, by
    task.save()
    audit_record(
        action="task_save",
        by=by,
        subject=f"task:{task.pk}",
        company_id=diagnosis.company_id,
        details={"measure": measure, "revision": task.revision, **changed},
        now=now,
    )
    return task


_FIELDS = ("owner", "owner_name", "due_on", "status", "actual_effort", "note")


def _changed(task: ImprovementTask | None, content: TaskContent) -> dict[str, Any]:
    """Return what changes, as the trail tells it: names and notes stay out of it, for nothing leaves the trail."""
    found: dict[str, Any] = {}
    if task is None or task.status != content.status:
        found["status"] = content.status
    if task is None or task.due_on != content.due_on:
        found["due_on"] = content.due_on.isoformat() if content.due_on else None
    before = (task.owner_id, task.owner_name) if task else None
    if before != (content.owner.pk if content.owner else None, content.owner_name):
        found["owner"] = str(content.owner.pk) if content.owner else "named" if content.owner_name else None
    if (task.actual_effort if task else None) != content.actual_effort:
        found["actual_effort"] = content.actual_effort
    if (task.note if task else "") != content.note:
        found["note"] = "changed"
    return found


def tasks_checksum(tasks: Iterable[ImprovementTask]) -> str:
    """Return a mark of how the tasks stand: it never comes back, for revisions only grow. Empty without tasks."""
    told = ",".join(sorted(f"{task.measure}:{task.revision}" for task in tasks))
    return hashlib.sha256(told.encode()).hexdigest() if told else ""
