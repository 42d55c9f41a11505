"""Saves answers of a draft: an older save never overwrites a newer one, and nothing is written after submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from diagnosis.catalog import Item
from diagnosis.models import Answer, Diagnosis
from diagnosis.selectors.progress import Survey, survey_of
from diagnosis.services.reading import (
    AnswerContent,
    AnswerFault,
    RawAnswer,
    UnableToAcceptAnswer,
    read_answer,
    row_fingerprint,
)

# Whole numbers are exact up to here in JavaScript.
MAX_REVISION: Final = 2**53 - 1


class UnableToFindQuestion(Exception):
    """The diagnosis asks no question of this code."""


class UnableToChangeAnswers(Exception):
    """The diagnosis is no longer a draft."""


class UnableToOverwrite(Exception):
    """A newer answer is stored; ``current`` is it."""

    def __init__(self, current: Answer) -> None:
        super().__init__(f"{current.code}: revision {current.revision} is stored")
        self.current = current


@dataclass(frozen=True)
class PostedAnswer:
    """An answer of a whole page: what it says now, and the revision the page was made from."""

    raw: RawAnswer
    revision: int
    # Fingerprint of the answer the page was made with.
    was: str = ""


@dataclass(frozen=True)
class SectionOutcome:
    """What became of a page of answers."""

    saved: tuple[str, ...]
    faults: Mapping[str, tuple[AnswerFault, ...]]


@transaction.atomic
def answer_save(*, diagnosis: Diagnosis, code: str, raw: RawAnswer, revision: int, by: User, now: datetime) -> Answer:
    """Store one answer unless a newer one is there. The same revision with the same content may come again.

    The row itself says who saved it and when; the audit trail tells of the submission, not of every keystroke.

    Parameters
    ----------
    revision
        Chosen by the client, from 1, higher than any it saved or saw before.

    Raises
    ------
    UnableToFindQuestion
        The code is no question of this diagnosis: unknown, of a module not chosen, or not applicable to the company.
    UnableToAcceptAnswer
        The answer or its revision cannot be read.
    UnableToOverwrite
        A newer answer is stored.
    UnableToChangeAnswers
        The diagnosis was submitted or cancelled.
    """
    return _save(survey_of(diagnosis), code, raw, revision, by=by, now=now)


@transaction.atomic
def section_save(
    *, diagnosis: Diagnosis, section: str, posted: Mapping[str, PostedAnswer], by: User, now: datetime
) -> SectionOutcome:
    """Store what is valid of a page of answers and tell what is not.

    Raises
    ------
    UnableToChangeAnswers
        The diagnosis was submitted or cancelled; nothing is stored.
    """
    survey = survey_of(diagnosis)
    saved: list[str] = []
    faults: dict[str, tuple[AnswerFault, ...]] = {}
    for item in survey.section(section).asked:
        answer = posted.get(item.code)
        if answer is None:
            continue
        try:
            if _save_if_changed(survey, item, answer, by=by, now=now):
                saved.append(item.code)
        except UnableToAcceptAnswer as error:
            faults[item.code] = error.faults
        except UnableToOverwrite:
            text = _("Somebody saved another answer meanwhile. It is shown here. Change it if yours is right.")
            faults[item.code] = (AnswerFault("conflict", "conflict", text),)
    return SectionOutcome(tuple(saved), faults)


def _save_if_changed(survey: Survey, item: Item, answer: PostedAnswer, *, by: User, now: datetime) -> bool:
    content = read_answer(item, answer.raw)
    fingerprint = content.fingerprint()
    if fingerprint in (answer.was, row_fingerprint(survey.answers.get(item.code))):
        return False
    _save(survey, item.code, answer.raw, answer.revision + 1, by=by, now=now)
    return True


def _save(survey: Survey, code: str, raw: RawAnswer, revision: int, *, by: User, now: datetime) -> Answer:
    diagnosis = survey.diagnosis
    item = survey.asked_items.get(code)
    if item is None:
        raise UnableToFindQuestion(code)
    if isinstance(revision, bool) or not isinstance(revision, int) or not 1 <= revision <= MAX_REVISION:
        text = _("The revision must be a whole number from 1 upwards.")
        raise UnableToAcceptAnswer(AnswerFault("revision", "not_a_revision", text))
    if diagnosis.state != Diagnosis.State.DRAFT:
        raise UnableToChangeAnswers
    content = read_answer(item, raw)
    stored = _upsert(diagnosis, code, content, revision, by=by, now=now)
    current = Answer.objects.filter(diagnosis=diagnosis, code=code).first()
    if stored and current is not None:
        return current
    if current is not None and current.revision == revision and not content.differs_from(current):
        return current
    if current is not None and current.revision >= revision:
        raise UnableToOverwrite(current)
    raise UnableToChangeAnswers


def _upsert(diagnosis: Diagnosis, code: str, content: AnswerContent, revision: int, *, by: User, now: datetime) -> bool:
    """Write the row in one statement that looks at the diagnosis's state and at the stored revision itself."""
    row: dict[str, Any] = {
        "diagnosis_id": diagnosis.pk,
        "code": code,
        "state": content.state,
        "value": content.value,
        "na_reason": content.na_reason,
        "confidence": content.confidence or Answer.Confidence.USUAL.value,
        "note": content.note or "",
        "evidence": content.evidence or "",
        "revision": revision,
        "saved_at": now,
        "saved_by_id": by.pk,
    }
    kept = {name for name in ("confidence", "note", "evidence") if getattr(content, name) is None}
    changed = [name for name in row if name not in kept | {"diagnosis_id", "code"}]
    values = [_prepared(name, value) for name, value in row.items()]
    draft = Diagnosis._meta.pk.get_db_prep_value(diagnosis.pk, connection)
    # On PostgreSQL the shared lock waits for a submission under way, and makes it wait for us.
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    # Names come from the dictionary above; every value is a parameter.
    statement = (
        f"INSERT INTO diagnosis_answer ({', '.join(row)}) SELECT {_placeholders(row)} "  # noqa: S608
        f"FROM diagnosis_diagnosis WHERE id = %s AND state = 'draft'{lock} "
        f"ON CONFLICT (diagnosis_id, code) DO UPDATE SET {', '.join(f'{n} = EXCLUDED.{n}' for n in changed)} "
        f"WHERE {REVISION_GUARD}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, draft])
        return bool(cursor.rowcount > 0)


_FIELDS = {field.attname: field for field in Answer._meta.concrete_fields}
REVISION_GUARD = "diagnosis_answer.revision < EXCLUDED.revision"
_CASTS = {
    "diagnosis_id": "uuid",
    "saved_by_id": "uuid",
    "value": "jsonb",
    "saved_at": "timestamptz",
    "revision": "bigint",
}


def _placeholders(row: Mapping[str, Any]) -> str:
    """Return the place of each value; PostgreSQL is told its type where a bare SELECT does not."""
    if connection.vendor != "postgresql":
        return ", ".join("%s" for _name in row)
    return ", ".join(f"%s::{_CASTS.get(name, 'text')}" for name in row)


def _prepared(name: str, value: Any) -> Any:
    if name == "value" and value is None:
        return None
    return _FIELDS[name].get_db_prep_save(value, connection)
