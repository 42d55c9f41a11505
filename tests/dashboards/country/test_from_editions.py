"""The pages as they are asked for: from editions in the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.figures import Filters, Scope, UnableToReadFilters
from dashboards.models import Edition, RegistryCount
from dashboards.selectors.editions import UnableToFindEdition, edition_of
from dashboards.selectors.pages import page_of
from dashboards.selectors.query import Query
from tests.dashboards.editions.conftest import _unchecked, edition, snapshot, version
from tests.factories import NOW

__all__ = ["_unchecked", "edition", "snapshot", "version"]
PAGES = ("overview", "sectors", "regions", "indicators", "modules", "compare")


def query(**filters: str) -> Query:
    return Query(Filters(**filters), Scope(), "ko", NOW)


def test_without_an_edition_there_is_no_page(db: None) -> None:
    for name in PAGES:
        with pytest.raises(UnableToFindEdition):
            page_of(name, query())


def test_pages_stand_on_an_edition_with_few_queries(edition: Edition) -> None:
    RegistryCount.objects.bulk_create(
        RegistryCount(
            year=2026, sector=sector, size=size, companies=1000, source="made up", is_synthetic=True, loaded_at=NOW
        )
        for sector in ("FOOD", "AUTO", "CONSTR")
        for size in ("micro", "small", "mid")
    )
    view = edition_of()
    for name in PAGES:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = page_of(name, query())
        assert len(asked) <= 12, name
        assert page.provenance.edition == edition.snapshot_id
        assert page.provenance.is_synthetic
        assert page.provenance.companies == view.companies
    overview = page_of("overview", query())
    index = {row.code: row.values[0].value for row in overview.table("index").rows}
    assert index["participants"] == view.cells[next(iter(view.sets()))][view.nodes[0]].mean
    assert index["population"] is not None
    assert overview.table("index").rows[0].values[1].value == 9000
    _refuses_what_does_not_exist()


def _refuses_what_does_not_exist() -> None:
    for filters in ({"edition": "0" * 64}, {"region": "99"}, {"node": "NOTHING"}):
        with pytest.raises(UnableToReadFilters):
            page_of("overview", query(**filters))
    with pytest.raises(UnableToReadFilters):
        page_of("compare", query(other="0" * 64))
