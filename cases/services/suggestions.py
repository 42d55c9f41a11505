"""Keeps the suggestions of an index beside its cases."""

from collections.abc import Iterable

from django.db import transaction

from cases.indexing.suggestions import suggestion_rows
from cases.models import Case, IndexBuild, IndexedCase, Suggestion

_BATCH = 500
# Up to so many cases everything is counted anew at each edit (some tenths of a second at most).
_FEW = 1000


@transaction.atomic
def suggestions_make(*, build: IndexBuild) -> None:
    """Count the published cases and write the suggestions of a build anew; one pass over the library."""
    Suggestion.objects.filter(build=build).delete()
    _write(build, suggestion_rows(Case.published.order_by("pk").iterator(chunk_size=_BATCH)))


@transaction.atomic
def suggestions_follow(*, build: IndexBuild, case_ids: Iterable[str]) -> None:
    """Bring the suggestions up to some cases that changed.

    In a large library what is new is added, with the counts of these cases alone; the next rebuild counts anew.
    """
    if IndexedCase.objects.filter(build=build)[: _FEW + 1].count() <= _FEW:
        suggestions_make(build=build)
        return
    rows = list(suggestion_rows(Case.published.filter(pk__in=list(case_ids))))
    present = Suggestion.objects.filter(build=build, key__in={row.key for row in rows})
    known = set(present.values_list("key", "kind", "code"))
    _write(build, (row for row in rows if (row.key, row.kind, row.code) not in known))


def _write(build: IndexBuild, rows: Iterable[Suggestion]) -> None:
    def with_build() -> Iterable[Suggestion]:
        for row in rows:
            row.build = build
            yield row

    Suggestion.objects.bulk_create(with_build(), batch_size=_BATCH)
