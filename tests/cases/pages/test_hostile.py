"""Whatever is typed: never an error, never markup, never long."""

import json
import time
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.rows import load, make_row

ADDRESSES = (
    "/cases/",
    "/cases/plating-2024/",
    "/api/v1/cases/",
    "/api/v1/cases/plating-2024/",
    "/api/v1/cases/suggest/",
)
HOSTILE = [
    "\x00", "a\x00b", "' OR 1=1 --", "'; DROP TABLE cases_case; --", "%", "_", "\\", "(((((", "[a-", ".*" * 50, "\ud55c\u0000",
    "\U0001f600" * 50, "\u202e\u200d", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}",
    "가" * 10_000, "ﷺ" * 10_000, "a b " * 2500, "\u0301" * 10_000, "ᄀ" * 10_000, "ㅍ" * 10_000, "가나다라마바사" * 1500,
    '"도금" AND OR NOT', "도금 NEAR(로트, 5)", "title_tokens:도금", "도금*", "^도금", "-도금", "+도금", "도금 & | ! <-> 로트:*", "$1 %s %(x)s {0}",
    "\ud800", "도금" + "\u200b" * 500, "1" * 10_000, "0x41", "../../etc/passwd", "NULL", "NaN", "-1",
]  # fmt: skip
OPERATORS = st.sampled_from(
    ['"', "'", "AND", "OR", "NOT", "NEAR", "(", ")", "*", ":", "^", "-", "+", "&", "|", "!", "<->", "%", "_", "\\", "$", ";",
     "--", "/*", "\x00", "<b>", "&lt;", "도금", "로트추적을", "ㅍㅈ", "spc", "vna", "불량률", "３", "\u200b", "\ud83d\ude00", "é", "가"]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=60), st.lists(OPERATORS, max_size=12).map(" ".join), st.lists(OPERATORS).map("".join)
)


@pytest.fixture
def small(db: None) -> None:
    load(
        make_row(methods=["spc"]),
        make_row(id="other", organisation_ko="다른 회사", title_ko="교육으로 불량률을 낮추다"),
    )


def opened(client: Client, address: str, query: str) -> bytes:
    """Open an address with a query as any client may send it, surrogates and broken bytes too."""
    response = client.get(f"{address}?q={quote(query.encode('utf-8', 'surrogatepass'))}")
    assert response.status_code == 200, (address, query)
    return response.content


def assert_nothing_breaks(client: Client, query: str) -> None:
    for address in ADDRESSES:
        content = opened(client, address, query)
        if address.startswith("/api/"):
            json.loads(content)
        else:
            page = content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            # All marks are ours, and each is closed.
            assert page.count("<mark>") == page.count("</mark>")
            assert "<mark></mark>" not in page


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_breaks_a_page_or_takes_long(small: None, client: Client, query: str) -> None:
    begun = time.monotonic()
    assert_nothing_breaks(client, query)
    # Far above what it takes; a query that makes the work explode takes minutes.
    assert time.monotonic() - begun < 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TYPED)
def test_no_text_breaks_a_page(small: None, client: Client, query: str) -> None:
    assert_nothing_breaks(client, query)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(
                ["q", "theme", "method", "sector", "size", "award", "region", "year", "sort", "page", "literal"]
            ),
            st.one_of(
                st.text(max_size=20), OPERATORS, st.sampled_from(["small", "traceability", "spc", "2024", "newest"])
            ),
        ),
        max_size=8,
    )
)
def test_no_choice_breaks_a_page(small: None, client: Client, pairs: list[tuple[str, str]]) -> None:
    query = urlencode([(key, value.encode("utf-8", "surrogatepass")) for key, value in pairs])
    for address in ("/cases/", "/api/v1/cases/"):
        assert client.get(f"{address}?{query}").status_code == 200


def test_a_hostile_query_still_finds_what_it_holds(small: None, client: Client) -> None:
    """The shield is no wall: the words in it are searched."""
    for query in ('"로트추적"', "로트추적*", "로트추적; --", "로트추적\x00", "(로트추적"):
        found = json.loads(opened(client, "/api/v1/cases/", query))
        assert found["results"][0]["id"] == "plating-2024", query
