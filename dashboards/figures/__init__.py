"""What a dashboard page says, apart from how it is shown: pages of tables of values, and the filters they follow.

The page, the API, the exports and the brief all show the same `Page`, so that no number can differ between them.
"""

from dashboards.figures.filters import Filters, Scope, UnableToReadFilters
from dashboards.figures.page import Column, Kind, Page, Provenance, Row, Table, Value, Withheld

__all__ = [
    "Column",
    "Filters",
    "Kind",
    "Page",
    "Provenance",
    "Row",
    "Scope",
    "Table",
    "UnableToReadFilters",
    "Value",
    "Withheld",
]
