"""Facts the rules ask for: what the applicant declares and what the office looks up, each with who said it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from awards.catalog.conditions import FactValue
from awards.catalog.eligibility import check_facts
from awards.models import ApplicationFact, AwardApplication
from awards.selectors.eligibility import fact_data, official_facts
from awards.selectors.review_log import criteria_for, cycle_for
from awards.selectors.variants import variant_of
from awards.services.review_log import application_lock
from awards.services.trail import application_audit
from awards.services.writing import writing_lock

State = AwardApplication.State
# The office looks facts up while the file is in: from the receipt to the judges' decision.
_CLOSED_TO_OFFICE = (State.DRAFT, State.DECIDED, State.WITHDRAWN)


class UnableToLookUpFacts(Exception):
    """The application was not handed in, or it is over."""


@transaction.atomic
def facts_declare(
    *, application: AwardApplication, values: Mapping[str, FactValue], by: User, now: datetime
) -> AwardApplication:
    """Write down what the applicant says of itself; None takes a fact back.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    awards.catalog.conditions.UnableToEvaluate
        A fact is none of the cycle's or has a value of another type.
    KeyError
        A fact is not for the applicant to declare.
    """
    row = writing_lock(application, now=now)
    cycle = cycle_for(row)
    if others := [key for key in values if cycle.facts_by_key[key].by != "declared"]:
        raise KeyError(", ".join(others))
    changed = facts_write(row, values, by=by, now=now)
    size = row.facts.filter(key="applicant.size").values_list("value", flat=True).first() or row.company.size_code
    row.variant = variant_of(criteria_for(row), row.company, size=str(size), field_code=row.field_code)
    row.updated_at = now
    row.save(update_fields=["variant", "updated_at"])
    _audit("award_facts_declare", row, changed, by=by, now=now)
    return row


@transaction.atomic
def facts_look_up(
    *,
    application: AwardApplication,
    values: Mapping[str, FactValue],
    notes: Mapping[str, str],
    by: User,
    now: datetime,
) -> list[str]:
    """Write down what an official found out, with where; None says that it is not known (any more).

    Returns
    -------
    list of str
        Keys of the facts that changed.

    Raises
    ------
    UnableToLookUpFacts
        It was not handed in, or it is over.
    awards.catalog.conditions.UnableToEvaluate
        A fact is none of the cycle's or has a value of another type.
    KeyError
        A fact is not for the office to look up.
    """
    row = application_lock(application)
    if row.state in _CLOSED_TO_OFFICE:
        raise UnableToLookUpFacts(row.state)
    allowed = {fact.key for fact in official_facts(cycle_for(row))}
    if others := [key for key in values if key not in allowed]:
        raise KeyError(", ".join(others))
    changed = facts_write(row, values, by=by, now=now, notes=notes)
    _audit("award_facts_look_up", row, changed, by=by, now=now)
    return changed


def facts_write(
    application: AwardApplication,
    values: Mapping[str, FactValue],
    *,
    by: User,
    now: datetime,
    notes: Mapping[str, str] | None = None,
) -> list[str]:
    """Write facts of an application that is locked; return the keys of those that changed.

    Raises
    ------
    awards.catalog.conditions.UnableToEvaluate
        A fact is none of the cycle's or has a value of another type.
    """
    check_facts(cycle_for(application), values)
    held = {row.key: row for row in ApplicationFact.objects.filter(application=application)}
    changed = []
    for key, value in values.items():
        data, note = fact_data(value), (notes or {}).get(key, "").strip()
        row = held.get(key)
        if row is None and data is None and not note:
            continue
        if row is not None and row.value == data and row.note == note:
            continue
        row = row or ApplicationFact(application=application, key=key)
        row.value, row.note, row.said_at, row.said_by = data, note, now, by
        row.save()
        changed.append(key)
    return changed


def _audit(action: str, row: AwardApplication, changed: list[str], *, by: User, now: datetime) -> None:
    """Record which facts changed; what they say of a company stays out of the trail."""
    if changed:
        application_audit(action, row, by=by, now=now, details={"facts": changed})
