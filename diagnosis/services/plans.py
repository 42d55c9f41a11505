"""Saves a company's plan: every save is a new revision, and nobody's entries are written over unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from diagnosis.models import Diagnosis, PlanRevision, Result
from diagnosis.priorities import PlanInputs
from diagnosis.services.plan_content import inputs_from, plan_content, stored_inputs
from diagnosis.services.plan_effort import effort_ratio_of
from diagnosis.services.scoring import content_checksum
from qmplatform.audit import audit_record


class UnableToSavePlan(Exception):
    """The inputs hold what is no part of a plan."""


class UnableToOverwritePlan(Exception):
    """Somebody changed the same meanwhile; ``current`` is the revision now stored, ``names`` what both changed."""

    def __init__(self, current: PlanRevision, names: tuple[str, ...]) -> None:
        super().__init__(f"revision {current.number} is stored; changed by both: {', '.join(names)}")
        self.current = current
        self.names = names


@dataclass(frozen=True, slots=True)
class _Merge:
    """What comes of two changes of the same state."""

    inputs: dict[str, Any]
    # Names of what both changed, differently; "targets:INF1.1" for a part of a mapping.
    clashes: tuple[str, ...]


@transaction.atomic
def plan_save(
    *, diagnosis: Diagnosis, result: Result, changes: Mapping[str, Any], based_on: int, by: User, now: datetime
) -> PlanRevision:
    """Store the plan that comes of changed inputs as the next revision. Inputs that change nothing store nothing.

    Parameters
    ----------
    result
        The diagnosis's newest result.
    changes
        Some of the names of `PlanInputs` with their new values, as they are stored.
    based_on
        Number of the revision the person saw; 0 for none. What others changed since then stays as it is unless the
        person changed it too.

    Raises
    ------
    UnableToOverwritePlan
        Somebody changed the same meanwhile, to something else; nothing is stored.
    UnableToSavePlan
        A name that is no input, or a revision that does not exist.
    diagnosis.priorities.UnableToPlan
        The inputs do not make a plan; with every fault.
    """
    Diagnosis.objects.select_for_update().only("pk").get(pk=diagnosis.pk)
    rows = PlanRevision.objects.filter(diagnosis=diagnosis)
    current = rows.defer("content").order_by("-number").first()
    neutral = PlanInputs().as_dict()
    unknown = set(changes) - set(neutral)
    if unknown:
        raise UnableToSavePlan(f"no inputs: {', '.join(sorted(unknown))}")
    theirs = _said(current.inputs) if current else neutral
    merge = _merged(_inputs_of(diagnosis, based_on, current, neutral), theirs, changes)
    if merge.clashes and current is not None:
        raise UnableToOverwritePlan(current, merge.clashes)
    inputs = PlanInputs.from_dict(merge.inputs)
    if current is not None and inputs == PlanInputs.from_dict(theirs) and current.result_id == result.pk:
        return current
    stored = stored_inputs(inputs, effort_ratio_of(diagnosis))
    return _store(diagnosis, result, stored, (current.number if current else 0) + 1, by=by, now=now)


def _inputs_of(
    diagnosis: Diagnosis, number: int, current: PlanRevision | None, neutral: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the inputs the person saw."""
    if number == 0:
        return dict(neutral)
    if current is not None and current.number == number:
        return _said(current.inputs)
    seen = PlanRevision.objects.filter(diagnosis=diagnosis, number=number).values_list("inputs", flat=True).first()
    if seen is None:
        raise UnableToSavePlan(f"there is no revision {number}")
    return _said(seen)


def _said(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what people said of what a revision keeps."""
    return inputs_from(stored)[0].as_dict()


def _merged(seen: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> _Merge:
    """Put one person's changes on top of another's."""
    inputs = dict(theirs)
    clashes: list[str] = []
    for name, value in mine.items():
        if isinstance(value, Mapping):
            part = _merged_parts(name, seen[name], theirs[name], value, clashes)
            inputs[name] = part
        elif value != seen[name]:
            if theirs[name] not in (seen[name], value):
                clashes.append(name)
            inputs[name] = value
    return _Merge(inputs, tuple(clashes))


def _merged_parts(
    name: str, seen: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any], clashes: list[str]
) -> dict[str, Any]:
    found = dict(theirs)
    for key in sorted(set(seen) | set(mine)):
        before, wanted, stored = seen.get(key), mine.get(key), theirs.get(key)
        if wanted == before:
            continue
        if stored not in (before, wanted):
            clashes.append(f"{name}:{key}")
        if wanted is None:
            found.pop(key, None)
        else:
            found[key] = wanted
    return found


def _store(
    diagnosis: Diagnosis, result: Result, inputs: dict[str, Any], number: int, *, by: User, now: datetime
) -> PlanRevision:
    content = plan_content(result, inputs)
    revision = PlanRevision.objects.create(
        diagnosis=diagnosis,
        result=result,
        number=number,
        inputs=inputs,
        content=content,
        checksum=content_checksum({"inputs": inputs, "content": content}),
        created_at=now,
        created_by=by,
    )
    audit_record(
        action="plan_save",
        by=by,
        subject=f"diagnosis:{diagnosis.pk}",
        company_id=diagnosis.company_id,
        details={"revision": number, "plan": revision.checksum, "result": result.checksum},
        now=now,
    )
    return revision
