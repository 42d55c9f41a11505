from dashboards.figures import Page, Provenance
from dashboards.selectors.query import Query


def page(query: Query) -> Page:
    return Page("regions", "regions", query.filters.query(), (), Provenance("", None))
