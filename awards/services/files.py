"""Loading and publishing award files. A published file never changes: a correction is a new row under its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from awards.catalog import Criteria, Cycle, parse_criteria, parse_cycle
from awards.models import AwardFile
from awards.selectors.files import criteria_of, published
from qmplatform.audit import audit_record

_CYCLE_FILE: Final = re.compile(r"^\ufeff?cycle:", re.MULTILINE)


class UnableToLoadAwardFile(Exception):
    """The file's name is not the key of its cycle."""


class UnableToPublishAwardFile(Exception):
    """A cycle's criteria are not published."""

    def __init__(self, row: AwardFile, missing: tuple[str, ...]) -> None:
        super().__init__(f"{row}: its criteria are not published: {', '.join(missing)}. Publish them first.")
        self.missing = missing


def kind_of(text: str) -> AwardFile.Kind:
    """Tell what a file holds: a cycle says so in a line of its own, all else is read as criteria."""
    return AwardFile.Kind.CYCLE if _CYCLE_FILE.search(text) else AwardFile.Kind.CRITERIA


@transaction.atomic
def award_file_load(*, name: str, text: str, by: User | None, now: datetime) -> AwardFile:
    """Load a file as a draft, or replace the draft of its name.

    Parameters
    ----------
    name : name of the file without its ending; cycles call their criteria by it, a cycle's is its key.
    text : content of the file.
    by : who loads it; None for the system (a command).

    Returns
    -------
    AwardFile
        The row; untouched if one of this name says exactly this already, published or not.

    Raises
    ------
    diagnosis.catalog.UnableToReadModel
        If the file has faults; all of them at once.
    UnableToLoadAwardFile
        If a cycle's file is not named by its key.
    """
    kind = kind_of(text)
    parsed = _parsed(kind, name, text)
    rows = AwardFile.objects.select_for_update().filter(kind=kind, name=name)
    same = rows.filter(checksum=parsed.checksum).first()
    if same is not None:
        return same
    row = rows.filter(status=AwardFile.Status.DRAFT).first() or AwardFile(kind=kind, name=name)
    title = parsed.model.title if isinstance(parsed, Criteria) else parsed.cycle.title
    row.key = parsed.key
    row.version = parsed.version if isinstance(parsed, Criteria) else str(parsed.year)
    row.title = {"ko": title.ko, "en": title.en}
    row.source, row.checksum, row.loaded_at = text, parsed.checksum, now
    row.save()
    audit_record(action="award_file_load", by=by, subject=str(row), now=now, details={"checksum": row.checksum})
    return row


@transaction.atomic
def award_file_publish(*, award_file: AwardFile, by: User | None, now: datetime) -> AwardFile:
    """Freeze a draft: it holds from now on under its name. Publishing twice changes nothing.

    Raises
    ------
    UnableToPublishAwardFile
        If it is a cycle and criteria it names are not published.
    diagnosis.catalog.UnableToReadModel
        If a cycle names what its criteria, as they were published, do not have.
    """
    row = AwardFile.objects.select_for_update().get(pk=award_file.pk)
    if row.is_published:
        return row
    if row.kind == AwardFile.Kind.CYCLE:
        _check_criteria(row)
    row.status, row.published_at, row.published_by = AwardFile.Status.PUBLISHED, now, by
    row.save(update_fields=["status", "published_at", "published_by"])
    audit_record(action="award_file_publish", by=by, subject=str(row), now=now, details={"checksum": row.checksum})
    return row


def missing_criteria(row: AwardFile) -> tuple[str, ...]:
    """Return the criteria a cycle names that are not published, by name."""
    names = set(parse_cycle(row.source).cycle.criteria_files.values())
    return tuple(sorted(names - set(published(AwardFile.Kind.CRITERIA).values_list("name", flat=True))))


def _check_criteria(row: AwardFile) -> None:
    missing = missing_criteria(row)
    if missing:
        raise UnableToPublishAwardFile(row, missing)
    # Criteria may have been published otherwise than they were when the draft was loaded.
    parse_cycle(row.source, criteria=_criteria(published_only=True), source=row.name)


def _parsed(kind: AwardFile.Kind, name: str, text: str) -> Criteria | Cycle:
    if kind == AwardFile.Kind.CRITERIA:
        return parse_criteria(text, source=name)
    cycle = parse_cycle(text, criteria=_criteria(published_only=False), source=name)
    if cycle.key != name:
        raise UnableToLoadAwardFile(f"{name}: the file of a cycle is named by its key, {cycle.key}.yaml.")
    return cycle


def _criteria(*, published_only: bool) -> Mapping[str, Criteria]:
    """Return criteria by name: those that hold; with drafts, a draft stands before what is published."""
    rows = [] if published_only else list(AwardFile.objects.filter(kind="criteria", status="draft"))
    found: dict[str, Criteria] = {}
    for row in [*rows, *published(AwardFile.Kind.CRITERIA)]:
        if row.name not in found:
            found[row.name] = criteria_of(row)
    return found
