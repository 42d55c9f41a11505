"""What the page of an import shows before it is taken: what the file would change, in groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from cases.comparing import Piece, pieces_between
from cases.labels import field_label, value_text
from cases.models import Case, CaseImport
from cases.publishing import PublishingFault, publishing_faults
from cases.selectors.standing import Kind, Standing, incomplete_of, needs_another_person, seen_of, standings_of

SHOWN: Final = 20
FAULTS, INCOMPLETE, TWINS = "faults", "incomplete", "twins"
# What may be shown of a preview, in this order; the first that holds anything is opened.
GROUPS: Final[dict[str, str | Promise]] = {
    FAULTS: _("To correct"),
    Kind.NEW: pgettext_lazy("cases of a file", "New"),
    Kind.CHANGED: pgettext_lazy("cases of a file", "Changed"),
    Kind.EDITED: _("Edited here"),
    TWINS: _("Perhaps told twice"),
    INCOMPLETE: _("Not ready to be public"),
    Kind.TAKEN: _("Id is taken"),
    Kind.UNCHANGED: pgettext_lazy("cases of a file", "The same"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of what a file holds."""

    code: str
    label: str | Promise
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, word by word."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One case of the file; of a new one every field it fills."""

    id: str
    title: str
    organisation: str
    state: str | Promise
    is_new: bool
    changes: tuple[Change, ...] = ()
    lacking: tuple[PublishingFault, ...] = ()


@dataclass(frozen=True, slots=True)
class TwinRow:
    """A new case and the one it may be."""

    id: str
    title: str
    other_id: str
    other_title: str
    reason: str
    is_in_file: bool


@dataclass(frozen=True)
class Preview:
    """What a file would change, the rows of one group of it.

    Attributes
    ----------
    seen : str
        Of the library this was compared with; goes with the order to take the file.
    page : Page
        Of `RecordRow`, `TwinRow`, or the faults as `cases.models.CaseImport` keeps them.
    may_publish, may_draft : bool
        Whether this person may take the file with its new cases public, or as drafts.
    """

    groups: tuple[Group, ...]
    group: str
    page: "Page[Any]"
    seen: str
    to_write: int
    edited: int
    may_publish: bool
    may_draft: bool
    needs_another: bool
    incomplete: int


def preview_of(found: CaseImport, *, group: str, page: str, by: User, language: str) -> Preview:
    """Compare an import with the library as it stands and return the rows of one group, or of the first that has any.

    Parameters
    ----------
    group : str
        A key of `GROUPS`; anything else opens the first.
    page : str
        As the address says it; anything that is no page is the first or last.
    """
    standings = standings_of(found.records)
    incomplete = incomplete_of(standings)
    rows: dict[str, Sequence[Any]] = {
        **{str(kind): [one for one in standings if one.kind is kind] for kind in Kind},
        FAULTS: found.faults,
        INCOMPLETE: incomplete,
        TWINS: found.summary.get("twins", []),
    }
    counts = {code: len(of) for code, of in rows.items()} | {FAULTS: found.summary.get("faults", 0)}
    opened = group if group in GROUPS and rows[group] else next((code for code in GROUPS if rows[code]), Kind.NEW)
    shown = Paginator(rows[opened], SHOWN).get_page(page)
    if opened == TWINS:
        shown.object_list = _twin_rows(found, list(shown.object_list))
    elif opened != FAULTS:
        shown.object_list = [_record_row(one, opened, language) for one in shown.object_list]
    to_write = counts[Kind.NEW] + counts[Kind.CHANGED]
    is_possible = not found.faults and (to_write > 0 or counts[Kind.EDITED] > 0)
    # With nothing else to take, the page offers to replace what was edited here.
    needs_another, draft_needs_another = (
        found.created_by_id == by.pk and needs_another_person(standings, state=state, is_overwriting=not to_write)
        for state in (Case.State.PUBLISHED, Case.State.DRAFT)
    )
    return Preview(
        groups=tuple(
            Group(code, label, counts[code], code == opened) for code, label in GROUPS.items() if counts[code]
        ),
        group=opened,
        page=shown,
        seen=seen_of(standings),
        to_write=to_write,
        edited=counts[Kind.EDITED],
        may_publish=is_possible and not needs_another and not incomplete,
        may_draft=is_possible and not draft_needs_another and not any(one.kind is not Kind.NEW for one in incomplete),
        needs_another=is_possible and needs_another,
        incomplete=counts[INCOMPLETE],
    )


def _record_row(one: Standing, group: str, language: str) -> RecordRow:
    is_new, is_secret = one.kind is Kind.NEW, one.kind is Kind.TAKEN
    return RecordRow(
        id=one.record["id"],
        title=one.record["title_ko"],
        organisation=one.record["organisation_ko"],
        state="" if one.case is None or is_secret else one.case.get_state_display(),
        is_new=is_new,
        changes=() if group == INCOMPLETE else tuple(_told(one, language) if is_new else _changes(one, language)),
        lacking=publishing_faults(one.content) if group == INCOMPLETE else (),
    )


def _changes(one: Standing, language: str) -> Iterator[Change]:
    for name, now, new in one.changes:
        before, after = value_text(name, now, language), value_text(name, new, language)
        yield Change(field_label(name), pieces_between(before, after))


def _told(one: Standing, language: str) -> Iterator[Change]:
    for name, value in one.content.items():
        if text := value_text(name, value, language):
            yield Change(field_label(name), (Piece(text),))


def _twin_rows(found: CaseImport, twins: Sequence[Sequence[Any]]) -> list[TwinRow]:
    titles = {record["id"]: record["title_ko"] for record in found.records}
    known = dict(Case.objects.filter(pk__in=[twin[1] for twin in twins]).values_list("pk", "title_ko"))
    return [
        TwinRow(one, titles[one], other, known.get(other) or titles.get(other, ""), reason, other not in known)
        for one, other, reason, _share in twins
    ]
