"""Addresses hold the whole search; choices narrow, widen and count as they should."""

from typing import Any

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cases.criteria import FACETS, SORTS, Criteria, read_criteria
from cases.listing import Entry, list_entries
from cases.searching import clean_query

CODES = st.from_regex(r"[A-Za-z0-9-]{1,12}", fullmatch=True)
SEARCHES = st.builds(
    Criteria,
    query=st.text(max_size=40).map(clean_query),
    chosen=st.dictionaries(
        st.sampled_from(FACETS), st.sets(CODES, min_size=1, max_size=4).map(lambda c: tuple(sorted(c)))
    ),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 9999),
    is_literal=st.booleans(),
)


@given(SEARCHES)
def test_an_address_says_the_whole_search(criteria: Criteria) -> None:
    assert read_criteria(QueryDict(criteria.query_string())) == criteria


@given(st.text(max_size=200))
def test_any_address_is_read_and_then_stays(query_string: str) -> None:
    criteria = read_criteria(QueryDict(query_string))
    assert read_criteria(QueryDict(criteria.query_string())) == criteria


def entry(key: str, **values: Any) -> Entry:
    facets = {name: (value,) for name, value in values.pop("facets", {}).items()}
    plain = {"title": "", "year": 2020, "is_verified": True, "is_rich": True, "has_figures": False}
    return Entry(id=key, facets=facets, **{**plain, **values})


def test_one_facet_widens_two_narrow_and_counts_tell_what_one_more_choice_shows() -> None:
    entries = [
        entry("a", facets={"size": "small", "sector": "AUTO"}),
        entry("b", facets={"size": "large", "sector": "AUTO"}),
        entry("c", facets={"size": "small", "sector": "FOOD"}),
    ]
    found = list_entries(entries, Criteria(chosen={"size": ("small",)}))
    assert found.ids == ["a", "c"]
    assert dict(found.counts["size"]) == {"small": 2, "large": 1}
    assert dict(found.counts["sector"]) == {"AUTO": 1, "FOOD": 1}
    assert list_entries(entries, Criteria(chosen={"size": ("small", "large"), "sector": ("AUTO",)})).ids == ["a", "b"]


def test_order() -> None:
    entries = [
        entry("unverified", is_verified=False, year=2025, title="도금"),
        entry("bare", is_rich=False, year=2024, title="도금"),
        entry("rich", year=2001),
        entry("figures", year=1999, has_figures=True),
        entry("named", year=1990, title="도금"),
    ]
    assert list_entries(entries, Criteria(query="도금")).ids == ["named", "figures", "rich", "bare", "unverified"]
    assert list_entries(entries, Criteria(sort="newest")).ids[0] == "unverified"
    assert list_entries(entries, Criteria(sort="oldest")).ids[0] == "named"
