"""The pages by name: the one list that menu, API, exports and briefs go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dashboards.figures import Page
from dashboards.selectors import (
    awards,
    cases,
    compare,
    indicators,
    modules,
    overview,
    participation,
    programmes,
    quality,
    regions,
    sectors,
)
from dashboards.selectors.query import Query

PAGES: Final[Mapping[str, Callable[[Query], Page]]] = {
    "overview": overview.page,
    "sectors": sectors.page,
    "regions": regions.page,
    "indicators": indicators.page,
    "modules": modules.page,
    "compare": compare.page,
    "participation": participation.page,
    "cases": cases.page,
    "programmes": programmes.page,
    "awards": awards.page,
    "quality": quality.page,
}


class UnableToFindPage(LookupError):
    """There is no page of this name, or nothing in it for these filters."""


def page_of(name: str, query: Query) -> Page:
    """Return a page.

    Raises
    ------
    UnableToFindPage
        No page has the name.
    """
    if name not in PAGES:
        raise UnableToFindPage(name)
    return PAGES[name](query)
