from dashboards.figures import Page, Provenance
from dashboards.selectors.query import Query


def page(query: Query) -> Page:
    return Page("awards", "awards", query.filters.query(), (), Provenance("", None))
