from dashboards.figures import Page, Provenance
from dashboards.selectors.query import Query


def page(query: Query) -> Page:
    return Page("quality", "quality", query.filters.query(), (), Provenance("", None))
