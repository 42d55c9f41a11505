"""A page made by hand in place of a real one, and an edition made by hand."""

from datetime import UTC, datetime

import pytest

from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from dashboards.selectors import pages
from dashboards.selectors.query import Query
from tests.dashboards.writing import made
from tests.factories import People, make_people


@pytest.fixture
def people(db: None, no_broker: list[str]) -> People:
    return make_people()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """Put the handmade page in place of "overview"; collect what it is asked."""
    found: list[Query] = []

    def page(query: Query) -> object:
        found.append(query)
        return made.page()

    monkeypatch.setitem(pages.PAGES, "overview", page)  # type: ignore[arg-type]
    return found


def small_view(sets: int = 0) -> EditionView:
    """Return an edition with a number in the country, in two regions and in two sectors; and more sets if asked."""
    value = NodeValue(44.1, 43.0, 45.2, 120, quartiles=(30.0, 44.0, 58.0))
    keys = [
        NATION,
        SetKey(region="26"),
        SetKey(region="11"),
        SetKey(sector="FABMETAL"),
        SetKey(sector="FOOD", size="small"),
    ]
    keys += [SetKey(sector=f"S{number}") for number in range(sets)]
    nodes = ("TOTAL", "D1", "Q1")
    return EditionView(
        id="2026h2",
        model_key="dqm",
        model_version="2026.1",
        as_of=datetime(2026, 10, 31, tzinfo=UTC),
        is_synthetic=True,
        companies=120,
        nodes=nodes,
        crossings=frozenset({"", "region", "sector", "sector*size"}),
        cells={key: dict.fromkeys(nodes[:2], value) for key in keys},
        withheld=frozenset({SetKey(region="50"), SetKey(region="26", size="small")}),
    )


class PlainNames:
    """Names that are the codes."""

    def label(self, dimension: str, code: str) -> str:
        return f"{dimension} {code}"

    def node(self, code: str) -> str:
        return f"node {code}"


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> EditionView:
    """Put a handmade edition in place of the published ones."""
    found = small_view()
    for place in ("dashboards.services.exports", "dashboards.views.exports"):
        monkeypatch.setattr(f"{place}.edition_of", lambda identity="": found)
    monkeypatch.setattr("dashboards.services.exports.everything_names", lambda view, language: PlainNames())
    return found
