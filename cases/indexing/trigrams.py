"""Search without an index: cases whose text holds a good share of the query's pieces of three letters."""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import add, or_

from django.db.models import Case as Choose
from django.db.models import IntegerField, Q, QuerySet, Value, When

from accounts.reference import UnableToFindRegion, region_on
from cases.criteria import Criteria
from cases.listing import Entry, Listing, list_entries
from cases.models import Case
from cases.searching import clean_query, search_key

# At most so many pieces are looked for, and so many cases read, whatever was typed and however large the library is.
_PIECES = 12
_READ = 2000
_SHARE = 0.6
_FIELDS = ("id", "search_title", "year", "verification_status", "is_rich", "themes", "methods", "sector_code",
           "size_code", "award_code", "region_code", "country_code", "has_figures")  # fmt: skip


def pieces_of(query: str) -> tuple[str, ...]:
    """Return different pieces of three letters of a query, words together, evenly chosen where there are many."""
    key = search_key(clean_query(query))
    pieces = list(dict.fromkeys(key[at : at + 3] for at in range(max(len(key) - 2, 1)))) if key else []
    step = max(len(pieces) / _PIECES, 1)
    return tuple(pieces[int(number * step)] for number in range(min(len(pieces), _PIECES)))


def search_without_index(*, criteria: Criteria, on: date) -> Listing:
    """Search the cases' own text; one query, on any database."""
    cases, order = Case.published.all(), ["-is_rich", "-year", "id"]
    if criteria.query:
        pieces = pieces_of(criteria.query)
        if not pieces:
            return list_entries((), criteria)
        cases, order = _holding(cases, pieces), ["-held", *order]
    rows = cases.order_by(*order).values(*_FIELDS)[:_READ]
    return list_entries((_entry(row, on) for row in rows), criteria)


def _holding(cases: QuerySet[Case], pieces: tuple[str, ...]) -> QuerySet[Case]:
    one_each = [
        Choose(When(search_text__contains=piece, then=Value(1)), default=Value(0), output_field=IntegerField())
        for piece in pieces
    ]
    any_of = reduce(or_, (Q(search_text__contains=piece) for piece in pieces))
    return cases.filter(any_of).annotate(held=reduce(add, one_each)).filter(held__gte=_SHARE * len(pieces))


def _entry(row: Mapping[str, object], on: date) -> Entry:
    verified = row["verification_status"] == Case.Verification.SOURCE_READ
    year = row["year"] if isinstance(row["year"], int) else 0
    one = {name: str(row[f"{name}_code"] or "") for name in ("sector", "size", "award", "country")}
    many = {name: tuple(given) if isinstance(given := row[f"{name}s"], list) else () for name in ("theme", "method")}
    return Entry(
        id=str(row["id"]),
        facets={
            **{name: (code,) if code else () for name, code in one.items()},
            **many,
            "region": _region_now(str(row["region_code"] or ""), on),
            "year": (str(year),) if year else (),
            "figures": ("1",) if row["has_figures"] else (),
            "verified": ("1",) if verified else (),
        },
        title=str(row["search_title"]),
        year=year,
        is_verified=verified,
        is_rich=bool(row["is_rich"]),
        has_figures=bool(row["has_figures"]),
    )


def _region_now(code: str, on: date) -> tuple[str, ...]:
    try:
        return (region_on(code, on).code,) if code else ()
    except UnableToFindRegion:
        return ()
