"""Keeps the search index beside the cases, and makes it anew without a gap."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F

from cases.indexing.documents import indexed_case, terms_of
from cases.models import Case, IndexBuild, IndexedCase, IndexedTerm, Suggestion
from cases.search.analyser import ANALYSER_VERSION
from cases.services.embedding import vectors_order
from cases.services.suggestions import suggestions_follow, suggestions_make

_T = TypeVar("_T")
_BATCH = 1000
# Of the lock that all writers of the index take in turn, until their transaction ends.
_LOCK = 7_204_001


@transaction.atomic
def index_update(*, case_ids: Iterable[str], now: datetime) -> None:
    """Bring the index up to some cases, inside the transaction that wrote them.

    What is published stands in every living build as it is now; what is not is taken out. Where there is no index yet,
    one is made of the whole library.
    """
    _take_turn()
    vectors_order(now=now)
    ids = sorted(set(case_ids))
    builds = list(IndexBuild.objects.filter(analyser_version=ANALYSER_VERSION))
    if not builds and not IndexBuild.objects.exists():
        build = IndexBuild.objects.create(analyser_version=ANALYSER_VERSION, created_at=now)
        for batch in _batches(list(Case.published.order_by("pk").values_list("pk", flat=True))):
            _replace(build, batch)
        suggestions_make(build=build)
        _activate(build, now)
        return
    for build in builds:
        for batch in _batches(ids):
            _replace(build, batch)
        suggestions_follow(build=build, case_ids=ids)
    IndexBuild.objects.filter(pk__in=[build.pk for build in builds]).update(stamp=uuid4())


def index_rebuild(*, now: datetime) -> IndexBuild:
    """Make the index anew beside the active one, then switch over; whoever searches meanwhile finds as before.

    Edits made meanwhile reach both builds. Builds that were begun and never finished are dropped.

    Returns
    -------
    IndexBuild
        The new active build.
    """
    with transaction.atomic():
        _take_turn()
        IndexBuild.objects.filter(is_active=False).delete()
        build = IndexBuild.objects.create(analyser_version=ANALYSER_VERSION, created_at=now)
    last = ""
    while batch := list(Case.published.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            _take_turn()
            _replace(build, batch)
        last = batch[-1]
    suggestions_make(build=build)
    _tell_planner()
    with transaction.atomic():
        _take_turn()
        _activate(build, now)
    return build


def index_ensure(*, now: datetime) -> IndexBuild:
    """Return the active build; make one where there is none or another analyser made it."""
    active = IndexBuild.objects.filter(is_active=True, analyser_version=ANALYSER_VERSION).first()
    return active or index_rebuild(now=now)


def _activate(build: IndexBuild, now: datetime) -> None:
    old = list(IndexBuild.objects.filter(is_active=True).values_list("pk", flat=True))
    IndexBuild.objects.filter(pk__in=old).update(is_active=False)
    build.is_active, build.activated_at, build.stamp = True, now, uuid4()
    build.save()
    IndexedCase.objects.filter(build__in=old).delete()
    IndexBuild.objects.filter(pk__in=old).delete()


def _replace(build: IndexBuild, ids: Sequence[str]) -> None:
    """Write the rows of cases anew and count their terms."""
    old = IndexedCase.objects.filter(build=build, case_id__in=ids)
    change: Counter[str] = Counter()
    for row in old.only("title_tokens", "body_tokens"):
        change.subtract(terms_of(row))
    old.delete()
    rows = [indexed_case(case, build) for case in Case.published.filter(pk__in=ids)]
    for row in rows:
        change.update(terms_of(row))
    IndexedCase.objects.bulk_create(rows, batch_size=200)
    _count(build, change)


def _count(build: IndexBuild, change: Counter[str]) -> None:
    more = [IndexedTerm(build=build, term=term, cases=by) for term, by in sorted(change.items()) if by > 0]
    for added in _batches(more):
        _add(added)
    less: dict[int, list[str]] = {}
    for term, by in change.items():
        if by < 0:
            less.setdefault(-by, []).append(term)
    for by, terms in less.items():
        for batch in _batches(terms):
            IndexedTerm.objects.filter(build=build, term__in=batch).update(cases=F("cases") - by)
    if less:
        IndexedTerm.objects.filter(build=build, cases=0).delete()


def _add(rows: Sequence[IndexedTerm]) -> None:
    table, quote = IndexedTerm._meta.db_table, connection.ops.quote_name
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(table)} (build_id, term, cases) VALUES {values} "  # noqa: S608
            f"ON CONFLICT (build_id, term) DO UPDATE SET cases = {quote(table)}.cases + excluded.cases",
            [value for row in rows for value in (row.build_id, row.term, row.cases)],
        )


def _tell_planner() -> None:
    """Let PostgreSQL see the new build before anyone searches it: by old figures it reads all terms for a few."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (IndexedTerm, IndexedCase, Suggestion):
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _batches(items: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (items[at : at + _BATCH] for at in range(0, len(items), _BATCH))


def _take_turn() -> None:
    # On SQLite a transaction that writes has the whole database to itself.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
