"""Keeps the suggestions of an index beside its cases."""

from collections.abc import Iterable

from django.db import transaction

from cases.indexing.suggestions import HIDDEN, Row, suggestion_rows
from cases.models import Case, IndexBuild, IndexedCase, Suggestion
from cases.search.hangul import initials_of

_BATCH = 500
# Up to so many cases everything is counted anew at each edit: some tenths of a second.
_FEW = 1000
_NAMING = ("key", "kind", "code")


@transaction.atomic
def suggestions_make(*, build: IndexBuild) -> None:
    """Count the published cases and bring the suggestions of a build up to it; one pass over the library."""
    stored = Suggestion.objects.filter(build=build)
    present = {values[1:]: values[0] for values in stored.values_list("pk", *Row._fields)}
    wanted = set(suggestion_rows(Case.published.order_by("pk").iterator(chunk_size=_BATCH)))
    gone = [pk for row, pk in present.items() if row not in wanted]
    for at in range(0, len(gone), _BATCH):
        stored.filter(pk__in=gone[at : at + _BATCH]).delete()
    _write(build, (row for row in wanted if row not in present))


@transaction.atomic
def suggestions_follow(*, build: IndexBuild, case_ids: Iterable[str]) -> None:
    """Bring the suggestions up to some cases that changed.

    In a large library what is new is added, with the counts of these cases alone; the next rebuild counts anew.
    """
    if IndexedCase.objects.filter(build=build)[: _FEW + 1].count() <= _FEW:
        suggestions_make(build=build)
        return
    rows = list(suggestion_rows(Case.published.filter(pk__in=list(case_ids))))
    present: set[tuple[str, str, str]] = set()
    for at in range(0, len(rows), _BATCH):
        here = {row.key for row in rows[at : at + _BATCH]}
        present.update(Suggestion.objects.filter(build=build, key__in=here).values_list(*_NAMING))
    keys = {key for key, _kind, _code in present}
    _write(build, (row for row in rows if row[:3] not in present and not (row.kind == HIDDEN and row.key in keys)))


def _write(build: IndexBuild, rows: Iterable[Row]) -> None:
    made = [Suggestion(build_id=build.pk, initials=_initials(row.key), **row._asdict()) for row in rows]
    Suggestion.objects.bulk_create(made, batch_size=_BATCH)


def _initials(key: str) -> str:
    """Return the initial consonants of a name; nothing where it has none of its own."""
    initials = initials_of(key)
    return initials if initials != key else ""
